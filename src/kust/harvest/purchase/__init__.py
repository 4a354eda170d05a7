"""What buying costs: tonnes, prices, weeks, cash, contracts, the highest price worth paying."""

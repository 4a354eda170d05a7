"""Wild harvest: stock, forecast, procurement, siting."""

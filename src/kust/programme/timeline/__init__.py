"""Who does what by when: path and slack, facts and forecast, loads, money, findings."""

"""Plans of the cheapest way to conform."""

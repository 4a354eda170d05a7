"""Hard-to-reach land: which journeys pay, alone or together."""

"""The cheapest changes that turn the verdicts."""

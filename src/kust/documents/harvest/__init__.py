"""The season of a forest: map and report."""

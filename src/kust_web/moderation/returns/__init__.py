"""Yearly returns: typed, checked, handed in, accepted."""

"""Indicators: what they were, are, shall be and will be."""

"""Measurements of kust: a made-up nation of any size, opponents written by hand, one report."""

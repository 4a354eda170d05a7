"""Supplies as both sides tell them."""

"""Firms known twice: found, merged, told apart."""

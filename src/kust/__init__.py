"""Workbench for territorial clusters."""

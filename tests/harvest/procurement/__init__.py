"""Procurement and access: from draws of the crop to money."""

"""A whole made-up forest with its truth."""

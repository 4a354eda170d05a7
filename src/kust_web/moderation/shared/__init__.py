"""Tables that belong to no cluster."""

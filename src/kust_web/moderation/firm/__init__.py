"""A firm's own page, and the cluster without names."""

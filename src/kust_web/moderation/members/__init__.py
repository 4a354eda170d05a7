"""Clusters and who is in them: registering, joining, people, confirming."""

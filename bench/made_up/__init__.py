"""A made-up nation: firms and clusters, the flows between them, the figures that follow from the flows."""

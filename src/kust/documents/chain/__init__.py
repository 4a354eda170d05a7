"""The chain of production: page, flows, picture."""

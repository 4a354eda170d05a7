"""The registry: a web application where clusters live, on top of the library kust."""

"""A corpus of broken inputs, each made by code, with what kust has to say about it."""

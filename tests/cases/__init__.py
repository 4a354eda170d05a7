"""Cases for every requirement of every edition, written to be read by a lawyer."""

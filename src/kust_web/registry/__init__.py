"""The registry's tables, what changed in them, and the snapshots that analyses run on."""

"""People: who they are, what they may do, how they come in."""

"""Projects: passport, effects, money."""

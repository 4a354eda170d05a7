"""How much will grow: panels, the model, its draws, and what such forecasts were worth."""

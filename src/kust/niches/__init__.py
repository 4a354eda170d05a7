"""From what participants buy to investment niches: needs with their causes, demand to come, niches with economics."""

"""Signs by where they come from: the rules and the plan, needs and niches, projects and support."""

"""How figures come in: returns typed on a page, uploads, both sides of a supply, firms known twice."""

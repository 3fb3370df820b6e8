"""HTML for people: one look for every page, self-contained, without a script from elsewhere."""

"""One patient with every reason: the pathway looked at, not only its cards."""

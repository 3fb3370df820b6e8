"""Every predicate D01 to D20 of the specification, one file a subject."""

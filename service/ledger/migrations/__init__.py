"""The history of the tables. Each file of ``versions`` is frozen once released."""

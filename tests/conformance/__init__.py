"""A test per sentence of the standard. ``rows.csv`` lists the sentences; a mark on a test names those it checks."""

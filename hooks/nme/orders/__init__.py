"""The order table: which orders are recognised, and what is said about them in each state (pathway section 4)."""

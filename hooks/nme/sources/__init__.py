"""The source texts, statement by statement, and what stands outside them."""

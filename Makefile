# The checks of every day are in ./check. What takes minutes is here.
.PHONY: soak
soak:
	.venv/bin/pytest -m soak

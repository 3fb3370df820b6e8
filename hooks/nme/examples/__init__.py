"""Invented patients to try the pathway with, and the orders and results to try on them.

Written from the cases: python -m tests.acceptance.write_examples.
"""

from pathlib import Path

EXAMPLES = Path(__file__).parent
"""The folder that holds them."""

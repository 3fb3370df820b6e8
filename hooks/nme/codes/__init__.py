"""Codes, numbers and units of the pathway, as tables."""

"""Prefetch first, then what is missing from the FHIR server: everything one call knows."""

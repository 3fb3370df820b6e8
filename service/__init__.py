"""The machine: HTTP, FHIR, tokens, storage. Nothing in here is clinical."""

"""The content: what a clinician approves. Standard library only, no HTTP, no FHIR."""

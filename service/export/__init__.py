"""The pathway as standard artefacts: CQL, and FHIR resources after the guides CPG and CRMI."""

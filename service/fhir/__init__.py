"""The FHIR boundary: FHIR in, a Case out; a Proposal in, a draft FHIR resource out."""

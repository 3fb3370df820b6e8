"""The example patients of a pathway, and a FHIR server that holds them."""

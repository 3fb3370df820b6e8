"""Which CDS Client is this, and how does it like to be answered (decisions 5; conformance A.11)."""

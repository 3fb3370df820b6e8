"""The pathway for necrolytic migratory erythema and glucagonoma: what a clinician approves."""

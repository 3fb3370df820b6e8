"""The pathway for necrolytic migratory erythema and glucagonoma: what a clinician approves."""

from hooks.nme.pathway import PATHWAY

__all__ = ["PATHWAY"]

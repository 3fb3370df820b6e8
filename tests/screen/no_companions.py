"""The invented disease as it is: it names no companions."""

from tests.second_pathway.pathway import VERDIGRIS

PATHWAY = VERDIGRIS

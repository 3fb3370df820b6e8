"""The value sets of the pathway, as reviewed data (decisions 27).

``value_sets.csv`` holds one code a line, sorted by concept. A line with role ``include`` puts the
code into the concept; a line with role ``exclude`` is a guard: a code seen mistaken for the
concept, or a part of a header that does not belong. Guards never match and a site cannot map
them. ICD-10-CM and ATC headers cover the codes beneath them; for each concept the longest line
that fits decides. Only the pregnancy lines by trimester hold several codes, separated by spaces.
VERIFIED codes were met with the same meaning in two published artefacts or in the owner's file,
SINGLE-SOURCE ones in one; codes nobody could verify are not shipped. No terminology server was
asked: confirm every line on a licensed one before clinical use.
"""

import csv
from functools import lru_cache
from pathlib import Path

from hooks.clinical.codes import CodeIndex, ValueSetRow
from hooks.nme.codes import concepts
from hooks.nme.codes.code_systems import SYSTEMS

FILE = Path(__file__).with_name("value_sets.csv")
BENEATH = Path(__file__).with_name("beneath.csv")
"""The codes beneath our ICD-10-CM headers (simple-icd-10-cm), made by ``./regenerate``, for expansions only."""

FOUND_BY_TEXT = frozenset({"receptor_pet", "ultrasound_abdomen", "pancreatic_mass", "histology_nme"})
"""Imaging without a verified code: found by its words (decisions 29) or by a site's own codes."""


@lru_cache(maxsize=1)
def rows() -> tuple[ValueSetRow, ...]:
    """Every code of the shipped value sets with its provenance, for the review page."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(row for line in csv.DictReader(file) for row in _rows_of(line))


def _rows_of(line: dict[str, str]) -> list[ValueSetRow]:
    return [ValueSetRow(**{**line, "code": code}) for code in line["code"].split()]


def _whole(index: CodeIndex) -> CodeIndex:
    """The index. Raises ValueError when an idea has no code left: a file cut short would silence its cards (E-23)."""
    ideas = {name: value for name, value in vars(concepts).items() if isinstance(value, frozenset)}
    lost = sorted(name for name, idea in ideas.items() if not idea & index.known_concepts)
    if lost:
        raise ValueError(f"{FILE.name} has no code for {', '.join(lost)}. Put the whole file back.")
    return index


CODES = _whole(CodeIndex(rows(), SYSTEMS, FOUND_BY_TEXT))
"""The shipped value sets; a site's own codes are added with ``CODES.with_local``."""

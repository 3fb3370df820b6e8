"""Where a sentence comes from, and which entry of the record a finding rests on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from hooks.clinical.when import When


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a source text in our own words (pathway section 1)."""

    id: str
    text: str
    use: str
    meta: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """An external source: what it is, its year, and what it may be used for (section 9)."""

    id: str
    title: str
    year: str
    use: str


@dataclass(frozen=True, slots=True)
class Library:
    """All statements and sources by id."""

    statements: Mapping[str, Statement]
    sources: Mapping[str, Source]


class Fact(NamedTuple):
    """One entry of the record as a card shows it.

    ``label`` and ``note`` are our words; ``value`` is the record's own (escape it).
    """

    label: str
    source: str
    value: str = ""
    when: When | None = None
    note: str = ""

"""Where a sentence comes from, what a finding rests on, and the numbers and windows it is judged by."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from hooks.clinical.truth import Truth
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

    ``label``, ``note``, ``status``, ``no_limit`` and ``converted`` are our words; ``value`` (with its ``unit``) and
    ``limit`` are the record's own (escape them). ``ratio`` is how many times the limit a result is, ``status`` a
    diagnosis's verification in one word.
    """

    label: str
    source: str
    value: str = ""
    when: When | None = None
    note: str = ""
    unit: str = ""
    limit: str = ""
    ratio: str = ""
    status: str = ""
    no_limit: str = ""
    converted: str = ""


class Tag(StrEnum):
    """A qualifier of a finding. A pathway declares its own once, as an Enum of this type."""


@dataclass(frozen=True, slots=True)
class Need:
    """Data a criterion looks at: a FHIR resource type; for coded searches concepts; elements where it matters.

    ``newest``: of the results of a concept it looks at none older than the newest that has a number.
    """

    resource_type: str
    concepts: frozenset[str] = frozenset()
    elements: frozenset[str] = frozenset()
    newest: bool = False


@dataclass(frozen=True)
class Parameter:
    """A named number of the specification, overridable by a site (decision 4).

    ``source`` names the statement, the external source or DESIGN; ``sign_off`` who must agree.
    """

    name: str
    value: Decimal
    unit: str
    meaning: str
    source: str
    spec: str
    sign_off: str = "clinical lead"

    @cached_property
    def told(self) -> str:
        """Its value with its unit."""
        return self.tell(self.value)

    def tell(self, value: Decimal) -> str:
        """A value of it with its unit."""
        return f"{value:f} {self.unit}".strip()


class Finding(NamedTuple):
    """The answer of a criterion with its reasons.

    ``facts`` are what the answer rests on, ``unused`` what was seen and not used (the note
    says why), ``tags`` the qualifiers of pathway section 2.
    """

    truth: Truth
    facts: tuple[Fact, ...] = ()
    unused: tuple[Fact, ...] = ()
    tags: frozenset[Tag] = frozenset()


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a predicate's evidence table: what is seen, and what the predicate then answers.

    ``within`` is the window in which it counts, ``cases`` the fixture cases that give exactly this
    answer, ``note`` what the answer alone does not tell.
    """

    seen: str
    answer: Truth
    tag: Tag | None = None
    within: Parameter | None = None
    note: str = ""
    cases: tuple[str, ...] = ()

    @property
    def looked_for(self) -> str:
        """What is seen, with its window."""
        return f"{self.seen}, within {{{self.within.name}}} {self.within.unit}" if self.within else self.seen

    @property
    def counts_as(self) -> str:
        """The answer in words."""
        tag = f", tag {self.tag}" if self.tag else ""
        note = f" ({self.note})" if self.note else ""
        return f"{self.answer.value}{tag}{note}"

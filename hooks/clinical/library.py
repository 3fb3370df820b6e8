"""The source texts in our words, and every external source with what it may be used for.

The data is in two files a clinician reviews: the statements, agreements and differences of the source texts
with the sources beyond them, and the questions the texts leave open.
"""

import tomllib
from dataclasses import dataclass
from typing import Any

from hooks.clinical.evidence import Library, Source, Statement

META = "meta"
USES = frozenset({"trigger", "action", "text", META})


@dataclass(frozen=True, slots=True)
class ExternalSource(Source):
    """A source with its address and how much of it could be read: abstract, excerpt, full ..."""

    address: str
    access: str


@dataclass(frozen=True, slots=True)
class Seed:
    """One of the two source texts: what it is, how sure its identity is, and where and how reviewed it is.

    ``name`` is what cards and pages call it, ``address`` its public one, ``dated`` what it says of its own age.
    """

    id: str
    title: str
    identity: str
    name: str
    address: str
    dated: str
    review: str


@dataclass(frozen=True, slots=True)
class Publication:
    """Who answers for the content, and who paid: stated by the owner, here alone."""

    developer: str = "not stated"
    funding: str = "not stated"
    released: str = "not stated"


@dataclass(frozen=True, slots=True)
class Agreement:
    """Where both texts say the same (pathway 1.3), and how a card may word it."""

    id: str
    topic: str
    statements: tuple[str, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the texts differ (pathway 1.4): what each says, what kind it is, how a card shows it."""

    id: str
    topic: str
    seed_1: str
    seed_2: str
    kind: str
    rule: str


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question for the owner, and what is done until it is answered (pathway section 10)."""

    id: int
    question: str
    default: str


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything the two files hold."""

    seeds: tuple[Seed, ...]
    library: Library
    agreements: tuple[Agreement, ...]
    differences: tuple[Difference, ...]
    questions: tuple[OpenQuestion, ...] = ()
    publication: Publication = Publication()


def parse(text: str, questions: str = "") -> Contents:
    """Read the TOML. Raises ValueError for an unknown use or a statement nobody has, KeyError for a missing field."""
    table = tomllib.loads(text)
    asked = tomllib.loads(questions).get("questions", ())
    statements = {id_: _statement(id_, fields) for id_, fields in table["statements"].items()}
    sources: dict[str, Source] = {id_: _source(id_, fields) for id_, fields in table["sources"].items()}
    return Contents(
        seeds=tuple(Seed(id=id_, **fields) for id_, fields in table["seeds"].items()),
        library=Library(statements, sources),
        agreements=tuple(_agreement(id_, fields, statements) for id_, fields in table["agreements"].items()),
        differences=tuple(Difference(id=id_, **fields) for id_, fields in table["differences"].items()),
        questions=tuple(OpenQuestion(**fields) for fields in asked),
        publication=Publication(**table.get("publication", {})),
    )


def _statement(id_: str, fields: dict[str, Any]) -> Statement:
    uses = fields["use"]
    if not set(uses) <= USES:
        raise ValueError(f"{id_}: use {uses} is not among {sorted(USES)}")
    if not id_.startswith(f"S{fields['seed']}."):
        raise ValueError(f"{id_} is not a statement of seed {fields['seed']}")
    return Statement(id_, fields["text"], ", ".join(uses), META in uses)


def _source(id_: str, fields: dict[str, str]) -> ExternalSource:
    return ExternalSource(
        id=id_,
        title=fields["title"],
        year=fields["year"],
        use=fields["may_be_used_for"],
        address=fields["address"],
        access=fields["access"],
    )


def _agreement(id_: str, fields: dict[str, Any], statements: dict[str, Statement]) -> Agreement:
    unknown = [s for s in fields["statements"] if s not in statements]
    if unknown:
        raise ValueError(f"{id_} names {unknown}, which no seed holds")
    return Agreement(id_, fields["topic"], tuple(fields["statements"]), fields["rule"])

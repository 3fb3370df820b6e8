"""The tables of the review document: predicates, numbers, differences, statements, data issues, questions."""

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

import hooks.nme.sources
from hooks.clinical.criterion import Parameter, Predicate
from hooks.nme.cards.catalogue import RECOMMENDATIONS
from hooks.nme.codes.parameters import ALL
from hooks.nme.pathway import PREDICATES
from hooks.nme.quality import ISSUES
from hooks.nme.sources.library import AGREEMENTS, DIFFERENCES, LIBRARY, SEEDS, Difference
from service.review.cards import statements_of
from service.review.edition import Edition
from service.review.markdown import escaped, paragraphs, table
from service.review.words import SHORT_NAMES

QUESTIONS = Path(hooks.nme.sources.__file__).with_name("open_questions.toml")
OWN_CHOICE = ("DESIGN", "specification", "fhir-inputs", "2.")
_STATEMENT = re.compile(r"S[12]\.\w\d")
_CARD = re.compile(r"K\d\d")


class OpenQuestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question for the owner, and what is done until it is answered (pathway section 10)."""

    id: int
    question: str
    default: str


class _Questions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    questions: tuple[OpenQuestion, ...]


def open_questions() -> tuple[OpenQuestion, ...]:
    """The questions of pathway section 10."""
    return msgspec.toml.decode(QUESTIONS.read_bytes(), type=_Questions).questions


def predicates_section(edition: Edition) -> str:
    """Every predicate with its evidence table and its numbers filled in."""
    return paragraphs(_predicate(predicate, edition) for predicate in PREDICATES)


def _predicate(predicate: Predicate, edition: Edition) -> str:
    rows = [[edition.text(row.seen), edition.text(row.counts_as)] for row in predicate.table]
    numbers = ", ".join(f"`{parameter.name}`" for parameter in predicate.parameters)
    return paragraphs(
        (
            f"### {predicate.id}: {edition.text(SHORT_NAMES[predicate.id])}",
            f"Asks whether {edition.text(predicate.sentence)}. When unknown, not found: {predicate.missing}.",
            table(["Seen in the record", "Counts as"], rows),
            f"Rests on: {escaped(', '.join(predicate.basis))}.",
            f"Numbers: {numbers}." if numbers else "",
        )
    )


def label(parameter: Parameter) -> str:
    """Where a number comes from: seed, external or DESIGN."""
    if parameter.source.startswith(OWN_CHOICE):
        return "DESIGN"
    return "seed" if _STATEMENT.match(parameter.source) else "external"


def numbers_section(edition: Edition) -> str:
    """Every number in force, a site's own beside the default."""
    head = ["Name", "Meaning", "Value", "Unit", "Label", "Source", "Pathway", "Signs"]
    return table(head, (_number(parameter, edition) for parameter in ALL))


def _number(parameter: Parameter, edition: Edition) -> list[str]:
    return [
        f"`{parameter.name}`",
        escaped(parameter.meaning),
        _value(parameter, edition),
        escaped(parameter.unit),
        label(parameter),
        escaped(parameter.source),
        parameter.spec,
        parameter.sign_off,
    ]


def _value(parameter: Parameter, edition: Edition) -> str:
    site = edition.overrides.get(parameter.name)
    return f"{parameter.value:f}" if site is None else f"**{site:f}** (this site; default {parameter.value:f})"


def agreements_section() -> str:
    """Where the two texts say the same."""
    rows = [[a.id, escaped(a.topic), ", ".join(a.statements), escaped(a.rule)] for a in AGREEMENTS]
    return table(["", "Topic", "Statements", "Wording rule"], rows)


def differences_section() -> str:
    """Where the two texts differ, and the cards that show it."""
    head = ["", "Topic", "Seed 1", "Seed 2", "Kind", "How it is shown", "Shown on"]
    return table(head, map(_difference, DIFFERENCES))


def _difference(difference: Difference) -> list[str]:
    words = (difference.topic, difference.seed_1, difference.seed_2, difference.kind, difference.rule)
    return [difference.id, *map(escaped, words), ", ".join(shown_on(difference))]


def shown_on(difference: Difference) -> list[str]:
    """The cards its rule names, else those that carry its statements."""
    named = _CARD.findall(difference.rule)
    statements = {*_STATEMENT.findall(difference.seed_1), *_STATEMENT.findall(difference.seed_2)}
    carrying = [card.id for card in RECOMMENDATIONS.values() if statements & set(card.basis())]
    return named or carrying


def statements_section() -> str:
    """Every statement of the two texts with the cards that carry it."""
    seeds = table(["Seed", "What it is", "Identity"], ([s.id, escaped(s.title), escaped(s.identity)] for s in SEEDS))
    rows = [
        [s.id, escaped(s.text), s.use, "provenance, on no card" if s.meta else ", ".join(cards_with(s.id))]
        for s in LIBRARY.statements.values()
    ]
    return paragraphs((seeds, table(["Statement", "In our words", "Use", "Cards"], rows)))


def cards_with(statement: str) -> Iterator[str]:
    """The ids of the cards that can carry a statement."""
    return (card.id for card in RECOMMENDATIONS.values() if statement in statements_of(card))


def sources_section() -> str:
    """Every source beyond the two texts, and what it may be used for."""
    rows = [[s.id, escaped(s.title), s.year, escaped(s.use)] for s in LIBRARY.sources.values()]
    return table(["Source", "Title", "Year", "May be used for"], rows)


def issues_section(edition: Edition) -> str:
    """What sets K17, and in which states."""
    rows = [[escaped(i.name), edition.when(i.when), i.about.id, ", ".join(sorted(i.only_in)) or "all"] for i in ISSUES]
    note = "K17 comes first, as a warning, when the predicate it is about is unknown; otherwise last, as info."
    return paragraphs((note, table(["Issue", "Set if", "About", "States"], rows)))


def questions_section() -> str:
    """The open questions with the default taken."""
    rows = [[str(q.id), escaped(q.question), escaped(q.default)] for q in open_questions()]
    return table(["", "Question", "Default taken"], rows)

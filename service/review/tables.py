"""The tables of the review document: predicates, numbers, differences, statements, data issues, questions."""

import re
from collections.abc import Iterator

from hooks.clinical.criterion import Predicate
from hooks.clinical.evidence import Parameter
from hooks.clinical.library import Contents, Difference
from hooks.clinical.pathway import Pathway
from hooks.clinical.truth import YES
from service.review.cards import statements_of
from service.review.edition import Edition
from service.review.markdown import escaped, paragraphs, table

OWN_CHOICE = ("DESIGN", "specification", "fhir-inputs", "2.")
_STATEMENT = re.compile(r"S[12]\.\w\d")
_CARD = re.compile(r"K\d\d")


def predicates_section(edition: Edition) -> str:
    """Every predicate with its evidence table and its numbers filled in."""
    return paragraphs(_predicate(predicate, edition) for predicate in edition.pathway.predicates)


def _predicate(predicate: Predicate, edition: Edition) -> str:
    rows = [[edition.text(row.looked_for), edition.text(row.counts_as)] for row in predicate.table]
    numbers = ", ".join(f"`{parameter.name}`" for parameter in predicate.parameters)
    return paragraphs(
        (
            f"### {predicate.id}: {edition.text(predicate.said[YES])}",
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
    head = ["Name", "Meaning", "Value", "Unit", "A site may set", "Label", "Source", "Pathway", "Signs"]
    return table(head, (_number(parameter, edition) for parameter in edition.pathway.parameters))


def _number(parameter: Parameter, edition: Edition) -> list[str]:
    return [
        f"`{parameter.name}`",
        escaped(parameter.meaning),
        _value(parameter, edition),
        escaped(parameter.unit),
        _may_be(parameter, edition),
        label(parameter),
        escaped(parameter.source),
        parameter.spec,
        parameter.sign_off,
    ]


def _value(parameter: Parameter, edition: Edition) -> str:
    site = edition.site.overrides.get(parameter.name)
    return f"{parameter.value:f}" if site is None else f"**{site:f}** (this site; default {parameter.value:f})"


def _may_be(parameter: Parameter, edition: Edition) -> str:
    may_be = edition.pathway.bounds.range_of(parameter)
    return f"{may_be.least:f} to {may_be.most:f}" if may_be else ""


def agreements_section(library: Contents) -> str:
    """Where the two texts say the same."""
    rows = [[a.id, escaped(a.topic), ", ".join(a.statements), escaped(a.rule)] for a in library.agreements]
    return table(["", "Topic", "Statements", "Wording rule"], rows)


def differences_section(pathway: Pathway) -> str:
    """Where the two texts differ, and the cards that show it."""
    head = ["", "Topic", "Seed 1", "Seed 2", "Kind", "How it is shown", "Shown on"]
    return table(head, (_difference(d, pathway) for d in pathway.sources.differences))


def _difference(difference: Difference, pathway: Pathway) -> list[str]:
    words = (difference.topic, difference.seed_1, difference.seed_2, difference.kind, difference.rule)
    return [difference.id, *map(escaped, words), ", ".join(shown_on(difference, pathway))]


def shown_on(difference: Difference, pathway: Pathway) -> list[str]:
    """The cards its rule names, else those that carry its statements."""
    named = _CARD.findall(difference.rule)
    statements = {*_STATEMENT.findall(difference.seed_1), *_STATEMENT.findall(difference.seed_2)}
    carrying = [card.id for card in pathway.recommendations.values() if statements & set(card.basis())]
    return named or carrying


def statements_section(pathway: Pathway) -> str:
    """Every statement of the two texts with the cards that carry it."""
    contents = pathway.sources
    seeds = table(
        ["Seed", "What it is", "Identity"], ([s.id, escaped(s.title), escaped(s.identity)] for s in contents.seeds)
    )
    rows = [
        [s.id, escaped(s.text), s.use, "provenance, on no card" if s.meta else ", ".join(cards_with(s.id, pathway))]
        for s in contents.library.statements.values()
    ]
    return paragraphs((seeds, table(["Statement", "In our words", "Use", "Cards"], rows)))


def cards_with(statement: str, pathway: Pathway) -> Iterator[str]:
    """The ids of the cards that can carry a statement."""
    library = pathway.sources.library
    return (card.id for card in pathway.recommendations.values() if statement in statements_of(card, library))


def sources_section(library: Contents) -> str:
    """Every source beyond the two texts, and what it may be used for."""
    rows = [[s.id, escaped(s.title), s.year, escaped(s.use)] for s in library.library.sources.values()]
    return table(["Source", "Title", "Year", "May be used for"], rows)


def issues_section(edition: Edition) -> str:
    """What sets K17, and in which states."""
    issues = edition.pathway.limits.issues
    rows = [[escaped(i.name), edition.when(i.when), i.about.id, ", ".join(sorted(i.only_in)) or "all"] for i in issues]
    note = "K17 comes first, as a warning, when the predicate it is about is unknown; otherwise last, as info."
    return paragraphs((note, table(["Issue", "Set if", "About", "States"], rows)))


def questions_section(library: Contents) -> str:
    """The open questions with the default taken."""
    rows = [[str(q.id), escaped(q.question), escaped(q.default)] for q in library.questions]
    return table(["", "Question", "Default taken"], rows)

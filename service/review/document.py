"""The document a clinician reads and signs, generated from the pathway itself.

Nothing in it is written by hand but the words around the tables, so what is signed is what runs.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path

from hooks.clinical.codes import ValueSetRow
from hooks.nme.cards import wording
from hooks.nme.cards.catalogue import RECOMMENDATIONS
from service.review.cards import card_section, card_title
from service.review.codes import codes_section
from service.review.diagram import pathway_svg
from service.review.edition import Edition
from service.review.markdown import bullets, link_to, paragraphs, table
from service.review.orders import orders_section
from service.review.pathway import overlays_section, states_section
from service.review.tables import (
    agreements_section,
    differences_section,
    issues_section,
    numbers_section,
    predicates_section,
    questions_section,
    sources_section,
    statements_section,
)

REVIEW_FILE = Path("hooks/nme/REVIEW.md")
PICTURE_FILE = Path("docs/pathway.svg")
COMMAND = "nme-cds review --write"
TITLE = "Review: necrolytic migratory erythema and glucagonoma"
PICTURE = "![The pathway: questions from the top down, the state each leads to, its cards](../../docs/pathway.svg)"

INTRODUCTION = f"""\
Pathway {wording.PATHWAY_VERSION}. Generated from the pathway by `{COMMAND}`; do not edit it.

{wording.INTENDED_USE} {wording.AUDIENCE} {wording.NOT_FOR}

Every sentence, number and code the service can use stands below, with where it comes from. Sign a card when its
sentences, their conditions and its suggested orders are right. Nothing else decides what a card says."""

READING = """\
| Label | Meaning |
| --- | --- |
| seed (S1.nn, S2.nn) | a statement of one of the two source texts; only these are shown as "the sources say" |
| external (E nn) | from another source; always shown apart, and its numbers marked \\* |
| DESIGN | our own choice, without a clinical source: it needs a signature |
| SINGLE-SOURCE | a code met in one published artefact only: confirm before clinical use |
| UNVERIFIED | none ship: what could not be verified is left out |

Neither seed contains a number. Seed 2 marks itself as pending human review, and its citations 3 and 4 cannot be
resolved; every card says so.

Conditions use short names ("tumour", "surgical candidate"); what each asks of the record stands under
[Predicates](#predicates). The answer is YES, NO or UNKNOWN. NO means that the record says so: data that are absent are
UNKNOWN, never NO. Where UNKNOWN is written, the unknown itself is the condition. A condition with its answer ("tumour:
YES") is always either so or not so, and "NOT (x)" holds when x is not so. A condition in plain words has to be true;
when it cannot be known, neither it nor its NOT holds."""


def review(overrides: Mapping[str, Decimal] | None = None, local_codes: Iterable[ValueSetRow] = ()) -> str:
    """The review document in markdown, with a site's numbers and codes where it has some."""
    edition = Edition(overrides or {}, tuple(local_codes))
    sections = _sections(edition)
    contents = bullets(link_to(heading) for heading, _ in sections)
    body = paragraphs(f"## {heading}\n\n{text}" for heading, text in sections)
    return paragraphs((f"# {TITLE}", INTRODUCTION, contents, body)) + "\n"


def _sections(edition: Edition) -> list[tuple[str, str]]:
    """The document in the order it is read."""
    return [
        ("How to read it", READING),
        ("Sign-off", _sign_off()),
        ("The picture", PICTURE),
        ("States", states_section(edition)),
        ("Overlays", overlays_section(edition)),
        ("Orders", orders_section(edition)),
        ("Cards", _cards(edition)),
        ("Predicates", predicates_section(edition)),
        ("Numbers", numbers_section(edition)),
        ("Where the two texts agree", agreements_section()),
        ("Where the two texts differ", differences_section()),
        ("Statements", statements_section()),
        ("Sources beyond the two texts", sources_section()),
        ("Data that limit the advice", issues_section(edition)),
        ("Open questions", questions_section()),
        ("Codes", codes_section(edition)),
    ]


def _sign_off() -> str:
    cards = [[link_to(card_title(card)), "", "", ""] for card in RECOMMENDATIONS.values()]
    others = [
        [link_to(heading), "", "", ""]
        for heading in ("States", "Overlays", "Orders", "Numbers", "Codes", "Open questions")
    ]
    return table(["What", "Approved or not", "Name", "Date"], [*cards, *others])


def _cards(edition: Edition) -> str:
    cards = RECOMMENDATIONS.values()
    return paragraphs(f"### {card_title(card)}\n\n{card_section(card, edition)}" for card in cards)


def write_review(root: Path) -> tuple[Path, ...]:
    """Write the review document and the picture below ``root``; the files written."""
    contents = {REVIEW_FILE: review(), PICTURE_FILE: pathway_svg()}
    for file, text in contents.items():
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text(text, encoding="utf-8")
    return tuple(root / file for file in contents)

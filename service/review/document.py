"""The document a clinician reads and signs, generated from the pathway itself.

Nothing in it is written by hand but the words around the tables, so what is signed is what runs.
"""

from pathlib import Path

from hooks.clinical.pathway import Pathway
from service.review.cards import card_section, card_title
from service.review.codes import codes_section
from service.review.diagram import pathway_svg
from service.review.edition import Edition
from service.review.markdown import bullets, link_to, paragraphs, table
from service.review.orders import orders_section
from service.review.overview import overview_svg
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
from service.site import Site

PICTURE_FILE = Path("docs/pathway.svg")
MAP_FILE = Path("docs/pathway-map.svg")
COMMAND = "./regenerate"
PICTURE = "![The pathway: questions from the top down, the state each leads to, its cards](../../docs/pathway.svg)"

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

A condition lists what has to hold, and "or" joins what is enough. What each asks of the record stands under
[Predicates](#predicates). Every question has one of three answers: yes, no, unknown. No means that the record says so:
data that are absent are unknown, never no. A condition that names an answer ("distant disease not established",
"tumour recorded: no or unknown") is always either so or not so; other conditions have to be true, and when they cannot
be known neither they nor their "not" hold."""


def review_file(pathway: Pathway) -> Path:
    """Where the review document of a pathway stands in the repository."""
    return Path("hooks") / pathway.id / "REVIEW.md"


def title_of(pathway: Pathway) -> str:
    """The heading of the document."""
    return f"Review: {pathway.texts.disease}"


def review(site: Site) -> str:
    """The review document in markdown, with a site's numbers and codes where it has some."""
    edition = Edition(site)
    sections = _sections(edition)
    contents = bullets(link_to(heading) for heading, _ in sections)
    body = paragraphs(f"## {heading}\n\n{text}" for heading, text in sections)
    return paragraphs((f"# {title_of(site.pathway)}", _introduction(site.pathway), contents, body)) + "\n"


def _introduction(pathway: Pathway) -> str:
    texts = pathway.texts
    return f"""\
Pathway {pathway.version}. Generated from the pathway by `{COMMAND}`; do not edit it.

{texts.intended_use} {texts.audience} {texts.not_for}

Every sentence, number and code the service can use stands below, with where it comes from. Sign a card when its
sentences, their conditions and its suggested orders are right. Nothing else decides what a card says."""


def _sections(edition: Edition) -> list[tuple[str, str]]:
    """The document in the order it is read."""
    pathway, library = edition.pathway, edition.pathway.sources
    return [
        ("How to read it", READING),
        ("Sign-off", _sign_off(pathway)),
        ("The picture", PICTURE),
        ("States", states_section(edition)),
        ("Overlays", overlays_section(edition)),
        ("Orders", orders_section(edition)),
        ("Cards", _cards(edition)),
        ("Predicates", predicates_section(edition)),
        ("Numbers", numbers_section(edition)),
        ("Where the two texts agree", agreements_section(library)),
        ("Where the two texts differ", differences_section(pathway)),
        ("Statements", statements_section(pathway)),
        ("Sources beyond the two texts", sources_section(library)),
        ("Data that limit the advice", issues_section(edition)),
        ("Open questions", questions_section(library)),
        ("Codes", codes_section(edition)),
    ]


def _sign_off(pathway: Pathway) -> str:
    cards = [[link_to(card_title(card)), "", "", ""] for card in pathway.recommendations.values()]
    others = [
        [link_to(heading), "", "", ""]
        for heading in ("States", "Overlays", "Orders", "Numbers", "Codes", "Open questions")
    ]
    return table(["What", "Approved or not", "Name", "Date"], [*cards, *others])


def _cards(edition: Edition) -> str:
    cards = edition.pathway.recommendations.values()
    return paragraphs(f"### {card_title(card)}\n\n{card_section(card, edition)}" for card in cards)


def write_review(site: Site, root: Path) -> tuple[Path, ...]:
    """Write the review document and the pictures below ``root``; the files written."""
    edition = Edition(site)
    contents = {
        review_file(site.pathway): review(site),
        PICTURE_FILE: pathway_svg(edition),
        MAP_FILE: overview_svg(edition),
    }
    for file, text in contents.items():
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text(text, encoding="utf-8")
    return tuple(root / file for file in contents)

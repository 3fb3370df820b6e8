"""One card in full, as the clinician reviews it and as the explanation page shows it."""

from hooks.clinical.advice import PARTS, Order, Proposal, Recommendation, Wording
from hooks.clinical.criterion import ALWAYS, Criterion, Leaf
from hooks.clinical.evidence import Library
from hooks.clinical.logic import Is
from hooks.clinical.pathway import Pathway
from hooks.clinical.truth import YES
from service.review.appearances import appearances
from service.review.edition import Edition, cited
from service.review.markdown import bullets, escaped, paragraphs, table

DATA_INDICATOR = (
    "warning in S01 and on orders; elsewhere warning if it leaves open what could change the branch, otherwise info"
)
NEVER_BY_ITSELF = "off by default: only where a site has switched it on"
OURS = "our wording about the record"
KINDS = {
    Order.SERVICE: "test, imaging, consult",
    Order.MEDICATION: "drug",
    Order.NUTRITION: "oral nutrition",
}
NO_DOSE = "Each is a draft nobody has chosen. No dose, frequency or duration stands in any of them."


def card_title(card: Recommendation) -> str:
    """Id and name: the heading of the card everywhere."""
    return f"{card.id} {card.name}"


def card_section(card: Recommendation, edition: Edition, level: str = "####") -> str:
    """Everything the card can say and when. ``level`` is the markdown of its inner headings."""
    variant = edition.pathway.variants.get(card.id)
    if variant is None:
        return _sheet(card, edition, level)
    by_order = f"{level} The same card as an order brings it"
    return paragraphs((_sheet(card, edition, level), by_order, _sheet(variant, edition, f"{level}#")))


def _sheet(card: Recommendation, edition: Edition, level: str) -> str:
    parts = [
        ("When it appears", _appears(card, edition)),
        ("What it can say", _sayings(card.says, edition)),
        ("What it shows from the record", _shows(card, edition)),
        ("Statements behind it", _statements(card, edition.pathway.sources.library)),
        ("Suggested orders", _orders(card, edition)),
        ("What it never says", bullets(f"“{escaped(words)}”" for words in card.never_says)),
    ]
    return paragraphs(f"{level} {heading}\n\n{body}" for heading, body in parts if body)


def _appears(card: Recommendation, edition: Edition) -> str:
    places = appearances(card, edition) or [NEVER_BY_ITSELF]
    return paragraphs((bullets(places), f"Indicator: {_indicator(card, edition)}."))


def _indicator(card: Recommendation, edition: Edition) -> str:
    if card is edition.pathway.limits.card:
        return DATA_INDICATOR
    match card.warning_when:
        case None:
            return "info"
        case rule if rule is ALWAYS:
            return "warning"
        case rule:
            return f"warning if {edition.when(rule)}, otherwise info"


PART_NAMES = {
    "summary": "Summary, the first that holds and is short enough",
    "next": "Next, the first that holds",
    "why": "Why",
    "careful": "Careful",
    "also": "Also",
    "carried": "Also, on the card that carries this one",
    "differs": "Line of sources",
}


def _sayings(says: Wording, edition: Edition) -> str:
    library = edition.pathway.sources.library
    rows = [
        [
            PART_NAMES[part],
            edition.when(line.when),
            edition.text(line.text),
            "; ".join(cited(source_id, library) for source_id in line.basis) or OURS,
        ]
        for part in PARTS
        for line in getattr(says, part)
    ]
    return table(["Part", "Said if", "Sentence", "Rests on"], rows)


def _shows(card: Recommendation, edition: Edition) -> str:
    found = dict.fromkeys(edition.text(_question(criterion, edition)) for criterion in card.shows)
    return bullets(found)


def _question(criterion: Criterion, edition: Edition) -> str:
    """A predicate as what it asks, also where the card shows it only when its answer is yes."""
    asked = criterion.part if isinstance(criterion, Is) and criterion.truth is YES else criterion
    if not isinstance(asked, Leaf):
        return edition.words(asked)
    return f"{asked.sentence}; when unknown it names as not found: {asked.missing}" if asked.missing else asked.sentence


def _statements(card: Recommendation, library: Library) -> str:
    return bullets(f"{id_}: {escaped(library.statements[id_].text)}" for id_ in statements_of(card, library))


def statements_of(card: Recommendation, library: Library) -> list[str]:
    """The statements of the source texts that the card can carry."""
    return sorted(id_ for id_ in card.basis() if id_ in library.statements)


def _orders(card: Recommendation, edition: Edition) -> str:
    rows = [_order(proposal, edition) for proposal in card.proposals]
    if not rows:
        return ""
    head = ["Offered if", "Order", "Kind", "Code", "One of"]
    note = f"{NO_DOSE} An order that is already active or drafted is left out."
    return paragraphs((table(head, rows), note))


def _order(proposal: Proposal, edition: Edition) -> list[str]:
    return [
        edition.when(proposal.when),
        escaped(proposal.text),
        KINDS[proposal.order],
        _code(proposal, edition.pathway),
        escaped(proposal.one_of),
    ]


def _code(proposal: Proposal, pathway: Pathway) -> str:
    if proposal.coding is None:
        return "in words only"
    system, code, display = proposal.coding
    names = {known.uri: known.name for known in pathway.systems}
    return escaped(f"{names[system]} {code} {display}")

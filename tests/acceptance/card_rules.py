"""What holds for every card of every answer (pathway 3.4, 3.5, section 8; decisions 7)."""

import re
from collections.abc import Iterator
from typing import Any

from fhir.resources.R4B import get_fhir_model_class
from markdown_it import MarkdownIt

from tests.acceptance.reply import readable

SHORTEST_SUMMARY, LONGEST_SUMMARY = 60, 120
LABELS = ("Next", "Why", "Careful", "Also")
PART_WORDS, ALSO_WORDS, DETAIL_WORDS, CARD_DRAFTS = 60, 30, 90, 4
RESPONSE = {"patient-view": (4, 260), "order-select": (2, 140), "order-sign": (2, 140)}
RESPONSE_DRAFTS = 8
AT_A_GLANCE = 40
"""Words of the first card's summary and Next: ten seconds, read silently (docs/spec/cards.md, last section)."""
MARKDOWN = MarkdownIt("commonmark")
NEVER = (
    r"\bcritical\b",
    r"\bpatient has\b",
    r"\bmust\b",
    r"\brequires\b",
    r"\bis indicated\b",
    r"\bguideline\b",
    r"\bseed [12]\b",
    r"\bbranch\b",
    r"\bpredicate\b",
    r"\bS(0\d|1[01])[A-Z]?\b",
    r"\bdiagnostic\b",
    r"\bexcluded\b",
    r"\b(probability|likelihood) (is|of)\b",
    r"\b(sandostatin|somatuline|zanosar|lutathera|mycapssa|bynfezia)\b",
)
NEVER_ON = {
    "K01": (r"has glucagonoma", r"biopsy excludes"),
    "K02": (r"\bdiagnostic\b", r"\bexcluded\b"),
    "K04": (r"\bcures\b", r"guarantee"),
    "K05": (r"\blocali[sz]ed\b", r"\bmetastatic\b(?! (malignant neoplasm|glucagonoma))"),
    "K08": (r"\beligible\b",),
    "K09": (r"\bcontraindicated\b", r"\bdo not\b"),
    "K13": (r"\bblock",),
    "K14": (r"\bcured\b", r"disease-free"),
    "K15": (r"recurrence (is )?confirmed",),
    "K16": (r"glucagonoma (is |has been )?(excluded|ruled out)",),
    "K21": (r"pathway recommends",),
}
CITED = re.compile(r"\(E\d\d(?:[^()]|\([^()]*\))*\)")
"""Titles of external sources, which may hold a trade name."""
DOSING = {
    "dosageInstruction", "dispenseRequest", "doseAndRate", "doseQuantity", "rateRatio", "rateQuantity",
    "timing", "frequency", "quantity", "schedule", "occurrenceTiming", "boundsPeriod", "volumePerDay",
}  # fmt: skip


def _offer(suggestion: dict[str, Any]) -> str:
    """What is offered: a draft by its name, a deletion by the order it deletes (two orders may share a name)."""
    (action,) = suggestion["actions"]
    return str(action.get("resourceId") or re.sub(r"^one of:\s*", "", suggestion["label"].lower()))


def broken_budgets(cards: list[dict[str, Any]], hook: str) -> list[str]:
    """Every budget the whole response breaks, and what its cards contradict each other in."""
    most_cards, most_words = RESPONSE[hook]
    words = sum(len(f"{card['summary']} {card['detail']}".split()) for card in cards)
    labels = [_offer(s) for card in cards for s in card.get("suggestions", [])]
    found = {
        f"{len(cards)} cards": len(cards) > most_cards,
        f"{words} words": words > most_words,
        f"{len(labels)} drafts": len(labels) > RESPONSE_DRAFTS,
        f"drafts twice {sorted(labels)}": len(set(labels)) < len(labels),
        f"{_at_a_glance(cards)} words at a glance": _at_a_glance(cards) > AT_A_GLANCE,
    }
    return [*(what for what, is_broken in found.items() if is_broken), *_contradictions(cards)]


def _at_a_glance(cards: list[dict[str, Any]]) -> int:
    """Words of the first card's summary and Next."""
    glances = (f"{card['summary']} {card['detail']}".partition("\n\n")[0] for card in cards)
    return len(next(glances, "").replace("**Next:**", "").split())


def broken_rules(card: dict[str, Any]) -> list[str]:
    """Every rule the card breaks, led by its recommendation id."""
    code = card["source"]["topic"]["code"]
    return [f"{code} {rule}" for rule in (*_form(card), *_wording(card, code), *_suggestions(card))]


def _form(card: dict[str, Any]) -> Iterator[str]:
    if not SHORTEST_SUMMARY <= len(card["summary"]) <= LONGEST_SUMMARY:
        yield f"summary of {len(card['summary'])} characters: {card['summary']}"
    if card["indicator"] not in ("info", "warning"):
        yield f"indicator {card['indicator']}"
    yield from _sources(card)
    if not {"uuid", "source", "overrideReasons", "extension"} <= card.keys():
        yield f"has only {sorted(card)}"
    if len(card.get("suggestions", ())) > CARD_DRAFTS:
        yield f"drafts {len(card['suggestions'])} orders"
    yield from _budgets(card["detail"])


DENIED_AND_QUOTED = (
    ("NME", r"(no|without) NME on record|NME not recorded", r"NME (confirmed|provisional|recorded) \d"),
    ("a glucagon", r"[Nn]o glucagon (on record|result|found|and)", r"glucagon (&[gl]t;=? )?\d[\d.]* [a-zA-Z]"),
    ("an SSA", r"[Nn]o SSA (found|on record)", r"SSA (octreotide|lanreotide) "),
    ("a resection", r"no resection found", r"resected \d|pancreatectomy \d|has no link"),
    ("zinc", r"[Zz]inc(, | and )?(amino acids )?not measured", r"Zinc (&[gl]t;=? )?\d"),
    ("imaging", r"[Nn]o imaging (on record|found)", r"imaging of \d|Read the (CT|MRI)"),
    ("an assessment", r"no surgical assessment (found|on record)", r"not fit \d|; fit \d|resection declined \d"),
    ("distant disease", r"No entry on distant disease", r"no metastasis \d|no metastasis \("),
)
"""What one card says is not there no card quotes."""


def _contradictions(cards: list[dict[str, Any]]) -> Iterator[str]:
    text = "\n".join(f"{card['summary']}\n{card['detail']}" for card in cards)
    for what, denied, quoted in DENIED_AND_QUOTED:
        no, yes = re.search(denied, text), re.search(quoted, text)
        if no and yes:
            yield f"{no[0]!r} denies {what}, {yes[0]!r} quotes it"


def _budgets(detail: str) -> Iterator[str]:
    """Next first, then Why, Careful, Also; the sources line last (docs/spec/cards.md, "The form")."""
    *parts, sources = detail.split("\n\n")
    labels = [part.partition(":")[0].strip("*") for part in parts]
    if labels[:1] != ["Next"] or labels != [label for label in LABELS if label in labels]:
        yield f"has the parts {labels}"
    words = {label: len(part.split()) - 1 for label, part in zip(labels, parts, strict=True)}
    if sum(words.values()) > PART_WORDS:
        yield f"has {sum(words.values())} words in its parts"
    if words.get("Also", 0) > ALSO_WORDS:
        yield f"has {words['Also']} words in Also"
    if len(detail.split()) > DETAIL_WORDS:
        yield f"has {len(detail.split())} words in its detail"
    if "Verify before use." not in sources:
        yield f"ends in {sources!r}"
    not_found = re.search(r"Not found: ([^.]*)\.", detail)
    if not_found and {"imaging", "CT or MRI"} <= {*not_found[1].split(", ")}:
        yield "names imaging twice as not found"
    yield from _marks(detail)


def _sources(card: dict[str, Any]) -> Iterator[str]:
    """The last line of the first card is true of what the card says; that of later ones names no source."""
    said, _, last = card["detail"].rpartition("\n\n")
    named, _, _ = last.partition("Verify before use.")
    rests = card["extension"]["nme-cds.org/evidence"]
    if not named:
        return
    for beginning, text in (("S1.", "StatPearls"), ("S2.", "Dr.Oracle")):
        if text not in named and any(one.startswith(beginning) for one in rests.get("statements", ())):
            yield f"does not name {text}"
    if "US label" in named and card["source"]["topic"]["code"] != "K19":
        yield "gives a US label as its source"
    if "no source statement" in named and ("*" in re.sub(r"\*\*\w+:\*\*", "", said) or rests.get("external")):
        yield "denies a source that it has"


def _marks(detail: str) -> Iterator[str]:
    """No emphasis but the labels, no list and no link (docs/spec/cards.md, "The mark")."""
    if re.search(r"[^\w*]\*(?!\*)|^\*(?!\*)", re.sub(r"\*\*(Next|Why|Careful|Also):\*\*|\* other source", "", detail)):
        yield "has a mark that follows no letter or digit"
    tokens = [token for block in MARKDOWN.parse(detail) for token in (block, *(block.children or ()))]
    kinds = [token.type for token in tokens]
    if kinds.count("strong_open") != detail.count("**") // 2 or "em_open" in kinds:
        yield "has emphasis that was not meant"
    if {"bullet_list_open", "ordered_list_open", "link_open", "image", "html_inline", "html_block"} & set(kinds):
        yield f"renders as {sorted(set(kinds))}"


def _wording(card: dict[str, Any], code: str) -> Iterator[str]:
    text = CITED.sub("", "\n".join(readable(card)))
    for pattern in (*NEVER, *NEVER_ON.get(code, ())):
        if found := re.search(pattern, text, re.IGNORECASE):
            yield f"says {text[max(found.start() - 50, 0) : found.end() + 50]!r}"


def _suggestions(card: dict[str, Any]) -> Iterator[str]:
    for suggestion in card.get("suggestions", []):
        label = suggestion["label"]
        if len(suggestion["actions"]) != 1:
            yield f"{label!r} has {len(suggestion['actions'])} actions"
        if suggestion.get("isRecommended"):
            yield f"{label!r} is pre-selected"
        for action in suggestion["actions"]:
            yield from (f"{label!r}: {rule}" for rule in _action(action))


def _action(action: dict[str, Any]) -> Iterator[str]:
    if not action.get("description"):
        yield "has no description"
    resource = action.get("resource")
    if resource is None:
        return
    if (resource.get("status"), resource.get("intent")) != ("draft", "proposal"):
        yield f"is {resource.get('status')} {resource.get('intent')}"
    if dosing := DOSING & set(_members(resource)):
        yield f"holds {sorted(dosing)}"
    get_fhir_model_class(resource["resourceType"]).model_validate(resource)


def _members(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        for inner in value.values():
            yield from _members(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _members(inner)

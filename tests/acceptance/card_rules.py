"""What holds for every card of every answer (pathway 3.4, 3.5, section 8; decisions 7)."""

import re
from collections.abc import Iterator
from typing import Any

from fhir.resources.R4B import get_fhir_model_class

from tests.acceptance.reply import readable

FOOTER = ("For health professionals", "does not replace clinical judgement")
NEVER = (
    r"\bcritical\b",
    r"\bpatient has\b",
    r"\bmust\b",
    r"\brequires\b",
    r"\bis indicated\b",
    r"\bguideline\b",
    r"\b(probability|likelihood) (is|of)\b",
    r"\b(sandostatin|somatuline|zanosar|lutathera|mycapssa|bynfezia)\b",
)
NEVER_ON = {
    "K01": (r"has glucagonoma", r"biopsy excludes"),
    "K02": (r"\bdiagnostic\b", r"\bexcluded\b"),
    "K04": (r"\bcures\b", r"guarantee"),
    "K05": (r"\blocali[sz]ed\b", r"\bmetastatic\b(?! malignant neoplasm)"),
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


def broken_rules(card: dict[str, Any]) -> list[str]:
    """Every rule the card breaks, led by its recommendation id."""
    code = card["source"]["topic"]["code"]
    return [f"{code} {rule}" for rule in (*_form(card), *_wording(card, code), *_suggestions(card))]


def _form(card: dict[str, Any]) -> Iterator[str]:
    if not 0 < len(card["summary"]) < 140:
        yield f"summary of {len(card['summary'])} characters"
    if card["indicator"] not in ("info", "warning"):
        yield f"indicator {card['indicator']}"
    if not all(words in card["detail"] for words in FOOTER):
        yield "has no footer"
    if not {"uuid", "source", "overrideReasons"} <= card.keys():
        yield f"has only {sorted(card)}"


def _wording(card: dict[str, Any], code: str) -> Iterator[str]:
    text = CITED.sub("", "\n".join(readable(card)))
    for pattern in (*NEVER, *NEVER_ON.get(code, ())):
        found = re.search(rf"[^.\n]{{0,50}}{pattern}[^.\n]{{0,50}}", text, re.IGNORECASE)
        if found:
            yield f"says {found.group()!r}"


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

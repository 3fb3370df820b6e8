"""An explanation as JSON."""

import msgspec

from hooks.clinical.evidence import Fact, Finding
from service.asking import Json
from service.call import explanation
from service.explain.answered import Explained


def as_json(explained: Explained, version: str) -> bytes:
    """State, overlays, notes on the record, predicates with their facts, cards. ``version`` is the pathway's."""
    content = {
        "service": explained.service.id,
        "today": explained.case.today.isoformat(),
        **explanation(explained.answer, version),
        **({"notes": list(explained.notes)} if explained.notes else {}),
        "findings": {name: _finding(f) for name, f in explained.answer.predicates.items()},
        "cards": [_card(card) for card in explained.cards],
    }
    return msgspec.json.format(msgspec.json.encode(content))


def _card(card: Json) -> dict[str, object]:
    told: Json = {name: card[name] for name in ("summary", "indicator", "detail") if name in card}
    suggestions = [suggestion["label"] for suggestion in card.get("suggestions", [])]
    return {"id": card["source"]["topic"]["code"], **told, "suggestions": suggestions}


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "truth": finding.truth.value,
        "tags": sorted(finding.tags),
        "facts": [_fact(f) for f in finding.facts],
        "unused": [_fact(f) for f in finding.unused],
    }


def _fact(fact: Fact) -> dict[str, str]:
    words = {"label": fact.label, "value": fact.value, "note": fact.note, "source": fact.source}
    return {name: value for name, value in {**words, "date": str(fact.when or "")}.items() if value}

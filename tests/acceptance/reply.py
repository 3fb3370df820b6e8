"""What a service call answered, and how it differs from what a case expects."""

import re
from dataclasses import dataclass
from typing import Any

from tests.acceptance.facts import Expected

OUT_OF_SCOPE = "S00"


@dataclass(frozen=True)
class Reply:
    """A response, read for comparison. Out of scope there is no explanation (decisions 16)."""

    status: int
    body: dict[str, Any]

    @property
    def cards(self) -> list[dict[str, Any]]:
        """The cards as sent."""
        cards: list[dict[str, Any]] = self.body.get("cards", [])
        return cards

    @property
    def codes(self) -> list[str]:
        """Every recommendation that applies, in screen order, with a card of its own or carried by another."""
        return list(self.pathway.get("cards", ())) if self.pathway else []

    @property
    def shown(self) -> list[str]:
        """The recommendation ids of the cards themselves, in screen order."""
        return [card["source"]["topic"]["code"] for card in self.cards]

    @property
    def warnings(self) -> list[str]:
        """The recommendation ids of the cards shown as warnings."""
        return [c["source"]["topic"]["code"] for c in self.cards if c["indicator"] == "warning"]

    @property
    def pathway(self) -> dict[str, Any] | None:
        """The explanation, None out of scope."""
        pathway: dict[str, Any] | None = self.body.get("extension", {}).get("nme.pathway")
        return pathway

    @property
    def state(self) -> str:
        """The patient's state."""
        return str(self.pathway["state"]) if self.pathway else OUT_OF_SCOPE

    @property
    def overlays(self) -> list[str]:
        """The overlays that hold."""
        return list(self.pathway.get("overlays", ())) if self.pathway else []

    @property
    def predicates(self) -> dict[str, str]:
        """Every predicate with yes, no or unknown."""
        return dict(self.pathway["predicates"]) if self.pathway else {}

    @property
    def text(self) -> str:
        """Everything a clinician reads on the cards."""
        return "\n".join(line for card in self.cards for line in readable(card))


def readable(card: dict[str, Any]) -> list[str]:
    """Summary, detail, and the labels and descriptions of the suggestions."""
    suggestions = card.get("suggestions", [])
    descriptions = [action["description"] for s in suggestions for action in s["actions"]]
    return [card["summary"], plain(card.get("detail", "")), *(s["label"] for s in suggestions), *descriptions]


def plain(markdown: str) -> str:
    """Markdown escapes and entities undone, so that a pattern sees what the clinician sees."""
    unescaped = re.sub(r"\\([\\`*_{}\[\]()#+!|~=>.-])", r"\1", markdown)
    return unescaped.replace("&gt;", ">").replace("&lt;", "<").replace("&amp;", "&")


def differences(reply: Reply, expected: Expected) -> list[str]:
    """Every way in which the reply is not what the case expects; empty when it is."""
    if reply.status != expected.status:
        return [f"status {reply.status} instead of {expected.status}: {reply.body}"]
    return [*decided_otherwise(reply, expected), *_worded_otherwise(reply, expected)]


def decided_otherwise(reply: Reply, expected: Expected) -> list[str]:
    """Differences in state, cards, warnings, overlays and predicates, words aside."""
    pairs = [
        ("state", reply.state, expected.state),
        ("cards", sorted(reply.codes), _sorted(expected.cards)),
        ("warnings", sorted(reply.warnings), _sorted(expected.warnings)),
        ("overlays", sorted(reply.overlays), _sorted(expected.overlays)),
        *((name, reply.predicates.get(name), truth) for name, truth in expected.predicates.items()),
    ]
    return [f"{what} {got} instead of {want}" for what, got, want in pairs if want is not None and got != want]


def _sorted(names: tuple[str, ...] | None) -> list[str] | None:
    return None if names is None else sorted(names)


def _worded_otherwise(reply: Reply, expected: Expected) -> list[str]:
    text = reply.text
    silent = [f"does not say {p!r}" for p in expected.says if not _found(p, text)]
    return silent + [f"says {_found(p, text)!r}" for p in expected.never_says if _found(p, text)]


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text, re.IGNORECASE)
    return match.group() if match else ""

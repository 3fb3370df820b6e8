"""What a service call answers: cards, suggestions, actions, links, system actions.

Both CDS Hooks 2.0.1 and 3.0 clients are served, so a member that only one of them knows does
not exist here (conformance A.13). Building a value that breaks a rule raises RuleError:
better no card than one a client may reject or show wrongly.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import msgspec

MAX_SUMMARY = 139  # characters: "less than 140"


class RuleError(ValueError):
    """A response that would break a rule of the protocol."""


class _Wire(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """Members without a value are left out, never null and never empty (A-4, A-5, A-6)."""


class Coding(_Wire, frozen=True, kw_only=True):
    """A CDS Hooks Coding: code and system, and ``display`` for override reasons (A-123, A-88)."""

    code: str
    system: str
    display: str | None = None
    extension: dict[str, Any] | None = None

    def __post_init__(self) -> None:
        _filled(self.code, "Coding.code")
        _filled(self.system, "Coding.system")


class CardSource(_Wire, frozen=True, kw_only=True):
    """Where the guidance comes from. ``topic`` is always there: Inferno and Epic want it (A-67)."""

    label: str
    topic: Coding
    url: str | None = None
    icon: str | None = None

    def __post_init__(self) -> None:
        _filled(self.label, "CardSource.label")
        _topic_code(self.topic.code)
        _absolute(self.url, "CardSource.url")
        _absolute(self.icon, "CardSource.icon")


class Link(_Wire, frozen=True, kw_only=True):
    """An absolute link. SMART links are not offered (A-84, A-86)."""

    label: str
    url: str
    type: Literal["absolute"]

    def __post_init__(self) -> None:
        _filled(self.label, "Link.label")
        _absolute(self.url, "Link.url")


class Action(_Wire, frozen=True, kw_only=True):
    """One change the clinician may accept, or a system action. ``resource`` may be encoded already.

    ``description`` stands alone: some clients show nothing else (C-E17). ``resource_id`` is
    ``Type/id`` (A-81).
    """

    type: Literal["create", "update", "delete"]
    description: str
    resource: dict[str, Any] | msgspec.Raw | None = None
    resource_id: str | None = None

    def __post_init__(self) -> None:
        _filled(self.description, "Action.description")
        deletes = self.type == "delete"
        if deletes != (self.resource is None):
            raise RuleError("Action.resource belongs to create and update, and only there.")
        if deletes != (self.resource_id is not None):
            raise RuleError("Action.resourceId belongs to delete, and only there.")
        if self.resource_id is not None and not re.fullmatch(r"[A-Za-z]+/[^/\s]+", self.resource_id):
            raise RuleError("Action.resourceId has the form Type/id.")


SystemAction = Action  # the same shape; 2.0.1 and Inferno want the description there too


class Suggestion(_Wire, frozen=True, kw_only=True):
    """A suggested order: exactly one action, because some clients take no more (C-E17, decisions 7)."""

    label: str
    uuid: str
    actions: tuple[Action]
    is_recommended: bool | None = None

    def __post_init__(self) -> None:
        _filled(self.label, "Suggestion.label")
        _uuid(self.uuid, "Suggestion.uuid")
        if len(self.actions) != 1:
            raise RuleError("A suggestion has exactly one action.")


class Card(_Wire, frozen=True, kw_only=True):
    """One card. ``detail`` is GitHub-flavoured markdown without HTML (A-61)."""

    uuid: str
    summary: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_SUMMARY)]
    indicator: Literal["info", "warning"]
    source: CardSource
    detail: str | None = None
    suggestions: tuple[Suggestion, ...] = ()
    selection_behavior: Literal["any"] | None = None
    override_reasons: tuple[Coding, ...] = ()
    links: tuple[Link, ...] = ()
    extension: dict[str, Any] | None = None

    def __post_init__(self) -> None:
        _uuid(self.uuid, "Card.uuid")
        _summary(self.summary)
        if self.indicator not in {"info", "warning"}:
            raise RuleError("Card.indicator is info or warning; critical is never used (decisions 12).")
        if self.detail is not None:
            _filled(self.detail, "Card.detail")
        if (self.selection_behavior == "any") != bool(self.suggestions):
            raise RuleError("Card.selectionBehavior is 'any' with suggestions and absent without (A-69, C-E16).")
        for reason in self.override_reasons:
            _filled(reason.display or "", "Card.overrideReasons.display")


class ServiceResponse(_Wire, frozen=True, kw_only=True):
    """The whole answer. ``cards`` is there even when there is nothing to say (A-53, A-54)."""

    cards: tuple[Card, ...]
    system_actions: tuple[SystemAction, ...] = ()
    extension: dict[str, Any] | None = None


_ENCODER = msgspec.json.Encoder()
NO_CARDS = _ENCODER.encode(ServiceResponse(cards=()))


def encode(response: ServiceResponse) -> bytes:
    """The response as JSON."""
    return _ENCODER.encode(response)


def with_empty_system_actions(body: bytes) -> bytes:
    """An encoded response without system actions, with an empty array of them.

    The base specification forbids it (A-5) and one test kit demands it on order-sign (B-12): it
    is for clients that wish it.
    """
    return body[:-1] + b',"systemActions":[]}'


def check(response: ServiceResponse) -> None:
    """The rules that need the whole response, too dear for every call: run them in tests.

    Raises RuleError.
    """
    repeated = [uuid for uuid, times in Counter(_uuids(response.cards)).items() if times > 1]
    if repeated:
        raise RuleError("A uuid is used twice (A-59).")
    for card in response.cards:
        _plain_markdown(card.detail or "")
    empty = next(_empties(msgspec.json.decode(encode(response)), "$"), None)
    if empty:
        raise RuleError(f"There is a null or empty value at {empty} (A-4, A-5).")


def _filled(text: str, member: str) -> None:
    if not text.strip():
        raise RuleError(f"{member} is empty.")


def _summary(text: str) -> None:
    _filled(text, "Card.summary")
    if len(text) > MAX_SUMMARY:
        raise RuleError(f"Card.summary has more than {MAX_SUMMARY} characters (A-60).")
    if len(text.splitlines()) > 1:
        raise RuleError("Card.summary is one line (A-60).")


def _topic_code(code: str) -> None:
    """Epic ties acknowledgements to it and takes letters and digits only (C-E18)."""
    if not re.fullmatch(r"[A-Za-z0-9]{1,100}", code):
        raise RuleError("CardSource.topic.code has 1 to 100 letters and digits (C-E18).")


@lru_cache(maxsize=256)
def _absolute(url: str | None, member: str) -> None:
    if url is None:
        return
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or re.search(r"\s", url):
        raise RuleError(f"{member} is not an absolute http(s) address.")


_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)


def _uuid(text: str, member: str) -> None:
    """RFC 4122 text form, without ``urn:`` or braces (A-59)."""
    if not _UUID.fullmatch(text):
        raise RuleError(f"{member} is not a UUID.")


def _uuids(cards: Iterable[Card]) -> Iterator[str]:
    for card in cards:
        yield card.uuid
        yield from (suggestion.uuid for suggestion in card.suggestions)


def _plain_markdown(detail: str) -> None:
    if re.search(r"<\s*/?\s*[a-zA-Z!][^>]*>", detail):
        raise RuleError("Card.detail holds HTML (A-61).")
    if re.search(r"\]\(\s*(javascript|data|vbscript):", detail, re.IGNORECASE):
        raise RuleError("Card.detail holds a script link (A-61).")


def _empties(value: Any, path: str) -> Iterator[str]:
    """Paths of null or empty values; ``cards`` alone may be empty, and resources are FHIR's business."""
    if value in (None, "", [], {}) and path != "$.cards":
        yield path
    elif isinstance(value, dict):
        for name, member in value.items():
            if name != "resource":
                yield from _empties(member, f"{path}.{name}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _empties(item, f"{path}[{index}]")

"""Feedback, read from the bytes of its body (conformance A.10).

All or nothing: one item that cannot be read refuses the whole post, and the message names its
place. Members we do not know stay in ``other``, up to a limit (C-E14). Each text is kept once, and cut.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, TypeAlias
from uuid import UUID

import msgspec

from service.protocol.context import MAX_ID
from service.protocol.strict_json import NotACallError, NotJSONError, given, is_object, members_of, utf8

MAX_ITEMS = 500  # of one post; Epic may send feedback in batches (C-E14, D-22)
MAX_SUGGESTIONS = 100  # of one item; no card has as many
MAX_COMMENT = 4_000  # characters
MAX_CODE = 512  # characters of a reason's code, system and display
MAX_OTHER = 4_000  # characters of JSON
NUL_SIGN = "\N{SYMBOL FOR NULL}"  # shows where a NUL stood, which no PostgreSQL text can hold

Outcome: TypeAlias = Literal["accepted", "overridden"]
_Id: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_ID)]
_INSIDE_THE_CALENDAR = {"pattern": "^(?!0001|9999)"}  # where a moment may have no day in UTC


Places: TypeAlias = Mapping[str, "Places | None"]
_OVERRIDE: Places = {"reason": {"code": None, "system": None, "display": None}, "userComment": None}
PLACES: Places = {
    **dict.fromkeys(("card", "outcome", "outcomeTimestamp", "acceptedSuggestions")),
    "overrideReason": _OVERRIDE,
    "overrideReasons": _OVERRIDE,
}
"""What is kept in places of its own."""


class TooManyItemsError(ValueError):
    """The post holds more than MAX_ITEMS items: HTTP 413 (D-22)."""


class OverrideReason(msgspec.Struct, frozen=True):
    """A coded override reason. Some clients echo the code alone (C-S4)."""

    code: str | None = None
    system: str | None = None
    display: str | None = None


NO_REASON = OverrideReason()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What became of one card. ``at`` is the client's time in UTC, ``accepted`` are suggestion ids.

    ``card`` is a uuid in its usual spelling, or whatever the client sent. ``other`` holds, as JSON,
    the members that have no place of their own.
    """

    card: str
    outcome: Outcome
    at: datetime
    accepted: tuple[str, ...] = ()
    reason: OverrideReason = NO_REASON
    comment: str | None = field(default=None, repr=False)
    other: str = field(default="{}", repr=False)


class AcceptedSuggestion(msgspec.Struct):
    """A suggestion that was taken."""

    id: _Id


class Override(msgspec.Struct, rename="camel"):
    """Why a card was dismissed."""

    reason: OverrideReason | None = None
    user_comment: str | None = None


class FeedbackItem(msgspec.Struct, rename="camel"):
    """One item of a post, as the standard names its members."""

    card: _Id
    outcome: Outcome
    outcome_timestamp: Annotated[datetime, msgspec.Meta(tz=True, extra_json_schema=_INSIDE_THE_CALENDAR)]
    accepted_suggestions: Annotated[tuple[AcceptedSuggestion, ...], msgspec.Meta(max_length=MAX_SUGGESTIONS)] = ()
    override_reason: Override | None = None
    override_reasons: Override | None = None  # Epic's spelling, an object all the same (C-E14)


class FeedbackRequest(msgspec.Struct):
    """What became of cards. It is read item by item, so that a refusal can name the one at fault."""

    feedback: Annotated[tuple[FeedbackItem, ...], msgspec.Meta(max_length=MAX_ITEMS)]


_LIST = msgspec.json.Decoder(list[msgspec.Raw])
_ITEM = msgspec.json.Decoder(FeedbackItem)


def parse(body: bytes) -> tuple[Feedback, ...]:
    """The events in the order sent.

    Raises TooManyItemsError, and strict_json.NotJSONError or NotACallError, whose messages name the
    item and the member but never repeat what they hold.
    """
    items = _items(members_of(utf8(body), "the request").get("feedback"))
    if len(items) > MAX_ITEMS:
        raise TooManyItemsError(f"feedback has more than {MAX_ITEMS} items. Send them in several posts.")
    return tuple(_feedback(item, f"feedback[{index}]") for index, item in enumerate(items))


def _items(value: msgspec.Raw | None) -> list[msgspec.Raw]:
    try:
        return _LIST.decode(value if value is not None else b"null")
    except msgspec.ValidationError:
        raise NotACallError("feedback has to be an array.") from None


def _feedback(raw: msgspec.Raw, where: str) -> Feedback:
    item = _decoded(raw, where)
    override = item.override_reason or item.override_reasons or Override()
    reason = override.reason or NO_REASON
    return Feedback(
        card=_usual_spelling(item.card),
        outcome=item.outcome,
        at=_in_utc(item.outcome_timestamp, where),
        accepted=tuple(dict.fromkeys(_usual_spelling(suggestion.id) for suggestion in item.accepted_suggestions)),
        reason=OverrideReason(*(_cut(text, MAX_CODE) for text in (reason.code, reason.system, reason.display))),
        comment=_cut(override.user_comment, MAX_COMMENT),
        other=_other(raw),
    )


def _decoded(raw: msgspec.Raw, where: str) -> FeedbackItem:
    members = members_of(raw, where)
    filled = {name: value for name, value in members.items() if given(members, name) is not None}
    try:
        return _ITEM.decode(msgspec.json.encode(filled))
    except msgspec.ValidationError as error:
        raise NotACallError(f"{where}.{_member(str(error))} is missing or not of the form expected.") from None
    except (msgspec.DecodeError, RecursionError):
        raise NotJSONError(f"{where} holds text that is not Unicode, or is nested too deep.") from None


def _member(message: str) -> str:
    """The name of the member at fault. The names in the places looked at are ours, not the client's."""
    found = re.match(r"Object missing required field `(\w+)`", message) or re.search(r"at `\$\.([\w.\[\]]+)`$", message)
    return found[1] if found else "item"


def _in_utc(moment: datetime, where: str) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise NotACallError(f"{where}.outcomeTimestamp is outside the calendar.") from None


def _usual_spelling(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        return text.replace("\0", NUL_SIGN)


def _cut(text: str | None, longest: int) -> str | None:
    """Text a database can hold, with a sign where it was cut."""
    if text is None:
        return None
    shown = text.replace("\0", NUL_SIGN)
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"


def _other(raw: msgspec.Raw) -> str:
    """The members without a place of their own, as JSON; how long they are when that is too long to be meant."""
    text = msgspec.json.encode(_rest(raw, PLACES)).decode()
    return text if len(text) <= MAX_OTHER else msgspec.json.encode({"leftOut": len(text)}).decode()


def _rest(raw: msgspec.Raw, places: Places) -> dict[str, Any]:
    """The members of an object that ``places`` does not name."""
    rest: dict[str, Any] = {}
    for name, value in members_of(raw, "feedback").items():
        inner = places.get(name)
        if name not in places:
            rest[name] = value
        elif inner and is_object(value) and (more := _rest(value, inner)):
            rest[name] = more
    return rest

"""Typed partial reading straight from the bytes.

A prefetch value or a search answer is decoded in one typed pass. If one resource in it has an
odd shape, each is read by itself; one that still cannot be read is set aside and counted,
and the others go on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from hooks.clinical.case import Availability
from service.fhir.items import (
    UNREADABLE,
    Failed,
    Item,
    Unread,
    bundle_in,
    count,
    has_token,
    listed,
    resource_in,
    unwrapped,
)
from service.fhir.models import Bundle, Entry, Known, Link, OperationOutcome, kind_of

NOT_OFFERED_CODES = {"not-supported", "not-found"}
FAILURES = {"error", "fatal"}
LEFT_OUT = {
    "suppressed", "security", "login", "expired", "forbidden", "incomplete", "too-costly", "too-long", "timeout",
    "transient", "throttled", "lock-error", "no-store", "exception",
}  # fmt: skip
"""What an OperationOutcome of any severity says of a list that is not whole (R2)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of asking for one FHIR resource type.

    ``next_page`` is the link to the rest of it, ``failed`` whether it says that something is left
    out, ``total`` how many there are by its own count, and ``counted`` how many entries of every kind
    it holds.
    """

    availability: Availability
    entries: tuple[Entry, ...] = ()
    unread: tuple[Unread, ...] = ()
    next_page: str | None = None
    failed: bool = False
    total: int = 0
    counted: int = 0


NONE_FOUND = Answer(Availability.GIVEN)
_whole = msgspec.json.Decoder(Bundle | Known | None)


def read(raw: msgspec.Raw | bytes, kind: str) -> Answer:
    """The answer to a question for resources of ``kind`` (R1, R2).

    Takes a Bundle of any type, Bundles in it unwrapped, a bare list, one resource of the kind, null
    ("there are none": conformance A-30) and OperationOutcome ("could not be had": A-33). Never raises: anything
    else is unavailable and counted.
    """
    try:
        whole = _whole.decode(raw)
    except UNREADABLE:
        return _piecewise(raw, kind)
    match whole:
        case None:
            return NONE_FOUND
        case Bundle() if not any(entry.resource is None for entry in whole.entry):
            return _searched(whole.entry, whole.link, whole.total)
        case Bundle():
            return _piecewise(raw, kind)
    return _single(Entry(whole), kind)


def read_drafts(raw: msgspec.Raw | bytes) -> tuple[Entry, ...]:
    """The readable entries of draft orders, which some clients send as a bare list or as one resource."""
    one = resource_in(raw)
    return (one,) if isinstance(one, Entry) else read(raw, "").entries


def _single(item: Item, kind: str) -> Answer:
    if isinstance(item, Entry) and isinstance(item.resource, OperationOutcome):
        return _refused(item.resource)
    if isinstance(item, Entry) and item.resource is not None and kind_of(item.resource) == kind:
        return Answer(Availability.GIVEN, (item,))
    unread = item if isinstance(item, Unread) and item.kind else Unread(kind)
    return Answer(Availability.UNAVAILABLE, unread=(unread,))


def _refused(outcome: OperationOutcome) -> Answer:
    codes = {issue.code for issue in outcome.issue}
    return Answer(Availability.NOT_OFFERED if codes & NOT_OFFERED_CODES else Availability.UNAVAILABLE)


def _searched(items: Sequence[Item], links: tuple[Link, ...], total: Any) -> Answer:
    """A search answer: whole only when nothing in it says otherwise (R2)."""
    if not (items or links or total):
        return NONE_FOUND
    if any(link.relation == "self" and has_token(link.url or "") for link in links):
        return Answer(Availability.UNAVAILABLE)
    content = _Content()
    for item in items:
        content.add(item)
    following = [link.url or "" for link in links if link.relation == "next"]
    known = count(total)
    is_partial = bool(following) or content.failed or known > content.counted
    availability = Availability.PARTIAL if is_partial else Availability.GIVEN
    if content.part_failed and not content.entries and not content.unread:
        availability = Availability.UNAVAILABLE
    return Answer(
        availability,
        tuple(content.entries),
        tuple(content.unread),
        following[0] if following else None,
        content.failed,
        known,
        content.counted,
    )


@dataclass(slots=True)
class _Content:
    """The entries of a search answer, sorted out. An OperationOutcome among them is a remark (client-quirks C-E7)."""

    entries: list[Entry] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    failed: bool = False
    part_failed: bool = False
    counted: int = 0

    def add(self, item: Item) -> None:
        self.counted += 1
        match item:
            case None:
                pass
            case Failed():
                self.failed = self.part_failed = True
            case Unread():
                self.unread.append(item)
                self.failed |= not item.kind  # of no known type, so perhaps of the one asked for
            case Entry(resource=OperationOutcome() as outcome):
                self.failed |= any(i.severity in FAILURES or i.code in LEFT_OUT for i in outcome.issue)
            case Entry():
                self.entries.append(item)


def _piecewise(raw: msgspec.Raw | bytes, kind: str) -> Answer:
    bundle = bundle_in(raw)
    try:
        if bundle is not None:
            items, links = unwrapped(bundle, 0)
            return _searched(items, links, bundle.total)
        if bytes(raw).lstrip().startswith(b"["):  # a bare list (client-quirks C.4)
            return _searched(listed(raw), (), None)
    except UNREADABLE:
        return Answer(Availability.UNAVAILABLE, unread=(Unread(kind),))
    return _single(resource_in(raw), kind)

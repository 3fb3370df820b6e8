"""Typed partial reading straight from the bytes.

A prefetch value or a search answer is decoded in one typed pass. If one resource in it has an
odd shape, each is read by itself; one that still cannot be read is set aside and counted,
and the others go on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from hooks.clinical.case import Availability
from service.fhir.datatypes import CodeableConcept, Part
from service.fhir.lenient import reshaped
from service.fhir.models import STRUCTS, Bundle, Contained, Entry, Known, Link, OperationOutcome, kind_of

UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, InvalidOperation)
NOT_OFFERED_CODES = {"not-supported", "not-found"}
FAILURES = {"error", "fatal"}


@dataclass(frozen=True, slots=True)
class Unread:
    """A resource that could not be read: its type and id as far as known, and its code if legible."""

    kind: str
    id: str | None = None
    code: CodeableConcept | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of asking for one FHIR resource type.

    ``next_page`` is the link to the rest of it, ``failed`` whether it holds an error of the server.
    """

    availability: Availability
    entries: tuple[Entry, ...] = ()
    unread: tuple[Unread, ...] = ()
    next_page: str | None = None
    failed: bool = False


class RawEntry(Part, frozen=True):
    resource: msgspec.Raw = msgspec.Raw(b"null")
    full_url: Any = None


class Links(Part, frozen=True):
    link: tuple[Link, ...] = ()


class RawBundle(Part, frozen=True):
    resource_type: Any = None
    link: Any = None
    total: Any = None
    entry: msgspec.Raw = msgspec.Raw(b"null")


_whole = msgspec.json.Decoder(Bundle | Known | tuple[Known, ...] | None)
_one = msgspec.json.Decoder(Known)
_list = msgspec.json.Decoder(tuple[msgspec.Raw, ...])
_raw_bundle = msgspec.json.Decoder(RawBundle)
_raw_entry = msgspec.json.Decoder(RawEntry)
_plain = msgspec.json.Decoder(float_hook=Decimal)


def read(raw: msgspec.Raw | bytes, kind: str) -> Answer:
    """The answer to a question for resources of ``kind``.

    Takes a Bundle of any type, one resource, a bare list, null ("there are none": conformance
    A-30) and OperationOutcome ("could not be had": A-33). Never raises: anything else is
    unavailable and counted.
    """
    try:
        whole = _whole.decode(raw)
    except UNREADABLE:
        return _piecewise(raw, kind)
    match whole:
        case None:
            return Answer(Availability.GIVEN)
        case Bundle():
            return _searched(whole.entry, whole.link, whole.total, kind)
        case tuple():
            return _searched([Entry(resource) for resource in whole], (), None, kind)
    return _single(Entry(whole), kind)


def _single(entry: Entry | Unread | None, kind: str) -> Answer:
    if isinstance(entry, Entry) and isinstance(entry.resource, OperationOutcome):
        return _refused(entry.resource)
    if isinstance(entry, Entry) and entry.resource is not None and kind_of(entry.resource) == kind:
        return Answer(Availability.GIVEN, (entry,))
    return Answer(Availability.UNAVAILABLE, unread=(entry if isinstance(entry, Unread) else Unread(kind),))


def _refused(outcome: OperationOutcome) -> Answer:
    codes = {issue.code for issue in outcome.issue}
    return Answer(Availability.NOT_OFFERED if codes & NOT_OFFERED_CODES else Availability.UNAVAILABLE)


def _searched(items: Iterable[Entry | Unread | None], links: tuple[Link, ...], total: Any, kind: str) -> Answer:
    """A search answer. An OperationOutcome in it is a remark, not a resource (client-quirks C-E7)."""
    if any(link.relation == "self" and has_token(link.url or "") for link in links):
        return Answer(Availability.UNAVAILABLE)
    entries, unread, failed = _sorted_out(items)
    following = [link.url or "" for link in links if link.relation == "next"]
    found = any(entry.resource is not None and kind_of(entry.resource) == kind for entry in entries)
    counted_only = isinstance(total, int) and total > 0 and not found and not unread
    availability = Availability.PARTIAL if following or failed or counted_only else Availability.GIVEN
    return Answer(availability, tuple(entries), tuple(unread), following[0] if following else None, failed)


def has_token(url: str) -> bool:
    """A prefetch token the client did not fill: a failed prefetch, not an empty one (fhir-inputs)."""
    return "{{" in url or "%7b%7b" in url.lower()


def _sorted_out(items: Iterable[Entry | Unread | None]) -> tuple[list[Entry], list[Unread], bool]:
    entries: list[Entry] = []
    unread: list[Unread] = []
    failed = False
    for item in items:
        if isinstance(item, Unread):
            unread.append(item)
        elif item is None or item.resource is None:
            continue
        elif isinstance(item.resource, OperationOutcome):
            failed = failed or any(issue.severity in FAILURES for issue in item.resource.issue)
        else:
            entries.append(item)
    return entries, unread, failed


# One resource at a time ------------------------------------------------------------------------


def _piecewise(raw: msgspec.Raw | bytes, kind: str) -> Answer:
    try:
        bundle = _raw_bundle.decode(raw)
    except UNREADABLE:
        return _listed(raw, kind)
    if bundle.resource_type != "Bundle":
        return _single(_resource(raw, None), kind)
    try:
        links = msgspec.convert(reshaped({"link": bundle.link}, Links), Links).link
        pieces = _list.decode(bundle.entry) if bytes(bundle.entry) != b"null" else ()
    except UNREADABLE:
        return Answer(Availability.UNAVAILABLE, unread=(Unread(kind),))
    return _searched([_entry(piece) for piece in pieces], links, bundle.total, kind)


def _listed(raw: msgspec.Raw | bytes, kind: str) -> Answer:
    try:
        pieces = _list.decode(raw)
    except UNREADABLE:
        return Answer(Availability.UNAVAILABLE, unread=(Unread(kind),))
    return _searched([_resource(piece, None) for piece in pieces], (), None, kind)


def _entry(raw: msgspec.Raw) -> Entry | Unread | None:
    try:
        entry = _raw_entry.decode(raw)
    except UNREADABLE:
        return Unread("")
    if bytes(entry.resource) == b"null":
        return None
    return _resource(entry.resource, entry.full_url if isinstance(entry.full_url, str) else None)


def _resource(raw: msgspec.Raw | bytes, full_url: str | None) -> Entry | Unread | None:
    """The resource, strictly or leniently read; None for a type we never use."""
    try:
        return Entry(_one.decode(raw), full_url)
    except UNREADABLE:
        return _leniently(raw, full_url)


def _leniently(raw: msgspec.Raw | bytes, full_url: str | None) -> Entry | Unread | None:
    try:
        plain = _plain.decode(raw)
    except UNREADABLE:
        return Unread("")
    kind = plain.get("resourceType") if isinstance(plain, dict) else None
    if not isinstance(kind, str):
        return Unread("")
    if kind not in STRUCTS:
        return None
    try:
        return Entry(msgspec.convert(reshaped(plain, STRUCTS[kind]), STRUCTS[kind]), full_url)
    except UNREADABLE:
        return _unread(kind, plain)


def _unread(kind: str, plain: dict[str, Any]) -> Unread:
    """What can still be told of an unreadable resource: its id, and what it is about."""
    identity = plain.get("id")
    about = plain.get("code") or plain.get("medicationCodeableConcept")
    try:
        label = msgspec.convert(reshaped({"code": about} if about else {}, Contained), Contained).code
    except UNREADABLE:
        label = None
    return Unread(kind, identity if isinstance(identity, str) else None, label)

"""The resources of an answer one by one, for one that is not plain.

Bundles in it are unwrapped. A resource of an odd shape is read leniently; one that still cannot be
read is set aside, and the others go on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from service.fhir.datatypes import CodeableConcept, Part
from service.fhir.lenient import reshaped
from service.fhir.models import STRUCTS, Contained, Entry, Known, Link

UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, InvalidOperation)
DEEPEST = 4
"""Bundles in Bundles that are unwrapped."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A resource that could not be read: its type and id as far as known, and its code if legible."""

    kind: str
    id: str | None = None
    code: CodeableConcept | None = None


class RawEntry(Part, frozen=True):
    resource: msgspec.Raw = msgspec.Raw(b"null")
    full_url: Any = None
    response: Any = None


class Links(Part, frozen=True):
    link: tuple[Link, ...] = ()


class RawBundle(Part, frozen=True):
    resource_type: Any = None
    link: Any = None
    total: Any = None
    entry: msgspec.Raw = msgspec.Raw(b"null")


class Failed:
    """A part of a batch that failed."""


FAILED = Failed()
Item = Entry | Unread | Failed | None
_one = msgspec.json.Decoder(Known)
_list = msgspec.json.Decoder(tuple[msgspec.Raw, ...])
_raw_bundle = msgspec.json.Decoder(RawBundle)
_raw_entry = msgspec.json.Decoder(RawEntry)
_plain = msgspec.json.Decoder(float_hook=Decimal)


def count(total: Any) -> int:
    """The number of matches a server claims, as a number or written as one; 0 where it claims none."""
    if isinstance(total, str) and total.strip().isascii() and total.strip().isdecimal() and len(total) <= 12:
        return int(total)
    return total if isinstance(total, int) and not isinstance(total, bool) else 0


def has_token(url: str) -> bool:
    """A prefetch token the client did not fill: a failed prefetch, not an empty one (fhir-inputs)."""
    return "{{" in url or "%7b%7b" in url.lower()


def listed(raw: msgspec.Raw | bytes) -> list[Item]:
    """The items of a bare list of resources. Raises what UNREADABLE names for what is no list."""
    return [resource_in(piece) for piece in _list.decode(raw)]


def unwrapped(bundle: RawBundle, depth: int) -> tuple[list[Item], tuple[Link, ...]]:
    """The items of a Bundle and of the Bundles in it. Raises what UNREADABLE names for a Bundle of another shape."""
    links = msgspec.convert(reshaped({"link": bundle.link}, Links), Links).link
    pieces = _list.decode(bundle.entry) if bytes(bundle.entry) != b"null" else ()
    return [item for piece in pieces for item in _entries(piece, depth)], links


def _entries(raw: msgspec.Raw, depth: int) -> Iterator[Item]:
    if bytes(raw) == b"null":
        yield None
        return
    try:
        entry = _raw_entry.decode(raw)
    except UNREADABLE:
        yield Unread("")
        return
    if bytes(entry.resource) == b"null":
        yield FAILED if _is_error(entry.response) else (None if entry.response else Unread(""))
    elif (inner := bundle_in(entry.resource)) is not None and depth < DEEPEST:
        yield from _nested(inner, depth + 1)
    else:
        yield resource_in(entry.resource, entry.full_url if isinstance(entry.full_url, str) else None)


def _nested(bundle: RawBundle, depth: int) -> Iterator[Item]:
    """The items of a Bundle within a Bundle; one that is not whole, or cannot be read, is a failed part."""
    try:
        items, links = unwrapped(bundle, depth)
    except UNREADABLE:
        yield FAILED
        return
    yield from items
    if count(bundle.total) > len(items) or any(
        link.relation == "next" or (link.relation == "self" and has_token(link.url or "")) for link in links
    ):
        yield FAILED


def bundle_in(raw: msgspec.Raw | bytes) -> RawBundle | None:
    """The Bundle it is, its entries unread; None for anything else."""
    try:
        found = _raw_bundle.decode(raw)
    except UNREADABLE:
        return None
    return found if found.resource_type == "Bundle" else None


def _is_error(response: Any) -> bool:
    """Does a batch entry tell of an HTTP status that is not a success?"""
    status = response.get("status") if isinstance(response, dict) else None
    return isinstance(status, str | int) and not str(status).strip().startswith("2")


def resource_in(raw: msgspec.Raw | bytes, full_url: str | None = None) -> Item:
    """The resource, strictly or leniently read; None for a type we never use."""
    try:
        return Entry(_one.decode(raw), full_url)
    except UNREADABLE:
        return _leniently(raw, full_url)


def _leniently(raw: msgspec.Raw | bytes, full_url: str | None) -> Item:
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

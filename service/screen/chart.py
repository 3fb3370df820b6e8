"""One patient's lines as the chart a hook would be sent: each resource once, each type's list as whole as it is."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from service.fhir.datatypes import Part
from service.fhir.dates import when
from service.fhir.items import UNREADABLE
from service.protocol.prefetch import KEYS
from service.screen.glance import BUNDLE, MEDICATION, PATIENT

ORDERS = ("MedicationRequest", "MedicationStatement", "MedicationAdministration")
_NOT_WHOLE = b'{"resource":{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"incomplete"}]}}'
_ALWAYS_KNOWN = (PATIENT, MEDICATION)


class Version(Part, frozen=True):
    last_updated: Any = None


class Stretch(Part, frozen=True):
    start: Any = None
    end: Any = None


class Resource(Part, frozen=True):
    """The members that tell which resource it is and when it became known."""

    resource_type: str = ""
    id: Any = None
    meta: Version | None = None
    recorded_date: Any = None
    issued: Any = None
    authored_on: Any = None
    date_asserted: Any = None
    date_time: Any = None
    effective_date_time: Any = None
    effective_instant: Any = None
    performed_date_time: Any = None
    onset_date_time: Any = None
    effective_period: Stretch | None = None
    performed_period: Stretch | None = None
    onset_period: Stretch | None = None

    def days(self, zone: ZoneInfo) -> tuple[date, ...]:
        """The days it tells, first the one it was on record at the latest."""
        spans = (span for span in (self.effective_period, self.performed_period, self.onset_period) if span)
        stamps = (
            *(self.recorded_date, self.issued, self.authored_on, self.date_asserted, self.date_time),
            *(self.effective_date_time, self.effective_instant, self.performed_date_time, self.onset_date_time),
            *(stamp for span in spans for stamp in (span.end, span.start)),
        )
        found = (when(stamp, zone) for stamp in stamps if isinstance(stamp, str))
        return tuple(day.last for day in found if day)


class Entry(msgspec.Struct, frozen=True):
    """A resource of the chart: what it is, where others refer to it, and its text."""

    head: Resource
    full_url: str | None
    text: bytes

    @property
    def name(self) -> tuple[str, Any] | None:
        """Type and id; None for one without an id, which can have no second version."""
        return (self.head.resource_type, self.head.id) if self.head.id else None


class _BundleEntry(Part, frozen=True):
    resource: msgspec.Raw = msgspec.Raw(b"null")
    full_url: Any = None


class _Bundle(Part, frozen=True):
    entry: tuple[_BundleEntry, ...] = ()


_head = msgspec.json.Decoder(Resource).decode
_bundle = msgspec.json.Decoder(_Bundle).decode


class Chart(msgspec.Struct, frozen=True):
    """A patient's resources, each once, and how many were met in two versions."""

    patient: str
    entries: tuple[Entry, ...]
    versions: tuple[tuple[str, Any], ...] = ()

    def on(self, day: date, zone: ZoneInfo) -> "Chart":
        """What was known on a day. A resource that tells no day is left out: nobody can say it was."""
        known = (e for e in self.entries if e.head.resource_type in _ALWAYS_KNOWN or _by(day, e.head.days(zone)))
        return Chart(self.patient, tuple(known))

    def of(self, *kinds: str) -> Iterator[Entry]:
        """The resources of some types."""
        return (entry for entry in self.entries if entry.head.resource_type in kinds)

    def prefetch(self, given: Collection[str], gaps: Collection[str]) -> dict[str, msgspec.Raw]:
        """The chart as a hook's prefetch. A type not given has no key, and one with a gap is not whole (R2)."""
        return {key: self._answer(kind, bool({kind, ""} & set(gaps))) for kind, key in KEYS.items() if kind in given}

    def _answer(self, kind: str, has_gap: bool) -> msgspec.Raw:
        found = self.of(kind, MEDICATION) if kind in ORDERS else self.of(kind)
        inside = [*map(_written, found), *([_NOT_WHOLE] if has_gap else [])]
        return msgspec.Raw(b'{"resourceType":"Bundle","type":"searchset","entry":[' + b",".join(inside) + b"]}")


def chart_of(patient: str, texts: Iterable[bytes]) -> Chart:
    """The chart of lines and Bundles. Of two versions of a resource the one updated last counts, else the last met."""
    newest: dict[object, Entry] = {}
    twice: dict[tuple[str, Any], None] = {}
    for entry in (entry for text in texts for entry in _entries(text)):
        name: object = entry.name or id(entry)
        before = newest.get(name)
        if before is not None and entry.name and before.text != entry.text:
            twice[entry.name] = None
            if entry.head.resource_type == PATIENT:  # two persons: neither is the newer
                name = (*entry.name, entry.text)
            elif _updated(before) > _updated(entry):
                continue
        newest[name] = entry
    return Chart(patient, tuple(newest.values()), tuple(twice))


def _entries(text: bytes) -> Iterator[Entry]:
    try:
        head = _head(text)
        if head.resource_type != BUNDLE:
            yield Entry(head, None, text.strip())
            return
        inside = _bundle(text).entry
    except UNREADABLE:
        yield from _odd(text)
        return
    for one in inside:
        yield from _inside(one)


def _inside(one: _BundleEntry) -> Iterator[Entry]:
    try:
        head = _head(one.resource)
    except UNREADABLE:
        return
    yield Entry(head, one.full_url if isinstance(one.full_url, str) else None, bytes(one.resource))


def _odd(text: bytes) -> Iterator[Entry]:
    """A resource of another shape: the hook's reader will see to it."""
    plain: Mapping[str, Any] = msgspec.json.decode(text)
    yield Entry(Resource(str(plain.get("resourceType")), plain.get("id")), None, text.strip())


def _updated(entry: Entry) -> str:
    stamp = entry.head.meta.last_updated if entry.head.meta else None
    return stamp if isinstance(stamp, str) else ""


def _by(day: date, days: tuple[date, ...]) -> bool:
    """Was it on record by the day?"""
    return bool(days) and days[0] <= day


def _written(entry: Entry) -> bytes:
    url = b"" if entry.full_url is None else b'"fullUrl":' + msgspec.json.encode(entry.full_url) + b","
    return b"{" + url + b'"resource":' + entry.text + b"}"

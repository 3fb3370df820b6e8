"""For each card one patient, and the card exactly as the service answers it (docs/spec/review.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import msgspec

from service.call import PathwayService
from service.protocol.request import parse
from service.settings import Settings
from service.site import Site

FILE = "cards.json"
"""In the folder of the pathway's examples: a card, a patient in a line, the day, the request."""


class _Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    card: str
    patient: str
    day: date
    request: msgspec.Raw


class Suggested(msgspec.Struct, frozen=True):
    """A suggestion, as a client shows it."""

    label: str


class _Source(msgspec.Struct, frozen=True):
    label: str
    topic: dict[str, str]


class Shown(msgspec.Struct, frozen=True):
    """A card of a response, as far as a client shows it."""

    summary: str
    indicator: str
    source: _Source
    detail: str = ""
    suggestions: tuple[Suggested, ...] = ()


class _Response(msgspec.Struct, frozen=True):
    cards: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A patient in one line, what was done, and the card that answers it."""

    patient: str
    hook: str
    card: Shown


def examples(site: Site) -> Mapping[str, Example]:
    """The examples by card, with a site's numbers; a card that they silence has none."""
    folder = site.pathway.examples
    if folder is None or not (folder / FILE).exists():
        return {}
    written = msgspec.json.decode((folder / FILE).read_bytes(), type=tuple[_Written, ...])
    return {one.card: example for one in written if (example := _example(one, site))}


def _example(written: _Written, site: Site) -> Example | None:
    machine = PathwayService(Settings(today=written.day), site)
    hook = msgspec.json.decode(written.request, type=dict[str, msgspec.Raw])["hook"]
    service = next(s for s in site.pathway.services if msgspec.json.encode(s.hook) == bytes(hook))
    case, answer = machine.consult(service, parse(bytes(written.request), service.hook))
    cards = msgspec.json.decode(machine.reply(answer, case), type=_Response).cards
    card = next((card for card in cards if card.source.topic["code"] == written.card), None)
    return Example(written.patient, service.hook, card) if card else None

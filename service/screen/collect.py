"""The second pass: the lines of those who matter, taken out of their units."""

from collections.abc import Sequence

from service.screen.glance import BUNDLE, glance, inside, key_of, persons
from service.screen.lines import plain, texts
from service.screen.source import Unit
from service.screen.work import Line


def collect(piece: tuple[Unit, Sequence[int]]) -> list[Line]:
    """The lines of these numbers in a unit, with whose they are."""
    unit, wanted = piece
    numbers = frozenset(wanted)
    found = ((number, text) for number, text in enumerate(texts(unit), 1) if number in numbers)
    lines = [(number, plain(text)) for number, text in found if isinstance(text, bytes)]
    return [Line(number, owner, text) for number, text in lines if (owner := _owner(text))]


def _owner(text: bytes) -> str | None:
    seen = glance(text)
    if seen is None or seen.resource_type != BUNDLE:
        return key_of(seen) if seen else None
    return next(iter(persons(inside(seen))), None)

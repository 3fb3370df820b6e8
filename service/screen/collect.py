"""The second pass: the lines of those who matter, taken out of their units."""

from collections import deque
from collections.abc import Iterator, Sequence

from service.screen.glance import BUNDLE, glance, inside, key_of, persons
from service.screen.lines import Lines, blocks, plain
from service.screen.source import Unit
from service.screen.work import Line


def collect(piece: tuple[Unit, Sequence[int]]) -> list[Line]:
    """The lines of these numbers in a unit, with whose they are."""
    lines = [(number, plain(text)) for number, text in _wanted(*piece)]
    return [Line(number, owner, text) for number, text in lines if (owner := _owner(text))]


def _wanted(unit: Unit, numbers: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    """The lines of these numbers, in ascending order. A block that holds none of them is not taken apart."""
    first, left = 1, deque(numbers)
    for block in blocks(unit):
        lines = Lines(block) if isinstance(block, bytes) and unit.lines else None
        after = first + (lines.number if lines else 1)
        while left and left[0] < after:
            number = left.popleft()
            text = lines.all[number - first] if lines else block
            if isinstance(text, bytes):
                yield number, text
        if not left:
            return
        first = after


def _owner(text: bytes) -> str | None:
    seen = glance(text)
    if seen is None or seen.resource_type != BUNDLE:
        return key_of(seen) if seen else None
    return next(iter(persons(inside(seen))), None)

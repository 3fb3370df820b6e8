"""What a number of the pathway may be set to: a site's slip of the pen is refused at start, with the reason."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from hooks.clinical.evidence import Parameter


@dataclass(frozen=True, slots=True)
class Range:
    """The least and the most that is no mistake, and why."""

    least: Decimal
    most: Decimal
    why: str


@dataclass(frozen=True, slots=True)
class Rising:
    """Numbers that may not stand in another order, and why."""

    numbers: tuple[Parameter, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Bounds:
    """The range of each number by its name, else by its unit, and the orders."""

    ranges: Mapping[str, Range]
    rising: tuple[Rising, ...] = ()

    def faults(self, numbers: Sequence[Parameter], overrides: Mapping[str, Decimal]) -> list[str]:
        """What is wrong with a site's numbers, a sentence each."""
        return [*self._out_of_range(numbers, overrides), *self._out_of_order(overrides)]

    def range_of(self, number: Parameter) -> Range | None:
        """What the number may be."""
        return self.ranges.get(number.name) or self.ranges.get(number.unit)

    def _out_of_range(self, numbers: Sequence[Parameter], overrides: Mapping[str, Decimal]) -> Iterator[str]:
        for number in numbers:
            value, may_be = overrides.get(number.name), self.range_of(number)
            if value is not None and may_be and not may_be.least <= value <= may_be.most:
                limits = f"{may_be.least:f} to {may_be.most:f} {number.unit}"
                yield f"{number.name} is {value:f} {number.unit}, and may be {limits}: {may_be.why}."

    def _out_of_order(self, overrides: Mapping[str, Decimal]) -> Iterator[str]:
        for order in self.rising:
            values = [overrides.get(number.name, number.value) for number in order.numbers]
            if values != sorted(values):
                told = ", ".join(f"{n.name} {v:f}" for n, v in zip(order.numbers, values, strict=True))
                yield f"Out of order: {told}. {order.why}."


NO_BOUNDS = Bounds({})
"""Of a pathway whose numbers a site does not set."""

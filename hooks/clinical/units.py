"""Readings with comparators and units, as intervals on one scale per analyte.

``> 600 ng/L`` is a bound, not a number (fhir-inputs, "Comparators"): it settles "above 500"
and leaves "above 1000" unknown.
"""

from collections.abc import Mapping
from decimal import Decimal

from hooks.clinical.truth import NO, UNKNOWN, YES, Truth
from hooks.clinical.value import value


@value()
class Reading:
    """A number as the record holds it: comparator (<, <=, >=, >), value, unit as written."""

    value: Decimal
    unit: str | None = None
    comparator: str | None = None

    def __str__(self) -> str:
        sign = f"{self.comparator} " if self.comparator else ""
        number = f"{self.value:f}" if -6 < self.value.adjusted() < 12 else f"{self.value}"
        return f"{sign}{number}{' ' + _plain(self.unit) if self.unit else ''}"


def _plain(unit: str) -> str:
    """A UCUM unit as one writes it: mL/min/1.73 m2 for mL/min/{1.73_m2}."""
    return unit.replace("_", " ").replace("{", "").replace("}", "")


@value()
class Interval:
    """What a reading can mean on the analyte's scale; None is an open end."""

    low: Decimal | None
    high: Decimal | None
    low_open: bool = False
    high_open: bool = False

    def above(self, threshold: Decimal) -> Truth:
        """Strictly above the threshold?"""
        if self.low is not None and (self.low > threshold or (self.low_open and self.low == threshold)):
            return YES
        return NO if self.high is not None and self.high <= threshold else UNKNOWN

    def below(self, threshold: Decimal) -> Truth:
        """Strictly below the threshold?"""
        if self.high is not None and (self.high < threshold or (self.high_open and self.high == threshold)):
            return YES
        return NO if self.low is not None and self.low >= threshold else UNKNOWN


@value()
class Analyte:
    """A measured substance: its scale unit and the factor of every accepted unit onto it."""

    name: str
    unit: str
    factors: Mapping[str, Decimal]
    molar_units: frozenset[str] = frozenset()

    def accepts(self, unit: str | None, code_is_molar: bool | None = None) -> bool:
        """Is the unit on the list, and does it fit the dimension of the code it came with?"""
        plain = normal_unit(unit)
        if plain is None or plain not in self.factors:
            return False
        return code_is_molar is None or code_is_molar == (plain in self.molar_units)

    def interval(self, reading: Reading) -> Interval:
        """The reading on the analyte's scale. Raises KeyError for a unit not accepted."""
        value = reading.value * self.factors[normal_unit(reading.unit) or ""]
        match reading.comparator:
            case None:
                return Interval(value, value)
            case ">" | ">=":
                return Interval(value, None, low_open=reading.comparator == ">")
            case "<" | "<=":
                return Interval(None, value, high_open=reading.comparator == "<")
            case other:
                raise KeyError(f"comparator {other!r}")


_SPELLINGS = {"mcg/dl": "ug/dL", "mcmol/l": "umol/L", "mcg/ml": "ug/mL", "mcg/l": "ug/L"}


def normal_unit(unit: str | None) -> str | None:
    """One spelling per unit: micro signs and the spellings of terminology-notes section 5.

    Case is kept otherwise: upper-case PG/ML and MG/L are other units in UCUM.
    """
    if unit is None:
        return None
    plain = unit.strip().replace("µ", "u").replace("μ", "u")
    if plain.lower() in _SPELLINGS and plain[:1].islower():
        return _SPELLINGS[plain.lower()]
    head, slash, tail = plain.partition("/")
    return f"{head}/{_VOLUME.get(tail, tail)}" if slash else plain


_VOLUME = {"ml": "mL", "l": "L", "dl": "dL"}

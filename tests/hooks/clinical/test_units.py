"""Readings, units and intervals: a bound is held against every number that it can mean."""

from decimal import Decimal
from itertools import product

import pytest

from hooks.clinical.truth import NO, UNKNOWN, YES, Truth
from hooks.clinical.units import Analyte, Interval, Reading, normal_unit
from tests.hooks.clinical.possible import truth_of

NUMBERS = [Decimal(n) / 4 for n in range(-4, 25)]  # quarters: some of them lie inside every interval below
ENDS = [None, Decimal(1), Decimal(2), Decimal(3)]
THRESHOLDS = [Decimal(n) / 2 for n in range(1, 8)]
SUBSTANCE = Analyte(
    "substance",
    "ug/dL",
    {"ug/dL": Decimal(1), "mg/L": Decimal(100), "umol/L": Decimal("6.5")},
    molar_units=frozenset({"umol/L"}),
)


def intervals() -> list[Interval]:
    """Every interval with these ends: open, closed, endless, and single numbers."""
    made = [
        Interval(low, high, low_open, high_open)
        for low, high, low_open, high_open in product(ENDS, ENDS, [False, True], [False, True])
        if low is None or high is None or low < high
    ]
    return made + [Interval(number, number) for number in ENDS if number is not None]


def contains(interval: Interval, number: Decimal) -> bool:
    """May the reading mean this number?"""
    if interval.low is not None and (number < interval.low or (interval.low_open and number == interval.low)):
        return False
    return interval.high is None or number < interval.high or (number == interval.high and not interval.high_open)


@pytest.mark.parametrize("interval", intervals(), ids=str)
def test_above_and_below_as_every_possible_number_says(interval: Interval) -> None:
    numbers = [number for number in NUMBERS if contains(interval, number)]
    for threshold in THRESHOLDS:
        assert interval.above(threshold) is truth_of(number > threshold for number in numbers), threshold
        assert interval.below(threshold) is truth_of(number < threshold for number in numbers), threshold


@pytest.mark.parametrize(
    ("comparator", "value", "above", "below"),
    [
        (None, "499.9", NO, YES),
        (None, "500", NO, NO),
        (None, "500.1", YES, NO),
        (">", "499.9", UNKNOWN, UNKNOWN),
        (">", "500", YES, NO),
        (">=", "500", UNKNOWN, NO),
        (">=", "500.1", YES, NO),
        ("<", "500", NO, YES),
        ("<=", "500", NO, UNKNOWN),
        ("<=", "499.9", NO, YES),
        ("<", "500.1", UNKNOWN, UNKNOWN),
    ],
)
def test_every_comparator_at_a_threshold_of_500(comparator: str | None, value: str, above: Truth, below: Truth) -> None:
    interval = SUBSTANCE.interval(Reading(Decimal(value), "ug/dL", comparator))
    assert interval.above(Decimal(500)) is above
    assert interval.below(Decimal(500)) is below


@pytest.mark.parametrize(
    ("comparator", "interval"),
    [
        (None, Interval(Decimal(650), Decimal(650), low_open=False, high_open=False)),
        (">", Interval(Decimal(650), None, low_open=True, high_open=False)),
        (">=", Interval(Decimal(650), None, low_open=False, high_open=False)),
        ("<", Interval(None, Decimal(650), low_open=False, high_open=True)),
        ("<=", Interval(None, Decimal(650), low_open=False, high_open=False)),
    ],
)
def test_a_reading_is_an_interval_on_the_scale_of_its_substance(comparator: str | None, interval: Interval) -> None:
    for value, unit in [("650", "ug/dL"), ("6.5", "mg/L"), ("100", "umol/L"), ("100", " µmol/l ")]:
        assert SUBSTANCE.interval(Reading(Decimal(value), unit, comparator)) == interval


@pytest.mark.parametrize("comparator", ["=", "<>", "!=", "ad", "", " >", "~"])
def test_another_comparator_is_an_error(comparator: str) -> None:
    with pytest.raises(KeyError) as raised:
        SUBSTANCE.interval(Reading(Decimal(1), "ug/dL", comparator))
    assert raised.value.args == (f"comparator {comparator!r}",)


@pytest.mark.parametrize("unit", [None, "", "pg/mL", "UG/DL", "MG/L", "Mg/L"])
def test_another_unit_is_an_error_and_not_accepted(unit: str | None) -> None:
    with pytest.raises(KeyError):
        SUBSTANCE.interval(Reading(Decimal(1), unit))
    assert not SUBSTANCE.accepts(unit)
    assert not SUBSTANCE.accepts(unit, code_is_molar=False)


@pytest.mark.parametrize(
    ("unit", "molar"), [("ug/dL", False), ("mcg/dL", False), ("mg/l", False), ("umol/L", True), ("µmol/L", True)]
)
def test_a_unit_has_to_fit_the_dimension_of_its_code(unit: str, molar: bool) -> None:
    assert SUBSTANCE.accepts(unit)
    assert SUBSTANCE.accepts(unit, code_is_molar=molar)
    assert not SUBSTANCE.accepts(unit, code_is_molar=not molar)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        (None, None),
        ("", ""),
        (" pg/mL ", "pg/mL"),
        ("pg/ml", "pg/mL"),
        ("ng/l", "ng/L"),
        ("mg/dl", "mg/dL"),
        ("µg/dL", "ug/dL"),  # micro sign
        ("μg/dl", "ug/dL"),  # Greek mu
        ("mcg/dL", "ug/dL"),
        ("mcg/dl", "ug/dL"),
        ("mcmol/L", "umol/L"),
        ("mcg/mL", "ug/mL"),
        ("mcg/L", "ug/L"),
        ("mCg/L", "ug/L"),
        ("Mcg/dL", "Mcg/dL"),  # mega
        ("PG/ML", "PG/ML"),  # petagauss per megalitre
        ("Pg/mL", "Pg/mL"),
        ("MG/L", "MG/L"),
        ("mmol", "mmol"),
        ("l", "l"),
        ("g/", "g/"),
        ("/l", "/L"),
        ("mg/l/d", "mg/l/d"),
        ("mg/d/l", "mg/d/l"),
    ],
)
def test_one_spelling_per_unit(written: str | None, plain: str | None) -> None:
    assert normal_unit(written) == plain


@pytest.mark.parametrize(
    ("reading", "text"),
    [
        (Reading(Decimal(612), "ng/L"), "612 ng/L"),
        (Reading(Decimal("612.50"), "ng/L", ">"), "> 612.50 ng/L"),
        (Reading(Decimal(5), None, "<="), "<= 5"),
        (Reading(Decimal(5), ""), "5"),
        (Reading(Decimal("-0.5"), "mmol/L"), "-0.5 mmol/L"),
        (Reading(Decimal("1E+2"), "ng/L"), "100 ng/L"),
        (Reading(Decimal("0.00001")), "0.00001"),
        (Reading(Decimal("0.000001")), "0.000001"),
        (Reading(Decimal("1E-5")), "0.00001"),
        (Reading(Decimal("1E-7")), "1E-7"),
        (Reading(Decimal("1E+11")), "100000000000"),
        (Reading(Decimal("1E+12")), "1E+12"),
        (Reading(Decimal("1E+999999")), "1E+999999"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_reading_is_written_as_recorded(reading: Reading, text: str) -> None:
    """Written out while that stays short; an exponent of a million must not fill a card."""
    assert str(reading) == text

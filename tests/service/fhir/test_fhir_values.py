"""Numbers, limits, flags and answers of an Observation (fhir-inputs D03 to D08, "Comparators", "Units")."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from hooks.clinical.case import Flag
from hooks.clinical.truth import NO, UNKNOWN, YES, Truth
from hooks.clinical.units import Reading
from hooks.nme.codes.reading import READING
from service.fhir import values
from service.fhir.chart import Chart
from service.fhir.datatypes import Valued
from tests.service.fhir.samples import CODES, FLAGS, LOINC, SNOMED, TODAY, UTC, coded, quantity

CHART = Chart(patient="p1", today=TODAY, zone=UTC, codes=CODES, reading=READING)


def part(**members: Any) -> Valued:
    return msgspec.json.decode(msgspec.json.encode(members), type=Valued)


def text_value(found: Valued) -> str | None:
    return values.text_value(found, values.reading(found))


def limits(found: Valued) -> tuple[Reading | None, Reading | None]:
    return values.limits(found, values.reading(found))


def test_a_number_keeps_its_digits_and_takes_its_unit_from_the_code() -> None:
    found = values.reading(part(valueQuantity=quantity(msgspec.Raw(b"648.50"), unit="ng/L") | {"unit": "nanogram/L"}))
    assert found == Reading(Decimal("648.50"), "ng/L")
    assert str(found) == "648.50 ng/L"


def test_the_unit_is_the_printed_one_without_a_code_and_none_without_either() -> None:
    assert values.reading(part(valueQuantity={"value": 5, "unit": "pg/mL"})) == Reading(Decimal(5), "pg/mL")
    assert values.reading(part(valueQuantity={"value": 5})) == Reading(Decimal(5), None)


@pytest.mark.parametrize("comparator", ["<", "<=", ">=", ">"])
def test_fhir_comparators_are_kept(comparator: str) -> None:
    assert values.reading(part(valueQuantity=quantity(5, comparator=comparator))) == Reading(
        Decimal(5), "pg/mL", comparator
    )


@pytest.mark.parametrize("comparator", ["<>", "ad", "~", "=>"])
def test_an_odd_comparator_makes_the_number_unusable_but_it_is_shown(comparator: str) -> None:
    odd = part(valueQuantity=quantity(5, comparator=comparator))
    assert values.reading(odd) is None
    assert text_value(odd) == f"{comparator} 5 pg/mL"


def test_an_empty_comparator_is_none() -> None:
    assert values.reading(part(valueQuantity=quantity(5, comparator=""))) == Reading(Decimal(5), "pg/mL")


@pytest.mark.parametrize("number", ["1e30", "1e999999999", "1e-31"])
def test_absurd_magnitudes_are_no_numbers(number: str) -> None:
    assert values.reading(part(valueQuantity={"value": msgspec.Raw(number.encode())})) is None


def test_the_largest_magnitude_that_is_read() -> None:
    assert values.reading(part(valueQuantity={"value": msgspec.Raw(b"1e29")})) == Reading(Decimal("1e29"))


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        (">500", Reading(Decimal(500), None, ">")),
        ("GT 45", Reading(Decimal(45), None, ">")),
        ("< 20 ng/L", Reading(Decimal(20), "ng/L", "<")),
        (">500 pg/mL", Reading(Decimal(500), "pg/mL", ">")),
        (">= 1000.5pg/mL", Reading(Decimal("1000.5"), "pg/mL", ">=")),
        ("≤ 5 µg/dL", Reading(Decimal(5), "µg/dL", "<=")),
        ("less than 20", Reading(Decimal(20), None, "<")),
        ("  LT   20  pmol/L ", Reading(Decimal(20), "pmol/L", "<")),
    ],
)
def test_a_bound_in_words_is_a_bound(text: str, reading: Reading) -> None:
    assert values.reading(part(valueString=text)) == reading
    assert values.reading(part(valueCodeableConcept={"text": text})) == reading
    assert text_value(part(valueString=text)) is None


@pytest.mark.parametrize(
    "text",
    ["500", "648 pg/mL", "HEMOLYZED - see comment", ">500 pg/mL high", "> 1,000", "great 5", ">", "<>5", "GTX 4"],
)
def test_other_words_are_kept_and_not_read_as_a_number(text: str) -> None:
    assert values.reading(part(valueString=text)) is None
    assert text_value(part(valueString=text)) == text


def test_without_a_value_there_is_neither_number_nor_text() -> None:
    empty = part(dataAbsentReason=coded("x", "unknown"), valueQuantity={"unit": "pg/mL"})
    assert values.reading(empty) is None
    assert text_value(empty) is None


def test_a_limit_without_unit_takes_the_values_unit() -> None:
    low, high = limits(
        part(valueQuantity=quantity(5, unit="pmol/L"), referenceRange=[{"low": {"value": 2}, "high": {"value": 4}}])
    )
    assert (low, high) == (Reading(Decimal(2), "pmol/L"), Reading(Decimal(4), "pmol/L"))


def test_a_limit_with_its_own_unit_keeps_it() -> None:
    _, high = limits(part(valueQuantity=quantity(5, unit="pmol/L"), referenceRange=[{"high": quantity(140)}]))
    assert high == Reading(Decimal(140), "pg/mL")


def test_only_the_normal_range_or_one_without_type_is_the_limit() -> None:
    kind = "http://terminology.hl7.org/CodeSystem/referencerange-meaning"
    treatment = {"high": quantity(900), "type": coded(kind, "treatment")}
    normal = {"high": quantity(140), "type": coded(kind, "normal")}
    assert limits(part(referenceRange=[treatment, normal]))[1] == Reading(Decimal(140), "pg/mL")
    assert limits(part(referenceRange=[treatment]))[1] is None


def test_ranges_that_disagree_settle_nothing_and_equal_ones_do() -> None:
    assert limits(part(referenceRange=[{"high": quantity(140)}, {"high": quantity(650)}]))[1] is None
    assert limits(part(referenceRange=[{"high": quantity(140)}, {"high": quantity(140)}]))[1] == Reading(
        Decimal(140), "pg/mL"
    )


@pytest.mark.parametrize(
    ("code", "flag"),
    [
        ("H", Flag.HIGH), ("HH", Flag.HIGH), ("HU", Flag.HIGH), ("N", Flag.NORMAL), ("L", Flag.LOW), ("LL", Flag.LOW),
        ("h", Flag.HIGH), ("POS", None), ("", None),
    ],
)  # fmt: skip
def test_interpretation_codes_are_flags(code: str, flag: Flag | None) -> None:
    assert values.flag(part(interpretation=[coded(FLAGS, code)]), abnormal_is_high=False) is flag


def test_abnormal_is_high_only_where_the_specification_says_so() -> None:
    abnormal = part(interpretation=[coded("http://hl7.org/fhir/v2/0078", "A")])
    assert values.flag(abnormal, abnormal_is_high=True) is Flag.HIGH
    assert values.flag(abnormal, abnormal_is_high=False) is None


def test_flags_without_a_known_system_or_at_odds_are_no_flags() -> None:
    assert values.flag(part(interpretation=[{"coding": [{"code": "H"}]}]), abnormal_is_high=False) is None
    assert values.flag(part(interpretation=[{"text": "High"}]), abnormal_is_high=False) is None
    assert values.flag(part(interpretation=[coded(FLAGS, "H"), coded(FLAGS, "N")]), abnormal_is_high=False) is None


@pytest.mark.parametrize(
    ("members", "answer"),
    [
        ({"valueCodeableConcept": coded(SNOMED, "52101004")}, YES),
        ({"valueCodeableConcept": coded(SNOMED, "2667000")}, NO),
        ({"valueCodeableConcept": coded(SNOMED, "1")}, UNKNOWN),
        ({"valueBoolean": True}, YES),
        ({"valueBoolean": False}, NO),
        ({"valueString": "Present"}, YES),
        ({"valueString": "Not detected"}, NO),
        ({"valueCodeableConcept": {"text": "POSITIVE"}}, YES),
        ({"valueCodeableConcept": {"text": "negative."}}, NO),
        ({"valueString": "not positive"}, UNKNOWN),
        ({"valueCodeableConcept": coded(SNOMED, "52101004") | {"text": "absent"}}, UNKNOWN),
        ({}, UNKNOWN),
    ],
)
def test_present_and_absent_by_code_boolean_or_word(members: Any, answer: Truth) -> None:
    found = part(**members)
    assert values.present(found, values.answers(found, CODES), READING) is answer


@pytest.mark.parametrize(
    ("members", "answer"),
    [
        ({"valueBoolean": True}, YES),
        ({"valueBoolean": False}, NO),
        ({"valueCodeableConcept": coded(LOINC, "LA33-6")}, YES),
        ({"valueCodeableConcept": coded(LOINC, "LA32-8")}, NO),
        ({"valueString": "Not fasting"}, NO),
        ({"valueString": "Fasting"}, YES),
        ({"valueString": "perhaps"}, UNKNOWN),
    ],
)
def test_fasting_answers(members: Any, answer: Truth) -> None:
    assert values.fasted(part(**members), READING) is answer


def test_tokens_are_codes_then_displays_then_words_as_written() -> None:
    value = coded("http://cancerstaging.org", "cM0", display="No metastasis") | {"text": "M0"}
    assert values.tokens(part(valueCodeableConcept=value)) == ("cM0", "No metastasis", "M0")
    assert values.tokens(part(valueString="pM1a")) == ("pM1a",)


def test_a_grade_is_the_integer_or_the_coded_class_in_value_or_interpretation() -> None:
    none: frozenset[str] = frozenset()
    assert values.number(part(valueInteger=2), none, CHART) == 2
    assert values.number(part(valueCodeableConcept=coded(LOINC, "LA9625-0")), none, CHART) == 3
    assert values.number(part(interpretation=[coded(LOINC, "LA9625-0")]), none, CHART) == 3
    assert values.number(part(), frozenset({"asa_4"}), CHART) == 4
    assert values.number(part(valueInteger=3, interpretation=[coded(LOINC, "LA9625-0")]), none, CHART) == 3
    assert values.number(part(valueInteger=2, interpretation=[coded(LOINC, "LA9625-0")]), none, CHART) is None
    assert values.number(part(), none, CHART) is None

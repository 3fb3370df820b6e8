"""What an Observation or a component says: numbers, limits, flags, answers (fhir-inputs D03-D08)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TypeVar

from hooks.clinical.case import Flag, Flaw
from hooks.clinical.codes import CodeIndex
from hooks.clinical.reading import ReadingRules
from hooks.clinical.truth import UNKNOWN, Truth, known
from hooks.clinical.units import Reading
from service.fhir.chart import Chart
from service.fhir.concepts import all_coded, coded
from service.fhir.datatypes import Quantity, ReferenceRange, Valued

T = TypeVar("T")
COMPARATORS = ("<", "<=", ">=", ">")
SPOKEN = {"≥": ">=", "≤": "<=", "gt": ">", "lt": "<", "ge": ">=", "le": "<=", "gte": ">=", "lte": "<="} | {
    "greater than": ">",
    "more than": ">",
    "less than": "<",
}
BOUND = re.compile(
    r"(?P<sign>[<>]=?|[≥≤]|(?:gte|lte|gt|lt|ge|le|greater than|more than|less than)(?![a-z]))\s?"
    r"(?P<number>[0-9]{1,12}(?:\.[0-9]{1,12})?)(?:\s?(?P<unit>[^\s0-9.,]\S{0,20}))?",
    re.IGNORECASE,
)
EXACT = re.compile(r"(?P<number>-?[0-9]{1,12}(?:\.[0-9]{1,12})?)(?:\s?(?P<unit>[^\s0-9.,]\S{0,20}))?")
LARGEST_EXPONENT = 30
"""Beyond this a number is an error, and arithmetic on it may overflow."""

ABNORMAL = "A"
FLAGS = (
    dict.fromkeys(("H", "HH", "HU", "HX", ">"), Flag.HIGH)
    | {"N": Flag.NORMAL}
    | dict.fromkeys(("L", "LL", "LU", "LX", "<"), Flag.LOW)
)
FLAGS_OF_ABNORMAL = FLAGS | {ABNORMAL: Flag.HIGH}
FLAG_SYSTEMS = ("observationinterpretation", "v2-0078", "v2/0078", "2.16.840.1.113883.5.83")


def agreed(values: Iterable[T | None]) -> T | None:
    """The one value all agree on; None when there is none or they differ."""
    distinct = {value for value in values if value is not None}
    return distinct.pop() if len(distinct) == 1 else None


def quantity(found: Quantity | None, unit: str | None = None) -> Reading | None:
    """A usable number with its unit, from the code, else the unit, else ``unit``.

    None for no value, an odd comparator ("<>" leaks from HL7 v2) and absurd magnitudes.
    """
    if found is None or found.value is None or not _sane(found.value):
        return None
    if found.comparator and found.comparator not in COMPARATORS:
        return None
    return Reading(found.value, found.code or found.unit or unit, found.comparator or None)


def _sane(value: Decimal) -> bool:
    return value.is_finite() and -LARGEST_EXPONENT < value.adjusted() < LARGEST_EXPONENT


def bound(text: str) -> Reading | None:
    """A text result such as ">500", "GT 45", "< 20 ng/L" as a one-sided bound; None for other words."""
    found = BOUND.fullmatch(" ".join(text.split()))
    if found is None:
        return None
    sign = found["sign"].lower()
    return Reading(Decimal(found["number"]), found["unit"], SPOKEN.get(sign, sign))


def reading(part: Valued) -> Reading | None:
    """The result as a number or a bound."""
    return quantity(part.value_quantity) or agreed(map(bound, written(part)))


def written(part: Valued) -> tuple[str, ...]:
    """The result in words: valueString, or the text of a coded answer (client-quirks C-AT2)."""
    concept = part.value_codeable_concept
    return tuple(t for t in (part.value_string, concept.text if concept else None) if t)


def text_value(part: Valued, read: Reading | None) -> str | None:
    """The result as written, when it was not ``read`` as a usable number."""
    if read is not None:
        return None
    odd = part.value_quantity
    if odd is not None and odd.value is not None:
        return _in_words(odd)
    return next(iter(written(part)), None)


def flaw(part: Valued) -> Flaw | None:
    """Why a result that is there has no usable value (R7); None when it has one, or there is no result."""
    number = part.value_quantity.value if part.value_quantity else None
    if is_withdrawn(part) or (number is not None and any(not _agrees(part, text) for text in written(part))):
        return Flaw.CONTRADICTORY
    if number is not None and number < 0:
        return Flaw.NEGATIVE
    return Flaw.UNREADABLE if number is None and _other_form(part) else None


def is_withdrawn(part: Valued) -> bool:
    """Does it give a value and a reason why it has none?"""
    if part.data_absent_reason is None:
        return False
    values = (part.value_quantity and part.value_quantity.value, part.value_codeable_concept, part.value_integer)
    has_value = any(v is not None for v in (*values, part.value_boolean)) or bool(written(part))
    return has_value or _other_form(part) != ""


def _agrees(part: Valued, text: str) -> bool:
    """Do words beside a number say the same number?"""
    said, number = bound(text) or _exact(text), quantity(part.value_quantity)
    if said is None or number is None:
        return False
    return (said.value, said.comparator) == (number.value, number.comparator)


def _exact(text: str) -> Reading | None:
    found = EXACT.fullmatch(" ".join(text.split()))
    return Reading(Decimal(found["number"]), found["unit"], None) if found else None


def _other_form(part: Valued) -> str:
    """A range or a ratio as words; empty when the result is neither."""
    if part.value_range is None and part.value_ratio is None:
        return ""
    pairs = [(part.value_range.low, part.value_range.high, " to ")] if part.value_range else []
    pairs += [(part.value_ratio.numerator, part.value_ratio.denominator, " / ")] if part.value_ratio else []
    for first, second, between in pairs:
        shown = [_in_words(one) for one in (first, second) if one is not None and one.value is not None]
        if shown:
            return between.join(shown)
    return ""


def _in_words(found: Quantity) -> str:
    return " ".join(str(t) for t in (found.comparator, found.value, found.code or found.unit) if t is not None)


def flawed_text(part: Valued) -> str:
    """A result that has no usable value, as it is written: each of its forms."""
    number = part.value_quantity
    forms = [_in_words(number)] if number is not None and number.value is not None else []
    return "; ".join(form for form in (*forms, *written(part), _other_form(part)) if form)


def limits(part: Valued, read: Reading | None) -> tuple[Reading | None, Reading | None]:
    """The laboratory's own low and high, in the unit of the value ``read`` when they name none.

    Entries that disagree (by age or sex) settle nothing.
    """
    if not part.reference_range:
        return None, None
    unit = read.unit if read else None
    ranges = [r for r in part.reference_range if _is_normal(r)]
    return agreed(quantity(r.low, unit) for r in ranges), agreed(quantity(r.high, unit) for r in ranges)


def _is_normal(entry: ReferenceRange) -> bool:
    return entry.type is None or any((c.code or "").lower() == "normal" for c in entry.type.coding)


def flag(part: Valued, *, abnormal_is_high: bool) -> Flag | None:
    """The laboratory's interpretation; "abnormal" is high where the specification says so (D03)."""
    found = [c.code for i in part.interpretation for c in i.coding if _is_flag_system(c.system)]
    meanings = FLAGS_OF_ABNORMAL if abnormal_is_high else FLAGS
    return agreed(meanings.get((code or "").strip().upper()) for code in found)


def _is_flag_system(system: str | None) -> bool:
    return any(name in (system or "").lower() for name in FLAG_SYSTEMS)


def tokens(part: Valued) -> tuple[str, ...]:
    """The answer's codes, displays and words, as written, in this order."""
    if part.value_codeable_concept is None:
        return (part.value_string,) if part.value_string else ()
    concept = part.value_codeable_concept
    codes = (c.code for c in concept.coding)
    displays = (c.display for c in concept.coding)
    return tuple(dict.fromkeys(t for t in (*codes, *displays, concept.text, part.value_string) if t))


def answers(part: Valued, codes: CodeIndex) -> frozenset[str]:
    """The concepts of the coded answer."""
    return coded(part.value_codeable_concept, codes)


def present(part: Valued, answered: frozenset[str], reading: ReadingRules) -> Truth:
    """Does the value say present or absent? By code, boolean or word; UNKNOWN when they differ."""
    by_code = [truth for concept, truth in reading.present.items() if concept in answered]
    return _settled([*by_code, *_by_boolean(part), *_by_word(part, reading, reading.present)])


def fasted(part: Valued, reading: ReadingRules) -> Truth:
    """The answer to the question whether the patient fasted."""
    return _settled([*_by_boolean(part), *_by_word(part, reading, reading.fasted)])


def _settled(truths: Iterable[Truth]) -> Truth:
    settled = agreed(truths)
    return UNKNOWN if settled is None else settled


def _by_boolean(part: Valued) -> Iterator[Truth]:
    if part.value_boolean is not None:
        yield known(part.value_boolean)


def _by_word(part: Valued, reading: ReadingRules, meanings: Mapping[str, Truth]) -> Iterator[Truth]:
    if said := tokens(part):
        yield from (meanings[concept] for concept in reading.phrasebook.named(said, frozenset(meanings)))


def number(part: Valued, own: frozenset[str], chart: Chart) -> int | None:
    """An ECOG grade or ASA class: the integer, or the coded class in value, interpretation or code (D08)."""
    coded_in = answers(part, chart.codes) | all_coded(part.interpretation, chart.codes) | own
    grades = (chart.reading.grades.fullmatch(concept) for concept in coded_in)
    return agreed([part.value_integer, *(int(g[1]) for g in grades if g)])

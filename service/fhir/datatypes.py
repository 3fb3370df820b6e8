"""FHIR data types: the members we use, and no others.

Every member is optional: what a client must send is not what it does send.
"""

from decimal import Decimal

import msgspec


class Part(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """A FHIR data type or backbone element."""


class CodingValue(Part, frozen=True):
    """A Coding as the value of an extension."""

    code: str | None = None


class CodingExtension(Part, frozen=True):
    """What an extension adds to a Coding."""

    url: str | None = None
    value_coding: CodingValue | None = None


class Coding(Part, frozen=True):
    system: str | None = None
    code: str | None = None
    display: str | None = None
    extension: tuple[CodingExtension, ...] = ()


class CodeableConcept(Part, frozen=True):
    coding: tuple[Coding, ...] = ()
    text: str | None = None


class Reference(Part, frozen=True):
    reference: str | None = None
    display: str | None = None


class Period(Part, frozen=True):
    start: str | None = None
    end: str | None = None


class Timing(Part, frozen=True):
    event: tuple[str, ...] = ()


class Quantity(Part, frozen=True):
    value: Decimal | None = None
    comparator: str | None = None
    unit: str | None = None
    code: str | None = None


class ReferenceRange(Part, frozen=True):
    low: Quantity | None = None
    high: Quantity | None = None
    type: CodeableConcept | None = None


class Extension(Part, frozen=True):
    url: str | None = None
    value_codeable_concept: CodeableConcept | None = None


class Meta(Part, frozen=True):
    last_updated: str | None = None


class Range(Part, frozen=True):
    low: Quantity | None = None
    high: Quantity | None = None


class Ratio(Part, frozen=True):
    numerator: Quantity | None = None
    denominator: Quantity | None = None


class Valued(Part, frozen=True):
    """What an Observation and its components share: a question and its answer."""

    code: CodeableConcept | None = None
    value_quantity: Quantity | None = None
    value_range: Range | None = None
    value_ratio: Ratio | None = None
    data_absent_reason: CodeableConcept | None = None
    value_codeable_concept: CodeableConcept | None = None
    value_string: str | None = None
    value_integer: int | None = None
    value_boolean: bool | None = None
    interpretation: tuple[CodeableConcept, ...] = ()
    reference_range: tuple[ReferenceRange, ...] = ()


class Repeat(Part, frozen=True):
    bounds_period: Period | None = None


class DosageTiming(Part, frozen=True):
    repeat: Repeat | None = None


class Dosage(Part, frozen=True):
    timing: DosageTiming | None = None
    as_needed_boolean: bool = False
    as_needed_codeable_concept: CodeableConcept | None = None
    route: CodeableConcept | None = None


class DispenseRequest(Part, frozen=True):
    validity_period: Period | None = None

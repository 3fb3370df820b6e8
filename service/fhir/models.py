"""The members we use of each FHIR resource, and no others (partial structs, for speed).

R4 and R4B. A member of the wrong type makes the whole resource unreadable for these structs;
``lenient`` then tries again. Whatever FHIR calls it, ``subject`` is whom a resource is about, and ``status`` its
status; None for a type that has none.
"""

from typing import Any, ClassVar

import msgspec

from service.fhir.datatypes import (
    CodeableConcept,
    Coding,
    DispenseRequest,
    Dosage,
    Extension,
    Meta,
    Part,
    Period,
    Reference,
    Timing,
    Valued,
)


class Component(Valued, frozen=True):
    """Observation.component."""


class Observation(Valued, frozen=True, tag_field="resourceType", tag="Observation"):
    id: str | None = None
    modifier_extension: tuple[Extension, ...] = ()
    status: str | None = None
    category: tuple[CodeableConcept, ...] = ()
    body_site: CodeableConcept | None = None
    subject: Reference | None = None
    effective_date_time: str | None = None
    effective_period: Period | None = None
    effective_instant: str | None = None
    effective_timing: Timing | None = None
    issued: str | None = None
    component: tuple[Component, ...] = ()
    has_member: tuple[Reference, ...] = ()


class Resource(Part, frozen=True, tag_field="resourceType", tag=True):
    """Any other resource; the name of the class is its resourceType."""

    id: str | None = None
    modifier_extension: tuple[Extension, ...] = ()


class Patient(Resource, frozen=True):
    subject: ClassVar[None] = None
    status: ClassVar[None] = None
    birth_date: str | None = None
    gender: str | None = None


class Condition(Resource, frozen=True):
    status: ClassVar[None] = None
    extension: tuple[Extension, ...] = ()
    clinical_status: CodeableConcept | None = None
    verification_status: CodeableConcept | None = None
    code: CodeableConcept | None = None
    body_site: tuple[CodeableConcept, ...] = ()
    subject: Reference | None = None
    onset_date_time: str | None = None
    onset_period: Period | None = None
    abatement_date_time: Any = None
    abatement_age: Any = None
    abatement_period: Any = None
    abatement_range: Any = None
    abatement_string: Any = None
    recorded_date: str | None = None


class DiagnosticReport(Resource, frozen=True):
    status: str | None = None
    category: tuple[CodeableConcept, ...] = ()
    code: CodeableConcept | None = None
    subject: Reference | None = None
    effective_date_time: str | None = None
    effective_period: Period | None = None
    issued: str | None = None
    result: tuple[Reference, ...] = ()
    conclusion: str | None = None
    conclusion_code: tuple[CodeableConcept, ...] = ()


class Procedure(Resource, frozen=True):
    status: str | None = None
    status_reason: CodeableConcept | None = None
    code: CodeableConcept | None = None
    body_site: tuple[CodeableConcept, ...] = ()
    subject: Reference | None = None
    performed_date_time: str | None = None
    performed_period: Period | None = None
    reason_code: tuple[CodeableConcept, ...] = ()
    reason_reference: tuple[Reference, ...] = ()


class ServiceRequest(Resource, frozen=True):
    status: str | None = None
    intent: str | None = None
    do_not_perform: bool = False
    code: CodeableConcept | None = None
    body_site: tuple[CodeableConcept, ...] = ()
    subject: Reference | None = None
    authored_on: str | None = None
    reason_code: tuple[CodeableConcept, ...] = ()
    reason_reference: tuple[Reference, ...] = ()


class Ingredient(Part, frozen=True):
    item_codeable_concept: CodeableConcept | None = None
    item_reference: Reference | None = None


class Contained(Part, frozen=True):
    """A contained resource, read only as the medication it may be."""

    id: str | None = None
    code: CodeableConcept | None = None
    ingredient: tuple[Ingredient, ...] = ()


class Medication(Resource, frozen=True):
    subject: ClassVar[None] = None
    status: ClassVar[None] = None
    code: CodeableConcept | None = None
    ingredient: tuple[Ingredient, ...] = ()


class AnyMedication(Part, frozen=True):
    """R5's medication, or a CodeableConcept in its place."""

    concept: CodeableConcept | None = None
    reference: Reference | None = None
    coding: tuple[Coding, ...] = ()
    text: str | None = None


class Prescribed(Resource, frozen=True):
    """What the three kinds of medication record share."""

    meta: Meta | None = None
    contained: tuple[Contained, ...] = ()
    status: str | None = None
    subject: Reference | None = None
    medication_codeable_concept: CodeableConcept | None = None
    medication_reference: Reference | None = None
    medication: AnyMedication | None = None

    @property
    def drug(self) -> CodeableConcept | None:
        """The drug by code or words, in R4's shape or in R5's (client-quirks C-E4)."""
        other = self.medication
        if self.medication_codeable_concept or other is None:
            return self.medication_codeable_concept
        return other.concept or (CodeableConcept(other.coding, other.text) if other.coding or other.text else None)

    @property
    def drug_reference(self) -> Reference | None:
        """The Medication it points to, in R4's shape or in R5's."""
        return self.medication_reference or (self.medication.reference if self.medication else None)


class MedicationRequest(Prescribed, frozen=True):
    status_reason: CodeableConcept | None = None
    intent: str | None = None
    do_not_perform: bool = False
    authored_on: str | None = None
    dosage_instruction: tuple[Dosage, ...] = ()
    dispense_request: DispenseRequest | None = None
    prior_prescription: Reference | None = None
    based_on: tuple[Reference, ...] = ()


class MedicationStatement(Prescribed, frozen=True):
    status_reason: tuple[CodeableConcept, ...] = ()
    effective_date_time: str | None = None
    effective_period: Period | None = None
    dosage: tuple[Dosage, ...] = ()


class MedicationAdministration(Prescribed, frozen=True):
    status_reason: tuple[CodeableConcept, ...] = ()
    effective_date_time: str | None = None
    effective_period: Period | None = None


class AllergyIntolerance(Resource, frozen=True):
    status: ClassVar[None] = None
    clinical_status: CodeableConcept | None = None
    verification_status: CodeableConcept | None = None
    code: CodeableConcept | None = None
    subject: Reference | None = msgspec.field(default=None, name="patient")
    onset_date_time: str | None = None
    recorded_date: str | None = None


class NestedProvision(Part, frozen=True):
    """A provision inside a provision."""

    type: str | None = None
    code: tuple[CodeableConcept, ...] = ()


class Provision(Part, frozen=True):
    type: str | None = None
    code: tuple[CodeableConcept, ...] = ()
    provision: tuple[NestedProvision, ...] = ()


class Consent(Resource, frozen=True):
    status: str | None = None
    category: tuple[CodeableConcept, ...] = ()
    subject: Reference | None = msgspec.field(default=None, name="patient")
    date_time: str | None = None
    provision: Provision | None = None


class Supplement(Part, frozen=True):
    type: CodeableConcept | None = None


class NutritionOrder(Resource, frozen=True):
    status: str | None = None
    intent: str | None = None
    subject: Reference | None = msgspec.field(default=None, name="patient")
    date_time: str | None = None
    supplement: tuple[Supplement, ...] = ()


class Issue(Part, frozen=True):
    severity: str | None = None
    code: str | None = None


class OperationOutcome(Resource, frozen=True):
    subject: ClassVar[None] = None
    status: ClassVar[None] = None
    issue: tuple[Issue, ...] = ()


Known = (
    Patient
    | Condition
    | Observation
    | DiagnosticReport
    | Procedure
    | ServiceRequest
    | MedicationRequest
    | MedicationStatement
    | MedicationAdministration
    | Medication
    | AllergyIntolerance
    | Consent
    | NutritionOrder
    | OperationOutcome
)


class Link(Part, frozen=True):
    relation: str | None = None
    url: str | None = None


class Entry(Part, frozen=True):
    resource: Known | None = None
    full_url: str | None = None


class Bundle(Resource, frozen=True):
    link: tuple[Link, ...] = ()
    total: Any = None
    entry: tuple[Entry, ...] = ()


STRUCTS: dict[str, type[Known]] = {kind.__name__: kind for kind in Known.__args__}


def kind_of(resource: Known | Bundle) -> str:
    """The resourceType."""
    return type(resource).__name__

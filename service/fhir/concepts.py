"""From codes and words to the concepts of the value sets."""

from collections.abc import Iterable
from itertools import chain

from hooks.clinical.codes import NO_CONCEPTS, CodeIndex
from service.fhir.datatypes import CodeableConcept
from service.fhir.models import (
    Condition,
    Consent,
    Contained,
    DiagnosticReport,
    Known,
    Medication,
    MedicationAdministration,
    MedicationRequest,
    MedicationStatement,
    NestedProvision,
    NutritionOrder,
    Observation,
    OperationOutcome,
    Patient,
    Provision,
)

Prescription = MedicationRequest | MedicationStatement | MedicationAdministration


def coded(concept: CodeableConcept | None, codes: CodeIndex) -> frozenset[str]:
    """The concepts of all codings of a CodeableConcept."""
    if concept is None or not concept.coding:
        return NO_CONCEPTS
    first, *more = concept.coding
    found = codes.concepts(first.system, first.code)
    return found.union(*(codes.concepts(c.system, c.code) for c in more)) if more else found


def all_coded(concepts: Iterable[CodeableConcept], codes: CodeIndex) -> frozenset[str]:
    """The concepts of several CodeableConcepts."""
    return frozenset().union(*(coded(concept, codes) for concept in concepts))


def words(concept: CodeableConcept | None) -> tuple[str, ...]:
    """The text and the displays of a concept, as written."""
    if concept is None:
        return ()
    return tuple(t for t in (concept.text, *(c.display for c in concept.coding)) if t)


def shown(concept: CodeableConcept | None, codes: CodeIndex) -> str:
    """The words of the record, of several names that of a code we read; our name for a bare code, else the code."""
    if concept is None:
        return ""
    read = [c for c in concept.coding if c.system and c.code and codes.concepts(c.system, c.code)]
    named = (concept.text, *(c.display for c in (*read, *concept.coding)))
    ours = (codes.display(c.system, c.code) for c in read if c.system and c.code)
    return next(filter(None, chain(named, ours, (c.code for c in concept.coding))), "")


def labels(resource: Known) -> tuple[CodeableConcept, ...]:
    """Everything that says what a resource is about."""
    match resource:
        case Condition():  # first, because most of a record is these two
            found = [resource.code]
        case Observation():
            found = [resource.code, *(component.code for component in resource.component)]
        case Patient() | OperationOutcome():
            found = []
        case DiagnosticReport():
            found = [resource.code, *resource.conclusion_code]
        case MedicationRequest() | MedicationStatement() | MedicationAdministration():
            found = [resource.drug, *(label for inner in resource.contained for label in contents(inner))]
        case Medication():
            found = list(contents(resource))
        case Consent():
            found = list(refusals(resource))
        case NutritionOrder():
            found = [supplement.type for supplement in resource.supplement]
        case _:
            found = [resource.code]
    return tuple(label for label in found if label is not None)


def refusals(consent: Consent) -> tuple[CodeableConcept, ...]:
    """What the denying provisions of a consent name, with the consent's category."""
    if consent.provision is None:
        return ()
    provisions: tuple[Provision | NestedProvision, ...] = (consent.provision, *consent.provision.provision)
    denying = [provision for provision in provisions if provision.type == "deny"]
    named = [code for provision in denying for code in provision.code]
    return (*named, *consent.category) if denying else ()


def drug_names(resource: Known) -> tuple[str, ...]:
    """The names a medication record or a Medication goes by."""
    named = [name for label in labels(resource) for name in words(label)]
    if isinstance(resource, Prescription) and resource.drug_reference:
        named.append(resource.drug_reference.display or "")
    return tuple(named)


def contents(drug: Medication | Contained) -> tuple[CodeableConcept, ...]:
    """What a Medication is, by its own code and by its ingredients."""
    inside = (part.item_codeable_concept for part in drug.ingredient)
    return tuple(label for label in (drug.code, *inside) if label is not None)

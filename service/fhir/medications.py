"""MedicationRequest, MedicationStatement and MedicationAdministration -> Medication (fhir-inputs D10)."""

from collections.abc import Iterator

from hooks.clinical import case
from hooks.clinical.codes import CodeIndex
from hooks.clinical.when import When
from service.fhir.chart import Chart, source_of
from service.fhir.concepts import Prescription, all_coded, coded, shown, words
from service.fhir.datatypes import CodeableConcept, Dosage, Period, Reference
from service.fhir.dates import span, when
from service.fhir.models import (
    Contained,
    Medication,
    MedicationAdministration,
    MedicationRequest,
    MedicationStatement,
)

ENDED = {"stopped", "completed", "on-hold", "cancelled"}


def medication(resource: Prescription, chart: Chart) -> case.Medication | None:
    """The treatment, or None when its drug is in no value set. Drafts convert the same way."""
    found = medication_record(resource, chart)
    return found if found and found.concepts else None


def medication_record(resource: Prescription, chart: Chart) -> case.Medication | None:
    """The treatment; without a concept when its drug cannot be told, None when it is another drug (R3)."""
    drugs = tuple(drugs_of(resource, chart))
    names = _names(resource, drugs)
    by_code = all_coded(drugs, chart.codes)
    by_text = frozenset() if by_code else chart.reading.phrasebook.named(names, chart.reading.medications)
    if not by_code | by_text and _is_told(drugs, names, chart):
        return None
    start = _start(resource, chart)
    doses = _doses(resource)
    return case.Medication(
        source=source_of(resource),
        concepts=by_code | by_text,
        display=_display(resource, drugs, chart.codes),
        when=_dated(resource, chart) or start,
        by_text=bool(by_text),
        kind=type(resource).__name__,
        status=resource.status or "",
        start=start,
        end=_end(resource, chart),
        as_needed=any(d.as_needed_boolean or d.as_needed_codeable_concept for d in doses),
        do_not_perform=isinstance(resource, MedicationRequest) and resource.do_not_perform,
        status_reasons=_status_reasons(resource, chart),
    )


def _is_told(drugs: tuple[CodeableConcept, ...], names: list[str], chart: Chart) -> bool:
    """Is there a name, or a code of a system that is read?"""
    coded_in = (c.system for drug in drugs for c in drug.coding if c.code and c.system)
    return any(name.strip() for name in names) or any(chart.codes.knows(system) for system in coded_in)


def drugs_of(resource: Prescription, chart: Chart) -> Iterator[CodeableConcept]:
    """The drug: its own code, a Medication contained or of the same answer, or its ingredients (client-quirks C-E4)."""
    if resource.drug:
        yield resource.drug
    elif len(resource.contained) == 1 and resource.drug_reference is None:
        yield from _in(resource.contained[0], resource, chart)
    found = _medication(resource.drug_reference, resource, chart)
    if found:
        yield from _in(found, resource, chart)


def _medication(reference: Reference | None, resource: Prescription, chart: Chart) -> Contained | Medication | None:
    wanted = chart.resolve(reference)
    inner = (c for c in resource.contained if c.id and wanted.startswith("#") and c.id.lstrip("#") == wanted[1:])
    return next(inner, None) or chart.medications.get(wanted)


def _in(drug: Contained | Medication, resource: Prescription, chart: Chart) -> Iterator[CodeableConcept]:
    """What a Medication is by its code; where that tells no drug we know, by its ingredients."""
    if drug.code:
        yield drug.code
    if all_coded((drug.code,) if drug.code else (), chart.codes):
        return
    for part in drug.ingredient:
        if part.item_codeable_concept:
            yield part.item_codeable_concept
        further = _medication(part.item_reference, resource, chart) if part.item_reference else None
        if further and further.code:
            yield further.code


def _names(resource: Prescription, drugs: tuple[CodeableConcept, ...]) -> list[str]:
    reference = resource.drug_reference
    by_reference = reference.display or "" if reference else ""
    return [*(name for drug in drugs for name in words(drug)), by_reference]


def _display(resource: Prescription, drugs: tuple[CodeableConcept, ...], codes: CodeIndex) -> str:
    """The record's own words, where it points to the drug too; else our name for its code."""
    reference = resource.drug_reference
    spoken = (shown(drug, codes) for drug in drugs if words(drug))
    by_reference = (reference.display or "" if reference else "",)
    return next(filter(None, (*spoken, *by_reference, *(shown(drug, codes) for drug in drugs))), "")


def _doses(resource: Prescription) -> tuple[Dosage, ...]:
    match resource:
        case MedicationRequest():
            return resource.dosage_instruction
        case MedicationStatement():
            return resource.dosage
    return ()


def _bounds(resource: Prescription) -> Iterator[Period]:
    """The recorded limits of the treatment, the most specific first."""
    for dose in _doses(resource):
        if dose.timing and dose.timing.repeat and dose.timing.repeat.bounds_period:
            yield dose.timing.repeat.bounds_period
    if isinstance(resource, MedicationRequest):
        if resource.dispense_request and resource.dispense_request.validity_period:
            yield Period(end=resource.dispense_request.validity_period.end)
    elif resource.effective_period:
        yield resource.effective_period


def _dated(resource: Prescription, chart: Chart) -> When | None:
    if isinstance(resource, MedicationRequest):
        return when(resource.authored_on, chart.zone)
    return when(resource.effective_date_time, chart.zone) or span(resource.effective_period, chart.zone)


def _start(resource: Prescription, chart: Chart) -> When | None:
    """When treatment started: the dosage bounds where recorded, else the day of the order or the dose."""
    starts = [w for w in (when(p.start, chart.zone) for p in _bounds(resource)) if w]
    return min(starts, key=lambda w: w.first) if starts else _dated(resource, chart)


def _end(resource: Prescription, chart: Chart) -> When | None:
    """When treatment ended: a recorded limit, else the last change of a record that is over.

    A limit still to come is no end of a treatment that is over. A single dose ends when given.
    """
    is_over = resource.status in ENDED
    ends = [w for w in (when(p.end, chart.zone) for p in _bounds(resource)) if w]
    ends += [w for w in (_single_dose(resource, chart), _last_change(resource, chart) if is_over else None) if w]
    return next((w for w in ends if not (is_over and w.is_future(chart.today))), None)


def _single_dose(resource: Prescription, chart: Chart) -> When | None:
    given = resource.effective_date_time if isinstance(resource, MedicationAdministration) else None
    return when(given, chart.zone)


def _last_change(resource: Prescription, chart: Chart) -> When | None:
    return when(resource.meta.last_updated, chart.zone) if resource.meta else None


def _status_reasons(resource: Prescription, chart: Chart) -> frozenset[str]:
    if isinstance(resource, MedicationRequest):
        return coded(resource.status_reason, chart.codes)
    return all_coded(resource.status_reason, chart.codes)

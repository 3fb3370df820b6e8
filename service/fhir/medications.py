"""MedicationRequest, MedicationStatement and MedicationAdministration -> Medication (fhir-inputs D10)."""

from collections.abc import Iterator

from hooks.clinical import case
from hooks.clinical.when import When
from service.fhir.chart import Chart, source_of
from service.fhir.concepts import Prescription, all_coded, coded, shown, words
from service.fhir.datatypes import CodeableConcept, Dosage, Period
from service.fhir.dates import span, when
from service.fhir.models import MedicationAdministration, MedicationRequest, MedicationStatement

ENDED = {"stopped", "completed", "on-hold", "cancelled"}


def medication(resource: Prescription, chart: Chart) -> case.Medication | None:
    """The treatment, or None when its drug is in no value set. Drafts convert the same way."""
    drugs = tuple(drugs_of(resource, chart))
    by_code = all_coded(drugs, chart.codes)
    by_text = frozenset() if by_code else _in_words(resource, drugs, chart)
    if not by_code | by_text:
        return None
    start = _start(resource, chart)
    doses = _doses(resource)
    return case.Medication(
        source=source_of(resource),
        concepts=by_code | by_text,
        display=_display(resource, drugs),
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


def drugs_of(resource: Prescription, chart: Chart) -> Iterator[CodeableConcept]:
    """The drug: its own code, a contained Medication, one of the same answer (client-quirks C-E4)."""
    if resource.medication_codeable_concept:
        yield resource.medication_codeable_concept
    wanted = chart.resolve(resource.medication_reference)
    contained = next((c.code for c in resource.contained if c.id and wanted == f"#{c.id}"), None)
    elsewhere = chart.medications.get(wanted)
    found = contained or (elsewhere.code if elsewhere else None)
    if found:
        yield found


def _in_words(resource: Prescription, drugs: tuple[CodeableConcept, ...], chart: Chart) -> frozenset[str]:
    reference = resource.medication_reference
    by_reference = reference.display or "" if reference else ""
    names = [*(name for drug in drugs for name in words(drug)), by_reference]
    return chart.reading.phrasebook.named(names, chart.reading.medications)


def _display(resource: Prescription, drugs: tuple[CodeableConcept, ...]) -> str:
    reference = resource.medication_reference
    by_reference = reference.display or "" if reference else ""
    return next((shown(drug) for drug in drugs if shown(drug)), by_reference)


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

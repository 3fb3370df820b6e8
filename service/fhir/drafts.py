"""Draft orders -> drafts of a case (fhir-inputs "Drafts"; pathway section 4; client-quirks C-E1 to C-E13).

Real drafts are untidy. What cannot be read, is of a type we do not know, or is another patient's
is left out; none of it is fatal.
"""

from collections.abc import Iterable, Iterator

import msgspec

from hooks.clinical.case import Act, Draft, Medication
from hooks.clinical.when import When
from service.fhir.acts import act
from service.fhir.chart import INVALID, Chart, fault, source_of
from service.fhir.concepts import Prescription, drug_names, shown
from service.fhir.dates import when
from service.fhir.medications import medication
from service.fhir.read import read
from service.fhir.resources import Entry, Known, MedicationRequest, NutritionOrder, ServiceRequest
from service.fhir.resources import Medication as Drug
from service.fhir.text import MEDICATION_ORDERS, SERVICE_ORDERS, normal, orders_in_words, words

TOPICAL = {"topical", "cutaneous", "cream", "ointment", "dermal"}
WITHDRAWN = {"revoked", "cancelled", "completed", INVALID}


def draft_entries(raw: msgspec.Raw) -> tuple[Entry, ...]:
    """The readable entries of a draftOrders Bundle of any type, in the order sent."""
    return read(raw, "MedicationRequest").entries


def drugs(entries: Iterable[Entry]) -> Iterator[Drug]:
    """Medications that came as entries beside the orders (client-quirks C-E4)."""
    return (e.resource for e in entries if isinstance(e.resource, Drug))


def drafts(entries: Iterable[Entry], selections: tuple[str, ...] | None, chart: Chart) -> tuple[Draft, ...]:
    """The drafts of this patient. ``selections`` None means every draft is selected (order-sign)."""
    chosen = None if selections is None else {_tail(selection) for selection in selections}
    found = (_draft(entry, chosen, chart) for entry in entries)
    return tuple(dict.fromkeys(draft for draft in found if draft is not None))


def _tail(reference: str) -> str:
    """ "Type/id", bare id and absolute address name the same draft by their last part."""
    return reference.strip().rstrip("/").rpartition("/")[2]


def _draft(entry: Entry, chosen: set[str] | None, chart: Chart) -> Draft | None:
    resource = entry.resource
    order = _order(resource, chart)
    if resource is None or order is None or fault(resource, chart):
        return None
    selected = chosen is None or bool({resource.id, _urn(entry.full_url)} & chosen)
    if not isinstance(resource, MedicationRequest):
        return Draft(order=order, selected=selected)
    return Draft(
        order=order,
        selected=selected,
        ends=_end(resource, chart),
        bounded=_bound(resource) is not None,
        replaces=tuple(_replaced(resource, chart)),
        topical=_is_topical(resource),
    )


def _urn(full_url: str | None) -> str | None:
    return _tail(full_url) if full_url else None


def _order(resource: Known | None, chart: Chart) -> Medication | Act | None:
    match resource:
        case MedicationRequest():
            return medication(resource, chart) or _drug_by_words(resource, chart)
        case ServiceRequest() if resource.status in WITHDRAWN or resource.do_not_perform:
            return None
        case ServiceRequest():
            return act(resource, chart) or _service_by_words(resource, chart)
        case NutritionOrder():
            return _supplement(resource)
    return None


def _drug_by_words(resource: MedicationRequest, chart: Chart) -> Medication:
    names = drug_names(resource)
    found = orders_in_words(names, MEDICATION_ORDERS)
    return Medication(
        source=source_of(resource),
        concepts=found,
        display=next(iter(names), ""),
        when=when(resource.authored_on, chart.zone),
        by_text=bool(found),
        kind="MedicationRequest",
        status=resource.status or "",
        do_not_perform=resource.do_not_perform,
    )


def _service_by_words(resource: ServiceRequest, chart: Chart) -> Act:
    found = orders_in_words(words(resource.code), SERVICE_ORDERS)
    return Act(
        source=source_of(resource),
        concepts=found,
        display=shown(resource.code),
        when=when(resource.authored_on, chart.zone),
        by_text=bool(found),
        kind="ServiceRequest",
        status=resource.status or "",
    )


def _supplement(resource: NutritionOrder) -> Act:
    kinds = [s.type for s in resource.supplement if s.type]
    display = next((shown(kind) for kind in kinds), "")
    return Act(source=source_of(resource), display=display, kind="NutritionOrder", status=resource.status or "")


def _bound(resource: Prescription) -> str | None:
    if not isinstance(resource, MedicationRequest):
        return None
    repeats = [d.timing.repeat for d in resource.dosage_instruction if d.timing and d.timing.repeat]
    return next((r.bounds_period.end for r in repeats if r.bounds_period and r.bounds_period.end), None)


def _end(resource: MedicationRequest, chart: Chart) -> When | None:
    dispense = resource.dispense_request
    valid = dispense.validity_period.end if dispense and dispense.validity_period else None
    return when(_bound(resource), chart.zone) or when(valid, chart.zone)


def _replaced(resource: MedicationRequest, chart: Chart) -> Iterator[str]:
    yield source_of(resource)
    if resource.prior_prescription:
        yield chart.resolve(resource.prior_prescription)
    yield from (chart.resolve(reference) for reference in resource.based_on)


def _is_topical(resource: MedicationRequest) -> bool:
    routes = [name for dose in resource.dosage_instruction for name in words(dose.route)]
    said = {word for text in (*routes, *drug_names(resource)) for word in normal(text).split()}
    return bool(said & TOPICAL)

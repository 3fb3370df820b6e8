"""Draft orders -> drafts of a case (fhir-inputs "Drafts"; pathway section 4; client-quirks C-E1 to C-E13).

Real drafts are untidy. What cannot be read, is of a type we do not know, or is another patient's
is left out; none of it is fatal.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import msgspec

from hooks.clinical.case import Act, Draft, Medication
from hooks.clinical.when import When
from service.fhir.chart import Chart, fault, source_of
from service.fhir.concepts import all_coded, drug_names, labels, shown, words
from service.fhir.datatypes import Period
from service.fhir.dates import when
from service.fhir.medications import drugs_of, medication
from service.fhir.models import Entry, Known, MedicationRequest, NutritionOrder, ServiceRequest, kind_of
from service.fhir.models import Medication as Drug
from service.fhir.procedures import act
from service.fhir.read import read_drafts
from service.fhir.status import INVALID

WITHDRAWN = {"revoked", "cancelled", "completed", INVALID}
OVER = {"completed", "unknown"}
"""A prescription of the past among the drafts is neither a start nor a stop."""


def draft_entries(raw: msgspec.Raw) -> tuple[Entry, ...]:
    """The readable entries of a draftOrders Bundle of any type, in the order sent."""
    return read_drafts(raw)


def drugs(entries: Iterable[Entry]) -> Iterator[Drug]:
    """Medications that came as entries beside the orders (client-quirks C-E4)."""
    return (e.resource for e in entries if isinstance(e.resource, Drug))


def drugs_by_address(entries: Iterable[Entry]) -> dict[str, Drug]:
    """The same by what a reference to them resolves to: Type/id, or a fullUrl that is a URN."""
    beside = [(e.full_url or "", e.resource) for e in entries if isinstance(e.resource, Drug)]
    by_id = {source_of(drug): drug for _, drug in beside}
    return by_id | {url: drug for url, drug in beside if url.startswith("urn:")}


def drafts(entries: Iterable[Entry], selections: tuple[str, ...] | None, chart: Chart) -> tuple[Draft, ...]:
    """The drafts of this patient. ``selections`` None means every draft is selected (order-sign)."""
    chosen = None if selections is None else {_tail(selection) for selection in selections}
    found = (_draft(entry, chosen, chart) for entry in entries)
    return tuple(dict.fromkeys(draft for draft in found if draft is not None))


def _tail(reference: str) -> str:
    """What names a draft in a reference: "Type/id" of a relative, absolute or versioned one, else all of it."""
    plain = reference.strip().rstrip("/").partition("/_history/")[0]
    return "/".join(plain.split("/")[-2:])


def _names(resource: Known, full_url: str | None) -> Iterator[str]:
    """How a selection may name the draft: with or without the type, by its id or its fullUrl."""
    kind, address = kind_of(resource), _tail(full_url or "")
    if resource.id:
        yield from (f"{kind}/{resource.id}", resource.id)
    elif address:
        yield from (address, address.removeprefix(f"{kind}/"), f"{kind}/{address}")
    if address.startswith("urn:"):
        yield address


def _draft(entry: Entry, chosen: set[str] | None, chart: Chart) -> Draft | None:
    resource = entry.resource
    order = _order(resource, chart)
    if resource is None or order is None or fault(resource, chart):
        return None
    selected = chosen is None or not chosen.isdisjoint(_names(resource, entry.full_url))
    draft = Draft(order=_spoken(order, resource, chart), selected=selected)
    if not isinstance(resource, MedicationRequest):
        return draft
    return replace(
        draft,
        ends=_end(resource, chart),
        bounded=_ends_what_runs(resource, chart),
        replaces=tuple(_replaced(resource, chart)),
        topical=_is_topical(resource, chart),
    )


def _spoken(order: Medication | Act, resource: Known, chart: Chart) -> Medication | Act:
    """A bare code is no name a clinician would recognise (conformance B-26)."""
    named = [*labels(resource), *(drugs_of(resource, chart) if isinstance(resource, MedicationRequest) else ())]
    codes = {coding.code for label in named for coding in label.coding}
    return replace(order, display="") if order.display in codes else order


def _order(resource: Known | None, chart: Chart) -> Medication | Act | None:
    match resource:
        case MedicationRequest() if resource.status in OVER:
            return None
        case MedicationRequest():
            known = medication(resource, chart)
            return known if known and not known.by_text else _drug_by_words(resource, chart)
        case ServiceRequest() if resource.status in WITHDRAWN or resource.do_not_perform:
            return None
        case ServiceRequest():
            return act(resource, chart) or _service_by_words(resource, chart)
        case NutritionOrder():
            return _supplement(resource, chart)
    return None


def _drug_by_words(resource: MedicationRequest, chart: Chart) -> Medication:
    names = _drug_names(resource, chart)
    found = chart.reading.phrasebook.named(names, chart.reading.medication_orders)
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


def _drug_names(resource: MedicationRequest, chart: Chart) -> tuple[str, ...]:
    """Every name of the drug: the order's own, of what it contains, of what it points to (client-quirks C-E4)."""
    elsewhere = [name for drug in drugs_of(resource, chart) for name in words(drug)]
    return tuple(name for name in (*drug_names(resource), *elsewhere) if name)


def _service_by_words(resource: ServiceRequest, chart: Chart) -> Act:
    found = chart.reading.phrasebook.named(words(resource.code), chart.reading.service_orders)
    return Act(
        source=source_of(resource),
        concepts=found,
        display=shown(resource.code, chart.codes),
        when=when(resource.authored_on, chart.zone),
        by_text=bool(found),
        kind="ServiceRequest",
        status=resource.status or "",
    )


def _supplement(resource: NutritionOrder, chart: Chart) -> Act:
    kinds = [s.type for s in resource.supplement if s.type]
    display = next((shown(kind, chart.codes) for kind in kinds), "")
    return Act(source=source_of(resource), display=display, kind="NutritionOrder", status=resource.status or "")


def _bounds(resource: MedicationRequest) -> list[Period]:
    """The limits of the dosing, when every timed instruction has an end: else the last one goes on."""
    repeats = [d.timing.repeat for d in resource.dosage_instruction if d.timing and d.timing.repeat]
    bounds = [r.bounds_period for r in repeats if r.bounds_period and r.bounds_period.end]
    return bounds if len(bounds) == len(repeats) else []


def _ends_what_runs(resource: MedicationRequest, chart: Chart) -> bool:
    """Do the limits of the dosing end a course that is running? Those of a renewal start today or later."""
    starts = [when(bounds.start, chart.zone) for bounds in _bounds(resource)]
    return bool(starts) and not any(start and start.first >= chart.today for start in starts)


def _end(resource: MedicationRequest, chart: Chart) -> When | None:
    dispense = resource.dispense_request
    valid = dispense.validity_period.end if dispense and dispense.validity_period else None
    ends = [w for w in (when(bounds.end, chart.zone) for bounds in _bounds(resource)) if w]
    return max(ends, key=When.order) if ends else when(valid, chart.zone)


def _replaced(resource: MedicationRequest, chart: Chart) -> Iterator[str]:
    yield source_of(resource)
    if resource.prior_prescription:
        yield chart.resolve(resource.prior_prescription)
    yield from (chart.resolve(reference) for reference in resource.based_on)


def _is_topical(resource: MedicationRequest, chart: Chart) -> bool:
    routes = [dose.route for dose in resource.dosage_instruction if dose.route]
    if all_coded(routes, chart.codes) & chart.reading.topical_routes:
        return True
    said = (*(name for route in routes for name in words(route)), *_drug_names(resource, chart))
    return bool(chart.reading.phrasebook.named(said, chart.reading.topical_words))

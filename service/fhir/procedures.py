"""Procedure and ServiceRequest -> Act, Consent -> Consent (fhir-inputs D08, D09; decisions 29)."""

from hooks.clinical.case import Act, Consent
from hooks.clinical.when import When
from service.fhir import models as fhir
from service.fhir.chart import Chart, source_of
from service.fhir.concepts import all_coded, coded, refusals, shown, words
from service.fhir.dates import span, when


def act(resource: fhir.Procedure | fhir.ServiceRequest, chart: Chart) -> Act | None:
    """A procedure or an order, or None when it is in no value set."""
    by_code = _coded(resource, chart)
    by_text = frozenset() if by_code else _in_words(resource, chart)
    if not by_code | by_text:
        return None
    reasons = resource.status_reason if isinstance(resource, fhir.Procedure) else None
    return Act(
        source=source_of(resource),
        concepts=by_code | by_text,
        display=shown(resource.code, chart.codes),
        when=_dated(resource, chart),
        by_text=bool(by_text),
        kind=type(resource).__name__,
        status=resource.status or "",
        reasons=all_coded(resource.reason_code, chart.codes),
        reason_sources=tuple(chart.resolve(reference) for reference in resource.reason_reference),
        status_reasons=coded(reasons, chart.codes),
    )


def request(resource: fhir.ServiceRequest, chart: Chart) -> Act:
    """An order, in a value set or not: one in words only is still compared with what a card would
    suggest, so that nothing is suggested twice (decisions 8)."""
    known = act(resource, chart)
    return known or Act(
        source=source_of(resource),
        display=shown(resource.code, chart.codes),
        when=_dated(resource, chart),
        kind="ServiceRequest",
        status=resource.status or "",
    )


def _dated(resource: fhir.Procedure | fhir.ServiceRequest, chart: Chart) -> When | None:
    if isinstance(resource, fhir.ServiceRequest):
        return when(resource.authored_on, chart.zone)
    return when(resource.performed_date_time, chart.zone) or span(resource.performed_period, chart.zone)


def _coded(resource: fhir.Procedure | fhir.ServiceRequest, chart: Chart) -> frozenset[str]:
    """Its concepts; what means something at one site only counts there (decisions 29)."""
    found = coded(resource.code, chart.codes)
    here = {c: chart.reading.with_site[c] for c in found if c in chart.reading.with_site}
    if not here:
        return found
    sites = all_coded(resource.body_site, chart.codes)
    return found.difference(here).union(meaning for site, meaning in here.values() if site in sites)


def _in_words(resource: fhir.Procedure | fhir.ServiceRequest, chart: Chart) -> frozenset[str]:
    return chart.reading.phrasebook.named(words(resource.code), chart.reading.acts)


def refused(consent: fhir.Consent, chart: Chart) -> Consent | None:
    """A consent that denies a resection or records refused surgery; None for any other."""
    named_in = refusals(consent)
    concepts = all_coded(named_in, chart.codes)
    if not concepts & chart.reading.refusable:
        return None
    return Consent(
        source=source_of(consent),
        concepts=concepts,
        display=next((shown(c, chart.codes) for c in named_in if shown(c, chart.codes)), ""),
        when=when(consent.date_time, chart.zone),
    )

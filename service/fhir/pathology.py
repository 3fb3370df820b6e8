"""The text of pathology reports, read for a few names only (pathway-2 1.6).

Nothing else is inferred from report text. What a report names is never more than a possibility; what
it denies, asks or tells of the past it does not name.
"""

from collections.abc import Iterable

from service.fhir.chart import Chart
from service.fhir.concepts import coded, words
from service.fhir.datatypes import CodeableConcept
from service.fhir.models import DiagnosticReport, Observation

FINAL = {"final", "amended", "corrected"}
LONGEST_CONCLUSION = 20_000
"""Characters read of a conclusion."""


def is_read(report: DiagnosticReport | Observation, chart: Chart) -> bool:
    """Is it a final report of pathology or dermatology, by its category, its code or its name?"""
    reading = chart.reading
    if report.status not in FINAL:
        return False
    categories = {(c.code or "").strip().upper() for category in report.category for c in category.coding}
    kinds = coded(report.code, chart.codes) | reading.phrasebook.named(words(report.code), reading.report_kinds)
    return not categories.isdisjoint(reading.report_categories) or not kinds.isdisjoint(reading.report_kinds)


def named_in_report(report: DiagnosticReport, chart: Chart) -> frozenset[str]:
    """What the conclusion of a report that is read names, in words or by code."""
    if not is_read(report, chart):
        return frozenset()
    by_code = frozenset().union(*(coded(code, chart.codes) for code in report.conclusion_code))
    spoken = (report.conclusion, *(text for code in report.conclusion_code for text in words(code)))
    return (by_code & chart.reading.reports) | _named(spoken, chart)


def named_in_section(section: Observation, chart: Chart, *, listed: bool) -> frozenset[str]:
    """The same of an Observation that is a section of a report: ``listed`` by one, or of its kind itself."""
    value = section.value_codeable_concept
    if section.status not in FINAL or (value is None and not section.value_string):  # most results are numbers
        return frozenset()
    if not (listed or is_read(section, chart)) or _is_history(section.code, chart):
        return frozenset()
    return (coded(value, chart.codes) & chart.reading.reports) | _named((section.value_string, *words(value)), chart)


def _is_history(code: CodeableConcept | None, chart: Chart) -> bool:
    return any(chart.reading.phrasebook.heads(text, chart.reading.report_history) for text in words(code))


def _named(texts: Iterable[str | None], chart: Chart) -> frozenset[str]:
    book, reading = chart.reading.phrasebook, chart.reading
    told = [text for text in texts if text and book.may_name(text, reading.reports, LONGEST_CONCLUSION)]
    read = [book.without_sections(text[:LONGEST_CONCLUSION], reading.report_history) for text in told]
    spoken = book.spoken(read, reading.reports, LONGEST_CONCLUSION)
    return frozenset(c for c, how in spoken.items() if not (how.denied or how.asked or how.past))

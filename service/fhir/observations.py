"""Observation -> Observed, DiagnosticReport -> Report (fhir-inputs D03-D08, D16, D17, D19)."""

from collections.abc import Iterator
from typing import NamedTuple

from hooks.clinical.case import Observed, Report
from hooks.clinical.codes import NO_CONCEPTS
from hooks.clinical.reading import ReadingRules
from hooks.clinical.truth import UNKNOWN, YES, Truth
from hooks.clinical.when import When
from service.fhir import values
from service.fhir.chart import Chart, fault, is_ignored, source_of
from service.fhir.concepts import all_coded, coded, shown, words
from service.fhir.datatypes import Valued
from service.fhir.dates import events, span, when
from service.fhir.models import DiagnosticReport, Observation
from service.fhir.pathology import named_in_report


class About(NamedTuple):
    """What an Observation as a whole tells of each of its parts."""

    source: str
    when: When | None
    issued: When | None
    sites: frozenset[str]
    imaging: bool


def observed(resource: Observation, chart: Chart, *, imaging: bool, reported: bool) -> tuple[Observed, ...]:
    """The observation with its members; when only components are in value sets, those one by one.

    ``imaging``: an imaging report lists it as a result; ``reported``: any report does, and it is
    kept even without a concept.
    """
    about = _about(resource, chart, imaging=imaging)
    components = tuple(_observed(part, about, chart) for part in resource.component)
    whole = _observed(resource, about, chart, (*components, *_members(resource, chart)))
    parts = tuple(part for part in components if part.concepts)
    return (whole,) if whole.concepts or (reported and not parts) else parts


def is_wanted(resource: Observation, chart: Chart) -> bool:
    """Is its code, or a component's, in a value set?"""
    return bool(coded(resource.code, chart.codes)) or any(coded(c.code, chart.codes) for c in resource.component)


def _about(resource: Observation, chart: Chart, *, imaging: bool = False) -> About:
    return About(
        source=source_of(resource),
        when=observed_on(resource, chart),
        issued=when(resource.issued, chart.zone),
        sites=coded(resource.body_site, chart.codes),
        imaging=imaging or _is_imaging(resource),
    )


def _observed(part: Valued, about: About, chart: Chart, members: tuple[Observed, ...] = ()) -> Observed:
    """One question and its answer."""
    concepts = _concepts(part, chart)
    withdrawn = values.is_withdrawn(part)
    answered = NO_CONCEPTS if withdrawn else values.answers(part, chart.codes)
    flaw, read = values.flaw(part), values.reading(part)
    reading = None if flaw else read
    low, high = values.limits(part, read)
    return Observed(
        source=about.source,
        concepts=concepts,
        display=shown(part.code, chart.codes),
        when=about.when,
        reading=reading,
        low=low,
        high=high,
        flag=None if flaw else values.flag(part, abnormal_is_high=bool(concepts & chart.reading.abnormal_is_high)),
        fasting=_fasting(part, concepts, members, chart.reading),
        molar=_molar(part, chart),
        text_value=values.flawed_text(part) if flaw else values.text_value(part, reading),
        flaw=flaw,
        answers=answered,
        tokens=values.tokens(part),
        number=None if withdrawn else values.number(part, concepts, chart),
        present=UNKNOWN if withdrawn else values.present(part, answered, chart.reading),
        imaging=about.imaging,
        sites=about.sites,
        issued=about.issued,
        members=members,
    )


def _concepts(part: Valued, chart: Chart) -> frozenset[str]:
    """A class given as the code itself answers the question it belongs to (D08)."""
    found, questions = coded(part.code, chart.codes), chart.reading.class_questions
    return found | {q for prefix, q in questions.items() if any(_is_class(c, prefix) for c in found)}


def _is_class(concept: str, prefix: str) -> bool:
    return concept.startswith(prefix) and concept.removeprefix(prefix).isdecimal()


def observed_on(resource: Observation, chart: Chart) -> When | None:
    """The most specific date: effective[x], else issued."""
    return (
        when(resource.effective_date_time, chart.zone)
        or when(resource.effective_instant, chart.zone)
        or span(resource.effective_period, chart.zone)
        or events(resource.effective_timing, chart.zone)
        or when(resource.issued, chart.zone)
    )


def _members(resource: Observation, chart: Chart) -> Iterator[Observed]:
    """The usable Observations it names as members, one level deep."""
    for reference in resource.has_member:
        member = chart.observations.get(chart.resolve(reference))
        if member is not None and _is_usable(member, chart):
            yield _observed(member, _about(member, chart), chart)


def _is_usable(member: Observation, chart: Chart) -> bool:
    dated = observed_on(member, chart)
    is_future = dated is not None and dated.is_future(chart.today)
    return fault(member, chart) is None and not is_ignored(member) and not is_future


def _fasting(part: Valued, concepts: frozenset[str], members: tuple[Observed, ...], reading: ReadingRules) -> Truth:
    if reading.fasting_question in concepts:
        return values.fasted(part, reading)
    if reading.drawn_fasting in concepts:
        return YES
    answers = {m.fasting for m in members if reading.fasting_question in m.concepts} - {UNKNOWN}
    return answers.pop() if len(answers) == 1 else UNKNOWN


def _molar(part: Valued, chart: Chart) -> bool | None:
    """Only of a code the value sets know, so under its own system."""
    codings = part.code.coding if part.code else ()
    return values.agreed(
        chart.reading.molar.get(c.code or "") for c in codings if chart.codes.concepts(c.system, c.code)
    )


def _is_imaging(resource: Observation) -> bool:
    return any((c.code or "").lower() == "imaging" for category in resource.category for c in category.coding)


def report(resource: DiagnosticReport, chart: Chart) -> Report | None:
    """The report, or None when neither its kind nor a coded conclusion is in a value set."""
    by_code = coded(resource.code, chart.codes)
    by_text = frozenset() if by_code else _in_words(resource, chart)
    conclusions = all_coded(resource.conclusion_code, chart.codes)
    named = named_in_report(resource, chart)
    if not by_code | by_text | conclusions | named:
        return None
    return Report(
        source=source_of(resource),
        concepts=by_code | by_text,
        display=shown(resource.code, chart.codes),
        when=when(resource.effective_date_time, chart.zone)
        or span(resource.effective_period, chart.zone)
        or when(resource.issued, chart.zone),
        by_text=bool(by_text),
        conclusions=conclusions,
        conclusion_words=tuple(_conclusions(resource, chart)),
        results=tuple(chart.resolve(reference) for reference in resource.result),
        named=named,
    )


def _conclusions(resource: DiagnosticReport, chart: Chart) -> Iterator[tuple[frozenset[str], str]]:
    for conclusion in resource.conclusion_code:
        concepts = coded(conclusion, chart.codes)
        if concepts:
            yield concepts, shown(conclusion, chart.codes)


def _in_words(resource: DiagnosticReport, chart: Chart) -> frozenset[str]:
    return chart.reading.phrasebook.named(words(resource.code), chart.reading.imaging_reports)


def is_imaging_report(found: Report, reading: ReadingRules) -> bool:
    """One of the imaging kinds of D07 and D17."""
    return not found.concepts.isdisjoint(reading.imaging)

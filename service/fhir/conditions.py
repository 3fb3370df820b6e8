"""Condition -> Diagnosis, and AllergyIntolerance -> Feature (fhir-inputs D01, D02, D19; pathway-2 1.2 to 1.5).

One Condition may say different things of what it names ("tumour with possible rash"), so it
becomes one Diagnosis for each pair of statuses.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from hooks.clinical.case import Diagnosis, Feature
from hooks.clinical.codes import LONGEST_SYSTEM_URI
from hooks.clinical.phrases import UNQUALIFIED, Spoken
from hooks.clinical.reading import ReadingRules
from service.fhir.chart import Chart, fault, source_of
from service.fhir.concepts import all_coded, coded, shown, words
from service.fhir.datatypes import CodeableConcept
from service.fhir.dates import span, when
from service.fhir.models import AllergyIntolerance, Condition
from service.fhir.status import CLINICAL, UNCLEAR, VERIFICATION, stated

OVER = {"inactive", "remission", "resolved"}
CERTAINTY = "icd-10-gm-diagnosesicherheit"
"""The extension of a coding for the certainty of an ICD-10-GM diagnosis: A excluded, V suspected,
Z state after, G certain (T7)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How one concept of a Condition stands: FHIR's two statuses, and the words that qualify its name."""

    clinical: str | None
    verification: str | None
    qualifiers: frozenset[str] = frozenset()


def diagnoses(condition: Condition, chart: Chart) -> tuple[Diagnosis, ...]:
    """The diagnosis, several when its concepts stand differently, none when it is in no value set."""
    code = condition.code or CodeableConcept()
    book, texts = chart.reading.phrasebook, words(code)
    by_code = coded(code, chart.codes) | all_coded(_histology(condition, chart.reading), chart.codes)
    spoken = book.spoken(texts, chart.reading.conditions) | book.spoken(
        _displays(code, chart), chart.reading.coded_names
    )
    by_text = _names(spoken, by_code, chart.reading)
    if not (by_code or by_text):
        return ()
    certainty, concepts = _certainty(code), by_code | by_text
    whole = UNQUALIFIED if concepts <= spoken.keys() else book.said_of_all(texts)
    standings: dict[Standing, set[str]] = defaultdict(set)
    for concept in concepts:
        standings[_standing(condition, concept, spoken.get(concept, whole) | certainty, chart.reading)].add(concept)
    common = _common(condition, code, chart)
    return tuple(
        replace(
            common,
            concepts=frozenset(same),
            by_text=not by_text.isdisjoint(same),
            clinical=standing.clinical,
            verification=standing.verification,
            qualifiers=standing.qualifiers,
            icd_weeks=_weeks(code, same, chart.reading),
        )
        for standing, same in sorted(standings.items(), key=lambda pair: min(pair[1]))
    )


def _displays(code: CodeableConcept, chart: Chart) -> tuple[str, ...]:
    """How codes of the systems that are read call themselves."""
    return tuple(c.display for c in code.coding if c.display and c.system and c.code and chart.codes.knows(c.system))


def _names(spoken: Mapping[str, Spoken], by_code: frozenset[str], reading: ReadingRules) -> frozenset[str]:
    """What the words name and do not deny, beyond what the codes say."""
    said = frozenset(concept for concept, how in spoken.items() if not how.denied)
    idle = (concept for concept, codes in reading.unless_coded.items() if codes & by_code)
    return said - by_code.union(idle)


def _common(condition: Condition, code: CodeableConcept, chart: Chart) -> Diagnosis:
    onset = when(condition.onset_date_time, chart.zone) or span(condition.onset_period, chart.zone)
    recorded = when(condition.recorded_date, chart.zone)
    return Diagnosis(
        source=source_of(condition),
        display=shown(code, chart.codes),
        when=onset or recorded,
        onset=onset,
        recorded=recorded,
        sites=all_coded(condition.body_site, chart.codes),
    )


def _histology(condition: Condition, reading: ReadingRules) -> Iterator[CodeableConcept]:
    for extension in condition.extension:
        if extension.url in reading.histology and extension.value_codeable_concept:
            yield extension.value_codeable_concept


def _certainty(code: CodeableConcept) -> Spoken:
    """The certainty of an ICD-10-GM coding, as if words had said it. "A" denies whatever else is stated."""
    if not any(coding.extension for coding in code.coding):
        return UNQUALIFIED
    signs = {
        extension.value_coding.code
        for coding in code.coding
        for extension in coding.extension
        if (extension.url or "").endswith(CERTAINTY) and extension.value_coding
    }
    return Spoken(excluded="A" in signs, possible="V" in signs, past="Z" in signs)


def _standing(condition: Condition, concept: str, how: Spoken, reading: ReadingRules) -> Standing:
    """Words outweigh the statuses recorded beside them; they do not revive what is refuted (pathway-2 1.4, 1.5)."""
    clinical = stated(condition.clinical_status, CLINICAL)
    verification = stated(condition.verification_status, VERIFICATION)
    is_over = clinical in OVER or (clinical is None and _abated(condition))
    past = how.past and concept not in reading.past_is_done
    doubtful_past = past and not is_over and concept in reading.past_is_doubt
    if how.excluded:
        verification = "refuted"
    if verification != "refuted" and (
        how.possible or how.denied or doubtful_past or UNCLEAR in (clinical, verification)
    ):
        verification = "provisional"
    if clinical not in OVER and (is_over or (past and not doubtful_past)):
        clinical = "resolved"
    return Standing(None if clinical == UNCLEAR else clinical, verification, how.qualifiers)


def _abated(condition: Condition) -> bool:
    """An end of any form; without a clinical status it means over (R6)."""
    ends = (
        condition.abatement_date_time,
        condition.abatement_age,
        condition.abatement_period,
        condition.abatement_range,
        condition.abatement_string,
    )
    return any(end is not None for end in ends)


def _weeks(code: CodeableConcept, concepts: set[str], reading: ReadingRules) -> int | None:
    """Weeks of gestation that a code carries; 00 says they are not specified."""
    concept, pattern = reading.weeks
    if concept not in concepts:
        return None
    found = (pattern.fullmatch((c.code or "").strip().upper()) for c in code.coding)
    return next((int(w[1]) for w in found if w and w[1] != "00"), None)


def unread_systems(conditions: Iterable[Condition], chart: Chart) -> Mapping[str, int]:
    """By code system, the Conditions coded only in systems that are not read and named by no known words.

    Each is counted once, under the first of its systems (pathway-2 2.2).
    """
    systems = (_unread_system(condition, chart) for condition in conditions if fault(condition, chart) is None)
    return Counter(system for system in systems if system)


def _unread_system(condition: Condition, chart: Chart) -> str | None:
    code = condition.code or CodeableConcept()
    named = [c.system.strip() for c in code.coding if c.system and c.code]
    if not named or any(chart.codes.knows(system) for system in named):
        return None
    if chart.reading.phrasebook.spoken(words(code), chart.reading.conditions):
        return None
    return named[0][:LONGEST_SYSTEM_URI]


def allergy(record: AllergyIntolerance, chart: Chart) -> Feature | None:
    """An active, not refuted allergy to something in a value set; without a status it counts as active."""
    is_over = stated(record.clinical_status, CLINICAL) in OVER
    is_refuted = stated(record.verification_status, VERIFICATION) == "refuted"
    by_code = coded(record.code, chart.codes)
    names = chart.reading.phrasebook.named(words(record.code), chart.reading.medications)
    concepts = by_code or names
    if is_over or is_refuted or not concepts:
        return None
    dated = when(record.onset_date_time, chart.zone) or when(record.recorded_date, chart.zone)
    return Feature(
        source=source_of(record),
        concepts=concepts,
        display=shown(record.code, chart.codes),
        when=dated,
        by_text=not by_code,
    )

"""Condition -> Diagnosis, and AllergyIntolerance -> Feature (fhir-inputs D01, D02, D19)."""

import re

from hooks.clinical.case import Diagnosis, Feature
from service.fhir.chart import Chart, source_of, status_code
from service.fhir.concepts import coded, shown, sites
from service.fhir.datatypes import CodeableConcept
from service.fhir.dates import span, when
from service.fhir.models import AllergyIntolerance, Condition
from service.fhir.text import DRUGS_IN_WORDS, named, nme_in_words, words

CLINICAL = ("active", "recurrence", "relapse", "inactive", "remission", "resolved")
VERIFICATION = ("unconfirmed", "provisional", "differential", "confirmed", "refuted", "entered-in-error")
OVER = {"inactive", "resolved"}
NME = frozenset({"nme"})
WEEKS = re.compile(r"Z3A\.?([0-9]{2})")


def diagnosis(condition: Condition, chart: Chart) -> Diagnosis | None:
    """The diagnosis, or None when it is in no value set."""
    code = condition.code or CodeableConcept()
    by_code = coded(code, chart.codes)
    spoken = nme_in_words(code)
    by_text = NME if spoken in ("said", "possible") and not by_code & NME else frozenset()
    concepts = by_code | by_text
    if not concepts:
        return None
    onset = when(condition.onset_date_time, chart.zone) or span(condition.onset_period, chart.zone)
    recorded = when(condition.recorded_date, chart.zone)
    return Diagnosis(
        source=source_of(condition),
        concepts=concepts,
        display=shown(code),
        when=onset or recorded,
        by_text=bool(by_text),
        clinical=status_code(condition.clinical_status, CLINICAL),
        verification=_verification(condition, in_doubt="nme" in concepts and spoken in ("possible", "denied")),
        onset=onset,
        recorded=recorded,
        sites=sites(condition.body_site, chart.codes),
        icd_weeks=_weeks(code, by_code),
    )


def _verification(condition: Condition, *, in_doubt: bool) -> str | None:
    """Words that doubt an NME outweigh a confirmed status (D01); they do not revive a refuted one."""
    recorded = status_code(condition.verification_status, VERIFICATION)
    return "provisional" if in_doubt and recorded != "refuted" else recorded


def _weeks(code: CodeableConcept, concepts: frozenset[str]) -> int | None:
    """Weeks of gestation from Z3A.nn; Z3A.00 says they are not specified."""
    if "pregnancy_weeks" not in concepts:
        return None
    found = (WEEKS.fullmatch((c.code or "").strip().upper()) for c in code.coding)
    return next((int(w[1]) for w in found if w and w[1] != "00"), None)


def allergy(record: AllergyIntolerance, chart: Chart) -> Feature | None:
    """An active, not refuted allergy to something in a value set; without a status it counts as active."""
    over = status_code(record.clinical_status, OVER) or status_code(record.verification_status, {"refuted"})
    by_code = coded(record.code, chart.codes)
    by_text = frozenset() if by_code else named(words(record.code), DRUGS_IN_WORDS)
    if over or not by_code | by_text:
        return None
    dated = when(record.onset_date_time, chart.zone) or when(record.recorded_date, chart.zone)
    return Feature(
        source=source_of(record),
        concepts=by_code | by_text,
        display=shown(record.code),
        when=dated,
        by_text=bool(by_text),
    )

"""D15 glucagon given as a drug (pathway 2.7; decisions 35)."""

import re

from hooks.clinical.case import Medication
from hooks.clinical.criterion import Assessment, Predicate
from hooks.clinical.evidence import Finding, Row
from hooks.clinical.truth import NO, UNKNOWN, YES, Truth, all_true, any_true
from hooks.clinical.when import When, day
from hooks.nme.codes.concepts import GLUCAGON_DRUG
from hooks.nme.codes.parameters import (
    EXOGENOUS_WINDOW,
)
from hooks.nme.evidence.medication import (
    ENDED,
    MEDICATIONS,
    RUNNING,
    UNDERSTOOD,
    begun_by,
    told,
    treatments,
    unknown_drugs,
)
from hooks.nme.evidence.select import fact, newest_first

NAMES_KIT = re.compile(r"\bkit\b", re.IGNORECASE)


def _glucagon_drugs(assessment: Assessment) -> list[Medication]:
    """A rescue kit that was not given does not count, nor does an order withdrawn before a dose (fhir-inputs)."""
    recorded = treatments(assessment, GLUCAGON_DRUG)
    return [m for m in recorded if m.kind == "MedicationAdministration" or not _is_only_at_hand(m)]


def _is_only_at_hand(glucagon: Medication) -> bool:
    return glucagon.as_needed or glucagon.status == "cancelled" or bool(NAMES_KIT.search(glucagon.display))


def _given_until(medication: Medication) -> When | None:
    return medication.end or medication.when or medication.start


def on_exogenous_at(assessment: Assessment, draw: When) -> Truth:
    """Was glucagon being given when the sample was drawn, or within the window before?"""
    return any_true(_given_at(assessment, m, draw) for m in _glucagon_drugs(assessment))


def _given_at(assessment: Assessment, medication: Medication, draw: When) -> Truth:
    if medication.status not in UNDERSTOOD:
        return all_true((begun_by(medication, draw), UNKNOWN))
    if medication.status in RUNNING:
        return begun_by(medication, draw)
    until = _given_until(medication)
    if until is None or medication.status not in ENDED:
        return NO
    return all_true((begun_by(medication, draw, until), ~draw.days_after(until, assessment.days(EXOGENOUS_WINDOW))))


def _exogenous(assessment: Assessment) -> Finding:
    """What is active or in progress runs today, whatever is open about its start."""
    drugs = _glucagon_drugs(assessment)
    now = day(assessment.case.today)
    truths = [YES if m.status in RUNNING else _given_at(assessment, m, now) for m in drugs]
    current = [m for m, truth in zip(drugs, truths, strict=True) if truth is YES]
    if current:
        return Finding(YES, tuple(fact(m, "Glucagon given as a drug") for m in newest_first(current)))
    whole = told(assessment) and not assessment.once(unknown_drugs)
    return Finding(any_true(truths) if whole else UNKNOWN)


exogenous = Predicate(
    id="exogenous",
    sentence="glucagon is, or within {exogenous_window} d was, given as a drug",
    said={
        YES: "glucagon given as a drug",
        NO: "no glucagon given as a drug",
        UNKNOWN: "glucagon given as a drug: unknown",
    },
    missing="glucagon given as a drug",
    rule=_exogenous,
    needs=MEDICATIONS,
    table=(
        Row(
            "active order or statement, infusion in progress",
            YES,
            cases=("A raised glucagon drawn during an infusion in progress is not used",),
        ),
        Row(
            "a dose given",
            YES,
            within=EXOGENOUS_WINDOW,
            cases=("A glucagon injection seven days ago brings the label warning",),
        ),
        Row(
            "only a rescue kit that was not given, or a cancelled order",
            NO,
            note="does not count",
            cases=(
                "A rescue kit on the medication list does not count as glucagon given",
                "A glucagon order cancelled before the draw does not count as glucagon given",
            ),
        ),
        Row(
            "orders refused, failed, incomplete or not told",
            UNKNOWN,
            cases=(
                "Refused orders leave the SSA unknown",
                "Orders nobody asked for leave the SSA unknown",
            ),
        ),
    ),
    basis=("D15", "E38", "decisions 61"),
    parameters=(EXOGENOUS_WINDOW,),
)

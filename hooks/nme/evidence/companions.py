"""Companions of NME where its name is nowhere (S11; pathway-2 3.2; decisions 47, 53)."""

from dataclasses import dataclass
from datetime import date

from hooks.clinical.case import Diagnosis
from hooks.clinical.criterion import Assessment, Check, Leaf
from hooks.clinical.evidence import Finding, Need, Parameter
from hooks.clinical.logic import all_of, any_of
from hooks.clinical.truth import known
from hooks.clinical.when import When
from hooks.nme.codes.concepts import DIABETES, HISTOLOGY_IN_WORDS, RASH, SKIN_BIOPSY, STOMATITIS, WEIGHT_LOSS
from hooks.nme.codes.parameters import (
    COMPANIONS_BY_REPORT,
    COMPANIONS_NEEDED,
    COMPANIONS_ON_CHART,
    COMPANIONS_ON_ORDERS,
    COMPANIONS_WINDOW,
)
from hooks.nme.evidence.items import glucagon_drafted
from hooks.nme.evidence.leaves import drafted
from hooks.nme.evidence.select import diagnoses, diagnosis_fact, fact, is_confirmed, named, newest_first

CONDITIONS = frozenset({Need("Condition")})


def _recorded(assessment: Assessment, concepts: frozenset[str]) -> list[Diagnosis]:
    """Confirmed or without a verification status, active or over (decisions 47)."""
    return [d for d in newest_first(diagnoses(assessment, concepts)) if is_confirmed(d)]


@dataclass(frozen=True)
class Switch(Leaf):
    """YES where the site's number is above zero."""

    parameter: Parameter

    def settle(self, assessment: Assessment) -> Finding:
        """By the number in force."""
        return Finding(known(assessment.number(self.parameter) > 0))


@dataclass(frozen=True)
class Companion(Leaf):
    """YES with the newest entry of the concepts within the window, by onset, else recordedDate.

    An undated entry cannot be shown to lie in it.
    """

    label: str
    concepts: frozenset[str]

    def settle(self, assessment: Assessment) -> Finding:
        """Over the problem list."""
        first = _months_before(assessment.case.today, int(assessment.number(COMPANIONS_WINDOW)))
        entries = _recorded(assessment, self.concepts)
        fresh = [d for d in entries if _not_before(d.onset or d.recorded, first)]
        return Finding(known(bool(fresh)), tuple(diagnosis_fact(d, self.label) for d in fresh[:1]))


def _months_before(today: date, months: int) -> tuple[int, int]:
    """The month so long ago, counted from year 0, and the day of today in it."""
    return today.year * 12 + today.month - months, today.day


def _not_before(when: When | None, first: tuple[int, int]) -> bool:
    return when is not None and (when.first.year * 12 + when.first.month, when.first.day) >= first


def _companion(words: str, label: str, concepts: frozenset[str]) -> Companion:
    return Companion(f"{words} is recorded within {{companions_window}} months", label, concepts, needs=CONDITIONS)


def _switched(parameter: Parameter) -> Switch:
    return Switch(f"{parameter.meaning} is switched on", parameter)


def _rash(assessment: Assessment) -> Finding:
    found = _recorded(assessment, RASH)
    return Finding(known(bool(found)), tuple(diagnosis_fact(d, "Rash") for d in found[:1]))


def _enough(assessment: Assessment) -> Finding:
    found = [sign for sign in SIGNS.values() if assessment.holds(sign)]
    facts = tuple(entry for sign in found for entry in assessment.finding(sign).facts)
    return Finding(known(len(found) >= assessment.number(COMPANIONS_NEEDED)), facts)


def _histology(assessment: Assessment) -> Finding:
    reports = newest_first(named(assessment, HISTOLOGY_IN_WORDS))
    facts = tuple(fact(r, "Pathology", "necrolysis of the upper epidermis") for r in reports)
    return Finding(known(bool(facts)), facts)


SIGNS = {
    "diabetes": _companion("diabetes", "Diabetes", DIABETES),
    "weight loss": _companion("weight loss", "Weight loss", WEIGHT_LOSS),
    "stomatitis": _companion("stomatitis, glossitis or cheilitis", "Stomatitis", STOMATITIS),
}
"""Each counts once, whatever the number of its entries."""

rash_of_any_age = Check("a rash of no stated kind is or was recorded", _rash, needs=CONDITIONS)
companions = Check(
    "{companions_needed} of diabetes, weight loss and stomatitis are recorded within {companions_window} months",
    _enough,
    asks=tuple(SIGNS.values()),
)
necrolysis_reported = Check(
    "a final pathology report describes necrolysis of the upper epidermis",
    _histology,
    needs=frozenset({Need("DiagnosticReport")}),
)
rash_with_companions = all_of(rash_of_any_age, companions)
necrolysis_with_companion = all_of(necrolysis_reported, any_of(*SIGNS.values()))
looked_for = any_of(glucagon_drafted, drafted("a skin biopsy", SKIN_BIOPSY))
asked_for = any_of(all_of(_switched(COMPANIONS_ON_ORDERS), looked_for), _switched(COMPANIONS_ON_CHART))
companions_of_nme = any_of(
    all_of(asked_for, rash_with_companions), all_of(_switched(COMPANIONS_BY_REPORT), necrolysis_with_companion)
)
"""The question is asked where someone looks for the cause anyway; a site decides about the chart and reports."""

companions_at_all = any_of(rash_with_companions, necrolysis_with_companion)
"""What the screen of a population reports, whatever is switched on."""

"""What is explicitly recorded about surgery: fit, unfit or declined (D08; decisions 37)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from hooks.clinical.case import Feature
from hooks.clinical.criterion import Assessment
from hooks.clinical.evidence import Fact
from hooks.clinical.truth import YES
from hooks.nme.codes.concepts import (
    CANDIDACY,
    NOT_CARRIED_OUT,
    RESECTION,
    RESECTION_CONTRAINDICATED,
    SURGERY_CONTRAINDICATED,
    SURGERY_REFUSED,
)
from hooks.nme.codes.parameters import ASSESSMENT_WINDOW
from hooks.nme.evidence.select import (
    diagnoses,
    diagnosis_fact,
    fact,
    having,
    is_active,
    is_confirmed,
    observed,
)

NAMES_RESECTION = re.compile(r"pancreatectomy|pancreatic resection|resection of (the )?pancreas", re.IGNORECASE)
FIT, UNFIT, DECLINED = "fit", "unfit", "declined"
ANSWERS = {
    "candidacy_fit": FIT,
    "candidacy_unfit": UNFIT,
    "candidacy_unresectable": UNFIT,
    "candidacy_declined": DECLINED,
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """One explicit assessment: fit, unfit or declined, and the entry it stands in, which may be an order."""

    verdict: str
    feature: Feature
    fact: Fact
    ordered: bool = False


def _assessed(assessment: Assessment) -> Iterator[Judgement]:
    for result in observed(assessment, CANDIDACY):
        for concept in sorted(result.answers & set(ANSWERS)):
            verdict = ANSWERS[concept]
            yield Judgement(verdict, result, fact(result, "Surgical assessment", value=" ".join(result.tokens[-1:])))


def _ordered(assessment: Assessment) -> Iterator[Judgement]:
    for request in having(assessment.case.requests, RESECTION):
        if request.status == "active":
            yield Judgement(FIT, request, fact(request, "Pancreatic resection ordered"), ordered=True)


def _not_done(assessment: Assessment) -> Iterator[Judgement]:
    for act in having(assessment.case.procedures, RESECTION):
        if act.status == "not-done" and act.status_reasons & SURGERY_REFUSED:
            yield Judgement(DECLINED, act, fact(act, "Pancreatic resection", "recorded as declined"))
        elif act.status == "not-done" and act.status_reasons & (RESECTION_CONTRAINDICATED | NOT_CARRIED_OUT):
            yield Judgement(UNFIT, act, fact(act, "Pancreatic resection", "recorded as contraindicated"))


def _contraindicated(assessment: Assessment) -> Iterator[Judgement]:
    for entry in diagnoses(assessment, SURGERY_CONTRAINDICATED):
        if is_active(entry) and is_confirmed(entry):
            yield Judgement(UNFIT, entry, diagnosis_fact(entry, "Surgery contraindicated"))


def _not_carried_out(assessment: Assessment) -> Iterator[Judgement]:
    """Z53 speaks of any procedure: it counts where its words name the resection (fhir-inputs D08, pathway 2.6)."""
    for concepts, verdict in ((NOT_CARRIED_OUT, UNFIT), (SURGERY_REFUSED, DECLINED)):
        for entry in diagnoses(assessment, concepts):
            if is_active(entry) and is_confirmed(entry) and NAMES_RESECTION.search(entry.display):
                yield Judgement(verdict, entry, diagnosis_fact(entry, "Resection not carried out"))


def _denied(assessment: Assessment) -> Iterator[Judgement]:
    for consent in assessment.case.consents or ():
        yield Judgement(DECLINED, consent, fact(consent, "Consent to resection", "denied"))


def judgements(assessment: Assessment) -> list[Judgement]:
    """Every explicit assessment on record, newest first, undated last."""
    sources = (_assessed, _ordered, _not_done, _contraindicated, _not_carried_out, _denied)
    found = [j for source in sources for j in source(assessment)]
    return sorted(found, key=lambda j: day_of(j.feature), reverse=True)


def day_of(feature: Feature) -> date:
    """The last day it can mean; long ago where it is undated."""
    return feature.when.last if feature.when else date.min


def current_judgements(assessment: Assessment) -> list[Judgement]:
    """The newest explicit assessments that are current: several only when of one day."""
    today, window = assessment.case.today, assessment.days(ASSESSMENT_WINDOW)
    fresh = [j for j in judgements(assessment) if j.feature.when and j.feature.when.within(window, today) is YES]
    return [j for j in fresh if day_of(j.feature) == day_of(fresh[0].feature)]

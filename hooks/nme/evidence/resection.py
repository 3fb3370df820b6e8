"""D09 pancreatic resection for this disease (pathway 2.7; decisions 17)."""

from hooks.clinical.case import Act, Diagnosis
from hooks.clinical.criterion import Assessment, Check, Predicate, tagged
from hooks.clinical.evidence import Finding, Need, Row
from hooks.clinical.truth import UNKNOWN, YES, known
from hooks.clinical.when import When
from hooks.nme.codes.concepts import (
    NOT_CARRIED_OUT,
    RESECTION,
    RESECTION_HISTORY,
    SURGERY_CONTRAINDICATED,
    SURGERY_REFUSED,
)
from hooks.nme.evidence.select import (
    diagnoses,
    diagnosis_fact,
    fact,
    having,
    identities,
    is_possible,
    is_refuted,
    newest_first,
)
from hooks.nme.evidence.tags import Mark
from hooks.nme.evidence.tumour import pathology, pathway_tumours, tumour, tumour_concepts, tumour_diagnoses

NOT_DONE = NOT_CARRIED_OUT | SURGERY_REFUSED | SURGERY_CONTRAINDICATED
UNLINKED = "not linked to a tumour of this pathway"


def resections(assessment: Assessment) -> list[Act]:
    """Completed pancreatic resections, whatever their reason."""
    return [p for p in having(assessment.case.procedures, RESECTION) if p.status == "completed"]


def for_this_disease(assessment: Assessment, act: Act) -> bool:
    """Its reason names a tumour of this pathway, or one was recorded on or before it (decisions 17, 60)."""
    tumours = assessment.once(pathway_tumours)
    sources = {tumour.source for tumour in tumours}
    if _names_tumour(assessment, act) or sources & set(act.reason_sources):
        return True
    if act.when is None:
        return False
    dates = [tumour.recorded or tumour.when for tumour in tumours]
    dates += [report.when for report, _ in assessment.once(pathology)]
    return any(date.on_or_before(act.when) is YES for date in dates if date)


def _names_tumour(assessment: Assessment, act: Act) -> bool:
    """By a code, unless the problem list refutes every such tumour."""
    recorded = assessment.once(tumour_diagnoses)
    is_refuted_only = bool(recorded) and not assessment.once(pathway_tumours)
    return bool(act.reasons & tumour_concepts(assessment)) and not is_refuted_only


def ours(assessment: Assessment) -> list[Act]:
    """The resections for this disease, newest first."""
    return newest_first(act for act in resections(assessment) if for_this_disease(assessment, act))


def history(assessment: Assessment) -> list[Diagnosis]:
    """Entries of the problem list that speak of a resection: Z90.41-, or its name in words (pathway-2 1.5, 2.4)."""
    told = diagnoses(assessment, RESECTION_HISTORY | RESECTION)
    found = newest_first(d for d in told if d.concepts.isdisjoint(NOT_DONE))
    undone = identities(diagnoses(assessment, NOT_DONE))
    return [d for d in found if not is_refuted(d) and not is_possible(d) and d.source not in undone]


def latest_day(entry: Diagnosis) -> When | None:
    """The latest day a resection told as history can have been: when it was recorded."""
    return entry.recorded or entry.when


def resection_dates(assessment: Assessment) -> tuple[When, ...]:
    """Dates of the resections for this disease, oldest first; of those told as history the latest possible day."""
    done = [act.when for act in reversed(assessment.once(ours)) if act.when]
    if done or assessment.truth(resected) is not YES:
        return tuple(done)
    return tuple(when for when in map(latest_day, reversed(assessment.once(history))) if when)


def _resected(assessment: Assessment) -> Finding:
    acts, told = assessment.once(ours), assessment.once(history)
    if acts:
        return Finding(YES, tuple(fact(act, "Pancreatic resection") for act in acts))
    if told and Mark.CONFIRMED in assessment.finding(tumour).tags:
        facts = tuple(diagnosis_fact(d, "Pancreatic resection", "from history, date not stated") for d in told)
        return Finding(YES, facts, tags=frozenset({Mark.FROM_HISTORY}))
    unclear = [fact(act, "Pancreatic resection", UNLINKED) for act in resections(assessment)]
    unused = (*unclear, *(diagnosis_fact(d, "Absence of pancreas", "no date") for d in told))
    return Finding(UNKNOWN, unused=unused, tags=frozenset({Mark.REASON_UNCLEAR} if unclear else ()))


resected = Predicate(
    id="resected",
    sentence="a pancreatic resection for this disease is recorded",
    said={YES: "resection for this disease recorded", UNKNOWN: "no resection for this disease established"},
    missing="pancreatic resection for this disease",
    rule=_resected,
    needs=frozenset({Need("Procedure"), Need("Condition")}),
    table=(
        Row(
            "completed resection whose reason names a tumour of this pathway that is not refuted",
            YES,
            cases=("After resection without new findings there is surveillance",),
        ),
        Row(
            "completed resection with such a tumour recorded, or coded by pathology, on or before it",
            YES,
            cases=(
                "A resection without stated reason counts when the tumour was recorded by that day",
                "A resection whose pathology of that day codes the tumour is for this disease",
            ),
        ),
        Row(
            "absence of pancreas, or a resection named in a diagnosis, with a confirmed tumour",
            YES,
            Mark.FROM_HISTORY,
            cases=("An acquired absence of pancreas beside a confirmed tumour is a resection from history",),
        ),
        Row(
            "other completed resection",
            UNKNOWN,
            Mark.REASON_UNCLEAR,
            cases=("A resection without stated reason does not count when the tumour was recorded later",),
        ),
        Row(
            "acquired absence of pancreas alone",
            UNKNOWN,
            cases=(
                "An acquired absence of pancreas alone is out of scope",
                "An acquired absence of pancreas beside a provisional tumour is none of this disease",
            ),
        ),
        Row(
            "none on record",
            UNKNOWN,
            cases=("A planned resection is no resection",),
        ),
    ),
    asks=(tumour,),
    tags={
        Mark.FROM_HISTORY: "the resection is told as history, its date is not stated",
        Mark.REASON_UNCLEAR: "a pancreatic resection is not linked to a tumour of this pathway",
    },
    basis=("D09", "pathway-2 2.4", "decisions 17", "decisions 45", "decisions 60"),
)
resection_from_history = tagged(resected, Mark.FROM_HISTORY)
resection_unclear = tagged(resected, Mark.REASON_UNCLEAR)


def _any_resection(assessment: Assessment) -> Finding:
    return Finding(known(bool(resections(assessment))))


resection_on_record = Check(
    "any pancreatic resection is on record", _any_resection, needs=frozenset({Need("Procedure")})
)


def _tumour_later(assessment: Assessment) -> Finding:
    """Recorded after the latest day of a resection told as history: old disease or new (decisions 45)?"""
    days = assessment.once(resection_dates) if assessment.holds(resection_from_history) else ()
    later = [d for d in assessment.once(pathway_tumours) if days and _recorded_after(d, days[-1])]
    return Finding(known(bool(later)), tuple(diagnosis_fact(d, "Tumour", "recorded later") for d in later))


def _recorded_after(entry: Diagnosis, day: When) -> bool:
    recorded = latest_day(entry)
    return recorded is not None and recorded.certainly_after(day)


recorded_after_history = Check(
    "the tumour entry is newer than the latest day of a resection told as history", _tumour_later, asks=(resected,)
)

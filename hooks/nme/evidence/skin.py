"""D01 NME and D11 its recurrence (pathway 2.7; decisions 24)."""

from datetime import date

from hooks.clinical.case import Diagnosis
from hooks.clinical.criterion import Assessment, Criterion, Finding, Need, Predicate, Row
from hooks.clinical.truth import NO, UNKNOWN, YES, Truth, any_true, known
from hooks.clinical.when import When
from hooks.nme.codes.concepts import NME
from hooks.nme.codes.parameters import RECURRENCE_AFTER_RESECTION, RECURRENCE_ON_SSA
from hooks.nme.evidence.medication import ssa, ssa_start
from hooks.nme.evidence.resection import resected, resection_dates
from hooks.nme.evidence.select import diagnoses, diagnosis_fact, is_active, is_possible, is_refuted

CONDITIONS = frozenset({Need("Condition")})


def nme_entry(assessment: Assessment) -> Diagnosis | None:
    """The entry that counts: the newest recorded one; on one day an active one (pathway 3.6)."""
    return max(diagnoses(assessment, NME), key=_recency, default=None)


def _recency(entry: Diagnosis) -> tuple[date, bool, bool, str]:
    """On one day an active entry counts before one that is over, a confirmed one before a possible one."""
    recorded = entry.recorded or entry.when
    present = is_active(entry) and not is_refuted(entry)
    return (recorded.last if recorded else date.min, present, not is_possible(entry), entry.source)


def _nme(assessment: Assessment) -> Finding:
    entry = assessment.once(nme_entry)
    if entry is None:
        return Finding(UNKNOWN)
    facts = (diagnosis_fact(entry, "NME on the problem list"),)
    if is_refuted(entry) or not is_active(entry):
        return Finding(NO, facts, tags=frozenset({"refuted" if is_refuted(entry) else "resolved"}))
    if is_possible(entry):
        return Finding(UNKNOWN, facts, tags=frozenset({"provisional"}))
    return Finding(YES, facts)


nme = Predicate(
    id="nme",
    sentence="NME is recorded as active and confirmed",
    missing="NME on the problem list",
    evaluate=_nme,
    needs=CONDITIONS,
    table=(
        Row("active and confirmed, or active without a verification status", "yes"),
        Row("active and provisional, differential or unconfirmed, or worded as possible", "unknown, tag provisional"),
        Row("refuted, resolved, in remission or inactive", "no"),
        Row("not on the list", "unknown"),
        Row("several entries: the newest recorded one counts; on one day an active one", ""),
    ),
    basis=("D01", "S2.03", "decisions 24"),
)


def _active_or_provisional(assessment: Assessment) -> Finding:
    finding = assessment.finding(nme)
    return Finding(known(finding.truth is YES or "provisional" in finding.tags), finding.facts)


nme_active_or_provisional = Criterion("NME is active, confirmed or provisional", _active_or_provisional, parts=(nme,))


def _recur(assessment: Assessment) -> Finding:
    entry = assessment.once(nme_entry)
    if entry is None:
        return Finding(UNKNOWN)
    if is_refuted(entry) or not is_active(entry):
        return Finding(NO)
    if entry.clinical in ("recurrence", "relapse"):
        return Finding(YES, (diagnosis_fact(entry, "NME coded as back"),))
    truth = any_true((_after_ssa_start(assessment, entry), _after_resection(assessment, entry)))
    facts = (diagnosis_fact(entry, "NME", f"onset {entry.onset}"),) if truth is YES else ()
    return Finding(truth, facts)


def _after_ssa_start(assessment: Assessment, entry: Diagnosis) -> Truth:
    on_ssa = assessment.truth(ssa)
    if on_ssa is not YES:
        return on_ssa
    start = assessment.once(ssa_start)
    return _later(entry.onset, start, assessment.days(RECURRENCE_ON_SSA))


def _after_resection(assessment: Assessment, entry: Diagnosis) -> Truth:
    if assessment.truth(resected) is not YES:
        return NO
    dates = assessment.once(resection_dates)
    return _later(entry.onset, dates[-1] if dates else None, assessment.days(RECURRENCE_AFTER_RESECTION))


def _later(onset: When | None, start: When | None, days: int) -> Truth:
    if onset is None or start is None:
        return UNKNOWN
    return onset.days_after(start, days)


recur = Predicate(
    id="recur",
    sentence="NME is back on an SSA or after resection",
    missing="onset of the present NME episode",
    evaluate=_recur,
    needs=CONDITIONS,
    parts=(ssa, resected),
    table=(
        Row("clinical status recurrence or relapse", "yes"),
        Row("active NME with onset more than {recurrence_on_ssa} d after the start of the earliest active SSA", "yes"),
        Row("active NME with onset more than {recurrence_after_resection} d after resection", "yes"),
        Row("onset missing while on an SSA or after resection", "unknown"),
        Row("resolved or refuted NME, or onset before those dates", "no"),
        Row("NME not on the list", "unknown"),
    ),
    basis=("D11", "S2.41", "S1.15", "decisions 24"),
    parameters=(RECURRENCE_ON_SSA, RECURRENCE_AFTER_RESECTION),
)

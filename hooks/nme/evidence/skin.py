"""D01 NME and D11 its recurrence (pathway 2.7; decisions 24)."""

from datetime import date

from hooks.clinical.case import Diagnosis
from hooks.clinical.criterion import Assessment, Predicate, any_of, not_yes, tagged, yes
from hooks.clinical.evidence import Finding, Need, Row
from hooks.clinical.truth import NO, UNKNOWN, YES, Truth, any_true
from hooks.clinical.when import When
from hooks.nme.codes.concepts import NME
from hooks.nme.codes.parameters import RECURRENCE_AFTER_RESECTION, RECURRENCE_ON_SSA
from hooks.nme.evidence.medication import ssa, ssa_start
from hooks.nme.evidence.resection import resected, resection_dates
from hooks.nme.evidence.select import diagnoses, diagnosis_fact, is_active, is_possible, is_refuted
from hooks.nme.evidence.tags import Mark

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
        return Finding(NO, facts, tags=frozenset({Mark.REFUTED if is_refuted(entry) else Mark.RESOLVED}))
    if is_possible(entry):
        return Finding(UNKNOWN, facts, tags=frozenset({Mark.PROVISIONAL}))
    return Finding(YES, facts)


nme = Predicate(
    id="nme",
    sentence="NME is recorded as active and confirmed",
    said={YES: "NME recorded", NO: "NME recorded as over or refuted", UNKNOWN: "NME not settled by the record"},
    missing="NME on the problem list",
    rule=_nme,
    needs=CONDITIONS,
    table=(
        Row("active and confirmed, or active without a verification status", YES),
        Row(
            "active and provisional, differential or unconfirmed, or worded as possible",
            UNKNOWN,
            Mark.PROVISIONAL,
        ),
        Row("refuted", NO, Mark.REFUTED),
        Row("resolved, in remission or inactive", NO, Mark.RESOLVED),
        Row("not on the list", UNKNOWN),
        Row("several entries, and the newest recorded one is active", YES, note="the newest counts"),
        Row("several entries, and the newest recorded one is over", NO, note="on one day an active one counts"),
    ),
    tags={
        Mark.BY_REPORT: "NME is named by a pathology report and not on the problem list",
        Mark.PROVISIONAL: "NME recorded as provisional",
        Mark.REFUTED: "NME recorded as refuted",
        Mark.RESOLVED: "NME recorded as over",
    },
    basis=("D01", "S2.03", "decisions 24"),
)
nme_provisional = tagged(nme, Mark.PROVISIONAL)
nme_by_report = tagged(nme, Mark.BY_REPORT)
nme_active_or_provisional = any_of(yes(nme), nme_provisional)
nme_not_listed_as_present = not_yes(nme_active_or_provisional)


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
    said={
        YES: "NME back on an SSA or after resection",
        NO: "NME not back by its dates",
        UNKNOWN: "whether NME is back is unknown",
    },
    missing="onset of the present NME episode",
    rule=_recur,
    needs=CONDITIONS,
    asks=(ssa, resected),
    table=(
        Row("clinical status recurrence or relapse", YES),
        Row("active NME with onset more than {recurrence_on_ssa} d after the start of the earliest active SSA", YES),
        Row("active NME with onset more than {recurrence_after_resection} d after resection", YES),
        Row("onset missing while on an SSA or after resection", UNKNOWN),
        Row("onset before those dates", NO),
        Row("resolved or refuted NME", NO),
        Row("NME not on the list", UNKNOWN),
    ),
    basis=("D11", "S2.41", "S1.15", "decisions 24"),
    parameters=(RECURRENCE_ON_SSA, RECURRENCE_AFTER_RESECTION),
)

"""D01 NME and D11 its recurrence (pathway 2.7; decisions 24)."""

from hooks.clinical.case import Availability, Diagnosis
from hooks.clinical.criterion import Assessment, Check, Predicate, tagged
from hooks.clinical.evidence import Fact, Finding, Need, Row
from hooks.clinical.logic import any_of, not_yes, yes
from hooks.clinical.truth import NO, UNKNOWN, YES, Truth, any_true, known
from hooks.clinical.when import When
from hooks.nme.codes.parameters import RECURRENCE_AFTER_RESECTION, RECURRENCE_ON_SSA
from hooks.nme.evidence.medication import ssa, ssa_start
from hooks.nme.evidence.nme_record import nme_entry, nme_reports, overtaken_entries, standing_entries
from hooks.nme.evidence.resection import ours, resected, resection_dates
from hooks.nme.evidence.select import diagnosis_fact, fact, is_possible, is_refuted
from hooks.nme.evidence.tags import Mark

CONDITIONS = frozenset({Need("Condition")})


def _nme(assessment: Assessment) -> Finding:
    entry = assessment.once(nme_entry)
    reports = tuple(fact(r, "Pathology", "names NME; not on the problem list") for r in assessment.once(nme_reports))
    if entry is None:
        return _by_report(reports) if reports else Finding(UNKNOWN)
    facts = (diagnosis_fact(entry, "NME on the problem list"),)
    if assessment.once(standing_entries):
        return _present(assessment, entry, facts)
    if reports:
        return _by_report((*reports, *facts))
    over = frozenset({Mark.REFUTED if is_refuted(entry) else Mark.RESOLVED})
    return Finding(UNKNOWN if _reports_lost(assessment) else NO, facts, tags=over)


def _present(assessment: Assessment, entry: Diagnosis, facts: tuple[Fact, ...]) -> Finding:
    """A confirmed entry that a newer one ends is named beside what is provisional since."""
    if not is_possible(entry):
        return Finding(YES, facts)
    ended = (
        diagnosis_fact(d, "NME on the problem list", "a newer entry ends it")
        for d in assessment.once(overtaken_entries)
    )
    return Finding(UNKNOWN, facts, tuple(ended), frozenset({Mark.PROVISIONAL}))


def _reports_lost(assessment: Assessment) -> bool:
    """A report that could not be read may be newer than the entry, and name NME again (decisions 48)."""
    return assessment.case.available("DiagnosticReport") in (Availability.UNAVAILABLE, Availability.PARTIAL)


def _by_report(facts: tuple[Fact, ...]) -> Finding:
    return Finding(UNKNOWN, facts, tags=frozenset({Mark.PROVISIONAL, Mark.BY_REPORT}))


nme = Predicate(
    id="nme",
    sentence="NME is recorded as active and confirmed",
    said={YES: "NME recorded", NO: "NME recorded as over or refuted", UNKNOWN: "NME not settled"},
    missing="NME on the problem list",
    rule=_nme,
    needs=CONDITIONS | {Need("DiagnosticReport")},
    table=(
        Row(
            "active and confirmed, or active without a verification status",
            YES,
            cases=(
                "The rash by its HPO code is recognised",
                "The rash by its other name is recognised",
            ),
        ),
        Row(
            "active and provisional, differential or unconfirmed, or worded as possible",
            UNKNOWN,
            Mark.PROVISIONAL,
            cases=("Possible rash in words is provisional whatever the status says",),
        ),
        Row(
            "named by a pathology report only, or after an entry that is over",
            UNKNOWN,
            Mark.BY_REPORT,
            cases=("A pathology report that names NME is a provisional rash",),
        ),
        Row(
            "refuted",
            NO,
            Mark.REFUTED,
            cases=("A refuted rash alone is out of scope",),
        ),
        Row(
            "resolved, in remission or inactive",
            NO,
            Mark.RESOLVED,
            cases=("A resolved rash alone is out of scope",),
        ),
        Row(
            "not on the list",
            UNKNOWN,
            cases=("An empty chart is out of scope",),
        ),
        Row(
            "several entries, an active and confirmed one that none that is over is certainly newer than",
            YES,
            note="on one day, or where a date leaves it open, the active one counts",
            cases=(
                "Of a resolved and a later active entry the active one counts",
                "Of two entries of one day the active one counts",
                "A newer provisional entry does not undo a confirmed rash",
                "A resolved entry that may be older does not end an active rash",
            ),
        ),
        Row(
            "several entries, and one that is over is certainly newer than every active one",
            NO,
            cases=("Of an active and a later resolved entry the resolved one counts",),
        ),
        Row(
            "over or refuted, but the problem list or the reports could not be read whole",
            UNKNOWN,
            cases=("A resolved rash on an incomplete problem list is not known to be over",),
        ),
    ),
    whole=("Condition",),
    tags={
        Mark.BY_REPORT: "NME is named by a pathology report and not on the problem list",
        Mark.PROVISIONAL: "NME recorded as provisional",
        Mark.REFUTED: "NME recorded as refuted",
        Mark.RESOLVED: "NME recorded as over",
    },
    basis=("D01", "S2.03", "pathway-2 1.6", "decisions 24", "decisions 48", "decisions 57"),
)
nme_by_report = tagged(nme, Mark.BY_REPORT)
nme_provisional = tagged(nme, Mark.PROVISIONAL)
nme_by_report = tagged(nme, Mark.BY_REPORT)
nme_active_or_provisional = any_of(yes(nme), nme_provisional)
nme_not_listed_as_present = not_yes(nme_active_or_provisional)


def _recur(assessment: Assessment) -> Finding:
    if assessment.once(nme_entry) is None:
        return Finding(UNKNOWN)
    judged = [(entry, _is_back(assessment, entry)) for entry in assessment.once(standing_entries)]
    facts = tuple(_back_fact(entry) for entry, truth in judged if truth is YES)
    return Finding(any_true(truth for _, truth in judged), facts)


def _is_back(assessment: Assessment, entry: Diagnosis) -> Truth:
    if _is_coded_as_back(entry):
        return YES
    return any_true((_after_ssa_start(assessment, entry), _after_resection(assessment, entry)))


def _is_coded_as_back(entry: Diagnosis) -> bool:
    return entry.clinical in ("recurrence", "relapse")


def _back_fact(entry: Diagnosis) -> Fact:
    if _is_coded_as_back(entry):
        return diagnosis_fact(entry, "NME coded as back")
    return diagnosis_fact(entry, "NME", f"onset {entry.onset}")


def _after_ssa_start(assessment: Assessment, entry: Diagnosis) -> Truth:
    on_ssa = assessment.truth(ssa)
    if on_ssa is not YES:
        return on_ssa
    start = assessment.once(ssa_start)
    return _later(entry.onset, start, assessment.days(RECURRENCE_ON_SSA))


def _after_resection(assessment: Assessment, entry: Diagnosis) -> Truth:
    """A resection told as history can have been long before the day that is known (pathway-2 2.4): never a "no"."""
    if assessment.truth(resected) is not YES:
        return NO
    dates = assessment.once(resection_dates)
    later = _later(entry.onset, dates[-1] if dates else None, assessment.days(RECURRENCE_AFTER_RESECTION))
    told_as_history = not any(act.when for act in assessment.once(ours))
    return UNKNOWN if later is NO and told_as_history else later


def _since(assessment: Assessment) -> Finding:
    """The entries that began after the drug or the operation: a coded return may bear the date of the first rash."""
    back = [e for e in assessment.once(standing_entries) if _began_after(assessment, e)]
    return Finding(known(bool(back)), tuple(_back_fact(e) for e in back))


def _began_after(assessment: Assessment, entry: Diagnosis) -> bool:
    return YES in (_after_ssa_start(assessment, entry), _after_resection(assessment, entry))


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
    whole=("Condition",),
    needs=CONDITIONS,
    asks=(ssa, resected),
    table=(
        Row(
            "clinical status recurrence or relapse, in any entry that stands",
            YES,
            cases=(
                "A relapse coded in the older of two entries is a return",
                "A rash coded as recurrence is a return",
                "A rash coded as relapse is a return",
            ),
        ),
        Row(
            "active NME with onset more than {recurrence_on_ssa} d after the start of the earliest active SSA",
            YES,
            cases=("A rash that began fifteen days after the SSA was started is a return",),
        ),
        Row(
            "active NME with onset more than {recurrence_after_resection} d after resection",
            YES,
            cases=("A rash that began thirty-one days after resection is a return",),
        ),
        Row(
            "onset missing while on an SSA or after resection",
            UNKNOWN,
            cases=("A rash without an onset leaves the return unknown",),
        ),
        Row(
            "onset not certainly {recurrence_after_resection} d after a resection told as history",
            UNKNOWN,
            cases=("A rash that began before the entry of a resection told as history may be a return all the same",),
        ),
        Row(
            "onset before those dates",
            NO,
            cases=(
                "A rash that began fourteen days after the SSA was started is not a return",
                "A rash that began thirty days after resection is not a return",
            ),
        ),
        Row(
            "resolved or refuted NME",
            NO,
            cases=(
                "A resolved rash is not a return",
                "A refuted rash coded as recurrence is not a return",
            ),
        ),
        Row(
            "NME not on the list, or named by a report only: a report gives no onset",
            UNKNOWN,
            cases=("After resection without new findings there is surveillance",),
        ),
    ),
    basis=("D11", "S2.41", "S1.15", "decisions 24", "decisions 57", "decisions 62"),
    parameters=(RECURRENCE_ON_SSA, RECURRENCE_AFTER_RESECTION),
)
back_since = Check("the return of NME has a date after the start of the SSA or the resection", _since, asks=(recur,))

"""What limits the advice: the issues behind DATA_QUALITY and card K17 (pathway 3.3; decisions 14, 25)."""

from collections.abc import Callable

from hooks.clinical.case import Availability, Reason
from hooks.clinical.criterion import Assessment, Criterion, Finding, Predicate, any_of
from hooks.clinical.evidence import Fact
from hooks.clinical.limits import Issue
from hooks.clinical.truth import YES, Truth, known
from hooks.nme.codes.concepts import EVIDENCE, GLUCAGON_TEST
from hooks.nme.evidence.candidacy import cand
from hooks.nme.evidence.glucagon import elev
from hooks.nme.evidence.glucagon_samples import Sample, selection
from hooks.nme.evidence.medication import ssa
from hooks.nme.evidence.metastasis import mets
from hooks.nme.evidence.resection import resected
from hooks.nme.evidence.select import withheld
from hooks.nme.evidence.skin import nme
from hooks.nme.evidence.tumour import tumour

SURGICAL_STATES = frozenset({"S04", "S04U", "S05"})


def _issue(words: str, test: Callable[[Assessment], tuple[Fact, ...] | bool], *parts: Criterion) -> Criterion:
    def evaluate(assessment: Assessment) -> Finding:
        found = test(assessment)
        return Finding(known(bool(found)), found if isinstance(found, tuple) else ())

    return Criterion(words, evaluate, parts=parts)


def _tag(predicate: Predicate, tag: str, words: str) -> Criterion:
    """The predicate carries the tag; its entries are shown."""

    def test(assessment: Assessment) -> tuple[Fact, ...] | bool:
        finding = assessment.finding(predicate)
        return (*finding.facts, *finding.unused) or True if tag in finding.tags else False

    return _issue(words, test, predicate)


def _unusable(assessment: Assessment) -> tuple[Fact, ...]:
    return tuple(f for f in assessment.finding(elev).unused if "result exists" not in f.note)


def _said(assessment: Assessment, words: str) -> tuple[Fact, ...]:
    return tuple(f for f in _unusable(assessment) if words in f.note)


glucagon_stale = _issue(
    "the last glucagon is older than {glucagon_window} d or without a usable date",
    lambda a: () if a.once(selection).deciding else (*_said(a, "d old"), *_said(a, "date")),
    elev,
)
glucagon_unreadable = _issue(
    "a glucagon result has no unit, a unit that is not accepted, or no readable value",
    lambda a: (*_said(a, "unit"), *_said(a, "no readable value")),
    elev,
)


def _invalid(assessment: Assessment) -> tuple[Fact, ...]:
    gone = withheld(assessment, GLUCAGON_TEST, Reason.INVALID)
    return tuple(Fact("Glucagon", w.source, "", w.when, "entered in error, ignored") for w in gone)


glucagon_invalid = _issue("a glucagon result is marked as entered in error", _invalid)


def _drawn(assessment: Assessment, treated: Callable[[Sample], Truth]) -> tuple[Fact, ...]:
    """The glucagon shown, when the newest or a deciding sample was drawn on the treatment."""
    chosen = assessment.once(selection)
    looked_at = (*chosen.deciding, *chosen.usable[:1])
    return assessment.finding(elev).facts if any(treated(s) is YES for s in looked_at) else ()


glucagon_on_ssa = _issue(
    "a glucagon sample was drawn on an SSA",
    lambda a: _drawn(a, lambda s: s.on_ssa),
    elev,
)
glucagon_on_drug = _issue(
    "a glucagon sample was drawn on glucagon given as a drug",
    lambda a: _drawn(a, lambda s: s.on_exogenous),
    elev,
)
metastasis_conflict = _tag(mets, "conflict", "statements on distant disease contradict each other")
metastasis_attribution = _tag(mets, "attribution", "metastasis is recorded together with another malignancy")
metastasis_possible = _tag(mets, "possible", "metastasis is recorded as possible only")
tumour_conflict = _tag(tumour, "conflict", "tumour findings contradict each other")
tumour_possible = _tag(tumour, "provisional", "a tumour diagnosis is recorded as provisional")
"""No limit of its own: it leaves S01 without a branch when nothing else places the patient (pathway 3.2)."""

resection_unclear = _tag(resected, "reason unclear", "a pancreatic resection is not linked to a tumour of this pathway")
assessment_stale = _tag(cand, "stale assessment", "the last surgical assessment is older than {assessment_window} d")
marker_worse = _tag(cand, "worse marker", "ECOG or ASA got worse after the surgical assessment")
assessments_disagree = _tag(cand, "assessments disagree", "surgical assessments of one day disagree")


def _refused(kind: str) -> Criterion:
    return _issue(f"{kind} data could not be read", lambda a: a.case.available(kind) is Availability.UNAVAILABLE)


medications_unread = _refused("MedicationRequest")
conditions_unread = _refused("Condition")
observations_unread = _refused("Observation")
patient_unread = _refused("Patient")


def _left_out(reason: Reason, note: str) -> Callable[[Assessment], tuple[Fact, ...]]:
    def found(assessment: Assessment) -> tuple[Fact, ...]:
        gone = withheld(assessment, EVIDENCE, reason)
        return tuple(Fact(w.kind, w.source, "", w.when, note) for w in gone)

    return found


FOREIGN = "another patient's, dropped"
_foreign_evidence = _left_out(Reason.FOREIGN, FOREIGN)


def _foreign(assessment: Assessment) -> tuple[Fact, ...]:
    """Another Patient matters when it came instead of this one: age and sex are then unknown."""
    case = assessment.case
    instead = [w for w in case.withheld if w.kind == "Patient" and w.reason is Reason.FOREIGN and case.person is None]
    return (*_foreign_evidence(assessment), *(Fact(w.kind, w.source, "", w.when, FOREIGN) for w in instead))


foreign = _issue("a resource of another patient was in the data", _foreign)
future = _issue("an entry is dated in the future", _left_out(Reason.FUTURE, "dated in the future, dropped"))
unreadable = _issue(
    "a resource could not be read",
    lambda a: tuple(
        Fact(w.kind, w.source, "", None, "could not be read, set aside")
        for w in a.case.withheld
        if w.reason is Reason.UNREADABLE
    ),
)

ISSUES = (
    Issue("conditions unread", conditions_unread, nme),
    Issue("observations unread", observations_unread, mets),
    Issue("patient unread", patient_unread, elev, if_asked=True),
    Issue("glucagon unreadable", glucagon_unreadable, elev, if_asked=True),
    Issue("glucagon entered in error", glucagon_invalid, elev, if_asked=True),
    Issue("glucagon stale", glucagon_stale, elev, if_asked=True),
    Issue("glucagon on an SSA", glucagon_on_ssa, elev, if_asked=True),
    Issue("glucagon on a glucagon drug", glucagon_on_drug, elev, if_asked=True),
    Issue("metastasis conflict", metastasis_conflict, mets),
    Issue("metastasis attribution", metastasis_attribution, mets),
    Issue("metastasis possible", metastasis_possible, mets),
    Issue("tumour conflict", tumour_conflict, tumour),
    Issue("resection unclear", resection_unclear, resected),
    Issue("medications unread", medications_unread, ssa),
    Issue("surgical assessment stale", assessment_stale, cand, SURGICAL_STATES),
    Issue("surgical marker worse", marker_worse, cand, SURGICAL_STATES),
    Issue("surgical assessments disagree", assessments_disagree, cand, SURGICAL_STATES),
    Issue("another patient's resource", foreign, nme),
    Issue("future date", future, mets),
    Issue("unreadable resource", unreadable, nme),
)
any_issue = any_of(*(issue.when for issue in ISSUES))

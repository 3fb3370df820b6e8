"""What limits the advice: the issues behind DATA_QUALITY and card K17 (pathway 3.3; decisions 14, 25)."""

from collections.abc import Callable
from dataclasses import dataclass

from hooks.clinical.case import Availability, Reason
from hooks.clinical.criterion import Assessment, Leaf
from hooks.clinical.evidence import Fact, Finding, Need
from hooks.clinical.limits import Issue, Weight
from hooks.clinical.logic import any_of
from hooks.clinical.truth import YES, known
from hooks.nme.codes.concepts import EVIDENCE, GLUCAGON_TEST
from hooks.nme.evidence.candidacy import assessment_stale, assessments_disagree, cand, marker_worse
from hooks.nme.evidence.glucagon import elev
from hooks.nme.evidence.glucagon_samples import NOT_READ, OUT_OF_DATE, Fault, Sample, raised, selection
from hooks.nme.evidence.glucagon_shown import SHOWN, sample_fact, unusable_results
from hooks.nme.evidence.medication import drug_unknown, ssa
from hooks.nme.evidence.metastasis import (
    metastasis_attribution,
    metastasis_conflict,
    metastasis_possible,
    mets,
    stage_not_understood,
)
from hooks.nme.evidence.resection import recorded_after_history, resected, resection_from_history, resection_unclear
from hooks.nme.evidence.select import withheld
from hooks.nme.evidence.skin import nme
from hooks.nme.evidence.tumour import tumour, tumour_conflict

CONDITIONS = frozenset({Need("Condition")})
NOT_WHOLE = frozenset({Availability.UNAVAILABLE, Availability.PARTIAL})
SURGICAL_STATES = frozenset({"S04", "S04U", "S05"})


@dataclass(frozen=True)
class Noticed(Leaf):
    """YES with the entries that limit the advice."""

    seen: Callable[[Assessment], tuple[Fact, ...]]

    def settle(self, assessment: Assessment) -> Finding:
        """Is there one?"""
        found = self.seen(assessment)
        return Finding(known(bool(found)), found)


@dataclass(frozen=True)
class Untold(Leaf):
    """YES when one of the FHIR data types was refused, failed or came incomplete (R1, R2)."""

    kinds: tuple[str, ...]
    how: frozenset[Availability] = NOT_WHOLE

    def settle(self, assessment: Assessment) -> Finding:
        """What became of the data types."""
        lost = [kind for kind in self.kinds if assessment.case.available(kind) in self.how]
        return Finding(known(bool(lost)), tuple(Fact("List that is not whole", "", kind) for kind in lost))


@dataclass(frozen=True)
class LeftOut(Leaf):
    """YES with the entries of evidence that were left out for a reason."""

    reason: Reason
    note: str

    def settle(self, assessment: Assessment) -> Finding:
        """Only what would have been evidence."""
        gone = withheld(assessment, EVIDENCE, self.reason)
        return Finding(known(bool(gone)), tuple(Fact(w.kind, w.source, "", w.when, self.note) for w in gone))


def _stale(assessment: Assessment) -> tuple[Fact, ...]:
    return () if assessment.once(selection).deciding else _at_fault(assessment, OUT_OF_DATE)


def _not_read(assessment: Assessment) -> tuple[Fact, ...]:
    return _at_fault(assessment, NOT_READ)


def _at_fault(assessment: Assessment, faults: frozenset[Fault]) -> tuple[Fact, ...]:
    return tuple(note for fault, note in assessment.once(unusable_results) if fault in faults)


def _invalid(assessment: Assessment) -> tuple[Fact, ...]:
    gone = withheld(assessment, GLUCAGON_TEST, Reason.INVALID)
    return tuple(Fact("Glucagon", w.source, "", w.when, "entered in error, ignored") for w in gone)


def _drawn_on_ssa(assessment: Assessment) -> tuple[Fact, ...]:
    """A raised value drawn on an SSA stands and limits nothing (pathway-2 section 7)."""
    lowered = (s for s in _looked_at(assessment) if s.on_ssa is YES and raised(assessment, s) is not YES)
    return tuple(sample_fact(assessment, s) for s in lowered)


def _drawn_on_drug(assessment: Assessment) -> tuple[Fact, ...]:
    return tuple(sample_fact(assessment, s) for s in _looked_at(assessment) if s.on_exogenous is YES)


def _looked_at(assessment: Assessment) -> tuple[Sample, ...]:
    """The deciding samples and the newest, which may have given way to them."""
    chosen = assessment.once(selection)
    given_way = [s for s in chosen.usable[:1] if all(s is not other for other in chosen.deciding)]
    return (*chosen.deciding[:SHOWN], *given_way)


FOREIGN = "another patient's, dropped"


def _instead(assessment: Assessment) -> tuple[Fact, ...]:
    """Another Patient matters when it came instead of this one: age and sex are then unknown."""
    case = assessment.case
    instead = [w for w in case.withheld if w.kind == "Patient" and w.reason is Reason.FOREIGN and case.person is None]
    return tuple(Fact(w.kind, w.source, "", w.when, FOREIGN) for w in instead)


def _unreadable(assessment: Assessment) -> tuple[Fact, ...]:
    gone = [w for w in assessment.case.withheld if w.reason is Reason.UNREADABLE]
    return tuple(Fact(w.kind, w.source, "", None, "could not be read, set aside") for w in gone)


@dataclass(frozen=True)
class UnreadSystems(Leaf):
    """YES when diagnoses stand in code systems that are not read, with their number by system (pathway-2 2.2)."""

    def settle(self, assessment: Assessment) -> Finding:
        """Over the problem list."""
        counts = sorted(assessment.case.unread_systems.items())
        facts = tuple(
            Fact("Diagnoses in a code system that is not read", "", f"{n} in {system}") for system, n in counts
        )
        return Finding(known(bool(facts)), facts)


systems_unread = UnreadSystems("diagnoses stand in a code system that is not read", needs=CONDITIONS)
glucagon_stale = Noticed(
    "the last glucagon is older than {glucagon_window} d or without a usable date", _stale, asks=(elev,)
)
glucagon_unreadable = Noticed(
    "a glucagon result has no unit, a unit that is not accepted, or no readable value", _not_read, asks=(elev,)
)
glucagon_invalid = Noticed("a glucagon result is marked as entered in error", _invalid)
glucagon_on_ssa = Noticed("a glucagon that is not raised was drawn on an SSA", _drawn_on_ssa, asks=(elev,))
glucagon_on_drug = Noticed("a glucagon sample was drawn on glucagon given as a drug", _drawn_on_drug, asks=(elev,))
conditions_unread = Untold("Condition data could not be read", ("Condition",), frozenset({Availability.UNAVAILABLE}))
conditions_partial = Untold("the problem list is incomplete", ("Condition",), frozenset({Availability.PARTIAL}))
observations_unread = Untold("Observation data could not be read whole", ("Observation",))
patient_unread = Untold("Patient data could not be read", ("Patient",))
medications_unread = Untold("MedicationRequest data could not be read whole", ("MedicationRequest",))
doses_unread = Untold(
    "MedicationStatement or MedicationAdministration data could not be read whole",
    ("MedicationStatement", "MedicationAdministration"),
)
reports_unread = Untold("DiagnosticReport data could not be read whole", ("DiagnosticReport",))
procedures_unread = Untold("Procedure data could not be read whole", ("Procedure",))
requests_unread = Untold("ServiceRequest or Consent data could not be read whole", ("ServiceRequest", "Consent"))
allergies_unread = Untold("AllergyIntolerance data could not be read whole", ("AllergyIntolerance",))
lists_not_whole = any_of(
    conditions_partial, doses_unread, reports_unread, procedures_unread, requests_unread, allergies_unread
)
foreign = any_of(
    LeftOut("a resource of another patient was in the data", Reason.FOREIGN, FOREIGN),
    Noticed("another patient came instead of this one", _instead),
)
future = LeftOut("an entry is dated in the future", Reason.FUTURE, "dated in the future, dropped")
unreadable = Noticed("a resource could not be read", _unreadable)

ISSUES = (
    Issue("conditions unread", conditions_unread, nme),
    Issue("conditions incomplete", conditions_partial, mets),
    Issue("reports unread", reports_unread, mets),
    Issue("procedures unread", procedures_unread, resected),
    Issue("doses unread", doses_unread, elev, weight=Weight.IF_ASKED),
    Issue("requests or consents unread", requests_unread, cand, SURGICAL_STATES),
    Issue("allergies unread", allergies_unread, ssa, weight=Weight.NEVER),
    Issue("observations unread", observations_unread, mets),
    Issue("patient unread", patient_unread, elev, weight=Weight.IF_ASKED),
    Issue("glucagon unreadable", glucagon_unreadable, elev, weight=Weight.IF_ASKED),
    Issue("glucagon entered in error", glucagon_invalid, elev, weight=Weight.IF_ASKED),
    Issue("glucagon stale", glucagon_stale, elev, weight=Weight.IF_ASKED),
    Issue("glucagon on an SSA", glucagon_on_ssa, elev, weight=Weight.IF_ASKED),
    Issue("glucagon on a glucagon drug", glucagon_on_drug, elev, weight=Weight.IF_ASKED),
    Issue("metastasis conflict", metastasis_conflict, mets),
    Issue("metastasis attribution", metastasis_attribution, mets),
    Issue("metastasis possible", metastasis_possible, mets),
    Issue("stage not understood", stage_not_understood, mets),
    Issue("tumour conflict", tumour_conflict, tumour),
    Issue("resection unclear", resection_unclear, resected),
    Issue("resection from history", resection_from_history, resected),
    Issue("tumour recorded after the resection", recorded_after_history, resected, frozenset({"S07"}), Weight.ALWAYS),
    Issue("drug not told", drug_unknown, ssa),
    Issue("medications unread", medications_unread, ssa),
    Issue("surgical assessment stale", assessment_stale, cand, SURGICAL_STATES),
    Issue("surgical marker worse", marker_worse, cand, SURGICAL_STATES),
    Issue("surgical assessments disagree", assessments_disagree, cand, SURGICAL_STATES),
    Issue("another patient's resource", foreign, nme),
    Issue("future date", future, mets),
    Issue("unreadable resource", unreadable, nme),
    Issue("code system not read", systems_unread, nme, weight=Weight.NEVER),
)
any_issue = any_of(*(issue.when for issue in ISSUES))

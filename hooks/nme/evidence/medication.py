"""D10 somatostatin analogues (pathway 2.1, 2.7; fhir-inputs)."""

from hooks.clinical.case import Availability, Medication
from hooks.clinical.criterion import Assessment, Predicate, tagged
from hooks.clinical.evidence import Fact, Finding, Need, Parameter, Row
from hooks.clinical.truth import NO, UNKNOWN, YES, Truth, all_true, any_true
from hooks.clinical.when import When
from hooks.nme.codes.concepts import SSA, SSA_LONG, SSA_SHORT
from hooks.nme.codes.parameters import (
    DEPOT_WINDOW,
    SSA_LONG_AT_DRAW,
    SSA_SHORT_AT_DRAW,
    SSA_STOPPED_WINDOW,
)
from hooks.nme.evidence.select import fact, having, newest_first
from hooks.nme.evidence.tags import Mark

MEDICATION_TYPES = ("MedicationRequest", "MedicationStatement", "MedicationAdministration")
MEDICATIONS = frozenset(Need(kind) for kind in MEDICATION_TYPES)
ENDED = {"stopped", "completed", "on-hold", "cancelled"}
RUNNING = {"active", "in-progress"}
NOT_GIVEN = {"not-done", "not-taken"}
UNDERSTOOD = RUNNING | ENDED | NOT_GIVEN | {"draft", "intended", "ended"}


def is_long_acting(medication: Medication) -> bool:
    """Long-acting, or of unknown form, which is treated as long-acting (decisions 29)."""
    return not medication.concepts & SSA_SHORT or bool(medication.concepts & SSA_LONG)


def treatments(assessment: Assessment, concepts: frozenset[str]) -> list[Medication]:
    """Medications in the concepts, but those recorded as not given or not to be given."""
    recorded = having(assessment.case.medications, concepts)
    return [m for m in recorded if not m.do_not_perform and m.status not in NOT_GIVEN]


def _window(assessment: Assessment, medication: Medication, long: Parameter) -> int:
    return assessment.days(long if is_long_acting(medication) else SSA_SHORT_AT_DRAW)


def _is_active(assessment: Assessment, medication: Medication) -> Truth:
    """A status that is missing or not understood is neither active nor ended (decisions 49)."""
    if medication.status not in UNDERSTOOD:
        return UNKNOWN
    if medication.kind != "MedicationAdministration":
        return YES if medication.status == "active" else NO
    if medication.status not in ("completed", "in-progress") or medication.when is None:
        return NO
    return medication.when.within(_window(assessment, medication, DEPOT_WINDOW), assessment.case.today)


def active_ssas(assessment: Assessment) -> list[Medication]:
    """SSAs that are active for certain today."""
    return [m for m in treatments(assessment, SSA) if _is_active(assessment, m) is YES]


def ssa_start(assessment: Assessment) -> When | None:
    """The start of the earliest active SSA; None when one of them has no start."""
    starts = [m.start or m.when for m in assessment.once(active_ssas)]
    known_starts = [s for s in starts if s]
    return min(known_starts, key=lambda s: s.first) if known_starts and len(known_starts) == len(starts) else None


def _ended_on(medication: Medication) -> When | None:
    if medication.kind == "MedicationAdministration":
        return medication.when
    return medication.end if medication.status in ENDED else None


def recently_ended(assessment: Assessment) -> list[Fact]:
    """SSAs that ended within the window, with their age in days; the last to end first."""
    today, window = assessment.case.today, assessment.days(SSA_STOPPED_WINDOW)
    found = []
    for medication in newest_first(treatments(assessment, SSA)):
        ended = _ended_on(medication)
        if ended and _is_active(assessment, medication) is NO and ended.within(window, today) is YES:
            note = f"{ended.age(today)} d ago"
            found.append((ended, Fact("SSA ended", medication.source, medication.display, ended, note)))
    return [fact for _, fact in sorted(found, key=lambda seen: seen[0].order(), reverse=True)]


def unknown_drugs(assessment: Assessment) -> list[Medication]:
    """Entries whose drug cannot be told and that may be active today (R3)."""
    may_be = [m for m in assessment.case.unknown_drugs if not m.do_not_perform and m.status not in NOT_GIVEN]
    return [m for m in may_be if _is_active(assessment, m) is not NO]


def told(assessment: Assessment) -> bool:
    """Was the decisive data type told completely (decisions 28)?"""
    whole = assessment.case.available("MedicationRequest") is Availability.GIVEN
    return assessment.case.medications is not None and whole


def _ssa(assessment: Assessment) -> Finding:
    active = assessment.once(active_ssas)
    if active:
        return Finding(YES, tuple(fact(m, "SSA active") for m in newest_first(active)))
    unsure = [fact(m, "SSA", _unsure(m)) for m in treatments(assessment, SSA) if _is_active(assessment, m) is UNKNOWN]
    untold = [fact(m, "Medication", "drug cannot be told") for m in assessment.once(unknown_drugs)]
    if unsure or untold or not told(assessment):
        return Finding(UNKNOWN, unused=(*unsure, *untold), tags=frozenset({Mark.DRUG_UNKNOWN} if untold else ()))
    ended = tuple(recently_ended(assessment))
    return Finding(NO, ended, tags=frozenset({Mark.STOPPED_RECENTLY} if ended else ()))


def _unsure(medication: Medication) -> str:
    return "date not precise enough" if medication.status in UNDERSTOOD else "status not understood"


ssa = Predicate(
    id="ssa",
    sentence="a somatostatin analogue (SSA) is active",
    said={YES: "SSA active", NO: "no SSA active", UNKNOWN: "SSA treatment unknown"},
    missing="current SSA treatment",
    rule=_ssa,
    needs=MEDICATIONS,
    table=(
        Row(
            "octreotide or lanreotide: an active order or statement",
            YES,
            cases=(
                "An active order is an active SSA",
                "An active statement is an active SSA",
            ),
        ),
        Row(
            "a long-acting dose given",
            YES,
            within=DEPOT_WINDOW,
            cases=("A depot given 42 days ago is an active SSA",),
        ),
        Row(
            "a short-acting dose given",
            YES,
            within=SSA_SHORT_AT_DRAW,
            cases=("A short-acting dose given yesterday is an active SSA",),
        ),
        Row(
            "only a dose recorded as not done",
            NO,
            note="does not count",
            cases=("A depot recorded as not given is no SSA, neither active nor stopped",),
        ),
        Row(
            "orders told, none active",
            NO,
            cases=("Without any SSA medical therapy is shown",),
        ),
        Row(
            "none active, one ended",
            NO,
            Mark.STOPPED_RECENTLY,
            within=SSA_STOPPED_WINDOW,
            cases=("An SSA that ended 90 days ago was stopped recently",),
        ),
        Row(
            "an active entry whose drug cannot be told, and no active SSA",
            UNKNOWN,
            Mark.DRUG_UNKNOWN,
            cases=("An active order whose drug cannot be told leaves the SSA unknown",),
        ),
        Row(
            "an SSA whose status is missing or not understood",
            UNKNOWN,
            cases=("An SSA whose status nobody understands leaves it unknown",),
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
    tags={
        Mark.DRUG_UNKNOWN: "the drug of an active entry cannot be told",
        Mark.STOPPED_RECENTLY: "no SSA is active and one ended within {ssa_stopped_window} d",
    },
    basis=("D10", "decisions 28", "decisions 29", "decisions 49"),
    parameters=(DEPOT_WINDOW, SSA_SHORT_AT_DRAW, SSA_STOPPED_WINDOW),
)
drug_unknown = tagged(ssa, Mark.DRUG_UNKNOWN)
ssa_stopped = tagged(ssa, Mark.STOPPED_RECENTLY)


def _told_whole(assessment: Assessment) -> bool:
    """As above, and no other kind of medication data was refused: a depot given in a clinic is often an
    administration only, and decisions 22 asks for caution with a low glucagon."""
    lost = (Availability.UNAVAILABLE, Availability.PARTIAL)
    return told(assessment) and not any(assessment.case.available(kind) in lost for kind in MEDICATION_TYPES)


def on_ssa_at(assessment: Assessment, draw: When) -> Truth:
    """Was an SSA acting when the sample was drawn (fhir-inputs)?"""
    covering = [_covers(assessment, m, draw, SSA_LONG_AT_DRAW) for m in treatments(assessment, SSA)]
    may_be = (m for m in assessment.case.unknown_drugs if not m.do_not_perform)
    untold = (_covers(assessment, m, draw, SSA_LONG_AT_DRAW) for m in may_be)
    if not _told_whole(assessment) or any(covers is not NO for covers in untold):
        covering.append(UNKNOWN)
    return any_true(covering)


def begun_by(medication: Medication, draw: When, ended: When | None = None) -> Truth:
    """Had it begun? What bears no start had where it was over by then."""
    start = medication.start or medication.when
    if start:
        return start.on_or_before(draw)
    return any_true((ended.on_or_before(draw), UNKNOWN)) if ended else UNKNOWN


def _covers(assessment: Assessment, medication: Medication, draw: When, long: Parameter) -> Truth:
    if medication.status not in UNDERSTOOD:
        return all_true((begun_by(medication, draw), UNKNOWN))
    if medication.status == "active" and medication.kind != "MedicationAdministration":
        return begun_by(medication, draw)
    ended = _ended_on(medication)
    if ended is None:
        return NO
    return all_true((begun_by(medication, draw, ended), ended.days_before(draw, _window(assessment, medication, long))))

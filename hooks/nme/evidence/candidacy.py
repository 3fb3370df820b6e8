"""D08 surgical candidacy (pathway 2.6; decisions 12, 25). Neither source defines it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from hooks.clinical.case import Observed
from hooks.clinical.criterion import Assessment, Predicate, tagged
from hooks.clinical.evidence import Fact, Finding, Need, Parameter, Row, Tag
from hooks.clinical.logic import all_of, no
from hooks.clinical.truth import NO, UNKNOWN, YES
from hooks.nme.codes.concepts import (
    ASA,
    CANDIDACY,
    ECOG,
)
from hooks.nme.codes.parameters import ASA_PROXY, ASA_WINDOW, ASSESSMENT_WINDOW, ECOG_PROXY, ECOG_WINDOW
from hooks.nme.evidence.select import (
    fact,
    newest_first,
    observed,
)
from hooks.nme.evidence.surgical_judgements import DECLINED, FIT, Judgement, current_judgements, day_of, judgements
from hooks.nme.evidence.tags import Mark

NEEDS = frozenset(
    {
        Need("Observation", CANDIDACY | ECOG | ASA),
        Need("ServiceRequest"),
        Need("Procedure"),
        Need("Condition"),
        Need("Consent"),
    }
)


@dataclass(frozen=True, slots=True)
class Marker:
    """A proxy for "surgery not feasible": where it stands, how long it counts, from which grade on.

    The grade is read as a number, as an answer, or as the code itself (fhir-inputs D08).
    """

    label: str
    concepts: frozenset[str]
    window: Parameter
    from_grade: Parameter


MARKERS = (
    Marker("ECOG performance status", ECOG, ECOG_WINDOW, ECOG_PROXY),
    Marker("ASA class", ASA, ASA_WINDOW, ASA_PROXY),
)


def _worse(assessment: Assessment, marker: Marker) -> Iterator[tuple[Observed, Fact]]:
    """The newest current grade, when it reaches the limit."""
    today, window = assessment.case.today, assessment.days(marker.window)
    graded = [(r, r.number) for r in newest_first(observed(assessment, marker.concepts))]
    fresh = [(r, grade) for r, grade in graded if r.when and r.when.within(window, today) is YES]
    current = [(day_of(r), grade, r) for r, grade in fresh if grade is not None]
    for _, grade, result in sorted(current, key=lambda seen: seen[:2])[-1:]:  # of one day the worse grade
        if grade >= assessment.number(marker.from_grade):
            yield result, fact(result, marker.label, value=str(grade))


def worse_markers(assessment: Assessment) -> list[tuple[Observed, Fact]]:
    """Current proxies for "surgery not feasible"."""
    return [found for marker in MARKERS for found in _worse(assessment, marker)]


def _cand(assessment: Assessment) -> Finding:
    current = assessment.once(current_judgements)
    if current:
        return _explicit(assessment, current)
    stale = _stale(assessment)
    tags = frozenset[Tag]({Mark.STALE_ASSESSMENT} if stale else ())
    markers = assessment.once(worse_markers)
    if markers:
        return Finding(NO, tuple(f for _, f in markers), stale, tags | {Mark.PROXY})
    return Finding(UNKNOWN, unused=stale, tags=tags)


def _explicit(assessment: Assessment, current: list[Judgement]) -> Finding:
    facts = tuple(j.fact for j in current)
    verdicts = {j.verdict for j in current}
    feasible = {verdict == FIT for verdict in verdicts}
    if len(feasible) > 1:
        return Finding(UNKNOWN, facts, tags=frozenset({Mark.DISAGREE}))
    if feasible == {False}:
        return Finding(NO, facts, tags=frozenset({Mark.DECLINED if verdicts == {DECLINED} else Mark.EXPLICIT}))
    return _fit(assessment, current, facts)


def _fit(assessment: Assessment, current: list[Judgement], facts: tuple[Fact, ...]) -> Finding:
    newer = [f for result, f in assessment.once(worse_markers) if day_of(result) > day_of(current[0].feature)]
    ordered = [Mark.BY_ORDER] if all(j.ordered for j in current) else []
    tags = {Mark.EXPLICIT, *([Mark.WORSE_MARKER] if newer else []), *ordered}
    return Finding(YES, (*facts, *newer), tags=frozenset[Tag](tags))


def _stale(assessment: Assessment) -> tuple[Fact, ...]:
    today = assessment.case.today
    old = judgements(assessment)[:1]
    return tuple(_aged(j, today) for j in old)


def _aged(judgement: Judgement, today: date) -> Fact:
    age = f"{judgement.feature.when.age(today)} d old" if judgement.feature.when else "undated"
    return Fact(
        judgement.fact.label, judgement.fact.source, judgement.fact.value, judgement.fact.when, f"{age}, not used"
    )


cand = Predicate(
    id="cand",
    sentence="the patient is recorded as a candidate for surgery",
    said={
        YES: "recorded as a candidate for surgery",
        NO: "surgery not feasible",
        UNKNOWN: "candidacy not established",
    },
    missing="current surgical assessment",
    rule=_cand,
    whole=("Observation",),
    needs=NEEDS,
    table=(
        Row(
            "newest explicit assessment fit, or an active resection order",
            YES,
            Mark.EXPLICIT,
            within=ASSESSMENT_WINDOW,
            cases=(
                "Fit 180 days ago counts",
                "A resection ordered 180 days ago counts as fit",
            ),
        ),
        Row(
            "newest explicit assessment unfit or unresectable",
            NO,
            Mark.EXPLICIT,
            within=ASSESSMENT_WINDOW,
            cases=(
                "Unfit 180 days ago counts",
                "Unresectable counts as surgery not feasible",
            ),
        ),
        Row(
            "surgery contraindicated",
            NO,
            Mark.EXPLICIT,
            within=ASSESSMENT_WINDOW,
            cases=(
                "Surgery coded as contraindicated on the problem list counts as unfit",
                "A resection not done because it was contraindicated counts as unfit",
            ),
        ),
        Row(
            "surgery recorded as declined",
            NO,
            Mark.DECLINED,
            within=ASSESSMENT_WINDOW,
            cases=("Surgery declined 180 days ago counts and is never called poor candidacy",),
        ),
        Row(
            "two explicit assessments of one day that disagree",
            UNKNOWN,
            Mark.DISAGREE,
            cases=("Two assessments of one day that disagree settle nothing",),
        ),
        Row(
            "none explicit: ECOG {ecog_proxy} or more",
            NO,
            Mark.PROXY,
            within=ECOG_WINDOW,
            cases=("ECOG 3 of 90 days ago counts",),
        ),
        Row(
            "none explicit: ASA class {asa_proxy} or more",
            NO,
            Mark.PROXY,
            within=ASA_WINDOW,
            cases=("ASA 4 of 180 days ago counts",),
        ),
        Row(
            "lower grades, age, albumin, other illness, weight loss",
            UNKNOWN,
            note="absence of a marker is not fitness",
            cases=(
                "ECOG 2 is no marker against surgery and none for it",
                "ASA 3 is no marker against surgery",
            ),
        ),
        Row(
            "fit, and a worse marker is newer",
            YES,
            Mark.WORSE_MARKER,
            cases=("A worse ASA class since the assessment is said and does not overturn it",),
        ),
        Row(
            "explicit, but older than {assessment_window} d, and no marker",
            UNKNOWN,
            Mark.STALE_ASSESSMENT,
            cases=("Fit 181 days ago is a stale assessment",),
        ),
        Row(
            "nothing recorded",
            UNKNOWN,
            cases=("Localized disease without an assessment asks for one",),
        ),
    ),
    tags={
        Mark.BY_ORDER: "fitness rests on a resection order alone",
        Mark.DECLINED: "surgery is recorded as declined",
        Mark.DISAGREE: "surgical assessments of one day disagree",
        Mark.EXPLICIT: "an explicit surgical assessment is current",
        Mark.PROXY: "surgery is not feasible by a proxy marker only",
        Mark.STALE_ASSESSMENT: "the last surgical assessment is older than {assessment_window} d",
        Mark.WORSE_MARKER: "ECOG or ASA is worse since the surgical assessment",
    },
    basis=("D08", "S1.09", "S2.01", "E62", "decisions 12", "decisions 25"),
    parameters=(ASSESSMENT_WINDOW, ECOG_WINDOW, ASA_WINDOW, ECOG_PROXY, ASA_PROXY),
)
assessment_stale = tagged(cand, Mark.STALE_ASSESSMENT)
assessments_disagree = tagged(cand, Mark.DISAGREE)
by_proxy = tagged(cand, Mark.PROXY)
declined = tagged(cand, Mark.DECLINED)
fit_by_order = tagged(cand, Mark.BY_ORDER)
marker_worse = tagged(cand, Mark.WORSE_MARKER)
recorded_unfeasible = all_of(no(cand), tagged(cand, Mark.EXPLICIT))

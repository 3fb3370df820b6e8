"""D03 glucagon: what the deciding result settles, and how it is shown (pathway 2.2; decisions 22, 23).

Neither source text contains a number.
"""

from collections.abc import Callable
from typing import TypeAlias

from hooks.clinical.criterion import Assessment, Check, Predicate, Rule, tagged
from hooks.clinical.evidence import Finding, Need, Parameter, Row, Tag
from hooks.clinical.truth import NO, UNKNOWN, YES, Truth, known
from hooks.nme.codes.concepts import GLUCAGON_TEST
from hooks.nme.codes.parameters import (
    GLUCAGON_ABOVE_ALL_LIMITS,
    GLUCAGON_BELOW_ALL_LIMITS,
    GLUCAGON_MOST,
    GLUCAGON_PMOL,
    GLUCAGON_TYPICAL,
    GLUCAGON_WINDOW,
    SSA_LONG_AT_DRAW,
    SSA_SHORT_AT_DRAW,
)
from hooks.nme.evidence.glucagon_samples import (
    Sample,
    adult,
    glucagon_results,
    raised,
    selection,
)
from hooks.nme.evidence.glucagon_shown import not_used, sample_fact, shown_results, tags_of
from hooks.nme.evidence.medication import MEDICATIONS
from hooks.nme.evidence.select import BIRTH_DATE
from hooks.nme.evidence.tags import Mark

NEEDS = frozenset({Need("Observation", GLUCAGON_TEST), BIRTH_DATE}) | MEDICATIONS


def _above(assessment: Assessment, sample: Sample, threshold: Parameter) -> Truth:
    if sample.interval is None or adult(assessment) is not YES:
        return UNKNOWN
    return sample.interval.above(assessment.number(threshold))


def _modified(truth: Truth, sample: Sample) -> Truth:
    """An SSA lowers glucagon (S2.23), a glucagon drug raises it: neither may mislead."""
    if truth is NO and sample.on_ssa is not NO:
        return UNKNOWN
    if truth is YES and sample.on_exogenous is YES:
        return UNKNOWN
    return truth


Judge: TypeAlias = Callable[[Assessment, Sample], Truth]


def _decide(assessment: Assessment, judge: Judge) -> Finding:
    chosen = assessment.once(selection)
    unused = assessment.once(not_used)
    if not chosen.deciding:
        return Finding(UNKNOWN, unused=unused)
    truths = {_modified(judge(assessment, s), s) for s in chosen.deciding}
    tags = set[Tag]().union(*(tags_of(s) for s in chosen.deciding))
    truth = truths.pop() if len(truths) == 1 else UNKNOWN
    if truths:
        tags.add(Mark.CONFLICT)
    return Finding(truth, assessment.once(shown_results), unused, frozenset(tags))


TAGS: dict[Tag, str] = {
    Mark.CONFLICT: "glucagon results of one moment, or whose order is open, disagree",
    Mark.FASTING_OPEN: "fasting is not confirmed",
    Mark.FLAG_ONLY: "the glucagon result has a flag and no number",
    Mark.MEDICATION_UNKNOWN: "treatment at the glucagon draw is unknown",
    Mark.ON_EXOGENOUS: "glucagon was drawn on glucagon given as a drug",
    Mark.ON_SSA: "glucagon was drawn on an SSA",
}


def _elev(assessment: Assessment) -> Finding:
    return _decide(assessment, raised)


elev = Predicate(
    id="elev",
    sentence="glucagon is above the laboratory's own upper limit",
    said={YES: "glucagon raised", NO: "glucagon not raised", UNKNOWN: "glucagon not settled"},
    missing="glucagon result",
    rule=_elev,
    whole=("Observation",),
    needs=NEEDS,
    table=(
        Row(
            "number above the reporting laboratory's upper limit",
            YES,
            within=GLUCAGON_WINDOW,
            cases=("Glucagon just above the laboratory's own upper limit is raised",),
        ),
        Row(
            "number at or below it",
            NO,
            within=GLUCAGON_WINDOW,
            cases=("Glucagon at the laboratory's own upper limit is not raised",),
        ),
        Row(
            "no limit: the laboratory's flag, high",
            YES,
            within=GLUCAGON_WINDOW,
            cases=("A high flag without a number is raised and says nothing about 500",),
        ),
        Row(
            "no limit: the laboratory's flag, normal or low",
            NO,
            within=GLUCAGON_WINDOW,
            cases=("A normal flag without a number is not raised",),
        ),
        Row(
            "adult, neither: above {glucagon_above_all_limits} pg/mL, above every published limit",
            YES,
            cases=("Without a laboratory range 250.1 pg/mL is raised",),
        ),
        Row(
            "adult, neither: below {glucagon_below_all_limits} pg/mL, below every published limit",
            NO,
            cases=("Without a laboratory range 49.9 pg/mL is not raised",),
        ),
        Row(
            "adult, neither, in between",
            UNKNOWN,
            cases=(
                "Without a laboratory range 50 pg/mL cannot be judged",
                "Without a laboratory range 250 pg/mL cannot be judged",
            ),
        ),
        Row(
            "under 18 without a range",
            UNKNOWN,
            cases=("Adult cut-offs do not speak about a child's glucagon",),
        ),
        Row(
            "not raised, but drawn on an SSA (S2.23)",
            UNKNOWN,
            Mark.ON_SSA,
            cases=("A glucagon drawn 41 days after the last long-acting SSA is no negative evidence",),
        ),
        Row(
            "not raised, and treatment at the draw unknown",
            UNKNOWN,
            Mark.MEDICATION_UNKNOWN,
            cases=("Without medication data a glucagon that is not raised proves nothing",),
        ),
        Row(
            "raised, but drawn on glucagon given as a drug",
            UNKNOWN,
            Mark.ON_EXOGENOUS,
            cases=("A raised glucagon drawn seven days after a glucagon injection is not used",),
        ),
        Row(
            "contradicts itself, is negative or in a form that cannot be read",
            UNKNOWN,
            note="not used",
            cases=("A glucagon that contradicts itself is not used and said",),
        ),
        Row(
            "older than {glucagon_window} d, undated, unit missing or not accepted, preliminary",
            UNKNOWN,
            note="not used",
            cases=(
                "A glucagon of 181 days ago is shown but not used",
                "A glucagon without a date is stale",
                "Upper-case PG/ML is another unit and not accepted",
            ),
        ),
    ),
    tags=TAGS,
    basis=("D03", "S2.09", "S2.23", "decisions 22", "decisions 23"),
    parameters=(
        GLUCAGON_WINDOW,
        GLUCAGON_ABOVE_ALL_LIMITS,
        GLUCAGON_BELOW_ALL_LIMITS,
        GLUCAGON_PMOL,
        SSA_LONG_AT_DRAW,
        SSA_SHORT_AT_DRAW,
    ),
)


def _above_typical(assessment: Assessment, sample: Sample) -> Truth:
    return _above(assessment, sample, GLUCAGON_TYPICAL)


def _above_most(assessment: Assessment, sample: Sample) -> Truth:
    return _above(assessment, sample, GLUCAGON_MOST)


def _gt500(assessment: Assessment) -> Finding:
    return _decide(assessment, _above_typical)


def _gt1000(assessment: Assessment) -> Finding:
    return _decide(assessment, _above_most)


def _band(name: str, threshold: Parameter, rule: Rule, *cases: tuple[str, ...]) -> Predicate:
    """Is glucagon above a number of the bands (pathway 2.2)?"""
    above_it, not_above, open_bound, no_adult, on_ssa = cases
    above = f"glucagon is above {{{threshold.name}}} pg/mL"
    return Predicate(
        id=name,
        sentence=above,
        said={YES: above, NO: f"{above}: no", UNKNOWN: f"{above}: unknown"},
        missing="glucagon result with a number",
        rule=rule,
        whole=("Observation",),
        needs=NEEDS,
        table=(
            Row(
                f"adult, number above {{{threshold.name}}} pg/mL (strictly), any accepted unit converted",
                YES,
                cases=above_it,
            ),
            Row("adult, number at or below", NO, cases=not_above),
            Row("flag only, or a bound that does not settle it", UNKNOWN, cases=open_bound),
            Row("under 18 or age unknown", UNKNOWN, cases=no_adult),
            Row("at or below, but drawn on an SSA", UNKNOWN, Mark.ON_SSA, cases=on_ssa),
        ),
        tags=TAGS,
        basis=("D03", threshold.source, "decisions 23"),
        parameters=(threshold,),
    )


gt500 = _band(
    "gt500",
    GLUCAGON_TYPICAL,
    _gt500,
    ("Glucagon of 500.1 pg/mL is above 500", "Glucagon of 143.56 pmol/L is 500.02 pg/mL and above 500"),
    ("Glucagon of exactly 500 pg/mL is not above 500",),
    ("A high flag without a number is raised and says nothing about 500", "At least 500 ng/L may be exactly 500"),
    ("The laboratory's own limit speaks about a child's glucagon",),
    ("A glucagon drawn 41 days after the last long-acting SSA is no negative evidence",),
)
gt1000 = _band(
    "gt1000",
    GLUCAGON_MOST,
    _gt1000,
    ("Glucagon of 1000.1 pg/mL is above 1000", "Glucagon of 287.11 pmol/L is 1000.004 pg/mL and above 1000"),
    ("Glucagon of exactly 1000 pg/mL is not above 1000",),
    ("More than 500 ng/L is above 500 and may be above 1000",),
    ("The laboratory's own limit speaks about a child's glucagon",),
    ("A glucagon drawn 41 days after the last long-acting SSA is no negative evidence",),
)
drawn_on_ssa = tagged(elev, Mark.ON_SSA)
medication_open = tagged(elev, Mark.MEDICATION_UNKNOWN)
drawn_on_exogenous = tagged(elev, Mark.ON_EXOGENOUS)
fasting_open = tagged(elev, Mark.FASTING_OPEN)


def _disagreeing(assessment: Assessment) -> Finding:
    """The results of one moment, or whose order is open, that a band disagrees on (decisions 58)."""
    tags = assessment.finding(elev).tags | assessment.finding(gt500).tags
    deciding = assessment.once(selection).deciding if Mark.CONFLICT in tags else ()
    return Finding(known(bool(deciding)), tuple(sample_fact(assessment, s) for s in deciding))


glucagon_disagrees = Check("glucagon results of one time disagree", _disagreeing, asks=(elev, gt500))


def _any_result(assessment: Assessment) -> Finding:
    return Finding(known(bool(glucagon_results(assessment))))


glucagon_on_record = Check("any glucagon result is on record", _any_result, needs=NEEDS)


def _usable(assessment: Assessment) -> Finding:
    return Finding(known(bool(assessment.once(selection).deciding)))


glucagon_usable = Check("a usable glucagon result is on record", _usable, needs=NEEDS, missing="usable glucagon result")

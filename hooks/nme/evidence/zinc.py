"""D04 zinc (pathway 2.3; pathway-2 2.6; decisions 23)."""

from decimal import Decimal
from typing import TypeAlias

from hooks.clinical.case import Flag, Observed
from hooks.clinical.criterion import Assessment, Predicate, tagged
from hooks.clinical.evidence import Fact, Finding, Need, Parameter, Row
from hooks.clinical.truth import NO, UNKNOWN, YES, Truth
from hooks.clinical.units import Interval, Reading
from hooks.clinical.when import years_old, younger_than
from hooks.nme.codes import parameters as p
from hooks.nme.codes.analytes import zinc
from hooks.nme.codes.concepts import (
    ZINC_DEFICIENCY,
    ZINC_TEST,
)
from hooks.nme.evidence.background import coded
from hooks.nme.evidence.population import pregnant, trimester
from hooks.nme.evidence.select import fact, in_window, newest_first, observed, tied
from hooks.nme.evidence.tags import Mark

Cutoffs: TypeAlias = tuple[Parameter, Parameter, Parameter]
WOMEN: Cutoffs = (p.ZINC_WOMEN_AM_FASTING, p.ZINC_WOMEN_AM_FED, p.ZINC_WOMEN_PM)
MEN: Cutoffs = (p.ZINC_MEN_AM_FASTING, p.ZINC_MEN_AM_FED, p.ZINC_MEN_PM)
OLDER_MEN: Cutoffs = (p.ZINC_OLDER_MEN_AM_FASTING, p.ZINC_OLDER_MEN_AM_FED, p.ZINC_OLDER_MEN_PM)
PERSON = Need("Patient", elements=frozenset({"birthDate", "gender"}))
TRIMESTERS = {1: p.ZINC_PREGNANT_1, 2: p.ZINC_PREGNANT_2, 3: p.ZINC_PREGNANT_3}


def zinc_results(assessment: Assessment) -> list[Observed]:
    """Zinc results with a value or a flag, newest first."""
    return [r for r in newest_first(observed(assessment, ZINC_TEST)) if r.reading or r.flag or r.flaw]


def _usable(assessment: Assessment, result: Observed) -> bool:
    if result.flaw is not None:
        return False
    if result.reading is None:
        return result.flag is not None
    return assessment.once(zinc).accepts(result.reading.unit, result.molar)


def _zinc(assessment: Assessment) -> Finding:
    results = assessment.once(zinc_results)
    fresh = [r for r in results if in_window(assessment, r, p.ZINC_WINDOW) and _usable(assessment, r)]
    if not fresh:
        return _without_zinc(assessment, tuple(_zinc_unused(assessment, r) for r in results[:1]))
    judged = [(r, *_low(assessment, r)) for r in tied(fresh)]
    truths = {truth for _, truth, _ in judged}
    facts = tuple(fact(r, "Zinc", rule, str(r.reading) if r.reading else "no number") for r, _, rule in judged)
    return Finding(truths.pop() if len(truths) == 1 else UNKNOWN, facts)


def _without_zinc(assessment: Assessment, unused: tuple[Fact, ...]) -> Finding:
    """An active zinc deficiency speaks only beside no usable result (pathway-2 2.6)."""
    diagnosed = coded(assessment, ZINC_DEFICIENCY, "Zinc deficiency")
    if diagnosed.truth is YES:
        return Finding(YES, diagnosed.facts, unused, frozenset({Mark.BY_DIAGNOSIS}))
    return Finding(UNKNOWN, unused=unused)


def _zinc_unused(assessment: Assessment, result: Observed) -> Fact:
    value = str(result.reading) if result.reading else result.text_value or ""
    if result.flaw is not None:
        return fact(result, "Zinc", f"{result.flaw.value}, not used", value)
    if result.when is None:
        return fact(result, "Zinc", "no date, not used", value)
    if not _usable(assessment, result):
        return fact(result, "Zinc", "unit missing or not accepted, not used", value)
    return fact(result, "Zinc", f"{result.when.age(assessment.case.today)} d old, not used", value)


def _low(assessment: Assessment, result: Observed) -> tuple[Truth, str]:
    """The rules in the order of pathway 2.3: the laboratory, pregnancy, the NHANES-II table."""
    if result.reading is None:
        return (YES if result.flag is Flag.LOW else NO), "by the laboratory's flag"
    analyte = assessment.once(zinc)
    interval = analyte.interval(result.reading)
    if result.low is not None and analyte.accepts(result.low.unit):
        limit = analyte.interval(Reading(result.low.value, result.low.unit)).low or Decimal(0)
        return interval.below(limit), f"laboratory lower limit {result.low}"
    if result.flag is not None:
        return (YES if result.flag is Flag.LOW else NO), "by the laboratory's flag"
    if _adult(assessment) is not YES:
        return UNKNOWN, "no laboratory range; no published cut-off is used under 18"
    if assessment.truth(pregnant) is YES:
        return _low_in_pregnancy(assessment, interval)
    return _low_by_table(assessment, result, interval)


def _adult(assessment: Assessment) -> Truth:
    person = assessment.case.person
    return ~younger_than(assessment.days(p.ADULT_AGE), person.birth if person else None, assessment.case.today)


def _low_in_pregnancy(assessment: Assessment, interval: Interval) -> tuple[Truth, str]:
    third = trimester(assessment)
    if third is not None:
        limit = assessment.number(TRIMESTERS[third])
        return interval.below(limit), f"pregnancy range used, trimester {third}: below {limit} ug/dL*"
    limits = [assessment.number(parameter) for parameter in TRIMESTERS.values()]
    return _between(interval, min(limits), max(limits)), "pregnancy range used, trimester not recorded*"


def _between(interval: Interval, low: Decimal, high: Decimal) -> Truth:
    """Low below the lowest limit, not low from the highest on, otherwise unknown."""
    if interval.below(low) is YES:
        return YES
    return NO if interval.below(high) is NO else UNKNOWN


def _groups(assessment: Assessment) -> list[Cutoffs]:
    """The table groups the patient can be in: several when sex or age leave it open."""
    person = assessment.case.person
    sex = person.sex if person else None
    if sex == "female":
        return [WOMEN]
    birth = person.birth if person else None
    boundary = int(assessment.number(p.ZINC_OLDER_MEN_AGE))
    ages = years_old(birth, assessment.case.today) if birth else (0, boundary)
    men = [g for g, possible in ((MEN, ages[0] < boundary), (OLDER_MEN, ages[1] >= boundary)) if possible]
    return men if sex == "male" else [WOMEN, *men]


def _low_by_table(assessment: Assessment, result: Observed, interval: Interval) -> tuple[Truth, str]:
    groups = [tuple(assessment.number(c) for c in group) for group in _groups(assessment)]
    column = _column(assessment, result)
    if column is None:
        truth = _between(interval, min(g[2] for g in groups), max(g[0] for g in groups))
        return truth, "no laboratory range; collection time or fasting not recorded*"
    limits = [group[column] for group in groups]
    words = ("morning, fasting", "morning, not fasting", "afternoon")[column]
    return _between(interval, min(limits), max(limits)), f"no laboratory range; low below {max(limits)} ug/dL, {words}*"


def _column(assessment: Assessment, result: Observed) -> int | None:
    """Morning fasting, morning not fasting, afternoon; None when time or fasting is unknown (rule 4)."""
    hour = result.when.hour if result.when else None
    if hour is None or result.fasting is UNKNOWN:
        return None
    if hour >= assessment.number(p.ZINC_NOON):
        return 2
    return 0 if result.fasting is YES else 1


zinc_low = Predicate(
    id="zinc_low",
    sentence="zinc is low",
    said={YES: "zinc low", NO: "zinc not low", UNKNOWN: "no zinc that settles whether it is low"},
    missing="zinc result",
    rule=_zinc,
    needs=frozenset(
        {
            Need("Observation", ZINC_TEST),
            PERSON,
            Need("Condition"),
        }
    ),
    asks=(pregnant,),
    table=(
        Row(
            "newest result below the laboratory's own lower limit; else flagged low",
            YES,
            within=p.ZINC_WINDOW,
            cases=("Zinc just under the laboratory's own lower limit is low",),
        ),
        Row(
            "newest result at or above it; else flagged normal or high",
            NO,
            within=p.ZINC_WINDOW,
            cases=("Zinc at the laboratory's own lower limit is not low",),
        ),
        Row(
            "pregnant: below {zinc_pregnant_1}, {zinc_pregnant_2}, {zinc_pregnant_3} ug/dL in trimester 1, 2, 3",
            YES,
            cases=(
                "In pregnancy week 13 zinc of 56.9 ug/dL is low",
                "In pregnancy week 14 zinc of 50.9 ug/dL is low",
                "In pregnancy week 28 zinc of 49.9 ug/dL is low",
            ),
        ),
        Row(
            "women: below {zinc_women_am_fasting} morning fasting, {zinc_women_am_fed} morning not fasting, "
            "{zinc_women_pm} afternoon",
            YES,
            cases=(
                "Zinc of 69.9 ug/dL is low in women in the morning, fasting",
                "Zinc of 65.9 ug/dL is low in women in the morning, not fasting",
                "Zinc of 58.9 ug/dL is low in women in the afternoon",
            ),
        ),
        Row(
            "men under {zinc_older_men_age}: below {zinc_men_am_fasting}, {zinc_men_am_fed}, {zinc_men_pm}",
            YES,
            cases=(
                "Zinc of 73.9 ug/dL is low in men under 65 in the morning, fasting",
                "Zinc of 69.9 ug/dL is low in men under 65 in the morning, not fasting",
                "Zinc of 60.9 ug/dL is low in men under 65 in the afternoon",
            ),
        ),
        Row(
            "men from {zinc_older_men_age}: below {zinc_older_men_am_fasting}, {zinc_older_men_am_fed}, "
            "{zinc_older_men_pm}",
            YES,
            cases=(
                "Zinc of 71.9 ug/dL is low in men from 65 in the morning, fasting",
                "Zinc of 60.9 ug/dL is low in men from 65 in the morning, not fasting",
                "Zinc of 55.9 ug/dL is low in men from 65 in the afternoon",
            ),
        ),
        Row(
            "time or fasting unknown: below the afternoon limit",
            YES,
            cases=("Without a time of day 58.9 ug/dL is low in a woman",),
        ),
        Row(
            "time or fasting unknown: from the morning fasting limit on",
            NO,
            cases=("Without a time of day 70 ug/dL is not low in a woman",),
        ),
        Row(
            "time or fasting unknown: in between",
            UNKNOWN,
            cases=("Without a time of day 59 ug/dL cannot be judged in a woman",),
        ),
        Row(
            "under 18 without a laboratory range",
            UNKNOWN,
            cases=("A boy of 17 is not judged by the adult table",),
        ),
        Row(
            "older than {zinc_window} d or undated",
            UNKNOWN,
            note="not used",
            cases=("A zinc of 91 days ago does not count",),
        ),
        Row(
            "contradicts itself, is negative or in a form that cannot be read",
            UNKNOWN,
            note="not used",
            cases=("A zinc that contradicts itself is not used",),
        ),
        Row(
            "no usable result, and an active zinc deficiency",
            YES,
            Mark.BY_DIAGNOSIS,
            cases=("An active zinc deficiency without a zinc result is low by diagnosis",),
        ),
    ),
    whole=("Observation",),
    tags={Mark.BY_DIAGNOSIS: "zinc is low by diagnosis, no usable result"},
    basis=("D04", "E31", "E33", "pathway-2 2.6", "decisions 23"),
    parameters=(
        p.ZINC_WINDOW,
        p.ZINC_UMOL,
        *TRIMESTERS.values(),
        *WOMEN,
        *MEN,
        *OLDER_MEN,
        p.ZINC_OLDER_MEN_AGE,
        p.ZINC_NOON,
    ),
)


zinc_by_diagnosis = tagged(zinc_low, Mark.BY_DIAGNOSIS)

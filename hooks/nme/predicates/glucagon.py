"""D03 glucagon: which result decides, and what it settles (pathway 2.2; decisions 22, 23).

Neither source text contains a number. "Raised" comes from the reporting laboratory's own range,
because published upper limits differ almost four-fold.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from hooks.clinical.case import Flag, Observed, Reason
from hooks.clinical.criterion import Assessment, Criterion, Finding, Need, Parameter, Predicate, Row
from hooks.clinical.evidence import Fact
from hooks.clinical.truth import NO, UNKNOWN, YES, Truth, known
from hooks.clinical.units import Interval, Reading
from hooks.clinical.when import When, younger_than
from hooks.nme.analytes import glucagon
from hooks.nme.concepts import GLUCAGON_TEST
from hooks.nme.parameters import (
    ADULT_AGE,
    GLUCAGON_ABOVE_ALL_LIMITS,
    GLUCAGON_BELOW_ALL_LIMITS,
    GLUCAGON_MOST,
    GLUCAGON_PMOL,
    GLUCAGON_TYPICAL,
    GLUCAGON_WINDOW,
    SSA_LONG_AT_DRAW,
    SSA_SHORT_AT_DRAW,
)
from hooks.nme.predicates.medication import MEDICATIONS, on_exogenous_at, on_ssa_at
from hooks.nme.predicates.select import early_words, fact, newest_first, observed, withheld

NEEDS = frozenset({Need("Observation", GLUCAGON_TEST), Need("Patient")}) | MEDICATIONS
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Sample:
    """One usable glucagon result: its interval in pg/mL, and what was being given at the draw."""

    result: Observed
    interval: Interval | None
    on_ssa: Truth
    on_exogenous: Truth


@dataclass(frozen=True, slots=True)
class Selection:
    """The samples that decide (several only on a tie), all usable ones, and what cannot be used and why."""

    deciding: tuple[Sample, ...]
    usable: tuple[Sample, ...]
    unusable: tuple[tuple[Observed, str], ...]


def is_result(result: Observed) -> bool:
    """A result has a number, a laboratory flag or at least words; an empty Observation is none."""
    return result.reading is not None or result.flag is not None or bool(result.text_value)


def glucagon_results(assessment: Assessment) -> list[Observed]:
    """Every glucagon result on record, newest first, usable or not."""
    return [r for r in newest_first(observed(assessment, GLUCAGON_TEST)) if is_result(r)]


def _fault(assessment: Assessment, result: Observed) -> str:
    """Why the result cannot be used; empty when it can."""
    if result.when is None:
        return "no date, not used"
    current = result.when.within(assessment.days(GLUCAGON_WINDOW), assessment.case.today)
    if current is NO:
        return f"{result.when.age(assessment.case.today)} d old, not used"
    if current is UNKNOWN:
        return "date not precise enough, not used"
    return _unit_fault(assessment, result)


def _unit_fault(assessment: Assessment, result: Observed) -> str:
    if result.reading is None:
        return "" if result.flag is not None else "no readable value, not used"
    if result.reading.unit is None:
        return "no unit, not interpreted: confirm with the laboratory"
    if not assessment.once(glucagon).accepts(result.reading.unit, result.molar):
        return "unit not accepted for plasma glucagon, not interpreted: confirm with the laboratory"
    return ""


def _sample(assessment: Assessment, result: Observed) -> Sample:
    interval = assessment.once(glucagon).interval(result.reading) if result.reading else None
    draw = result.when
    on_ssa = on_ssa_at(assessment, draw) if draw else UNKNOWN
    on_exogenous = on_exogenous_at(assessment, draw) if draw else UNKNOWN
    return Sample(result, interval, on_ssa, on_exogenous)


def selection(assessment: Assessment) -> Selection:
    """The newest usable result decides; one drawn on an SSA and not raised gives way to the
    newest usable one drawn without (decisions 22)."""
    faults = [(result, _fault(assessment, result)) for result in glucagon_results(assessment)]
    usable = tuple(_sample(assessment, result) for result, fault in faults if not fault)
    unusable = tuple((result, fault) for result, fault in faults if fault)
    deciding = _tied(usable)
    if deciding and all(s.on_ssa is YES and _raised(assessment, s) is NO for s in deciding):
        deciding = _tied(tuple(s for s in usable if s.on_ssa is NO)) or deciding
    return Selection(deciding, usable, unusable)


def _tied(samples: tuple[Sample, ...]) -> tuple[Sample, ...]:
    newest = samples[:1]
    return tuple(s for s in samples if _moment(s) == _moment(newest[0])) if newest else ()


def _moment(sample: Sample) -> object:
    return sample.result.when.order() if sample.result.when else None


def _adult(assessment: Assessment) -> Truth:
    person = assessment.case.person
    return ~younger_than(assessment.days(ADULT_AGE), person.birth if person else None, assessment.case.today)


def upper_limit(assessment: Assessment, result: Observed) -> Decimal | None:
    """The laboratory's own upper limit in pg/mL; None when absent or in a unit not accepted."""
    limit = result.high
    analyte = assessment.once(glucagon)
    if limit is None or not analyte.accepts(limit.unit):
        return None
    return analyte.interval(Reading(limit.value, limit.unit)).low


def _raised(assessment: Assessment, sample: Sample) -> Truth:
    """Raised by the laboratory's range, else by its flag, else by every published limit."""
    limit = upper_limit(assessment, sample.result)
    if sample.interval is not None and limit is not None:
        return sample.interval.above(limit)
    if sample.result.flag is not None:
        return known(sample.result.flag is Flag.HIGH)
    return _raised_by_published_limits(assessment, sample)


def _raised_by_published_limits(assessment: Assessment, sample: Sample) -> Truth:
    if sample.interval is None or _adult(assessment) is not YES:
        return UNKNOWN
    if sample.interval.above(assessment.number(GLUCAGON_ABOVE_ALL_LIMITS)) is YES:
        return YES
    return NO if sample.interval.below(assessment.number(GLUCAGON_BELOW_ALL_LIMITS)) is YES else UNKNOWN


def _above(assessment: Assessment, sample: Sample, threshold: Parameter) -> Truth:
    if sample.interval is None or _adult(assessment) is not YES:
        return UNKNOWN
    return sample.interval.above(assessment.number(threshold))


def _modified(truth: Truth, sample: Sample) -> Truth:
    """An SSA lowers glucagon (S2.23), a glucagon drug raises it: neither may mislead."""
    if truth is NO and sample.on_ssa is not NO:
        return UNKNOWN
    if truth is YES and sample.on_exogenous is YES:
        return UNKNOWN
    return truth


def _tags(sample: Sample) -> set[str]:
    found = {
        "on ssa": sample.on_ssa is YES,
        "medication unknown": sample.on_ssa is UNKNOWN,
        "on exogenous glucagon": sample.on_exogenous is YES,
        "fasting not confirmed": sample.result.fasting is not YES,
        "flag only": sample.interval is None,
    }
    return {tag for tag, present in found.items() if present}


Judge: TypeAlias = Callable[[Assessment, Sample], Truth]


def _decide(assessment: Assessment, judge: Judge) -> Finding:
    chosen = assessment.once(selection)
    unused = assessment.once(_unusable_facts)
    if not chosen.deciding:
        return Finding(UNKNOWN, unused=unused)
    truths = {_modified(judge(assessment, s), s) for s in chosen.deciding}
    tags = set[str]().union(*(_tags(s) for s in chosen.deciding))
    truth = truths.pop() if len(truths) == 1 else UNKNOWN
    if truths:
        tags.add("conflict")
    return Finding(truth, assessment.once(_shown), unused, frozenset(tags))


def _shown(assessment: Assessment) -> tuple[Fact, ...]:
    """Up to three usable results, the deciding ones first (pathway 2.2)."""
    chosen = assessment.once(selection)
    others = [s for s in chosen.usable if s not in chosen.deciding]
    return tuple(_sample_fact(assessment, s) for s in [*chosen.deciding, *others][:SHOWN])


def _sample_fact(assessment: Assessment, sample: Sample) -> Fact:
    result = sample.result
    notes = [_converted(sample), _limit_note(assessment, sample), *sorted(_said_tags(sample))]
    value = str(result.reading) if result.reading else _flag_words(result)
    return fact(result, "Glucagon", "; ".join(n for n in notes if n), value)


def _flag_words(result: Observed) -> str:
    return f"reported as {result.flag.value}, no number" if result.flag else result.text_value or ""


def _said_tags(sample: Sample) -> set[str]:
    words = {
        "on ssa": "drawn on an SSA",
        "medication unknown": "treatment at the draw unknown",
        "on exogenous glucagon": "drawn on glucagon given as a drug",
        "fasting not confirmed": "fasting not confirmed",
    }
    return {words[tag] for tag in _tags(sample) & set(words)}


def _converted(sample: Sample) -> str:
    reading, interval = sample.result.reading, sample.interval
    if reading is None or interval is None or reading.unit in ("pg/mL", "ng/L"):
        return ""
    bound = interval.low if interval.low is not None else interval.high
    sign = f"{reading.comparator} " if reading.comparator else ""
    return f"= {sign}{bound:.1f} pg/mL*" if bound is not None else ""


def _limit_note(assessment: Assessment, sample: Sample) -> str:
    limit = upper_limit(assessment, sample.result)
    if sample.result.high is None or limit is None:
        return "no laboratory limit given"
    note = f"laboratory upper limit {sample.result.high}"
    if sample.interval is None or sample.interval.low is None or limit <= 0:
        return note
    word = "at least " if sample.interval.high is None else ""
    return f"{note}, {word}{sample.interval.low / limit:.1f} times that limit"


def _unusable_facts(assessment: Assessment) -> tuple[Fact, ...]:
    """Unusable results newer than the deciding one, all of them when none decides."""
    chosen = assessment.once(selection)
    newest = chosen.deciding[0].result.when if chosen.deciding else None
    shown = [(r, why) for r, why in chosen.unusable if newest is None or _newer(r, newest)]
    facts = [fact(r, "Glucagon", why, str(r.reading) if r.reading else r.text_value or "") for r, why in shown[:SHOWN]]
    early = withheld(assessment, GLUCAGON_TEST, Reason.PRELIMINARY, Reason.NO_STATUS)
    return (
        *facts,
        *(Fact("Glucagon", w.source, "", w.when, early_words(w.reason)) for w in early),
    )


def _newer(result: Observed, newest: When) -> bool:
    return result.when is not None and result.when.order() > newest.order()


elev = Predicate(
    id="elev",
    sentence="glucagon is above the laboratory's own upper limit",
    missing="glucagon result",
    evaluate=lambda a: _decide(a, _raised),
    needs=NEEDS,
    table=(
        Row("number above the reporting laboratory's upper limit", "yes"),
        Row("number at or below it", "no"),
        Row("no limit: the laboratory's flag, high or normal or low", "yes or no"),
        Row("adult, neither: above {glucagon_above_all_limits} pg/mL, above every published limit", "yes"),
        Row("adult, neither: below {glucagon_below_all_limits} pg/mL, below every published limit", "no"),
        Row("adult, neither, in between; under 18 without a range", "unknown"),
        Row("no, but drawn on an SSA or treatment unknown (S2.23)", "unknown"),
        Row("yes, but drawn on glucagon given as a drug", "unknown"),
        Row("older than {glucagon_window} d, undated, unit missing or not accepted, preliminary", "not used"),
    ),
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


def _threshold_predicate(name: str, threshold: Parameter) -> Predicate:
    return Predicate(
        id=name,
        sentence=f"glucagon is above {{{threshold.name}}} pg/mL",
        missing="glucagon result with a number",
        evaluate=lambda a: _decide(a, lambda b, sample: _above(b, sample, threshold)),
        needs=NEEDS,
        table=(
            Row(f"adult, number above {{{threshold.name}}} pg/mL (strictly), any accepted unit converted", "yes"),
            Row("adult, number at or below", "no"),
            Row("flag only, bound that does not settle it, under 18 or age unknown", "unknown"),
            Row("the same modifiers as for elev", ""),
        ),
        basis=("D03", threshold.source, "decisions 23"),
        parameters=(threshold,),
    )


gt500 = _threshold_predicate("gt500", GLUCAGON_TYPICAL)
gt1000 = _threshold_predicate("gt1000", GLUCAGON_MOST)


def _any_result(assessment: Assessment) -> Finding:
    return Finding(known(bool(glucagon_results(assessment))))


glucagon_on_record = Criterion("any glucagon result is on record", _any_result, needs=NEEDS)


def _deciding_fact(assessment: Assessment) -> Finding:
    return Finding(known(bool(assessment.once(selection).deciding)), assessment.once(_shown))


glucagon_usable = Criterion(
    "a usable glucagon result is on record", _deciding_fact, needs=NEEDS, missing="usable glucagon result"
)

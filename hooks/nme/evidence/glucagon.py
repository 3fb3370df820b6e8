"""D03 glucagon: what the deciding result settles, and how it is shown (pathway 2.2; decisions 22, 23).

Neither source text contains a number.
"""

from collections.abc import Callable
from typing import TypeAlias

from hooks.clinical.case import Observed, Reason
from hooks.clinical.criterion import Assessment, Criterion, Finding, Need, Parameter, Predicate, Row
from hooks.clinical.evidence import Fact
from hooks.clinical.truth import NO, UNKNOWN, YES, Truth, known
from hooks.clinical.when import When
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
    upper_limit,
)
from hooks.nme.evidence.medication import MEDICATIONS
from hooks.nme.evidence.select import early_words, fact, withheld

NEEDS = frozenset({Need("Observation", GLUCAGON_TEST), Need("Patient")}) | MEDICATIONS
SHOWN = 3


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
    evaluate=lambda a: _decide(a, raised),
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

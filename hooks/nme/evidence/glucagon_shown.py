"""How glucagon results are shown: the deciding ones with their limits, the unusable ones with their fault (D03)."""

from hooks.clinical.case import Observed, Reason
from hooks.clinical.criterion import Assessment
from hooks.clinical.evidence import Fact, Tag
from hooks.clinical.truth import UNKNOWN, YES
from hooks.clinical.when import When
from hooks.nme.codes.concepts import GLUCAGON_TEST
from hooks.nme.evidence.glucagon_samples import (
    Fault,
    Sample,
    selection,
    upper_limit,
)
from hooks.nme.evidence.select import early_words, fact, withheld
from hooks.nme.evidence.tags import Mark

SHOWN = 3


def tags_of(sample: Sample) -> set[Tag]:
    """What qualifies a sample."""
    found: dict[Tag, bool] = {
        Mark.ON_SSA: sample.on_ssa is YES,
        Mark.MEDICATION_UNKNOWN: sample.on_ssa is UNKNOWN,
        Mark.ON_EXOGENOUS: sample.on_exogenous is YES,
        Mark.FASTING_OPEN: sample.result.fasting is not YES,
        Mark.FLAG_ONLY: sample.interval is None,
    }
    return {tag for tag, present in found.items() if present}


def shown_results(assessment: Assessment) -> tuple[Fact, ...]:
    """Up to three usable results, the deciding ones first (pathway 2.2)."""
    chosen = assessment.once(selection)
    first = {id(s) for s in chosen.deciding}  # compared whole, many of one moment would cost by their square
    others = [s for s in chosen.usable if id(s) not in first]
    return tuple(sample_fact(assessment, s) for s in [*chosen.deciding, *others][:SHOWN])


def sample_fact(assessment: Assessment, sample: Sample) -> Fact:
    """One usable result with its limit, how many times that it is, and what qualifies it."""
    result = sample.result
    notes = [_limit_note(assessment, sample), *sorted(_said_tags(sample))]
    value = str(result.reading) if result.reading else _flag_words(result)
    return fact(result, "Glucagon", "; ".join(n for n in notes if n), value)._replace(
        unit=(result.reading.unit or "") if result.reading else "",
        limit=_limit(result),
        ratio=_ratio(assessment, sample),
        no_limit=", no laboratory range",
        converted=_converted(sample),
    )


def _limit(result: Observed) -> str:
    """The laboratory's upper limit, without its unit where that is the result's own."""
    high, reading = result.high, result.reading
    if high is None:
        return ""
    return str(high).removesuffix(f" {high.unit}") if reading and high.unit == reading.unit else str(high)


def _ratio(assessment: Assessment, sample: Sample) -> str:
    """How many times the limit a raised result is."""
    limit, interval = upper_limit(assessment, sample.result), sample.interval
    if limit is None or limit <= 0 or interval is None or interval.low is None or interval.low <= limit:
        return ""
    times = interval.low / limit
    return (
        f"{'at least ' if interval.high is None else ''}{times:.0f}"
        if times >= 10
        else (f"{'at least ' if interval.high is None else ''}{times:.1f}")
    )


def _flag_words(result: Observed) -> str:
    return f"reported as {result.flag.value}, no number" if result.flag else result.text_value or ""


NOTES: dict[Tag, str] = {
    Mark.ON_SSA: "drawn on an SSA",
    Mark.MEDICATION_UNKNOWN: "treatment at the draw unknown",
    Mark.ON_EXOGENOUS: "drawn on glucagon given as a drug",
    Mark.FASTING_OPEN: "fasting not confirmed",
}


def _said_tags(sample: Sample) -> set[str]:
    return {NOTES[tag] for tag in tags_of(sample) & set(NOTES)}


def _converted(sample: Sample) -> str:
    reading, interval = sample.result.reading, sample.interval
    if reading is None or interval is None:
        return ""
    bound = interval.low if interval.low is not None else interval.high
    if bound == reading.value:  # pg/mL and ng/L, however they are spelled
        return ""
    sign = f"{reading.comparator} " if reading.comparator else ""
    return f" (= {sign}{bound:.1f} pg/mL*)" if bound is not None else ""


def _limit_note(assessment: Assessment, sample: Sample) -> str:
    limit = upper_limit(assessment, sample.result)
    if sample.result.high is None or limit is None:
        return "no laboratory limit given"
    note = f"laboratory upper limit {sample.result.high}"
    if sample.interval is None or sample.interval.low is None or limit <= 0:
        return note
    word = "at least " if sample.interval.high is None else ""
    return f"{note}, {word}{sample.interval.low / limit:.1f} times that limit"


def not_used(assessment: Assessment) -> tuple[Fact, ...]:
    """Unusable results newer than the deciding one, all of them when none decides; and those that come too early."""
    facts = [note for _, note in assessment.once(unusable_results)]
    early = withheld(assessment, GLUCAGON_TEST, Reason.PRELIMINARY, Reason.NO_STATUS)
    return (
        *facts,
        *(Fact("Glucagon", w.source, "", w.when, early_words(w.reason)) for w in early),
    )


def unusable_results(assessment: Assessment) -> list[tuple[Fault, Fact]]:
    """Up to three results that cannot be used, newest first, each with its fault."""
    chosen, today = assessment.once(selection), assessment.case.today
    newest = chosen.deciding[0].result.when if chosen.deciding else None
    shown = [(r, fault) for r, fault in chosen.unusable if newest is None or _newer(r, newest)]
    return [(fault, _unusable_fact(r, fault.words(r, today))) for r, fault in shown[:SHOWN]]


def _unusable_fact(result: Observed, why: str) -> Fact:
    return fact(result, "Glucagon", why, str(result.reading) if result.reading else result.text_value or "")


def _newer(result: Observed, newest: When) -> bool:
    return result.when is not None and result.when.order() > newest.order()

"""D03 glucagon samples: which results can be used, which one decides, and whether it is raised (pathway 2.2;
decisions 22, 23).

"Raised" comes from the reporting laboratory's own range, because published upper limits differ
almost four-fold.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from hooks.clinical.case import Flag, Flaw, Observed
from hooks.clinical.criterion import Assessment
from hooks.clinical.truth import NO, UNKNOWN, YES, Truth, known
from hooks.clinical.units import Interval, Reading
from hooks.clinical.when import younger_than
from hooks.nme.codes.analytes import glucagon
from hooks.nme.codes.concepts import GLUCAGON_TEST
from hooks.nme.codes.parameters import ADULT_AGE, GLUCAGON_ABOVE_ALL_LIMITS, GLUCAGON_BELOW_ALL_LIMITS, GLUCAGON_WINDOW
from hooks.nme.evidence.exogenous import on_exogenous_at
from hooks.nme.evidence.medication import on_ssa_at
from hooks.nme.evidence.select import newest_first, observed, tied


class Fault(Enum):
    """Why a result cannot be used, in the words of a card."""

    UNDATED = "no date, not used"
    IMPRECISE = "date not precise enough, not used"
    STALE = "too old, not used"
    NO_UNIT = "no unit, not interpreted: confirm with the laboratory"
    UNIT = "unit not accepted for plasma glucagon, not interpreted: confirm with the laboratory"
    NO_VALUE = "no readable value, not used"
    CONTRADICTORY = "contradicts itself, not used: confirm with the laboratory"
    NEGATIVE = "negative, not used: confirm with the laboratory"
    UNREADABLE = "a result exists that cannot be read"

    def words(self, result: Observed, today: date) -> str:
        """The fault of this result; a stale one with its age."""
        if self is Fault.STALE and result.when:
            return f"{result.when.age(today)} d old, not used"
        return self.value


OUT_OF_DATE = frozenset({Fault.UNDATED, Fault.IMPRECISE, Fault.STALE})
NOT_READ = frozenset(Fault) - OUT_OF_DATE
FLAWS = {Flaw.CONTRADICTORY: Fault.CONTRADICTORY, Flaw.NEGATIVE: Fault.NEGATIVE, Flaw.UNREADABLE: Fault.UNREADABLE}


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
    unusable: tuple[tuple[Observed, Fault], ...]


def is_result(result: Observed) -> bool:
    """A result has a number, a laboratory flag or at least words; an empty Observation is none."""
    return bool(result.reading or result.flag or result.flaw or result.text_value)


def glucagon_results(assessment: Assessment) -> list[Observed]:
    """Every glucagon result on record, newest first, usable or not."""
    return [r for r in newest_first(observed(assessment, GLUCAGON_TEST)) if is_result(r)]


def _fault(assessment: Assessment, result: Observed) -> Fault | None:
    """Why the result cannot be used; None when it can."""
    if result.when is None:
        return Fault.UNDATED
    current = result.when.within(assessment.days(GLUCAGON_WINDOW), assessment.case.today)
    if current is not YES:
        return Fault.STALE if current is NO else Fault.IMPRECISE
    return _unit_fault(assessment, result)


def _unit_fault(assessment: Assessment, result: Observed) -> Fault | None:
    if result.flaw is not None:
        return FLAWS[result.flaw]
    if result.reading is None:
        return None if result.flag is not None else Fault.NO_VALUE
    if result.reading.unit is None:
        return Fault.NO_UNIT
    if not assessment.once(glucagon).accepts(result.reading.unit, result.molar):
        return Fault.UNIT
    return None


def _sample(assessment: Assessment, result: Observed) -> Sample:
    interval = assessment.once(glucagon).interval(result.reading) if result.reading else None
    draw = result.when
    on_ssa = on_ssa_at(assessment, draw) if draw else UNKNOWN
    on_exogenous = on_exogenous_at(assessment, draw) if draw else UNKNOWN
    return Sample(result, interval, on_ssa, on_exogenous)


def selection(assessment: Assessment) -> Selection:
    """The newest usable result decides; one drawn on an SSA and not known to be raised gives way to the
    newest usable one drawn without (decisions 22)."""
    faults = [(result, _fault(assessment, result)) for result in glucagon_results(assessment)]
    usable = tuple(_sample(assessment, result) for result, fault in faults if fault is None)
    unusable = tuple((result, fault) for result, fault in faults if fault)
    deciding = _tied(usable)
    if deciding and all(s.on_ssa is YES and raised(assessment, s) is not YES for s in deciding):
        deciding = _tied(tuple(s for s in usable if s.on_ssa is NO)) or deciding
    return Selection(deciding, usable, unusable)


def _tied(samples: tuple[Sample, ...]) -> tuple[Sample, ...]:
    newest = {id(result) for result in tied(s.result for s in samples)}
    return tuple(s for s in samples if id(s.result) in newest)


def has_raised_sample(assessment: Assessment) -> bool:
    """Is any usable result raised that was not drawn on glucagon given as a drug (decisions 59)?"""
    usable = assessment.once(selection).usable
    return any(raised(assessment, sample) is YES and sample.on_exogenous is not YES for sample in usable)


def adult(assessment: Assessment) -> Truth:
    """Is the patient an adult, to whom published numbers apply (decisions 23)? UNKNOWN without a birth date."""
    person = assessment.case.person
    return ~younger_than(assessment.days(ADULT_AGE), person.birth if person else None, assessment.case.today)


def upper_limit(assessment: Assessment, result: Observed) -> Decimal | None:
    """The laboratory's own upper limit in pg/mL; None when absent or in a unit not accepted."""
    limit = result.high
    analyte = assessment.once(glucagon)
    if limit is None or not analyte.accepts(limit.unit):
        return None
    return analyte.interval(Reading(limit.value, limit.unit)).low


def raised(assessment: Assessment, sample: Sample) -> Truth:
    """Raised by the laboratory's range, else by its flag, else by every published limit."""
    limit = upper_limit(assessment, sample.result)
    if sample.interval is not None and limit is not None:
        return sample.interval.above(limit)
    if sample.result.flag is not None:
        return known(sample.result.flag is Flag.HIGH)
    return _raised_by_published_limits(assessment, sample)


def _raised_by_published_limits(assessment: Assessment, sample: Sample) -> Truth:
    if sample.interval is None or adult(assessment) is not YES:
        return UNKNOWN
    if sample.interval.above(assessment.number(GLUCAGON_ABOVE_ALL_LIMITS)) is YES:
        return YES
    return NO if sample.interval.below(assessment.number(GLUCAGON_BELOW_ALL_LIMITS)) is YES else UNKNOWN

"""What the glucagon on record is, in the cases the cards tell apart (pathway 2.2)."""

from hooks.clinical.case import Availability
from hooks.clinical.criterion import Assessment, Check
from hooks.clinical.evidence import Finding
from hooks.clinical.logic import all_of, any_of, no, not_, not_yes, unknown, yes
from hooks.clinical.truth import known
from hooks.nme.codes.concepts import GLUCAGON_TEST
from hooks.nme.evidence.glucagon import drawn_on_ssa, elev, glucagon_on_record, gt500, gt1000, medication_open
from hooks.nme.evidence.glucagon_samples import selection, upper_limit
from hooks.nme.evidence.population import minor, pregnant

ordinary_adult = all_of(no(minor), not_yes(pregnant))
"""Adult ranges are shown to no one else, nor without a birth date (3.3 POPULATION; decisions 23)."""


def _nothing(assessment: Assessment) -> Finding:
    gone = any(w.concepts & GLUCAGON_TEST for w in assessment.case.withheld)
    unread = assessment.case.available("Observation") is Availability.UNAVAILABLE
    return Finding(known(not gone and not unread and not assessment.holds(glucagon_on_record)))


no_glucagon_at_all = Check("no glucagon result of any kind was found", _nothing, asks=(glucagon_on_record,))


def _without_lab_range(assessment: Assessment) -> Finding:
    samples = assessment.once(selection).deciding
    bare = [s for s in samples if s.interval and s.result.flag is None and upper_limit(assessment, s.result) is None]
    return Finding(known(bool(bare)))


without_lab_range = Check("the result has neither a laboratory range nor a flag", _without_lab_range, asks=(elev,))

beyond_1000 = all_of(yes(gt1000), ordinary_adult)
beyond_500_at_least = all_of(yes(gt500), unknown(gt1000), ordinary_adult)
maybe_lowered = any_of(drawn_on_ssa, medication_open)
moderate = all_of(yes(elev), no(gt500), ordinary_adult)
raised_outside_the_sources = all_of(yes(elev), not_(ordinary_adult))
not_raised_by_publication = all_of(no(elev), without_lab_range)
decided = any_of(yes(elev), no(elev))

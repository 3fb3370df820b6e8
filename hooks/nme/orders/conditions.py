"""What the rows of the order table ask about the drafts beside the record (pathway section 4; decisions 26)."""

from collections.abc import Callable

from hooks.clinical.advise import already_ordered
from hooks.clinical.criterion import Assessment, Criterion, Finding, all_of, any_of, no, not_, yes
from hooks.clinical.truth import NO, YES, known
from hooks.nme.branches import tumour_provisional
from hooks.nme.cards.proposals import SURGICAL_CONSULT, resection_ordered
from hooks.nme.codes.concepts import RESECTION, SSA_LONG
from hooks.nme.codes.parameters import GLUCAGON_REPEAT
from hooks.nme.evidence.candidacy import cand
from hooks.nme.evidence.glucagon import glucagon_on_record, gt500
from hooks.nme.evidence.glucagon_samples import glucagon_results
from hooks.nme.evidence.items import short_acting_octreotide_on_record
from hooks.nme.evidence.medication import ssa
from hooks.nme.evidence.metastasis import mets
from hooks.nme.evidence.tumour import tumour
from hooks.nme.orders import kinds as k


def _of_drafts(words: str, test: Callable[[Assessment], bool], *parts: Criterion) -> Criterion:
    return Criterion(words, lambda a: Finding(known(test(a))), parts=parts)


def _no_short_acting(assessment: Assessment) -> bool:
    """Neither on record nor among the drafts; not asked while medications are unknown (decisions 26)."""
    drafted = any(k.OCTREOTIDE_SHORT in k.kinds_of(assessment, d) for d in assessment.case.drafts)
    return assessment.truth(short_acting_octreotide_on_record) is NO and not drafted


def _duplicate(assessment: Assessment) -> bool:
    """Would two long-acting SSAs be active? One selected, another active and not stopped, or drafted too."""
    chosen = [d.order.concepts & SSA_LONG for d in k.starts(assessment) if d.selected]
    drafted = [d.order.concepts & SSA_LONG for d in k.starts(assessment)]
    staying = [m.concepts & SSA_LONG for m in k.staying_active(assessment)]
    return any(one and other and one != other for one in chosen for other in (*drafted, *staying))


def _referred(assessment: Assessment) -> bool:
    """Is a surgical referral or a resection ordered or drafted?"""
    resections = [d for d in assessment.case.drafts if d.order.concepts & RESECTION]
    return already_ordered(SURGICAL_CONSULT, assessment) or assessment.holds(resection_ordered) or bool(resections)


def _recent_glucagon(assessment: Assessment) -> bool:
    today, window = assessment.case.today, assessment.days(GLUCAGON_REPEAT)
    return any(r.when and r.when.within(window, today) is YES for r in assessment.once(glucagon_results))


first_long_acting = _of_drafts(
    "no short-acting octreotide is on record or drafted", _no_short_acting, short_acting_octreotide_on_record
)
duplicate_long_acting = _of_drafts("two long-acting SSAs would be active", _duplicate, ssa)
switched = _of_drafts("an SSA is started in the same drafts", lambda a: bool(k.starts(a)))
treatment_continues = _of_drafts(
    "an SSA stays active or is started in the same drafts",
    lambda a: bool(k.staying_active(a) or k.starts(a)),
    ssa,
)
no_referral = _of_drafts("no surgical referral or resection is ordered", lambda a: not _referred(a), resection_ordered)
recent_glucagon = _of_drafts(
    "a glucagon result is at most {glucagon_repeat} d old", _recent_glucagon, glucagon_on_record
)
unreferred = all_of(yes(tumour), no(mets), yes(cand), no_referral)
"""K04 is a warning when an SSA or chemotherapy is chosen and no surgical referral exists (pathway 3.4)."""
tumour_likely = any_of(yes(tumour), tumour_provisional, all_of(yes(gt500), not_(no(tumour))))

"""What the rows of the order table ask about the drafts beside the record (pathway section 4; decisions 26)."""

from hooks.clinical.criterion import Assessment, Check
from hooks.clinical.evidence import Finding
from hooks.clinical.logic import all_of, any_of, no, not_, not_yes, yes
from hooks.clinical.proposing import already_ordered
from hooks.clinical.truth import known
from hooks.nme.cards.on_ssa import unexplained
from hooks.nme.cards.proposals import SURGICAL_CONSULT
from hooks.nme.codes.concepts import RESECTION, SSA_LONG
from hooks.nme.evidence.candidacy import cand
from hooks.nme.evidence.glucagon import gt500
from hooks.nme.evidence.items import resection_ordered, short_acting_octreotide_on_record
from hooks.nme.evidence.leaves import drafted
from hooks.nme.evidence.medication import ssa
from hooks.nme.evidence.metastasis import mets
from hooks.nme.evidence.tumour import tumour, tumour_recorded_or_provisional
from hooks.nme.orders import kinds as k


def _short_acting_drafted(assessment: Assessment) -> Finding:
    return Finding(known(any(k.OCTREOTIDE_SHORT in k.kinds_of(assessment, d) for d in assessment.case.drafts)))


def _duplicate(assessment: Assessment) -> Finding:
    """Would two long-acting SSAs be active? One selected, another active and not stopped, or drafted too."""
    chosen = [d.order.concepts & SSA_LONG for d in k.starts(assessment) if d.selected]
    drafts = [d.order.concepts & SSA_LONG for d in k.starts(assessment)]
    staying = [m.concepts & SSA_LONG for m in k.staying_active(assessment)]
    return Finding(known(any(one and other and one != other for one in chosen for other in (*drafts, *staying))))


def _started(assessment: Assessment) -> Finding:
    return Finding(known(bool(k.starts(assessment))))


def _stays(assessment: Assessment) -> Finding:
    return Finding(known(bool(k.staying_active(assessment))))


def _consult_ordered(assessment: Assessment) -> Finding:
    return Finding(known(already_ordered(SURGICAL_CONSULT, assessment)))


short_acting_drafted = Check("short-acting octreotide is being ordered", _short_acting_drafted)
first_long_acting = all_of(no(short_acting_octreotide_on_record), no(short_acting_drafted), not_yes(ssa))
"""Neither on record nor among the drafts; not asked while medications are unknown (decisions 26), nor of a patient
on an SSA already, whose next dose is no first one (decisions 67)."""
duplicate_long_acting = Check("two long-acting SSAs would be active", _duplicate, asks=(ssa,))
switched = Check("an SSA is started in the same drafts", _started)
ssa_stays = Check("an SSA stays active beside these drafts", _stays, asks=(ssa,))
treatment_continues = any_of(ssa_stays, switched)
consult_ordered = Check("a surgical consult is ordered", _consult_ordered)
referred = any_of(consult_ordered, resection_ordered, drafted("a pancreatic resection", RESECTION))
stop_is_unexplained = all_of(unexplained, not_(switched))
"""A stop is offered for removal only if nothing explains it (pathway-2 4.7)."""

unreferred = all_of(yes(tumour), no(mets), yes(cand), not_(referred))
"""K04 is a warning when an SSA or chemotherapy is chosen and no surgical referral exists (pathway 3.4)."""
tumour_likely = any_of(tumour_recorded_or_provisional, all_of(yes(gt500), not_(no(tumour))))

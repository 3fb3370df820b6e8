"""The rows of the order table for procedures and tests."""

from hooks.clinical.advice import Wording
from hooks.clinical.logic import all_of, any_of, not_, unknown, yes
from hooks.clinical.orders import OrderRow
from hooks.clinical.sentence import line
from hooks.nme.cards.companions import COMPANIONS
from hooks.nme.cards.elsewhere import OCTREOTIDE_COVER
from hooks.nme.cards.extent import EXTENT_UNKNOWN
from hooks.nme.cards.glucagon import GLUCAGON_READING
from hooks.nme.cards.localise import LOCALISE
from hooks.nme.cards.medical import MEDICAL_THERAPY
from hooks.nme.cards.oncology import LIVER_OPTIONS
from hooks.nme.cards.surgery import SURGERY_FIRST, SURGICAL_ASSESSMENT
from hooks.nme.cards.work_up import WORK_UP
from hooks.nme.evidence.candidacy import assessment_stale, assessments_disagree, by_proxy, declined
from hooks.nme.evidence.exogenous import exogenous
from hooks.nme.evidence.glucagon import glucagon_on_record
from hooks.nme.evidence.items import ct_or_mri, missing
from hooks.nme.evidence.medication import ssa
from hooks.nme.evidence.metastasis import liver, mets
from hooks.nme.evidence.recent import recent_glucagon
from hooks.nme.orders import kinds as k
from hooks.nme.orders.row import AFTER_SURGERY, ANY, NO_PRIMARY, row

RESECT = ("S1.02", "S2.01", "S2.18")
LIVER = ("S2.33", "S2.34")


def _order(*summary: tuple[str, ...], careful: tuple[str, ...] = ()) -> Wording:
    """The summary of an order's card (its words, then their statements), and one thing to be careful about."""
    return Wording(
        summary=tuple(line(text, *basis) for text, *basis in summary),
        careful=(line(careful[0], *careful[1:]),) if careful else (),
    )


PROCEDURE_ROWS: tuple[OrderRow, ...] = (
    # Procedures -----------------------------------------------------------------------------------
    row(
        (k.RESECTION,),
        "S04",
        SURGERY_FIRST,
        says=Wording(
            summary=(
                line(
                    "{order} ordered; no metastasis ({mets.day}), fit ({cand.day}): both sources resect first here",
                    *RESECT,
                ),
                line("Resection ordered, recorded as localized and operable: both sources resect first here", *RESECT),
            ),
            next=(line("The order fits both sources: early resection comes first.", *RESECT),),
        ),
    ),
    row(
        (k.RESECTION,),
        "S04X",
        EXTENT_UNKNOWN,
        says=_order(
            ("{order} ordered, distant disease not established: consider staging before this resection", "S2.14"),
            ("Resection ordered, distant disease not established: consider staging before it", "S2.14"),
        ),
    ),
    row(
        (k.RESECTION,),
        "S04U",
        SURGICAL_ASSESSMENT,
        says=Wording(
            summary=(
                line(
                    "{order} ordered, M0 on {mets.day}, no surgical assessment on record: record it before surgery",
                    *RESECT,
                    when=not_(any_of(assessment_stale, assessments_disagree)),
                ),
                line("{order} ordered, no current surgical assessment on record: record it before surgery", *RESECT),
                line("Resection ordered, no current surgical assessment on record: record it before surgery", *RESECT),
            ),
            next=(line("Record the surgical assessment: both sources resect first when feasible.", *RESECT),),
        ),
    ),
    row(
        (k.RESECTION,),
        "S05",
        SURGICAL_ASSESSMENT,
        says=Wording(
            summary=(
                line(
                    "{order} ordered, surgery recorded as declined ({cand.day}): confirm the decision first",
                    when=declined,
                ),
                line(
                    "{order} ordered, {cand.label} {cand.value} ({cand.day}), no surgeon's assessment: record one",
                    when=by_proxy,
                ),
                line("{order} ordered, recorded as not feasible on {cand.day}: compare before surgery"),
                line("Resection ordered, surgery recorded as not feasible or declined: compare before it is done"),
            ),
            next=(line("Compare this order with the assessment recorded, and record a new one."),),
        ),
    ),
    row(
        (k.RESECTION,),
        "S06",
        MEDICAL_THERAPY,
        says=Wording(
            summary=(
                line(
                    "{order} ordered, metastases of {mets.day} on record: the two sources differ here", "S1.08", "S2.01"
                ),
                line("Resection ordered, distant metastases on record: the two sources differ here", "S1.08", "S2.01"),
            ),
            next=(
                line(
                    "Take it to a surgical (MDT) review: StatPearls is mainly medical, Dr.Oracle resects if possible.",
                    "S1.08",
                    "S2.01",
                ),
            ),
        ),
    ),
    row(
        (k.RESECTION,),
        NO_PRIMARY,
        core=True,
        says=_order(
            (
                "{order} ordered, no tumour established: both sources resect a tumour that is there; localise first",
                *RESECT,
            ),
            ("Resection ordered, no tumour established: both sources resect a tumour that is there", *RESECT),
            careful=("No tumour is established on record.",),
        ),
    ),
    row(
        (k.RESECTION,),
        AFTER_SURGERY,
        core=True,
        says=_order(
            ("{order} ordered, resection of {resection.day} on record: no source statement on a second resection",),
            ("Second pancreatic resection ordered: neither source has a statement on a second resection",),
        ),
    ),
    row(
        (k.LIVER_THERAPY,),
        ANY,
        LIVER_OPTIONS,
        when=all_of(yes(mets), liver),
        says=Wording(
            summary=(
                line(
                    "{order} ordered, liver metastasis of {liver_metastasis.day} on record: an option Dr.Oracle names",
                    *LIVER,
                ),
                line("Liver-directed therapy ordered, liver metastases on record: an option Dr.Oracle names", *LIVER),
            ),
            next=(line("The order is one of the options that Dr.Oracle names.", *LIVER),),
            also=(OCTREOTIDE_COVER,),
        ),
    ),
    row(
        (k.LIVER_THERAPY,),
        ANY,
        EXTENT_UNKNOWN,
        when=unknown(mets),
        says=_order(
            ("{order} ordered, liver metastases not established: Dr.Oracle names it for liver metastases", *LIVER),
            ("Liver-directed therapy ordered, liver metastases not established on record: settle that first", *LIVER),
            careful=("Dr.Oracle names it for liver metastases; these are not established.", *LIVER),
        ),
    ),
    row(
        (k.LIVER_THERAPY,),
        ANY,
        core=True,
        says=_order(
            ("{order} ordered, no liver metastasis coded: Dr.Oracle names it for liver metastases", *LIVER),
            ("Liver-directed therapy ordered, no liver metastasis coded: compare it with the record", *LIVER),
            careful=("Dr.Oracle names it for liver metastases; none is coded here.", *LIVER),
        ),
    ),
    # Tests ----------------------------------------------------------------------------------------
    row(
        (k.GLUCAGON_TEST,),
        ANY,
        GLUCAGON_READING,
        when=any_of(yes(ssa), yes(exogenous), recent_glucagon),
        says=Wording(
            summary=(
                line(
                    "Glucagon ordered while on {ssa.value}, which lowers it: same assay; note the last dose",
                    "S2.23",
                    when=yes(ssa),
                ),
                line(
                    "Glucagon ordered while an SSA is active, which lowers it: same assay; note the last dose",
                    "S2.23",
                    when=yes(ssa),
                ),
                line(
                    "Glucagon ordered while glucagon is given as a drug, which raises it: the result is hard to read",
                    when=yes(exogenous),
                ),
                line(
                    "Glucagon ordered; {glucagon.value} on {glucagon.day} is there: fasting, same assay, chilled EDTA*",
                    "E10a",
                    "E11",
                ),
                line("Glucagon ordered, a recent result is there: fasting, same assay, chilled EDTA*", "E10a", "E11"),
            ),
            next=(
                line(
                    "Draw it fasting, chilled EDTA*, same assay as before; note what is being given.",
                    "E10a",
                    "E10b",
                    "E10c",
                    "E11",
                ),
            ),
        ),
    ),
    row(
        (k.EUS,),
        ANY,
        LOCALISE,
        when=missing(ct_or_mri),
        says=Wording(
            summary=(
                line(
                    "Endoscopic ultrasound ordered, no CT or MRI found: Dr.Oracle lists those first", "S2.14", "S2.16"
                ),
            ),
            next=(line("Consider CT or MRI first; endoscopic ultrasound if needed (Dr.Oracle).", "S2.14", "S2.16"),),
        ),
    ),
    row(
        (k.SKIN_BIOPSY,),
        "S02",
        WORK_UP,
        when=not_(glucagon_on_record),
        says=Wording(
            summary=(
                line(
                    "Skin biopsy ordered, no glucagon on record: Dr.Oracle lists glucagon and imaging beside it",
                    "S2.09",
                    "S2.14",
                    "S2.17",
                ),
            ),
            next=(line("Consider a fasting glucagon and CT or MRI beside the biopsy.", "S2.09", "S2.14", "S2.17"),),
        ),
    ),
    # Out of scope, with companions (pathway-2 3.2) ------------------------------------------------
    row((k.GLUCAGON_TEST, k.SKIN_BIOPSY), "S11", COMPANIONS),
)

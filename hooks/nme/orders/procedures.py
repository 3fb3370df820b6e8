"""The rows of the order table for procedures and tests."""

from hooks.clinical.advice import say
from hooks.clinical.criterion import all_of, any_of, not_, unknown, yes
from hooks.clinical.orders import OrderRow
from hooks.nme.cards.glucagon import GLUCAGON_READING
from hooks.nme.cards.medical import LIVER_OPTIONS, MEDICAL_THERAPY
from hooks.nme.cards.surgery import EXTENT_UNKNOWN, SURGERY_FIRST, SURGICAL_ASSESSMENT
from hooks.nme.cards.work_up import LOCALISE, WORK_UP
from hooks.nme.evidence.glucagon import glucagon_on_record
from hooks.nme.evidence.items import ct_or_mri, missing
from hooks.nme.evidence.medication import exogenous, ssa
from hooks.nme.evidence.metastasis import liver, mets
from hooks.nme.orders import kinds as k
from hooks.nme.orders.conditions import recent_glucagon
from hooks.nme.orders.row import AFTER_SURGERY, ANY, NO_PRIMARY, row

RESECT = ("S1.02", "S2.01", "S2.18")
LIVER = ("S2.33", "S2.34")

PROCEDURE_ROWS: tuple[OrderRow, ...] = (
    # Procedures -----------------------------------------------------------------------------------
    row((k.RESECTION,), "S04", SURGERY_FIRST, says=(say("Both sources put resection first here.", *RESECT),)),
    row(
        (k.RESECTION,),
        "S04X",
        EXTENT_UNKNOWN,
        says=(say("Distant disease is not established here: consider staging before this resection."),),
    ),
    row(
        (k.RESECTION,),
        "S04U",
        SURGICAL_ASSESSMENT,
        says=(say("Whether this resection is feasible is not settled on record."),),
    ),
    row(
        (k.RESECTION,),
        "S05",
        SURGICAL_ASSESSMENT,
        says=(say("Compare this resection with what is recorded on its feasibility."),),
    ),
    row(
        (k.RESECTION,),
        "S06",
        MEDICAL_THERAPY,
        says=(say("Resection with distant metastases: the two sources differ.", "S1.08", "S2.01"),),
    ),
    row(
        (k.RESECTION,),
        NO_PRIMARY,
        core=True,
        says=(say("Both sources resect a tumour that is there; none is established here.", *RESECT),),
    ),
    row((k.RESECTION,), AFTER_SURGERY, core=True, says=(say("No source statement on a second resection."),)),
    row(
        (k.LIVER_THERAPY,),
        ANY,
        LIVER_OPTIONS,
        when=all_of(yes(mets), liver),
        says=(say("Seed 2 only: an option with liver metastases, which are coded here.", *LIVER),),
    ),
    row(
        (k.LIVER_THERAPY,),
        ANY,
        EXTENT_UNKNOWN,
        when=unknown(mets),
        says=(say("Seed 2 names this for liver metastases; distant disease is not established.", *LIVER),),
    ),
    row(
        (k.LIVER_THERAPY,),
        ANY,
        core=True,
        says=(say("Seed 2 names this for liver metastases; none is coded here.", *LIVER),),
    ),
    # Tests ----------------------------------------------------------------------------------------
    row(
        (k.GLUCAGON_TEST,),
        ANY,
        GLUCAGON_READING,
        when=any_of(yes(ssa), yes(exogenous), recent_glucagon),
        says=(say("Use the same assay as before and note what is being given at the draw."),),
    ),
    row(
        (k.EUS,),
        ANY,
        LOCALISE,
        when=missing(ct_or_mri),
        says=(say("Seed 2: CT or MRI first, endoscopic ultrasound if needed.", "S2.14", "S2.16"),),
    ),
    row(
        (k.SKIN_BIOPSY,),
        "S02",
        WORK_UP,
        when=not_(glucagon_on_record),
        says=(say("Seed 2 lists glucagon and imaging beside the skin biopsy.", "S2.09", "S2.14", "S2.17"),),
    ),
)

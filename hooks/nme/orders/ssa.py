"""The rows of the order table for starting a somatostatin analogue (SSA)."""

from hooks.clinical.advice import Wording
from hooks.clinical.criterion import ALWAYS
from hooks.clinical.logic import all_of, not_, not_yes, unknown, yes
from hooks.clinical.orders import OrderRow
from hooks.clinical.sentence import line
from hooks.nme.cards.after_resection import AFTER_RESECTION, POSSIBLE_RECURRENCE
from hooks.nme.cards.data import DUPLICATE_SSA
from hooks.nme.cards.glucagon_words import no_glucagon_at_all
from hooks.nme.cards.medical import MEDICAL_THERAPY
from hooks.nme.cards.monitoring import ADVERSE_EFFECTS as BASELINE
from hooks.nme.cards.on_ssa import ON_SSA, RECURRENCE_ON_SSA
from hooks.nme.cards.pseudoglucagonoma import PSEUDOGLUCAGONOMA
from hooks.nme.cards.work_up import WORK_UP
from hooks.nme.evidence.candidacy import cand
from hooks.nme.evidence.glucagon import glucagon_on_record
from hooks.nme.evidence.items import glucagon_item, missing
from hooks.nme.evidence.medication import ssa
from hooks.nme.orders import kinds as k
from hooks.nme.orders.conditions import (
    duplicate_long_acting,
    first_long_acting,
)
from hooks.nme.orders.row import ANY, LOCALIZED, PALLIATIVE, row
from hooks.nme.overlays import recurrence_on_ssa

SSA_STARTS = (k.OCTREOTIDE_SHORT, k.OCTREOTIDE_LONG, k.LANREOTIDE)
LONG_STARTS = (k.OCTREOTIDE_LONG, k.LANREOTIDE)
NOT_FEASIBLE = ("S1.09", "S2.02", "S2.21")
FEASIBLE_OPEN = line("Both sources name an SSA for when surgery is not feasible; here that is open.", *NOT_FEASIBLE)
FIRST_DOSE = all_of(missing(glucagon_item), not_yes(ssa))
GLUCAGON_FIRST = line("Draw glucagon before the first dose: an SSA lowers it (Dr.Oracle).", "S2.23", when=FIRST_DOSE)
SSA_BASELINE = Wording(
    summary=(
        line(
            "{order} ordered, no glucagon on record: draw it before the first dose; baseline for an SSA",
            "S2.23",
            *BASELINE,
            when=all_of(FIRST_DOSE, no_glucagon_at_all),
        ),
        line(
            "{order} ordered, no usable glucagon: draw it before the first dose; baseline for an SSA",
            "S2.23",
            *BASELINE,
            when=FIRST_DOSE,
        ),
        line("{order} ordered: baseline and follow-up for an SSA (glucagon, glucose, gallbladder, B12*)", *BASELINE),
        line("SSA ordered: baseline and follow-up for an SSA (glucagon, glucose, gallbladder, vitamins)", *BASELINE),
    ),
    next=(
        line(
            "Draw glucagon before the first dose; then glucose, gallbladder, B12*, stool fat.",
            "S2.23",
            *BASELINE,
            "E39",
            when=FIRST_DOSE,
        ),
    ),
)

SSA_ROWS: tuple[OrderRow, ...] = (
    row(
        SSA_STARTS,
        PALLIATIVE,
        RECURRENCE_ON_SSA,
        when=recurrence_on_ssa,
        says=Wording(
            summary=(
                line(
                    "{order} ordered, NME back on an SSA: check missed or stopped doses before changing it",
                    "S1.15",
                    "S2.41",
                ),
                line(
                    "SSA ordered, NME back on an SSA: check missed or stopped doses before changing it",
                    "S1.15",
                    "S2.41",
                ),
            ),
        ),
    ),
    row(
        (k.OCTREOTIDE_LONG,),
        PALLIATIVE,
        MEDICAL_THERAPY,
        ON_SSA,
        when=first_long_acting,
        says=Wording(
            summary=(
                line(
                    "{order} ordered, no short-acting octreotide, no glucagon on record: short-acting and glucagon first",
                    "S2.23",
                    "S2.25",
                    when=no_glucagon_at_all,
                ),
                line(
                    "{order} ordered, no short-acting octreotide, no usable glucagon: short-acting and glucagon first",
                    "S2.23",
                    "S2.25",
                    when=missing(glucagon_item),
                ),
                line(
                    "{order} ordered, no short-acting octreotide on record: Dr.Oracle starts with short-acting", "S2.25"
                ),
                line(
                    "Long-acting octreotide ordered, no short-acting on record: Dr.Oracle starts with short-acting",
                    "S2.25",
                ),
            ),
            next=(
                line(
                    "Consider short-acting octreotide first (Dr.Oracle; US label*), then this order. Draw glucagon "
                    "before the first dose: an SSA lowers it.",
                    "S2.23",
                    "S2.25",
                    "E40",
                    when=missing(glucagon_item),
                ),
                line("Consider short-acting octreotide first (Dr.Oracle; US label*), then this order.", "S2.25", "E40"),
            ),
            careful=(line("No current surgical assessment: resectable?", when=unknown(cand)),),
        ),
        then=SSA_BASELINE,
    ),
    row(SSA_STARTS, PALLIATIVE, ON_SSA, says=SSA_BASELINE),
    row(
        SSA_STARTS,
        "S02",
        WORK_UP,
        when=not_(glucagon_on_record),
        says=Wording(
            summary=(
                line(
                    "{order} ordered, an SSA active, no glucagon on record: a level drawn now is lowered by it",
                    "S2.23",
                    when=yes(ssa),
                ),
                line("SSA ordered, an SSA active, no glucagon on record: an SSA lowers it", "S2.23", when=yes(ssa)),
                line(
                    "{order} ordered, no glucagon on record: draw it before the first dose; an SSA lowers it", "S2.23"
                ),
                line("SSA ordered, no glucagon on record: draw it before the first dose; an SSA lowers it", "S2.23"),
            ),
            next=(
                line(
                    "Consider drawing glucagon; an SSA lowers it (Dr.Oracle), so in range it is no negative evidence.",
                    "S2.23",
                    when=yes(ssa),
                ),
                line("Consider drawing glucagon before the first dose: an SSA lowers it (Dr.Oracle).", "S2.23"),
            ),
            careful=(FEASIBLE_OPEN,),
        ),
    ),
    row(
        SSA_STARTS,
        "S02 S02G S03 S03N S03P",
        core=True,
        says=Wording(
            summary=(
                line(
                    "{order} ordered before the tumour question is settled: finish the work-up first; it lowers glucagon",
                    "S2.23",
                    *NOT_FEASIBLE,
                ),
                line(
                    "SSA ordered before the tumour question is settled: finish the work-up; it lowers glucagon",
                    "S2.23",
                    *NOT_FEASIBLE,
                ),
            ),
            careful=(GLUCAGON_FIRST, FEASIBLE_OPEN),
        ),
    ),
    row(
        SSA_STARTS,
        "S04",
        core=True,
        says=Wording(
            summary=(
                line(
                    "{order} ordered, tumour recorded as operable: both sources resect first, an SSA is for the rest",
                    *NOT_FEASIBLE,
                ),
                line(
                    "SSA ordered, tumour recorded as operable: both sources resect first, an SSA is for the rest",
                    *NOT_FEASIBLE,
                ),
            ),
            careful=(line("An SSA before surgery for hormone symptoms is in the NCCN summary*.", "E58"),),
        ),
    ),
    row(
        SSA_STARTS,
        LOCALIZED - {"S04"},
        core=True,
        says=Wording(
            summary=(
                line(
                    "{order} ordered before it is settled whether surgery is feasible: settle that first", *NOT_FEASIBLE
                ),
                line("SSA ordered before it is settled whether surgery is feasible: settle that first", *NOT_FEASIBLE),
            ),
            careful=(FEASIBLE_OPEN,),
        ),
    ),
    row(
        SSA_STARTS,
        "S09 S02N",
        PSEUDOGLUCAGONOMA,
        says=Wording(
            summary=(
                line(
                    "{order} ordered, no glucagonoma established: both sources name an SSA for glucagonoma only",
                    "S1.10",
                    "S2.02",
                ),
                line(
                    "SSA ordered, no glucagonoma established: both sources name an SSA for glucagonoma only",
                    "S1.10",
                    "S2.02",
                ),
            ),
        ),
    ),
    row(
        SSA_STARTS,
        "S07",
        AFTER_RESECTION,
        says=Wording(
            summary=(
                line(
                    "{order} ordered after resection ({resection.day}): neither source speaks of an SSA here; why now?"
                ),
                line("SSA ordered after resection: neither source speaks of an SSA after complete resection"),
            ),
            careful=(line("No source statement for an SSA after complete resection."),),
        ),
    ),
    row(
        SSA_STARTS,
        "S08",
        POSSIBLE_RECURRENCE,
        says=Wording(
            summary=(
                line(
                    "{order} ordered, finding after resection not settled: draw glucagon first, an SSA lowers it",
                    "S2.23",
                    when=no_glucagon_at_all,
                ),
                line(
                    "SSA ordered, finding after resection not settled: draw glucagon first, an SSA lowers it",
                    "S2.23",
                    when=no_glucagon_at_all,
                ),
                line(
                    "{order} ordered, finding after resection not settled: repeat glucagon first, an SSA lowers it",
                    "S2.23",
                ),
                line(
                    "SSA ordered, finding after resection not settled: repeat glucagon first, an SSA lowers it", "S2.23"
                ),
            ),
            careful=(FEASIBLE_OPEN,),
        ),
    ),
    row(
        LONG_STARTS,
        ANY,
        DUPLICATE_SSA,
        when=duplicate_long_acting,
        also=True,
        warning=ALWAYS,
    ),
)

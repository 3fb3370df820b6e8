"""The rows of the order table for drugs: starting and stopping an SSA, the other drugs, nutrients."""

from hooks.clinical.advice import say
from hooks.clinical.criterion import ALWAYS, not_, not_yes
from hooks.clinical.orders import OrderRow
from hooks.nme.cards.data import DUPLICATE_SSA
from hooks.nme.cards.follow_up import (
    AFTER_RESECTION,
    ON_SSA,
    POSSIBLE_RECURRENCE,
    RECURRENCE_ON_SSA,
    SSA_STOPPING,
)
from hooks.nme.cards.medical import CHEMOTHERAPY, MEDICAL_THERAPY
from hooks.nme.cards.population import EXOGENOUS_GLUCAGON
from hooks.nme.cards.supportive import SUPPORTIVE
from hooks.nme.cards.work_up import PSEUDOGLUCAGONOMA, WORK_UP
from hooks.nme.evidence.glucagon import glucagon_on_record
from hooks.nme.evidence.items import missing, zinc_level
from hooks.nme.evidence.medication import ssa
from hooks.nme.orders import kinds as k
from hooks.nme.orders.conditions import (
    duplicate_long_acting,
    first_long_acting,
    switched,
    treatment_continues,
    tumour_likely,
    unreferred,
)
from hooks.nme.orders.row import ANY, CORE, LOCALIZED, PALLIATIVE, row
from hooks.nme.overlays import recurrence_on_ssa

SSA_STARTS = (k.OCTREOTIDE_SHORT, k.OCTREOTIDE_LONG, k.LANREOTIDE)
LONG_STARTS = (k.OCTREOTIDE_LONG, k.LANREOTIDE)
NOT_FEASIBLE = ("S1.09", "S2.02", "S2.21")
BASELINE = say("Consider the baseline and monitoring items of this card before and during this SSA.")
DRAW_FIRST = say("An SSA lowers glucagon (seed 2): consider completing the work-up before the first dose.", "S2.23")
FEASIBLE_OPEN = say("Both sources name an SSA for when surgery is not feasible; here that is open.", *NOT_FEASIBLE)
WEIGH = say("Compare this order with both sources and with the coded course of disease.")
WITH_METASTASES = say("Both sources place chemotherapy with metastases.", "S1.16", "S2.35")

DRUG_ROWS: tuple[OrderRow, ...] = (
    # Somatostatin analogues ---------------------------------------------------------------------
    row(
        SSA_STARTS,
        PALLIATIVE,
        RECURRENCE_ON_SSA,
        when=recurrence_on_ssa,
        says=(say("NME is recorded as back on an SSA: check missed or stopped doses before changing the order."),),
    ),
    row(
        (k.OCTREOTIDE_LONG,),
        PALLIATIVE,
        MEDICAL_THERAPY,
        ON_SSA,
        when=first_long_acting,
        says=(say("Seed 2 starts with short-acting octreotide; none is on record or drafted.", "S2.25"),),
        then=(BASELINE,),
    ),
    row(SSA_STARTS, PALLIATIVE, ON_SSA, says=(BASELINE,)),
    row(
        SSA_STARTS,
        "S02",
        WORK_UP,
        when=not_(glucagon_on_record),
        says=(
            say("Consider drawing glucagon before the first dose: an SSA lowers glucagon (seed 2).", "S2.23"),
            FEASIBLE_OPEN,
        ),
    ),
    row(SSA_STARTS, "S02 S02G S03 S03N", core=True, says=(DRAW_FIRST, FEASIBLE_OPEN)),
    row(
        SSA_STARTS,
        LOCALIZED,
        core=True,
        core_warning=unreferred,
        says=(say("Both sources name an SSA for when surgery is not feasible.", *NOT_FEASIBLE),),
    ),
    row(
        SSA_STARTS,
        "S09 S02N",
        PSEUDOGLUCAGONOMA,
        says=(say("Both sources tie the SSA to glucagonoma, which is not established here.", "S1.10", "S2.02"),),
    ),
    row(SSA_STARTS, "S07", AFTER_RESECTION, says=(say("No source statement for an SSA after complete resection."),)),
    row(SSA_STARTS, "S08", POSSIBLE_RECURRENCE, says=(FEASIBLE_OPEN,)),
    row(
        LONG_STARTS,
        ANY,
        DUPLICATE_SSA,
        when=duplicate_long_acting,
        says=(say("This order would make a second long-acting SSA."),),
        also=True,
        warning=ALWAYS,
    ),
    # Interferon and chemotherapy -----------------------------------------------------------------
    row(
        (k.INTERFERON,),
        PALLIATIVE,
        MEDICAL_THERAPY,
        says=(say("Interferon alfa is named by seed 1 only, as an alternative to a long-acting SSA.", "S1.11"),),
    ),
    row(
        (k.INTERFERON,),
        frozenset(CORE),
        core=True,
        says=(
            say(
                "Interferon alfa is named by seed 1 only, as palliation, an alternative to a long-acting SSA.", "S1.11"
            ),
        ),
    ),
    row((k.CHEMOTHERAPY,), "S06", CHEMOTHERAPY, says=(WEIGH,), warning=ALWAYS),
    row(
        (k.CHEMOTHERAPY,),
        ANY,
        CHEMOTHERAPY,
        core=True,
        says=(WEIGH,),
        then=(WITH_METASTASES,),
        warning=ALWAYS,
        core_warning=unreferred,
    ),
    # Nutrients: every in-scope state but S01 and S10 ----------------------------------------------
    row(
        (k.ZINC,),
        frozenset(CORE),
        SUPPORTIVE,
        says=(
            say("Both sources name zinc; it has cleared NME in some cases (seed 1).", "S1.20", "S2.26"),
            say("Recheck the level after repletion.", "E34", when=missing(zinc_level)),
        ),
    ),
    row(
        (k.AMINO_ACIDS,),
        frozenset(CORE),
        SUPPORTIVE,
        says=(say("Both sources name amino acids; they have cleared NME in some cases (seed 1).", "S1.22", "S2.27"),),
    ),
    row(
        (k.LIPIDS,),
        frozenset(CORE),
        SUPPORTIVE,
        says=(
            say(
                "Both sources name essential fatty acids; they have cleared NME in some cases (seed 1).",
                "S1.21",
                "S2.28",
            ),
        ),
    ),
    # Glucagon as a drug ---------------------------------------------------------------------------
    row(
        (k.GLUCAGON_DRUG,),
        ANY,
        EXOGENOUS_GLUCAGON,
        when=tumour_likely,
        says=(say("Compare this product with the tumour or the glucagon result recorded."),),
        warning=ALWAYS,
    ),
    # Stopping an SSA ------------------------------------------------------------------------------
    row(
        (k.SSA_STOP,),
        LOCALIZED | PALLIATIVE | {"S08"},
        SSA_STOPPING,
        when=not_(treatment_continues),
        says=(say("No other SSA is found active or started in these orders."),),
        deletes=True,
    ),
    row(
        (k.SSA_STOP,),
        "S07",
        AFTER_RESECTION,
        when=not_(switched),
        says=(
            say("No source statement on stopping an SSA after complete resection."),
            say("Seed 1's indefinite SSA concerns palliation.", "S1.14", when=not_yes(ssa)),
        ),
    ),
)

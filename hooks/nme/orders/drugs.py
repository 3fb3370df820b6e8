"""The rows of the order table for interferon, chemotherapy, nutrients, and glucagon as a drug."""

from hooks.clinical.advice import Wording
from hooks.clinical.criterion import ALWAYS
from hooks.clinical.logic import all_of, no, not_, yes
from hooks.clinical.orders import OrderRow
from hooks.clinical.sentence import line
from hooks.nme.branches import possible_pseudoglucagonoma
from hooks.nme.cards.glucagon_words import no_glucagon_at_all
from hooks.nme.cards.oncology import CHEMOTHERAPY, WEIGHED
from hooks.nme.cards.population import EXOGENOUS_GLUCAGON
from hooks.nme.cards.supportive import SUPPORTIVE
from hooks.nme.cards.tumour_words import provisional
from hooks.nme.evidence.background import progression
from hooks.nme.evidence.items import glucagon_item, missing, zinc_level, zinc_seen
from hooks.nme.evidence.metastasis import mets
from hooks.nme.evidence.tumour import tumour
from hooks.nme.orders import kinds as k
from hooks.nme.orders.conditions import (
    tumour_likely,
    unreferred,
)
from hooks.nme.orders.row import ANY, CORE, row


def _weigh(place: str) -> Wording:
    """Chemotherapy: what both sources weigh, with the coded course."""
    return Wording(
        summary=(
            line(
                "{order} ordered, progression on {progression.day}: considered in both sources, preferred in neither",
                *WEIGHED,
                when=yes(progression),
            ),
            line(
                "{order} ordered, no metastases on record: both sources place chemotherapy with metastases",
                *WEIGHED,
                when=no(mets),
            ),
            line(
                "{order} ordered, coded as not progressive: considered in both sources, preferred in neither",
                *WEIGHED,
                when=no(progression),
            ),
            line("{order} ordered, progression not coded: considered in both sources, preferred in neither", *WEIGHED),
            line("Chemotherapy ordered: considered in both sources, preferred in neither; check the course", *WEIGHED),
        ),
        next=(line(place, *WEIGHED),),
    )


DRUG_ROWS: tuple[OrderRow, ...] = (
    # Interferon and chemotherapy -----------------------------------------------------------------
    row(
        (k.INTERFERON,),
        frozenset(CORE),
        core=True,
        says=Wording(
            summary=(
                line(
                    "{order} ordered: StatPearls only, an alternative to a long-acting SSA; compare with the record",
                    "S1.11",
                ),
                line("Interferon alfa ordered: StatPearls only, an alternative to a long-acting SSA", "S1.11"),
            ),
            careful=(line("Depression and toxicity ended it early in a series*.", "E48", "E49"),),
        ),
    ),
    row(
        (k.CHEMOTHERAPY,),
        "S06",
        CHEMOTHERAPY,
        says=_weigh("Consider an oncology consult, if this is not its plan."),
        warning=ALWAYS,
    ),
    row(
        (k.CHEMOTHERAPY,),
        ANY,
        CHEMOTHERAPY,
        core=True,
        says=_weigh("Compare this order with the extent recorded; consider an oncology consult."),
        then=Wording(
            careful=(line("Both sources place chemotherapy with metastases.", "S1.16", "S2.35"),),
        ),
        warning=ALWAYS,
        core_warning=unreferred,
    ),
    # Nutrients: every in-scope state but S01 and S10 ----------------------------------------------
    row(
        (k.ZINC,),
        frozenset(CORE),
        SUPPORTIVE,
        says=Wording(
            summary=(
                line(
                    "Zinc {zinc.value} ({zinc.day}): a baseline is there, recheck after repletion*; no glucagon on record",
                    "S1.20",
                    "S2.26",
                    "E34",
                    when=no_glucagon_at_all,
                ),
                line(
                    "Zinc {zinc.value} ({zinc.day}): a baseline is there, recheck after repletion*; no usable glucagon",
                    "S1.20",
                    "S2.26",
                    "E34",
                    when=missing(glucagon_item),
                ),
                line(
                    "Zinc {zinc.value} ({zinc.day}): a baseline is there, recheck after repletion*; both sources name zinc",
                    "S1.20",
                    "S2.26",
                    "E34",
                ),
                line(
                    "{order} ordered, no zinc level and no glucagon on record: draw both before the first dose",
                    "S2.12",
                    "S2.09",
                    when=all_of(not_(zinc_seen), no_glucagon_at_all),
                ),
                line(
                    "{order} ordered, no usable zinc level and no usable glucagon: draw both before the first dose",
                    "S2.12",
                    "S2.09",
                    when=missing(glucagon_item),
                ),
                line(
                    "{order} ordered, no zinc level on record: draw one before the first dose",
                    "S2.12",
                    when=all_of(missing(zinc_level), not_(zinc_seen)),
                ),
                line(
                    "{order} ordered, no usable zinc level on record: draw one before the first dose",
                    "S2.12",
                    when=missing(zinc_level),
                ),
                line(
                    "Zinc ordered: both sources name it; draw a level and a glucagon where none is on record",
                    "S1.20",
                    "S2.26",
                ),
            ),
            next=(
                line(
                    "The order fits both sources: zinc has cleared NME in some cases. Consider a fasting glucagon "
                    "beside it.",
                    "S1.20",
                    "S2.26",
                    "S2.09",
                    when=missing(glucagon_item),
                ),
                line("The order fits both sources: zinc has cleared NME in some cases.", "S1.20", "S2.26"),
            ),
            careful=(line("Zinc is a weak marker for an individual*.", "E31", "E34", "E35"),),
        ),
    ),
    row(
        (k.AMINO_ACIDS, k.LIPIDS),
        frozenset(CORE),
        SUPPORTIVE,
        says=Wording(
            summary=(
                line(
                    "{order} ordered, no glucagon on record: it fits both sources; add a fasting glucagon",
                    "S1.21",
                    "S1.22",
                    "S2.27",
                    "S2.28",
                    "S2.09",
                    when=no_glucagon_at_all,
                ),
                line(
                    "{order} ordered, no usable glucagon: it fits both sources; add a fasting glucagon",
                    "S1.21",
                    "S1.22",
                    "S2.27",
                    "S2.28",
                    "S2.09",
                    when=missing(glucagon_item),
                ),
                line(
                    "{order} ordered: both sources name it, it has cleared NME in some cases",
                    "S1.21",
                    "S1.22",
                    "S2.27",
                    "S2.28",
                ),
                line(
                    "Nutrients ordered: both sources name them; they have cleared NME in some cases",
                    "S1.21",
                    "S1.22",
                    "S2.27",
                    "S2.28",
                ),
            ),
            next=(
                line("The underlying condition comes first (StatPearls).", "S1.24", when=possible_pseudoglucagonoma),
                line(
                    "The order fits both sources. Consider a fasting glucagon beside it.",
                    "S2.09",
                    when=missing(glucagon_item),
                ),
                line("The order fits both sources.", "S1.21", "S1.22", "S2.27", "S2.28"),
            ),
        ),
    ),
    # Glucagon as a drug ---------------------------------------------------------------------------
    row(
        (k.GLUCAGON_DRUG,),
        ANY,
        EXOGENOUS_GLUCAGON,
        when=tumour_likely,
        says=Wording(
            summary=(
                line(
                    "{order} ordered, tumour on record: contraindicated in glucagonoma by its US label*",
                    "E38",
                    when=yes(tumour),
                ),
                line(
                    "{order} ordered, provisional tumour on record: contraindicated in glucagonoma by its US label*",
                    "E38",
                    when=provisional,
                ),
                line(
                    "{order} ordered, high glucagon on record: contraindicated in glucagonoma by its US label*", "E38"
                ),
            ),
            next=(line("Compare this product with the tumour or the glucagon result recorded."),),
        ),
        warning=ALWAYS,
    ),
)

"""K19 glucagon given as a drug, K20 children and pregnancy: both are outside the two source texts."""

from hooks.clinical.advice import Recommendation, Wording
from hooks.clinical.criterion import ALWAYS
from hooks.clinical.logic import all_of, not_yes, yes
from hooks.clinical.sentence import line
from hooks.nme.cards.proposals import SPECIALIST_CONSULT
from hooks.nme.cards.tumour_words import RECORDED, provisional
from hooks.nme.evidence.exogenous import exogenous
from hooks.nme.evidence.glucagon import gt500
from hooks.nme.evidence.items import zinc_level
from hooks.nme.evidence.population import minor, population, pregnant
from hooks.nme.evidence.skin import nme, nme_active_or_provisional
from hooks.nme.evidence.tumour import tumour

EXOGENOUS_GLUCAGON = Recommendation(
    id="K19",
    name="Glucagon given as a drug",
    says=Wording(
        summary=(
            line(
                "{exogenous.value} since {exogenous.day}, tumour on record: US label* contraindicates it in glucagonoma",
                "E38",
                when=yes(tumour),
            ),
            line(
                "Glucagon product, tumour on record: contraindicated in glucagonoma by its US label*",
                "E38",
                when=yes(tumour),
            ),
            line(
                "Glucagon product, provisional tumour on record: contraindicated in glucagonoma by its US label*",
                "E38",
                when=provisional,
            ),
            line(
                "Glucagon product, high glucagon on record: contraindicated in glucagonoma by its US label*",
                "E38",
                when=yes(gt500),
            ),
            line(
                "{exogenous.value} since {exogenous.day}, NME: glucagon label* reports NME with continuous infusion",
                "E38",
                when=nme_active_or_provisional,
            ),
            line(
                "Glucagon product and NME: its US label* reports NME with continuous infusion",
                "E38",
                when=nme_active_or_provisional,
            ),
            line("Glucagon product on record: contraindicated in glucagonoma by its US label*", "E38"),
        ),
        next=(line("Raise it with the team that gives the product.", "E38"),),
        why=(
            line("{exogenous.value} {exogenous.date}"),
            *RECORDED,
            line("NME {nme.status} {nme.date}", when=nme_active_or_provisional),
            line("glucagon {glucagon.full}", when=yes(gt500)),
        ),
        careful=(
            line("The label* read is glucagon's; for a related drug none was read.", "E38", "E77"),
            line("A glucagon result on it would be hard to read."),
        ),
    ),
    shows=(yes(exogenous), yes(tumour), yes(gt500), yes(nme)),
    warning_when=ALWAYS,
    never_says=("StatPearls", "Dr.Oracle", "both sources"),
    outside="US label*, neither source text.",
)

OUTSIDE_THE_SOURCES = Recommendation(
    id="K20",
    name="Child or pregnant: outside the sources",
    says=Wording(
        summary=(
            line(
                "Child and pregnant: both sources are silent on either; consider specialist advice first",
                when=all_of(yes(minor), yes(pregnant)),
            ),
            line(
                "Child (born {minor.date}): both sources are silent on children; consider specialist advice first",
                when=yes(minor),
            ),
            line("Pregnant ({pregnancy.day}): both sources are silent on pregnancy; consider specialist advice first"),
            line("Pregnancy on record: both sources are silent on it; consider specialist advice first"),
        ),
        next=(line("Consider a specialist consult before any test or drug."),),
        why=(
            line("Born {minor.date}", when=yes(minor)),
            line("pregnancy {pregnancy.date}", when=yes(pregnant)),
            line("NME {nme.status} {nme.date}", when=nme_active_or_provisional),
            *RECORDED,
        ),
        careful=(
            line("Only the laboratory's own ranges are used.", when=yes(minor)),
            line("Choice of imaging and of any drug is the specialist's; no other order is drafted."),
            line("No glucagon test is drafted while a glucagon drug runs.", when=yes(exogenous)),
        ),
        also=(
            line("Glucagonoma with NME in a child is in print*.", "E25", when=yes(minor)),
            line(
                "Zinc is read by the laboratory's range, else by a pregnancy range*.",
                "E33",
                when=all_of(yes(pregnant), not_yes(minor)),
            ),
        ),
    ),
    shows=(population, all_of(yes(pregnant), zinc_level), yes(nme), yes(tumour)),
    proposals=(SPECIALIST_CONSULT,),
    texts=("S1.", "S2."),
    never_says=("adult dose", "adult cut-off", "adult range", "zinc deficient"),
)

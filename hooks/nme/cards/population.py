"""K19 glucagon given as a drug, K20 children and pregnancy: both are outside the two source texts."""

from hooks.clinical.advice import Recommendation, say
from hooks.clinical.criterion import ALWAYS, all_of, not_yes, yes
from hooks.nme.cards.proposals import SPECIALIST_CONSULT
from hooks.nme.evidence.background import minor, population, pregnant
from hooks.nme.evidence.glucagon import gt500
from hooks.nme.evidence.items import zinc_level
from hooks.nme.evidence.medication import exogenous
from hooks.nme.evidence.skin import nme, nme_active_or_provisional
from hooks.nme.evidence.tumour import tumour, tumour_recorded_or_provisional

EXOGENOUS_GLUCAGON = Recommendation(
    id="K19",
    name="Glucagon given as a drug",
    summary=(
        say(
            "Glucagon product, tumour on record: contraindicated in glucagonoma by its US label (not from the seeds)",
            when=tumour_recorded_or_provisional,
        ),
        say(
            "Glucagon product, high glucagon: contraindicated in glucagonoma by its US label (not from the seeds)",
            when=yes(gt500),
        ),
        say(
            "Glucagon product and NME: its US label reports NME with continuous infusion (not from the seeds)",
            when=nme_active_or_provisional,
        ),
        say("Glucagon product: contraindicated in glucagonoma by its US label (not from the seeds)"),
    ),
    shows=(yes(exogenous), yes(tumour), yes(gt500), yes(nme)),
    elsewhere=(
        say("US label: contraindicated in glucagonoma.", "E38"),
        say("US label: NME has been reported with continuous glucagon infusion.", "E38"),
    ),
    warning_when=ALWAYS,
    never_says=("seed 1", "seed 2", "both sources", "seeds state"),
)

OUTSIDE_THE_SOURCES = Recommendation(
    id="K20",
    name="Child or pregnant: outside the sources",
    summary=(
        say(
            "Child and pregnancy: both sources are silent on either; consider specialist advice",
            when=all_of(yes(minor), yes(pregnant)),
        ),
        say("Child: both sources are silent on children; consider specialist advice", when=yes(minor)),
        say("Pregnancy: both sources are silent on it; consider specialist advice"),
    ),
    shows=(population, all_of(yes(pregnant), zinc_level)),
    says=(
        say("Neither seed addresses children. Only the laboratory's own ranges are used.", when=yes(minor)),
        say("Neither seed addresses pregnancy.", when=yes(pregnant)),
        say("The choice of imaging and of any drug is the clinician's."),
    ),
    elsewhere=(
        say("Glucagonoma with NME in a child is in print.", "E25", when=yes(minor)),
        say(
            "Zinc is read by the laboratory's range, else by a pregnancy range.",
            "E33",
            when=all_of(yes(pregnant), not_yes(minor)),
        ),
    ),
    proposals=(SPECIALIST_CONSULT,),
    never_says=("adult dose", "adult cut-off", "adult range", "zinc deficient"),
)

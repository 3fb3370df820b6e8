"""Lines from elsewhere, marked ``*`` and sourced, each at most 18 words (pathway-2 section 6)."""

from hooks.clinical.logic import all_of, any_of, no, not_yes, unknown, yes
from hooks.clinical.sentence import line
from hooks.nme.cards.glucagon_words import ordinary_adult
from hooks.nme.evidence.background import confounders, diabetes
from hooks.nme.evidence.glucagon import gt1000
from hooks.nme.evidence.items import missing, receptor_imaging
from hooks.nme.evidence.recent import (
    anticoagulant_drug,
    anticoagulant_use,
    everolimus_active,
    lutetium,
    men1,
    other_cause,
    weight_loss,
)
from hooks.nme.evidence.skin import nme_active_or_provisional

THROMBOSIS = (
    line(
        "Venous thrombosis* in about 30 %; no anticoagulant found.",
        "E59",
        "E07",
        when=all_of(no(anticoagulant_drug), not_yes(anticoagulant_use)),
    ),
    line(
        "Venous thrombosis* in about 30 %; anticoagulation not known.",
        "E59",
        "E07",
        when=all_of(unknown(anticoagulant_drug), not_yes(anticoagulant_use)),
    ),
)
LUTETIUM = line(
    "Lu-177 dotatate: long-acting SSA not within 4 weeks*, short-acting not within 24 h* before.",
    "E54",
    when=lutetium,
)
EVEROLIMUS = line("Everolimus: rash and stomatitis can look the same* (inference).", "E52", when=everolimus_active)
RECEPTOR_PET = line("Receptor PET* is the other receptor study.", "E65", when=missing(receptor_imaging))
OCTREOTIDE_COVER = line("Octreotide cover* around embolization or ablation is described.", "E59")
WITHOUT_SYNDROME = line(
    "Very high glucagon without the syndrome: receptor disease* is in print.",
    "E75",
    when=all_of(
        yes(gt1000), ordinary_adult, not_yes(diabetes), not_yes(weight_loss), not_yes(nme_active_or_provisional)
    ),
)
OTHER_CAUSES = line(
    "{confounder.value} ({confounder.date}) can raise glucagon*.",
    "E03",
    "E04",
    "E08",
    when=any_of(confounders, other_cause),
)
DIABETES_RAISES = line("Diabetes can raise glucagon*.", "E03", "E04", "E05", when=yes(diabetes))
MEN1 = line("MEN1 on record; the two shares in print differ*.", "E01", "E65", when=men1)

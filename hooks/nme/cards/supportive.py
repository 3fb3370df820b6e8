"""K10 nutrition, skin and diabetes."""

from dataclasses import replace

from hooks.clinical.advice import Recommendation, say
from hooks.clinical.criterion import all_of, any_of, no, not_, not_yes, yes
from hooks.nme.branches import possible_pseudoglucagonoma
from hooks.nme.cards.proposals import (
    AMINO_ACID_LEVEL,
    AMINO_ACIDS,
    DIETITIAN,
    FATTY_ACIDS,
    GLUCOSE_HBA1C,
    SKIN_CARE,
    ZINC_DRUG,
    ZINC_LEVEL,
    amino_acid_allergy,
    if_missing,
    lipid_allergy,
    zinc_allergy,
)
from hooks.nme.codes.concepts import SSA
from hooks.nme.evidence.background import associated, diabetes
from hooks.nme.evidence.items import aged, amino_acid_level, drafted, glucose_or_hba1c, missing, zinc_level
from hooks.nme.evidence.medication import ssa
from hooks.nme.evidence.nutrition import efa_low, nutrient_low, zinc_low
from hooks.nme.evidence.resection import resected
from hooks.nme.evidence.skin import nme, nme_active_or_provisional

nutrition_in_question = any_of(nme_active_or_provisional, nutrient_low)
test_in_question = any_of(nutrition_in_question, all_of(not_(no(nme)), not_yes(resected)))
ssa_beside = any_of(yes(ssa), drafted("an SSA", SSA))
allergy = any_of(zinc_allergy, amino_acid_allergy, lipid_allergy)
NUTRIENTS = ("S1.20", "S1.21", "S1.22", "S2.26", "S2.27", "S2.28")

SUPPORTIVE = Recommendation(
    id="K10",
    name="Supportive care",
    summary=(
        say(
            "Possible pseudoglucagonoma: underlying condition first; nutrient repletion may be considered",
            "S1.24",
            "S1.26",
            when=possible_pseudoglucagonoma,
        ),
        say(
            "Low zinc recorded: both sources name zinc; it has cleared NME in some cases",
            "S1.20",
            "S2.26",
            when=yes(zinc_low),
        ),
        say(
            "Low nutrients recorded: both sources name supplements; they have cleared NME in some cases",
            *NUTRIENTS,
            when=nutrient_low,
        ),
        say(
            "Supportive care: zinc, amino acids and fatty acids have cleared NME in some cases",
            *NUTRIENTS,
            when=nme_active_or_provisional,
        ),
        say(
            "Supportive care: nutrients (both sources) and diabetes management (seed 2)",
            "S2.26",
            "S2.27",
            "S2.28",
            "S2.32",
            when=yes(diabetes),
        ),
        say("Supportive care: both sources name zinc, amino acids and fatty acids", "S2.26", "S2.27", "S2.28"),
    ),
    shows=(
        yes(nme),
        aged(zinc_level),
        amino_acid_level,
        yes(efa_low),
        yes(diabetes),
        all_of(yes(diabetes), glucose_or_hba1c),
        yes(associated),
        allergy,
    ),
    says=(
        say(
            "Seed 1: pseudoglucagonoma treatment mainly targets the underlying condition; zinc, amino acids and "
            "essential fatty acids may be considered.",
            "S1.24",
            "S1.26",
            when=possible_pseudoglucagonoma,
        ),
        say(
            "Both sources name zinc, amino acids and essential fatty acids. Seed 1 regards NME as a deficiency "
            "dermatosis: supplements have cleared it in some cases.",
            "S1.18",
            "S1.19",
            *NUTRIENTS,
        ),
        say(
            "Seed 2 lists zinc and amino acids among the tests: consider a level before starting zinc.",
            "S2.12",
            "S2.13",
            when=missing(zinc_level),
        ),
        say(
            "Seed 2 lists amino acids among the tests; none found.",
            "S2.13",
            when=all_of(zinc_level, missing(amino_acid_level)),
        ),
        say(
            "Seed 2, skin: topical emollients, wound care for erosions, prevention of secondary infection.",
            "S2.29",
            "S2.30",
            "S2.31",
            when=nme_active_or_provisional,
        ),
        say("Seed 2: manage diabetes, recorded here.", "S2.32", when=yes(diabetes)),
        say("Allergy or intolerance recorded: that supplement is not drafted.", when=allergy),
    ),
    elsewhere=(
        say("Baseline zinc present: recheck after repletion.", "E34", when=zinc_level),
        say(
            "Inflammation, infection and low albumin lower zinc; it is a weak marker for an individual.",
            "E31",
            "E34",
            "E35",
            when=yes(zinc_low),
        ),
        say(
            "A normal zinc does not argue against trying nutrition: an NME series saw no zinc change; a related "
            "disorder responded at a normal level.",
            "E24",
            "E27",
            when=no(zinc_low),
        ),
        say("One report links octreotide to a raised zinc.", "E67", when=yes(ssa)),
        say("Label: octreotide is not compatible with parenteral nutrition solutions.", "E39", "E40", when=ssa_beside),
    ),
    proposals=(
        *(
            if_missing(replace(test, when=test_in_question), item)
            for test, item in ((ZINC_LEVEL, zinc_level), (AMINO_ACID_LEVEL, amino_acid_level))
        ),
        *(
            replace(drug, when=all_of(nutrition_in_question, drug.when))
            for drug in (ZINC_DRUG, AMINO_ACIDS, FATTY_ACIDS)
        ),
        replace(DIETITIAN, when=nutrition_in_question),
        replace(SKIN_CARE, when=nme_active_or_provisional),
        replace(GLUCOSE_HBA1C, when=yes(diabetes)),
    ),
    never_says=(
        "instead of",
        "replaces",
        "resolves",
        "SSA recommended",
        "start an SSA",
        "not indicated",
        "metastatic",
        "localized",
    ),
)

"""K10 supportive care: nutrition, skin, diabetes (pathway 2.3, 2.4, 3.3)."""

from dataclasses import replace

from hooks.clinical.advice import Recommendation, Wording
from hooks.clinical.logic import all_of, any_of, no, not_, yes
from hooks.clinical.sentence import line
from hooks.nme.branches import possible_pseudoglucagonoma
from hooks.nme.cards.proposals import (
    AMINO_ACID_LEVEL,
    AMINO_ACIDS,
    DIETITIAN,
    FATTY_ACIDS,
    GLUCAGON,
    GLUCOSE_HBA1C,
    SKIN_CARE,
    ZINC_DRUG,
    ZINC_LEVEL,
    amino_acid_allergy,
    if_missing,
    lipid_allergy,
    zinc_allergy,
)
from hooks.nme.codes.concepts import AMINO_ACID_DRUG, LIPID_DRUG, SSA
from hooks.nme.codes.concepts import ZINC_DRUG as ZINC
from hooks.nme.evidence.background import associated, diabetes
from hooks.nme.evidence.items import (
    aged,
    amino_acid_level,
    amino_acids_seen,
    drafted,
    glucagon_item,
    glucose_or_hba1c,
    missing,
    zinc_level,
    zinc_seen,
)
from hooks.nme.evidence.medication import ssa
from hooks.nme.evidence.nutrition import aa_low, efa_low, nutrient_low
from hooks.nme.evidence.recent import liver_disease
from hooks.nme.evidence.skin import nme, nme_active_or_provisional
from hooks.nme.evidence.surgical_risk import low_albumin
from hooks.nme.evidence.zinc import zinc_by_diagnosis, zinc_low
from hooks.nme.quality import observations_unread

nutrition_in_question = any_of(nme_active_or_provisional, nutrient_low)
"""Diabetes alone brings no K10 (pathway-2 3.4)."""

ssa_beside = any_of(yes(ssa), drafted("an SSA", SSA))
allergy = any_of(zinc_allergy, amino_acid_allergy, lipid_allergy)
NUTRIENTS = ("S1.20", "S1.21", "S1.22", "S2.26", "S2.27", "S2.28")
SKIN = ("S2.29", "S2.30", "S2.31")
unmeasured = all_of(missing(zinc_level), missing(amino_acid_level))
zinc_unusable = all_of(missing(zinc_level), any_of(zinc_seen, observations_unread))
amino_acids_unusable = all_of(missing(amino_acid_level), any_of(amino_acids_seen, observations_unread))
levels_unusable = all_of(unmeasured, any_of(zinc_unusable, amino_acids_unusable))
"""None can be used: too old, without a unit, or in data not told whole. That it was not measured is not known."""


SUPPORTIVE = Recommendation(
    id="K10",
    name="Supportive care",
    says=Wording(
        summary=(
            line(
                "Zinc low by diagnosis, no usable result: both sources name zinc, it has cleared NME in some cases",
                "S1.20",
                "S2.26",
                when=zinc_by_diagnosis,
            ),
            line(
                "Zinc {zinc.value} (limit {zinc.limit}) on {zinc.day}: low; zinc has cleared NME in some cases",
                "S1.20",
                "S2.26",
                when=yes(zinc_low),
            ),
            line(
                "Zinc {zinc.value} on {zinc.day}: low; both sources name zinc, it has cleared NME in some cases",
                "S1.20",
                "S2.26",
                when=yes(zinc_low),
            ),
            line(
                "Zinc recorded as low: both sources name zinc, it has cleared NME in some cases",
                "S1.20",
                "S2.26",
                when=yes(zinc_low),
            ),
            line(
                "Amino acids low on {amino.day}: both sources name supplements; they cleared NME in some cases",
                *NUTRIENTS,
                when=yes(aa_low),
            ),
            line(
                "Low nutrients recorded: both sources name supplements; they cleared NME in some cases",
                *NUTRIENTS,
                when=nutrient_low,
            ),
            line(
                "Nutrition and skin: no usable zinc or amino acid level; supplements cleared NME in some cases",
                *NUTRIENTS,
                when=levels_unusable,
            ),
            line(
                "Nutrition and skin: zinc and amino acids not measured; supplements cleared NME in some cases",
                *NUTRIENTS,
                when=unmeasured,
            ),
            line(
                "Nutrition and skin: {not_found} not found; supplements have cleared NME in some cases",
                *NUTRIENTS,
            ),
            line("Nutrition and skin beside the work-up: supplements have cleared NME in some cases", *NUTRIENTS),
        ),
        next=(
            line(
                "Consider skin care and a dietitian; zinc and amino acids, the underlying condition first.",
                "S1.24",
                "S1.26",
                when=possible_pseudoglucagonoma,
            ),
            line(
                "Consider a zinc supplement, a dietitian and skin care; recheck zinc after repletion*.",
                "S1.20",
                "S2.26",
                "E34",
                when=yes(zinc_low),
            ),
            line(
                "Consider supplements, a dietitian and skin care.",
                *NUTRIENTS,
                when=nutrient_low,
            ),
            line(
                "Look for zinc and amino acid levels, draw what is missing; consider a dietitian, skin care.",
                "S2.12",
                "S2.13",
                *SKIN,
                when=all_of(unmeasured, observations_unread),
            ),
            line(
                "Draw zinc (before contrast*) and amino acids; consider a dietitian, skin care.",
                "S2.12",
                "S2.13",
                "E32",
                *SKIN,
                when=unmeasured,
            ),
            line("Draw {not_found}; consider a dietitian, skin care.", *SKIN),
            line("Consider a dietitian and skin care (emollients, wound care, infection prevention).", *SKIN),
        ),
        why=(
            line("zinc low by diagnosis, no usable result: {zinc.value} {zinc.date}", when=zinc_by_diagnosis),
            line("Zinc {zinc.full}", when=all_of(yes(zinc_low), not_(zinc_by_diagnosis))),
            line("amino acids flagged low, {amino.date}", when=yes(aa_low)),
            line("triene:tetraene ratio {fatty.value}, flagged high, {fatty.date}", when=yes(efa_low)),
            line("both sources name zinc, amino acids, essential fatty acids", *NUTRIENTS),
            line("albumin {albumin.value} {albumin.date}", when=low_albumin),
            line("HbA1c or glucose {glucose.value} {glucose.date}", when=all_of(yes(diabetes), glucose_or_hba1c)),
        ),
        careful=(
            line("Allergy or intolerance recorded: that supplement is not drafted.", when=allergy),
            line(
                "Low albumin and inflammation lower zinc*.",
                "E31",
                "E34",
                "E35",
                when=any_of(yes(zinc_low), low_albumin),
            ),
            line(
                "Octreotide is not compatible with parenteral nutrition*.",
                "E39",
                "E40",
                when=all_of(ssa_beside, nutrient_low),
            ),
            line("Liver disease can lower zinc*.", "E31", when=liver_disease),
        ),
        also=(
            line("Diabetes is on record: manage it (Dr.Oracle).", "S2.32", when=yes(diabetes)),
            line("One report links octreotide to a raised zinc*.", "E67", when=yes(ssa)),
            line("A normal zinc does not argue against nutrition*.", "E24", "E27", when=no(zinc_low)),
        ),
        carried=(
            line(
                "No usable zinc or amino acid level; supplements have cleared NME in some cases.",
                *NUTRIENTS,
                when=levels_unusable,
            ),
            line(
                "Zinc, amino acids not measured; supplements have cleared NME in some cases.",
                *NUTRIENTS,
                when=all_of(unmeasured, not_(levels_unusable)),
            ),
            line(
                "Zinc not measured; supplements have cleared NME in some cases.",
                *NUTRIENTS,
                when=all_of(missing(zinc_level), not_(missing(amino_acid_level)), not_(zinc_unusable)),
            ),
            line(
                "No usable zinc level; supplements have cleared NME in some cases.",
                *NUTRIENTS,
                when=all_of(zinc_unusable, not_(missing(amino_acid_level))),
            ),
            line(
                "Amino acids not measured; supplements have cleared NME in some cases.",
                *NUTRIENTS,
                when=all_of(missing(amino_acid_level), not_(missing(zinc_level)), not_(amino_acids_unusable)),
            ),
            line(
                "No usable amino acid level; supplements have cleared NME in some cases.",
                *NUTRIENTS,
                when=all_of(amino_acids_unusable, not_(missing(zinc_level))),
            ),
            line(
                "Nutrition and skin: supplements have cleared NME in some cases.",
                *NUTRIENTS,
                when=not_(any_of(missing(zinc_level), missing(amino_acid_level))),
            ),
        ),
    ),
    shows=(
        yes(nme),
        aged(zinc_level),
        amino_acid_level,
        yes(efa_low),
        yes(diabetes),
        all_of(yes(diabetes), glucose_or_hba1c),
        yes(associated),
        low_albumin,
        allergy,
    ),
    looks_for=(zinc_level, amino_acid_level),
    proposals=(
        replace(
            GLUCAGON,
            when=all_of(
                GLUCAGON.when, drafted("a nutrient", ZINC | AMINO_ACID_DRUG | LIPID_DRUG), missing(glucagon_item)
            ),
        ),
        if_missing(ZINC_LEVEL, zinc_level),
        if_missing(AMINO_ACID_LEVEL, amino_acid_level),
        replace(ZINC_DRUG, when=all_of(yes(zinc_low), ZINC_DRUG.when)),
        replace(AMINO_ACIDS, when=all_of(yes(aa_low), AMINO_ACIDS.when)),
        replace(FATTY_ACIDS, when=all_of(yes(efa_low), FATTY_ACIDS.when)),
        replace(DIETITIAN, when=nutrition_in_question),
        replace(SKIN_CARE, when=nme_active_or_provisional),
        replace(GLUCOSE_HBA1C, when=all_of(yes(diabetes), missing(glucose_or_hba1c))),
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
    statements=("S1.18", "S1.19", *NUTRIENTS, "S2.12", "S2.13", *SKIN, "S2.32"),
)

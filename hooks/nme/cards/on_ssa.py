"""K11 on an SSA, K12 NME back on an SSA, K13 stopping an SSA."""

from hooks.clinical.advice import Recommendation, Wording
from hooks.clinical.criterion import ALWAYS
from hooks.clinical.logic import all_of, any_of, no, not_, not_yes, yes
from hooks.clinical.sentence import line
from hooks.nme.cards import elsewhere
from hooks.nme.cards.glucagon_words import no_glucagon_at_all
from hooks.nme.cards.monitoring import (
    ADVERSE_EFFECT_TESTS,
    ADVERSE_EFFECTS,
    FOLLOW_UP,
    FOLLOW_UP_SCANS,
    MONITORING,
    NOT_READ_SCAN,
    REPEAT_GLUCAGON,
    SKIN_REVIEW,
)
from hooks.nme.cards.proposals import REVIEW_SSA, ssa_allergy
from hooks.nme.cards.tumour_words import RECORDED
from hooks.nme.codes.concepts import INSULIN, PARENTERAL_NUTRITION
from hooks.nme.evidence.background import progression
from hooks.nme.evidence.candidacy import cand
from hooks.nme.evidence.items import (
    any_imaging,
    drafted,
    gallstones,
    glucagon_item,
    glucose_or_hba1c,
    insulin_or_diabetes,
    low_vitamins,
    missing,
    parenteral_nutrition_active,
    steatorrhoea,
)
from hooks.nme.evidence.medication import ssa, ssa_stopped
from hooks.nme.evidence.metastasis import mets
from hooks.nme.evidence.recent import lutetium
from hooks.nme.evidence.resection import resected
from hooks.nme.evidence.skin import back_since, nme, recur
from hooks.nme.evidence.tumour import tumour

STOP = ("S1.14", "S1.15")
RESECT_FIRST = ("S1.02", "S2.18")
operable = all_of(yes(tumour), no(mets), yes(cand), not_yes(resected))
bridging = all_of(yes(ssa), operable)
glucose_in_question = any_of(insulin_or_diabetes, drafted("insulin", INSULIN))
nutrition_beside = any_of(parenteral_nutrition_active, drafted("parenteral nutrition", PARENTERAL_NUTRITION))
palliative = any_of(yes(mets), all_of(yes(tumour), no(mets), no(cand), not_yes(resected)))
"""StatPearls ties the indefinite SSA to palliation: metastases, or surgery that is not feasible (X5)."""

ON_SSA = Recommendation(
    id="K11",
    name="On an SSA",
    says=Wording(
        summary=(
            line(
                "On an SSA since {ssa.day}, tumour operable: check glucagon and skin, resection stays first",
                *RESECT_FIRST,
                when=bridging,
            ),
            line(
                "On {ssa.value} ({ssa.day}), no glucagon on record: check glucagon, imaging and the skin",
                *FOLLOW_UP,
                when=all_of(yes(ssa), no_glucagon_at_all),
            ),
            line(
                "On {ssa.value} ({ssa.day}), no usable glucagon: check glucagon, imaging and the skin",
                *FOLLOW_UP,
                when=all_of(yes(ssa), missing(glucagon_item)),
            ),
            line(
                "On {ssa.value} ({ssa.day}), glucagon {glucagon.value} on {glucagon.day}: check imaging and the skin",
                *FOLLOW_UP,
                when=yes(ssa),
            ),
            line(
                "SSA active: check glucagon, imaging and the skin, and look for its adverse effects",
                *FOLLOW_UP,
                when=yes(ssa),
            ),
            line(
                "Before and during an SSA: glucagon, glucose, gallbladder, vitamins, stool fat",
                *FOLLOW_UP,
                *ADVERSE_EFFECTS,
            ),
        ),
        next=(
            line(
                "Check glucagon, imaging and skin; then gallbladder, glucose, B12*, stool fat.",
                *FOLLOW_UP,
                *ADVERSE_EFFECTS,
                "E39",
                when=yes(ssa),
            ),
            line(
                "Consider the baseline: glucagon before the first dose, glucose, gallbladder, B12*, stool fat.",
                "S2.23",
                *ADVERSE_EFFECTS,
                "E39",
            ),
        ),
        why=(
            line("SSA {ssa.value} {ssa.date}", when=yes(ssa)),
            line("glucagon {glucagon.full}"),
            line(
                "HbA1c or glucose {glucose.value}, {glucose.date}: a named SSA effect (Dr.Oracle)",
                "S2.45",
                when=all_of(glucose_in_question, glucose_or_hba1c),
            ),
            line("gallstones {gallstones.date}: a named SSA effect (Dr.Oracle)", "S2.43", when=gallstones),
            line(
                "steatorrhoea {steatorrhoea.date}: a named SSA effect, and it bears on NME",
                "S1.18",
                "S2.42",
                when=steatorrhoea,
            ),
            line(
                "{vitamin.value} {vitamin.date} low: a named SSA effect, and it bears on NME",
                "S1.18",
                "S2.44",
                when=low_vitamins,
            ),
        ),
        careful=(
            line("Octreotide is not compatible with parenteral nutrition*.", "E39", "E40", when=nutrition_beside),
            line("Octreotide can move glucose either way*.", "E39", when=glucose_in_question),
            line("A glucagon drawn on an SSA in range is no negative evidence.", "S2.23", when=yes(ssa)),
            NOT_READ_SCAN,
            line("Not found: {not_found}."),
        ),
        also=(
            elsewhere.LUTETIUM,
            elsewhere.OTHER_CAUSES,
            line("StatPearls continues an SSA indefinitely, for palliation.", *STOP, when=all_of(yes(ssa), palliative)),
            line("Neither source gives an interval.", *FOLLOW_UP),
        ),
        carried=(line("First: gallbladder ultrasound, glucose, B12*, stool fat.", *ADVERSE_EFFECTS, "E39"),),
    ),
    shows=(
        ssa,
        yes(nme),
        glucagon_item,
        any_imaging,
        low_vitamins,
        *(item for _, item in MONITORING[1:]),
        gallstones,
        steatorrhoea,
        insulin_or_diabetes,
    ),
    looks_for=(glucagon_item, any_imaging, *(item for _, item in MONITORING[1:])),
    proposals=(REPEAT_GLUCAGON, *ADVERSE_EFFECT_TESTS, *FOLLOW_UP_SCANS, SKIN_REVIEW),
    never_says=("every month", "months", "can be stopped", "unlikely", "metastatic", "localized"),
    statements=("S1.12", *STOP, "S1.18", "S2.23", *FOLLOW_UP, *ADVERSE_EFFECTS),
)

RECURRENCE_ON_SSA = Recommendation(
    id="K12",
    name="NME back on an SSA",
    says=Wording(
        summary=(
            line(
                "NME back since {back.day} on {ssa.value} ({ssa.day}): check missed doses, then review dosing",
                "S1.15",
                "S2.41",
            ),
            line(
                "NME back since {back.day} on an SSA: check missed or stopped doses first, then review dosing",
                "S1.15",
                "S2.41",
            ),
            line(
                "NME back on {ssa.value} ({ssa.day}): check missed doses, then review dosing",
                "S1.15",
                "S2.41",
            ),
            line("NME back on an SSA: check missed or stopped doses first, then review SSA dosing", "S1.15", "S2.41"),
        ),
        next=(line("Check doses and intervals first; then review SSA dosing.", "S1.15", "S2.41"),),
        why=(
            line("NME again since {back.date}"),
            line("NME coded as back, {recur.date}", when=no(back_since)),
            line("SSA {ssa.value} {ssa.date}"),
            line("progression {progression.date}", when=yes(progression)),
            line("glucagon {glucagon.full}"),
        ),
        careful=(
            NOT_READ_SCAN,
            line("No glucagon on record.", when=no_glucagon_at_all),
            line("No usable glucagon on record.", when=all_of(missing(glucagon_item), not_(no_glucagon_at_all))),
            line("Response not coded.", when=missing(progression)),
        ),
        also=(
            elsewhere.EVEROLIMUS,
            elsewhere.OTHER_CAUSES,
            line("On an SSA the skin often improves within days (Dr.Oracle).", "S2.24"),
        ),
        differs=(line("StatPearls: returns on withdrawal; Dr.Oracle: despite stable disease.", "S1.15", "S2.41"),),
    ),
    shows=(recur, ssa, progression, glucagon_item, any_imaging),
    proposals=(REVIEW_SSA, REPEAT_GLUCAGON, *FOLLOW_UP_SCANS, SKIN_REVIEW),
    warning_when=ALWAYS,
    never_says=("tumour has progressed", "tumour progression", "increase the dose", "double", " mg"),
    statements=("S1.15", "S2.24", "S2.41", *FOLLOW_UP),
)

unexplained = all_of(not_yes(ssa_allergy), not_yes(lutetium))
"""A reason that is unknown explains nothing: allergies not told keep the warning."""

SSA_STOPPING = Recommendation(
    id="K13",
    name="Stopping an SSA",
    says=Wording(
        summary=(
            line(
                "{order} stopped around Lu-177 dotatate: check the interval; symptoms can return promptly",
                "S1.15",
                when=lutetium,
            ),
            line(
                "{order} stopped, adverse reaction recorded: plan what follows; symptoms can return promptly",
                "S1.15",
                when=ssa_allergy,
            ),
            line(
                "Stopping {order}, no reason found: StatPearls continues it indefinitely; symptoms return promptly",
                *STOP,
                when=not_(operable),
            ),
            line(
                "Stopping {order}: symptoms return promptly (StatPearls); resection is first in both sources",
                "S1.15",
                *RESECT_FIRST,
                when=operable,
            ),
            line(
                "SSA stopped around Lu-177 dotatate: check the interval; symptoms can return promptly",
                "S1.15",
                when=lutetium,
            ),
            line(
                "SSA ended {ended.day}, adverse reaction recorded: plan what follows; symptoms can return promptly",
                "S1.15",
                when=ssa_allergy,
            ),
            line(
                "SSA ended {ended.day}: StatPearls continues it in palliation; symptoms return promptly without it",
                *STOP,
                when=ssa_stopped,
            ),
            line("Stopping an SSA: StatPearls continues it in palliation; symptoms return promptly without it", *STOP),
        ),
        next=(
            line("Check the Lu-177 date against the last SSA dose.", "E54", when=lutetium),
            line(
                "Check what is to replace it, with the recorded reaction in view.", *ADVERSE_EFFECTS, when=ssa_allergy
            ),
            line("Consider a surgical plan before it ends.", *RESECT_FIRST, when=operable),
            line("Check the reason for the end, and whether it was meant.", when=ssa_stopped),
            line("Check the reason; this stop can be removed if it was not meant."),
        ),
        why=(
            line("Lu-177 dotatate {lutetium.date}", when=lutetium),
            line("reaction to {reaction.value}, {reaction.date}", when=ssa_allergy),
            *RECORDED,
            line("{mets.value} {mets.date}", when=yes(mets)),
            line("SSA {ssa.value} {ssa.date}", when=yes(ssa)),
        ),
        careful=(
            elsewhere.LUTETIUM,
            line("No switch, adverse reaction or Lu-177 dotatate found.", when=unexplained),
            line("NME and other symptoms promptly return on withdrawal (StatPearls).", "S1.15"),
        ),
        also=(line("After a stop follow skin and glucagon (Dr.Oracle).", "S2.36", "S2.38"),),
        differs=(line("Duration: StatPearls only, for palliation.", "S1.14", when=not_(operable)),),
    ),
    shows=(ssa, mets, tumour, yes(nme), ssa_allergy, lutetium),
    proposals=(SKIN_REVIEW, REPEAT_GLUCAGON),
    warning_when=unexplained,
    never_says=("blocked", "both sources continue", "restart", "cured patient", "metastatic", "localized"),
    statements=(*STOP, *RESECT_FIRST, *ADVERSE_EFFECTS, "S2.36", "S2.38"),
)

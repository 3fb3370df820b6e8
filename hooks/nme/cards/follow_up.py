"""K11 on an SSA, K12 NME back on an SSA, K13 stopping an SSA, K14 after resection, K15 possible recurrence."""

from hooks.clinical.advice import Recommendation, say
from hooks.clinical.criterion import ALWAYS, Assessment, Check, all_of, any_of, no, not_, not_yes, yes
from hooks.clinical.evidence import Finding
from hooks.clinical.truth import NO, UNKNOWN, YES, known
from hooks.nme.branches import lesion_after_resection, raised_after_resection
from hooks.nme.cards.monitoring import (
    ADVERSE_EFFECTS,
    ADVERSE_EFFECTS_TEXT,
    FOLLOW_UP,
    FOLLOW_UP_SCANS,
    MONITORING,
    REGULAR_FOLLOW_UP,
    SKIN_REVIEW,
)
from hooks.nme.cards.proposals import GLUCAGON, REVIEW_SSA, SRS, ssa_allergy
from hooks.nme.codes.concepts import INSULIN, LUTETIUM, PARENTERAL_NUTRITION
from hooks.nme.evidence.background import progression
from hooks.nme.evidence.candidacy import cand
from hooks.nme.evidence.items import (
    any_imaging,
    ct_or_mri,
    drafted,
    gallstones,
    glucagon_item,
    insulin_or_diabetes,
    low_vitamins,
    parenteral_nutrition_active,
    receptor_imaging,
    steatorrhoea,
)
from hooks.nme.evidence.medication import MEDICATIONS, ssa, ssa_stopped
from hooks.nme.evidence.metastasis import mets
from hooks.nme.evidence.resection import resected
from hooks.nme.evidence.select import fact, having
from hooks.nme.evidence.skin import nme, nme_active_or_provisional, recur
from hooks.nme.evidence.tumour import tumour

WATCHED = (*FOLLOW_UP, *ADVERSE_EFFECTS)
STOP = ("S1.14", "S1.15")
PROGNOSIS = ("S2.46", "S2.47", "S2.48")
FIRST_LINE = ("S1.02", "S2.18")
CLEARING = ("S1.04", "S1.05")
operable = all_of(yes(tumour), no(mets), yes(cand), not_yes(resected))
bridging = all_of(yes(ssa), operable)
glucose_in_question = any_of(insulin_or_diabetes, drafted("insulin", INSULIN))
nutrition_beside = any_of(parenteral_nutrition_active, drafted("parenteral nutrition", PARENTERAL_NUTRITION))
palliative = any_of(yes(mets), all_of(yes(tumour), no(mets), no(cand), not_yes(resected)))
"""Seed 1 ties the indefinite SSA to palliation: metastases, or surgery that is not feasible (X5)."""

ON_SSA = Recommendation(
    id="K11",
    name="On an SSA",
    summary=(
        say("SSA active: follow-up items; resection remains first line in both sources", *FIRST_LINE, when=bridging),
        say("SSA active: follow-up items with their last dates, adverse effects", *WATCHED, when=yes(ssa)),
        say("Baseline and follow-up items for an SSA, with their last dates", *WATCHED),
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
    says=(
        say(
            "Seed 1, for palliation: an SSA eases symptoms and continues indefinitely.",
            "S1.12",
            "S1.14",
            when=palliative,
        ),
        say("Seed 1: NME promptly returns when the SSA is withdrawn.", "S1.15", when=all_of(yes(ssa), palliative)),
        REGULAR_FOLLOW_UP,
        say(ADVERSE_EFFECTS_TEXT, *ADVERSE_EFFECTS),
        say("Seed 2: an SSA lowers glucagon; a value drawn on it is not used as negative evidence.", "S2.23"),
        say(
            "Steatorrhoea recorded: fat malabsorption (seed 2) bears on NME as a deficiency dermatosis (seed 1).",
            "S1.18",
            "S2.42",
            when=steatorrhoea,
        ),
        say(
            "Low vitamin level recorded: vitamin deficiency (seed 2) bears on NME as a deficiency dermatosis (seed 1).",
            "S1.18",
            "S2.44",
            when=low_vitamins,
        ),
    ),
    elsewhere=(
        say("Vitamin B12 is the vitamin named in octreotide labels.", "E39", "E40"),
        say(
            "Glucose may go either way on octreotide; antidiabetic treatment may need a change.",
            "E39",
            when=glucose_in_question,
        ),
        say("Gallstones recorded: labels name stones and their complications.", "E39", "E44", when=gallstones),
        say(
            "Label: octreotide is not compatible with parenteral nutrition solutions.",
            "E39",
            "E40",
            when=nutrition_beside,
        ),
    ),
    proposals=(GLUCAGON, *FOLLOW_UP_SCANS, SKIN_REVIEW, *(proposal for proposal, _ in MONITORING[1:])),
    never_says=("every month", "months", "weeks", "can be stopped", "unlikely", "metastatic", "localized"),
)

RECURRENCE_ON_SSA = Recommendation(
    id="K12",
    name="NME back on an SSA",
    summary=(say("NME back on an SSA: check missed or stopped doses first, then review dosing", "S1.15", "S2.41"),),
    shows=(recur, ssa, progression, glucagon_item, any_imaging),
    says=(
        say("First check missed or withdrawn doses. Seed 1: NME promptly returns on withdrawal.", "S1.15"),
        say("Then review SSA dosing. Seed 2: the skin may recur despite stable disease; dosing is adjusted.", "S2.41"),
        say("For comparison, seed 2: the skin improves rapidly on an SSA, often within days.", "S2.24"),
        say("Seed 2 follows glucagon, imaging for tumour response, and skin.", *FOLLOW_UP),
    ),
    proposals=(REVIEW_SSA, GLUCAGON, *FOLLOW_UP_SCANS, SKIN_REVIEW),
    warning_when=ALWAYS,
    never_says=("tumour has progressed", "tumour progression", "increase the dose", "double", " mg"),
)


def _prrt(assessment: Assessment) -> Finding:
    """Active, or planned as an order that waits for its signature (pathway section 4)."""
    drugs = [m for m in having(assessment.case.medications, LUTETIUM) if not m.do_not_perform]
    current = [m for m in drugs if m.status in ("active", "in-progress", "draft")]
    return Finding(known(bool(current)), tuple(fact(m, "Lu-177 dotatate") for m in current))


prrt_active = Check("Lu-177 dotatate is active or planned", _prrt, needs=MEDICATIONS)
prrt = any_of(prrt_active, drafted("Lu-177 dotatate", LUTETIUM))


unexplained = all_of(not_yes(ssa_allergy), not_yes(prrt))
"""A reason that is unknown explains nothing: allergies not told keep the warning."""

SSA_STOPPING = Recommendation(
    id="K13",
    name="Stopping an SSA",
    summary=(
        say("SSA stop, adverse reaction recorded; seed 1 expects prompt return of NME", "S1.15", when=ssa_allergy),
        say("SSA stop around Lu-177 dotatate: check timing; seed 1 expects prompt return of NME", "S1.15", when=prrt),
        say("Stopping an SSA: seed 1 expects prompt return of NME", "S1.15", when=operable),
        say("SSA ended: seed 1 continues it in palliation and expects prompt return of NME", *STOP, when=ssa_stopped),
        say("Stopping an SSA: seed 1 continues it in palliation and expects prompt return of NME", *STOP),
    ),
    shows=(ssa, mets, yes(nme), ssa_allergy, prrt),
    says=(
        say("Seed 1 only, for palliation: an SSA continues indefinitely.", "S1.14", when=not_(operable)),
        say("Seed 1 only: NME and other symptoms promptly return on withdrawal.", "S1.15"),
        say("Recorded as operable: both sources put resection first.", *FIRST_LINE, when=operable),
        say(ADVERSE_EFFECTS_TEXT, *ADVERSE_EFFECTS, when=ssa_allergy),
        say("After a stop, consider following skin and glucagon (seed 2 monitors both).", "S2.36", "S2.38"),
    ),
    elsewhere=(
        say(
            "Lu-177 dotatate label: long-acting SSA off at least 4 weeks*, short-acting 24 h* before.", "E54", when=prrt
        ),
    ),
    proposals=(SKIN_REVIEW, GLUCAGON),
    warning_when=unexplained,
    never_says=("blocked", "both sources continue", "restart", "cured patient", "metastatic", "localized"),
)


def _onset_open(assessment: Assessment) -> Finding:
    rash = assessment.truth(nme_active_or_provisional) is YES
    finding = assessment.finding(recur)
    return Finding(UNKNOWN if rash and finding.truth is UNKNOWN else NO, finding.facts)


onset_open = Check(
    "active NME has no onset that could be compared with the resection",
    _onset_open,
    asks=(recur,),
    missing=recur.missing,
)

AFTER_RESECTION = Recommendation(
    id="K14",
    name="After resection",
    summary=(say("After resection: follow glucagon, imaging and skin; no interval in either source", *FOLLOW_UP),),
    shows=(resected, mets, glucagon_item, any_imaging, yes(nme), onset_open, yes(ssa)),
    says=(
        REGULAR_FOLLOW_UP,
        say("Seed 2: prognosis depends on completeness of resection (not coded here), stage, metastases.", *PROGNOSIS),
        say("Seed 1: removal without distant metastases generally clears the rash, often within a week.", *CLEARING),
        say(
            "Seed 1's indefinite SSA concerns palliation; no source statement after complete resection.",
            "S1.14",
            when=yes(ssa),
        ),
    ),
    proposals=(GLUCAGON, *FOLLOW_UP_SCANS, SKIN_REVIEW),
    never_says=("disease-free", "stop follow-up", "stay on", "must continue"),
)

POSSIBLE_RECURRENCE = Recommendation(
    id="K15",
    name="Possible recurrence",
    summary=(
        say("Lesion coded after resection: re-check glucagon and imaging", *FOLLOW_UP, when=lesion_after_resection),
        say("Glucagon raised after resection: repeat it and re-check imaging", *FOLLOW_UP, when=raised_after_resection),
        say("NME again after resection: re-check glucagon and imaging", *FOLLOW_UP, when=yes(recur)),
        say("Finding after resection: re-check glucagon and imaging", *FOLLOW_UP),
    ),
    shows=(
        resected,
        yes(recur),
        raised_after_resection,
        lesion_after_resection,
        mets,
        glucagon_item,
        ct_or_mri,
        receptor_imaging,
        yes(ssa),
    ),
    says=(
        say("Seed 2 follows glucagon, imaging and skin.", *FOLLOW_UP),
        say("Seed 2 lists abdominal CT or MRI and somatostatin receptor scintigraphy.", "S2.14", "S2.15"),
        say("Seed 2: prognosis depends on metastases and completeness of resection.", "S2.47", "S2.48"),
        say("The finding alone does not establish that the tumour is back."),
    ),
    elsewhere=(say("Glucagon assays differ: compare results of the same assay only.", "E11"),),
    proposals=(GLUCAGON, *FOLLOW_UP_SCANS, SRS),
    warning_when=ALWAYS,
    never_says=("recurrence confirmed", "relapse confirmed", "tumour recurrence"),
)

"""K11 to K15: on an SSA, off it, and after resection."""

from dataclasses import replace

import pytest

from hooks.clinical.advice import Indicator
from hooks.clinical.case import Case, Draft, Flag
from hooks.nme.cards.follow_up import (
    AFTER_RESECTION,
    ON_SSA,
    POSSIBLE_RECURRENCE,
    RECURRENCE_ON_SSA,
    SSA_STOPPING,
)
from tests.hooks.treatment_cases import (
    FIT,
    LIVER_METASTASIS,
    NO_METASTASIS,
    TUMOUR,
    UNFIT,
    ago,
    allergy,
    card,
    diagnosis,
    drafted,
    drug,
    finding,
    lab,
    patient,
    resection,
    said,
)

LAR = drug("octreotide_lar")
ENDED = drug("octreotide_lar", "completed", 400, 40)
ON_TREATMENT = patient(TUMOUR, LIVER_METASTASIS, LAR)
STOPPED = patient(TUMOUR, LIVER_METASTASIS, ENDED)
INDEFINITE = "continues indefinitely"


# K11 --------------------------------------------------------------------------------------------


def test_in_palliation_seed_1_continues_the_ssa() -> None:
    text = said(card(ON_SSA, ON_TREATMENT))
    assert "Seed 1, for palliation: an SSA eases symptoms and continues indefinitely." in text
    assert "NME promptly returns when the SSA is withdrawn" in text


@pytest.mark.parametrize(
    "case",
    [
        patient(TUMOUR, NO_METASTASIS, FIT, LAR),
        patient(TUMOUR, NO_METASTASIS, LAR),
        patient(TUMOUR, LAR),
        patient(TUMOUR, NO_METASTASIS, UNFIT, resection(60), LAR),
    ],
)
def test_outside_palliation_the_indefinite_ssa_is_not_said(case: Case) -> None:
    assert "indefinitely" not in said(card(ON_SSA, case))


def test_surgery_recorded_as_not_feasible_is_palliation_too() -> None:
    assert INDEFINITE in said(card(ON_SSA, patient(TUMOUR, NO_METASTASIS, UNFIT, LAR)))


def test_an_operable_patient_on_an_ssa_reads_that_resection_remains_first_line() -> None:
    bridged = card(ON_SSA, patient(TUMOUR, NO_METASTASIS, FIT, LAR))
    assert bridged.summary == "SSA active: follow-up items; resection remains first line in both sources"
    assert "resection" not in card(ON_SSA, ON_TREATMENT).summary


def test_before_an_ssa_the_card_speaks_of_a_baseline() -> None:
    advice = card(ON_SSA, patient(TUMOUR, LIVER_METASTASIS))
    assert advice.summary == "Baseline and follow-up items for an SSA, with their last dates"
    assert "withdrawn" not in said(advice)


def test_follow_up_items_are_shown_with_their_last_date_and_no_interval_is_given() -> None:
    measured = patient(
        TUMOUR, LIVER_METASTASIS, LAR, lab("hba1c", "7", "%", 40), lab("vitamin_b12", "300", "pg/mL", 90)
    )
    advice = card(ON_SSA, measured)
    assert ago(40) in [fact.when for fact in advice.recorded if fact.label == "Glucose or HbA1c"]
    assert ago(90) in [fact.when for fact in advice.recorded if fact.label == "Vitamin level"]
    assert "gallbladder ultrasound" in advice.not_found
    assert "No interval in either source." in said(advice)


def test_monitoring_on_an_ssa_is_offered_as_orders() -> None:
    monitoring = ["glucose-hba1c", "gallbladder-us", "vitamin-b12", "stool-fat"]
    assert drafted(card(ON_SSA, ON_TREATMENT)) == ["glucagon", "ct", "mri", "skin-review", *monitoring]


@pytest.mark.parametrize(
    ("entry", "line"),
    [
        (diagnosis("diabetes"), "Glucose may go either way on octreotide"),
        (diagnosis("cholelithiasis"), "Gallstones recorded"),
        (diagnosis("steatorrhea"), "Steatorrhoea recorded"),
        (drug("parenteral_nutrition"), "not compatible with parenteral nutrition solutions"),
    ],
)
def test_what_an_ssa_meets_in_the_record_is_said_and_only_then(entry: object, line: str) -> None:
    assert isinstance(entry, (type(LIVER_METASTASIS), type(LAR)))
    assert line in said(card(ON_SSA, patient(TUMOUR, LIVER_METASTASIS, LAR, entry)))
    assert line not in said(card(ON_SSA, ON_TREATMENT))


def test_a_low_vitamin_level_bears_on_the_rash_until_a_newer_one_is_in_range() -> None:
    low = replace(lab("vitamin_b12", "120", "pg/mL", 90), flag=Flag.LOW)
    newer = replace(lab("vitamin_b12", "400", "pg/mL", 10), flag=Flag.NORMAL)
    advice = card(ON_SSA, patient(TUMOUR, LIVER_METASTASIS, LAR, low))
    line = "Low vitamin level recorded: vitamin deficiency (seed 2) bears on NME as a deficiency dermatosis (seed 1)."
    assert line in said(advice)
    assert [fact.value for fact in advice.recorded if fact.label == "Low vitamin level"] == ["120 pg/mL"]
    assert line not in said(card(ON_SSA, patient(TUMOUR, LIVER_METASTASIS, LAR, low, newer)))


# K12 --------------------------------------------------------------------------------------------


def test_a_rash_back_on_an_ssa_asks_for_missed_doses_before_dosing() -> None:
    advice = card(RECURRENCE_ON_SSA, patient(TUMOUR, LIVER_METASTASIS, LAR, diagnosis("nme", 20, "recurrence")))
    texts = [line.text for line in advice.says]
    assert texts[0].startswith("First check missed or withdrawn doses.")
    assert texts[1].startswith("Then review SSA dosing. Seed 2: the skin may recur despite stable disease")
    assert advice.indicator is Indicator.WARNING
    assert drafted(advice) == ["review-ssa", "glucagon", "ct", "mri", "skin-review"]


# K13 --------------------------------------------------------------------------------------------


def test_an_ssa_that_ended_is_a_warning_and_shows_how_long_ago() -> None:
    advice = card(SSA_STOPPING, STOPPED)
    assert advice.indicator is Indicator.WARNING
    assert advice.summary == "SSA ended: seed 1 continues it in palliation and expects prompt return of NME"
    assert "40 d ago" in [fact.note for fact in advice.recorded]
    assert "Seed 1 only, for palliation: an SSA continues indefinitely." in said(advice)
    assert drafted(advice) == ["skin-review", "glucagon"]


def test_a_recorded_adverse_reaction_makes_the_stop_an_info_with_the_adverse_effects() -> None:
    advice = card(SSA_STOPPING, patient(TUMOUR, LIVER_METASTASIS, ENDED, allergy("octreotide")))
    assert advice.indicator is Indicator.INFO
    assert "fat malabsorption, gallstones, vitamin deficiencies, glucose abnormalities" in said(advice)
    assert "gallstones" not in said(card(SSA_STOPPING, STOPPED))


def test_allergies_that_were_not_told_explain_nothing() -> None:
    assert card(SSA_STOPPING, replace(STOPPED, allergies=None)).indicator is Indicator.WARNING


@pytest.mark.parametrize("drafting", [False, True])
def test_dotatate_active_or_drafted_makes_the_stop_an_info_with_the_label_timing(drafting: bool) -> None:
    dotatate = drug("lutetium_dotatate", start=0)
    active = patient(TUMOUR, LIVER_METASTASIS, ENDED, dotatate)
    ordered = replace(STOPPED, drafts=(Draft(order=dotatate, selected=False),))
    advice = card(SSA_STOPPING, ordered if drafting else active)
    assert advice.indicator is Indicator.INFO
    assert "at least 4 weeks*, short-acting 24 h* before" in said(advice)
    assert "Lu-177" not in said(card(SSA_STOPPING, STOPPED))


def test_stopping_a_bridge_before_surgery_is_not_measured_by_palliation() -> None:
    text = said(card(SSA_STOPPING, patient(TUMOUR, NO_METASTASIS, FIT, LAR)))
    assert "palliation" not in text
    assert "indefinitely" not in text
    assert "both sources put resection first" in text


# K14 --------------------------------------------------------------------------------------------


def test_after_resection_follow_up_and_completeness_are_said() -> None:
    advice = card(AFTER_RESECTION, patient(TUMOUR, NO_METASTASIS, resection(60)))
    assert advice.summary == "After resection: follow glucagon, imaging and skin; no interval in either source"
    assert "prognosis depends on completeness of resection (not coded here)" in said(advice)
    assert "often within a week" in said(advice)
    assert "palliation" not in said(advice)
    assert drafted(advice) == ["glucagon", "ct", "mri", "skin-review"]


def test_an_ssa_after_resection_is_told_from_palliation() -> None:
    text = said(card(AFTER_RESECTION, patient(TUMOUR, NO_METASTASIS, resection(400), LAR)))
    assert "Seed 1's indefinite SSA concerns palliation; no source statement after complete resection." in text


def test_an_active_rash_without_onset_is_an_open_question_and_a_healed_one_is_not() -> None:
    asked = "onset of the present NME episode"
    undated = replace(diagnosis("nme"), onset=None)
    assert asked in card(AFTER_RESECTION, patient(TUMOUR, resection(60), undated)).not_found
    healed = diagnosis("nme", clinical="resolved")
    assert asked not in card(AFTER_RESECTION, patient(TUMOUR, resection(60), healed)).not_found


# K15 --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "summary"),
    [
        (diagnosis("nme", 15, "recurrence"), "NME again after resection: re-check glucagon and imaging"),
        (
            lab("glucagon_serum_plasma", "300", "pg/mL", 15, high="159"),
            "Glucagon raised after resection: repeat it and re-check imaging",
        ),
        (finding("glucagonoma", 15, present=True), "Lesion coded after resection: re-check glucagon and imaging"),
    ],
)
def test_a_finding_after_resection_is_named_and_is_a_warning(entry: object, summary: str) -> None:
    assert isinstance(entry, (type(LIVER_METASTASIS), type(finding("nme", 1, present=True))))
    advice = card(POSSIBLE_RECURRENCE, patient(TUMOUR, resection(400), entry))
    assert advice.summary == summary
    assert advice.indicator is Indicator.WARNING
    assert "does not establish that the tumour is back" in said(advice)
    assert drafted(advice) == ["glucagon", "ct", "mri", "srs"]

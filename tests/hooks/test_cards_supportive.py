"""K10: nutrition, skin and diabetes."""

import pytest

from hooks.clinical.case import Case
from hooks.nme.cards.supportive import SUPPORTIVE
from tests.hooks.treatment_cases import (
    NME,
    NO_METASTASIS,
    TUMOUR,
    allergy,
    card,
    diagnosis,
    drafted,
    drug,
    lab,
    patient,
    resection,
    said,
)

LOW_ZINC = lab("zinc_serum_plasma", "52", "ug/dL", 5, low="60")
LIMIT_ZINC = lab("zinc_serum_plasma", "60", "ug/dL", 5, low="60")
NUTRIENTS = ["zinc", "amino-acids", "fatty-acids"]
CROHN = (NME, diagnosis("crohn"), lab("glucagon_serum_plasma", "60", "pg/mL", 5, high="159"))
DIABETIC_AFTER_RESECTION = patient(TUMOUR, NO_METASTASIS, resection(100), diagnosis("diabetes"))


@pytest.mark.parametrize(
    ("case", "summary"),
    [
        (
            patient(*CROHN),
            "Possible pseudoglucagonoma: underlying condition first; nutrient repletion may be considered",
        ),
        (patient(NME, LOW_ZINC), "Low zinc recorded: both sources name zinc; it has cleared NME in some cases"),
        (patient(NME), "Supportive care: zinc, amino acids and fatty acids have cleared NME in some cases"),
        (DIABETIC_AFTER_RESECTION, "Supportive care: nutrients (both sources) and diabetes management (seed 2)"),
        (patient(TUMOUR), "Supportive care: both sources name zinc, amino acids and fatty acids"),
    ],
)
def test_the_summary_fits_what_is_recorded(case: Case, summary: str) -> None:
    assert card(SUPPORTIVE, case).summary == summary


def test_with_a_rash_nutrients_skin_care_and_missing_levels_are_offered() -> None:
    advice = card(SUPPORTIVE, patient(NME))
    assert "supplements have cleared it in some cases" in said(advice)
    assert "topical emollients, wound care for erosions" in said(advice)
    assert drafted(advice) == ["zinc-level", "amino-acid-level", *NUTRIENTS, "dietitian", "skin-care"]


def test_diabetes_after_resection_without_a_rash_brings_no_nutrient_and_no_skin_care() -> None:
    advice = card(SUPPORTIVE, DIABETIC_AFTER_RESECTION)
    assert "Seed 2: manage diabetes, recorded here." in said(advice)
    assert "emollients" not in said(advice)
    assert drafted(advice) == ["glucose-hba1c"]


def test_a_missing_zinc_asks_for_a_level_and_a_present_one_for_a_recheck() -> None:
    without, present = said(card(SUPPORTIVE, patient(NME))), said(card(SUPPORTIVE, patient(NME, LOW_ZINC)))
    assert "consider a level before starting zinc" in without
    assert "Baseline zinc present" not in without
    assert "consider a level before starting zinc" not in present
    assert "Baseline zinc present: recheck after repletion." in present


def test_zinc_at_the_laboratory_limit_is_normal_and_does_not_argue_against_nutrition() -> None:
    normal = "A normal zinc does not argue against trying nutrition"
    assert normal in said(card(SUPPORTIVE, patient(NME, LIMIT_ZINC)))
    assert normal not in said(card(SUPPORTIVE, patient(NME, LOW_ZINC)))
    assert "weak marker for an individual" in said(card(SUPPORTIVE, patient(NME, LOW_ZINC)))


def test_the_underlying_condition_comes_first_only_in_possible_pseudoglucagonoma() -> None:
    possible = card(SUPPORTIVE, patient(*CROHN))
    assert possible.says[0].basis == ("S1.24", "S1.26")
    assert "underlying condition" in possible.says[0].text
    assert "underlying condition" not in said(card(SUPPORTIVE, patient(NME, diagnosis("crohn"))))


def test_an_ssa_brings_the_label_on_parenteral_nutrition_and_the_report_on_zinc() -> None:
    on_ssa = said(card(SUPPORTIVE, patient(NME, drug("octreotide_lar"))))
    assert "not compatible with parenteral nutrition solutions" in on_ssa
    assert "One report links octreotide to a raised zinc." in on_ssa
    assert "octreotide" not in said(card(SUPPORTIVE, patient(NME)))


def test_an_allergy_drops_that_supplement_and_says_so() -> None:
    advice = card(SUPPORTIVE, patient(NME, allergy("zinc_sulfate")))
    assert "zinc" not in drafted(advice)
    assert "that supplement is not drafted" in said(advice)

"""K07, K08 and K09: which sentences and orders each patient gets."""

from dataclasses import replace

import pytest

from hooks.clinical.case import Case
from hooks.nme.cards.medical import CHEMOTHERAPY, LIVER_OPTIONS, MEDICAL_THERAPY
from tests.hooks.treatment_cases import (
    DECLINED,
    ECOG_4,
    FIT,
    LIVER_METASTASIS,
    NO_METASTASIS,
    TUMOUR,
    UNFIT,
    allergy,
    card,
    diagnosis,
    drafted,
    drug,
    lab,
    medications_unread,
    observed,
    patient,
    resection,
    said,
)

DRUGS = ["octreotide-short", "octreotide-long", "lanreotide", "interferon"]
BASELINE = ["glucagon", "glucose-hba1c", "gallbladder-us", "vitamin-b12", "stool-fat"]
METASTATIC = patient(TUMOUR, LIVER_METASTASIS)
GLUCAGON = lab("glucagon_serum_plasma", "1320", "pg/mL", 12, high="159")
X1_SEED_1 = "Seed 1: medical therapy, palliative, is the mainstay."
X1_SEED_2 = "Seed 2: resection whenever possible, metastases not named as a bar."


# K07 --------------------------------------------------------------------------------------------


def test_with_metastases_both_lines_on_surgery_stand_side_by_side() -> None:
    advice = card(MEDICAL_THERAPY, METASTATIC)
    texts = [line.text for line in advice.says]
    first = next(i for i, text in enumerate(texts) if X1_SEED_1 in text)
    assert X1_SEED_2 in texts[first + 1]
    assert "consider surgical (MDT) review" in texts[first + 1]
    assert "Metastatic by the newest evidence." in said(advice)
    assert drafted(advice) == ["surgical-consult", *DRUGS, *BASELINE]


@pytest.mark.parametrize(
    ("candidacy", "summary", "line"),
    [
        (
            UNFIT,
            "Surgery recorded as not feasible: both sources name an SSA",
            "Seed 1: medical therapy is the mainstay for poor surgical candidates.",
        ),
        (
            DECLINED,
            "Surgery recorded as declined; can be revisited. Both sources name an SSA",
            "Surgery recorded as declined; can be revisited.",
        ),
        (
            ECOG_4,
            "Proxy marker only: obtain a surgical assessment. Both sources name an SSA otherwise",
            "Proxy marker (ECOG or ASA) only; no current surgical assessment on record: obtain one.",
        ),
    ],
)
def test_without_metastases_the_reason_against_surgery_is_said_and_no_surgical_consult_drafted(
    candidacy: object, summary: str, line: str
) -> None:
    assert isinstance(candidacy, type(UNFIT))
    advice = card(MEDICAL_THERAPY, patient(TUMOUR, NO_METASTASIS, candidacy))
    assert advice.summary == summary
    assert line in [said_line.text for said_line in advice.says]
    assert X1_SEED_1 not in said(advice)
    assert drafted(advice) == [*DRUGS, *BASELINE]


@pytest.mark.parametrize("candidacy", [DECLINED, ECOG_4])
def test_declined_and_proxy_are_never_a_poor_candidate(candidacy: object) -> None:
    assert isinstance(candidacy, type(UNFIT))
    text = said(card(MEDICAL_THERAPY, patient(TUMOUR, NO_METASTASIS, candidacy)))
    assert "poor" not in text
    assert "unfit" not in text


def test_the_sequence_is_short_acting_first_and_interferon_last_from_seed_1_only() -> None:
    advice = card(MEDICAL_THERAPY, METASTATIC)
    assert "short-acting octreotide to start (seed 2), then a long-acting SSA (seed 1)" in said(advice)
    assert advice.says[-1].text == "Interferon-alpha: alternative to a long-acting SSA, seed 1 only."
    assert advice.says[-1].basis == ("S1.11",)


def test_survival_is_the_claim_of_seed_1_alone() -> None:
    survival = [line for line in card(MEDICAL_THERAPY, METASTATIC).says if "survival" in line.text]
    assert [line.text for line in survival] == ["Seed 1 states a survival benefit of an SSA; seed 2 does not."]


def test_the_label_status_stands_among_facts_from_elsewhere() -> None:
    advice = card(MEDICAL_THERAPY, METASTATIC)
    assert advice.elsewhere[0].text == "Indication differs by country; US text found does not name glucagonoma."
    assert advice.elsewhere[0].basis == ("E41", "E42", "E43")


def test_a_failed_medication_query_is_said_without_claiming_absence() -> None:
    text = said(card(MEDICAL_THERAPY, medications_unread(METASTATIC)))
    assert "Current SSA could not be determined" in text
    assert "not on an SSA" not in text
    assert "could not be determined" not in said(card(MEDICAL_THERAPY, METASTATIC))


def test_metastases_without_tumour_or_resection_get_no_drug_but_a_line_on_attribution() -> None:
    advice = card(MEDICAL_THERAPY, patient(GLUCAGON, LIVER_METASTASIS))
    assert "attribution open" in advice.summary
    assert "whether the metastases belong to it is open" in said(advice)
    assert "Interferon" not in said(advice)
    assert drafted(advice) == ["surgical-consult"]


def test_a_resection_on_record_settles_attribution() -> None:
    operated = replace(patient(GLUCAGON, LIVER_METASTASIS, resection(200)))
    assert "attribution" not in said(card(MEDICAL_THERAPY, operated))
    assert drafted(card(MEDICAL_THERAPY, operated))[1:5] == DRUGS


def test_an_active_ssa_leaves_no_second_one_and_no_interferon_to_draft() -> None:
    treated = patient(TUMOUR, LIVER_METASTASIS, drug("octreotide_lar"))
    assert drafted(card(MEDICAL_THERAPY, treated)) == ["surgical-consult"]


def test_an_allergy_drops_that_drug_and_says_so() -> None:
    advice = card(MEDICAL_THERAPY, patient(TUMOUR, LIVER_METASTASIS, allergy("lanreotide")))
    assert drafted(advice)[1:4] == ["octreotide-short", "octreotide-long", "interferon"]
    assert "Allergy or intolerance recorded: that drug is not drafted." in said(advice)
    assert "Allergy" not in said(card(MEDICAL_THERAPY, METASTATIC))


def test_the_baseline_asks_only_for_what_is_not_on_record() -> None:
    measured = patient(TUMOUR, LIVER_METASTASIS, GLUCAGON, lab("hba1c", "7", "%", 40))
    assert drafted(card(MEDICAL_THERAPY, measured))[5:] == BASELINE[2:]


# K08 --------------------------------------------------------------------------------------------


def test_liver_options_come_from_seed_2_without_ranking() -> None:
    advice = card(LIVER_OPTIONS, METASTATIC)
    assert "Seed 2 only: consider hepatic artery embolization." in said(advice)
    assert "Seed 2 only: consider radiofrequency ablation (RFA)." in said(advice)
    assert "Seed 2 gives no order among them" in said(advice)
    assert "coded disease course" in advice.not_found
    assert drafted(advice) == ["embolization-consult", "rfa-consult", "oncology-consult"]


def test_octreotide_around_liver_therapy_is_from_elsewhere() -> None:
    advice = card(LIVER_OPTIONS, METASTATIC)
    assert [(line.text.split(",")[0], line.basis) for line in advice.elsewhere] == [("Octreotide before", ("E59",))]


# K09 --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("course", "summary", "line"),
    [
        ("cancer_progression_worsened", "progression coded", "coded yes"),
        ("cancer_progression_stable", "coded as not progressive", "coded no"),
        ("", "progression unknown", "unknown"),
    ],
)
def test_chemotherapy_says_whether_progression_is_coded(course: str, summary: str, line: str) -> None:
    entries = [observed("cancer_progression", 10, answer=course)] if course else []
    advice = card(CHEMOTHERAPY, patient(TUMOUR, LIVER_METASTASIS, *entries))
    assert advice.summary == f"Chemotherapy: considered in both sources, preferred in neither; {summary}"
    assert f"Progression, the condition in seed 2: {line}." in said(advice)
    assert drafted(advice) == ["oncology-consult"]


def test_chemotherapy_gives_both_sources_side_by_side() -> None:
    texts = [line.text for line in card(CHEMOTHERAPY, METASTATIC).says[:2]]
    assert texts[0].startswith("Seed 1: can be considered to palliate (streptozotocin, 5-fluorouracil); not preferred")
    assert texts[1] == "Seed 2: consider for progressive disease with liver metastases; no drug named."


@pytest.mark.parametrize(
    ("case", "line"),
    [
        (patient(TUMOUR, NO_METASTASIS, FIT), "Both sources place it with metastases; none recorded."),
        (patient(TUMOUR), "Both sources place it with metastases; not established here."),
        (patient(TUMOUR, diagnosis("metastasis_lung")), "Metastases recorded; no liver site coded."),
    ],
)
def test_chemotherapy_says_when_its_setting_is_not_recorded(case: Case, line: str) -> None:
    assert line in said(card(CHEMOTHERAPY, case))
    assert line not in said(card(CHEMOTHERAPY, METASTATIC))


def test_renal_impairment_brings_the_streptozocin_label_and_only_then() -> None:
    impaired = patient(TUMOUR, LIVER_METASTASIS, diagnosis("renal_failure"))
    assert "Renal impairment recorded" in said(card(CHEMOTHERAPY, impaired))
    assert "Renal impairment" not in said(card(CHEMOTHERAPY, METASTATIC))

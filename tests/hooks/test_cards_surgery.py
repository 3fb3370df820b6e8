"""K04, K05 and K06: which sentences and orders each patient gets."""

import pytest

from hooks.clinical.advice import Indicator
from hooks.clinical.case import Case
from hooks.nme.cards.surgery import EXTENT_UNKNOWN, SURGERY_FIRST, SURGICAL_ASSESSMENT
from tests.hooks.treatment_cases import (
    DECLINED,
    ECOG_4,
    FIT,
    LIVER_METASTASIS,
    NO_METASTASIS,
    TUMOUR,
    UNFIT,
    card,
    diagnosis,
    drafted,
    drug,
    finding,
    lab,
    observed,
    patient,
    said,
    scan,
)

LESION = finding("glucagonoma", 14, present=True)
GLUCAGON = lab("glucagon_serum_plasma", "1320", "pg/mL", 12, high="159")
NODE = diagnosis("metastasis_lymph_node")
OCTREOTIDE_BRIDGE = drug("octreotide_sc_iv", start=10)


# K04 --------------------------------------------------------------------------------------------


def test_an_operable_patient_reads_early_excision_and_the_best_chance_of_cure() -> None:
    advice = card(SURGERY_FIRST, patient(TUMOUR, NO_METASTASIS, FIT))
    assert advice.summary == "Localized disease recorded: resection is first line in both sources"
    assert "early excision" in said(advice)
    assert "best chance of cure and long-term survival" in said(advice)
    assert "generally clear completely, often within a week" in said(advice)
    assert "Octreotide before surgery" not in said(advice)
    assert drafted(advice) == ["surgical-consult"]
    assert advice.indicator is Indicator.INFO


def test_on_an_ssa_as_a_bridge_resection_remains_first_line() -> None:
    advice = card(SURGERY_FIRST, patient(TUMOUR, NO_METASTASIS, FIT, OCTREOTIDE_BRIDGE))
    assert "resection remains first line in both sources" in advice.summary
    assert "Octreotide before surgery exists in practice." in said(advice)
    assert "indefinitely" not in said(advice)


def test_a_regional_node_is_noted_as_not_distant_and_is_silent_when_absent() -> None:
    with_node = card(SURGERY_FIRST, patient(TUMOUR, NO_METASTASIS, FIT, NODE))
    assert "Regional node noted: regional nodes are not distant metastasis." in said(with_node)
    assert "Regional lymph node" in [fact.label for fact in with_node.recorded]
    assert "Regional node" not in said(card(SURGERY_FIRST, patient(TUMOUR, NO_METASTASIS, FIT)))


def test_a_marker_that_got_worse_asks_to_reconfirm_and_never_says_unfit() -> None:
    ecog_3 = observed("ecog_performance_status", 5, number=3)
    text = said(card(SURGERY_FIRST, patient(TUMOUR, NO_METASTASIS, FIT, ecog_3)))
    assert "The surgical assessment stands; ECOG or ASA worsened since: re-confirm it." in text
    assert "unfit" not in text
    ecog_2 = observed("ecog_performance_status", 5, number=2)
    assert "re-confirm" not in said(card(SURGERY_FIRST, patient(TUMOUR, NO_METASTASIS, FIT, ecog_2)))


def test_a_presumptive_tumour_is_worded_as_recorded_findings() -> None:
    presumed = card(SURGERY_FIRST, patient(LESION, GLUCAGON, NO_METASTASIS, FIT))
    assert "Tumour taken from recorded findings: coded lesion and glucagon above 500 pg/mL*." in said(presumed)
    assert "recorded findings" not in said(card(SURGERY_FIRST, patient(TUMOUR, NO_METASTASIS, FIT)))


# K05 --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("case", "summary"),
    [
        (
            patient(TUMOUR),
            "Extent unknown: distant disease not established; consider CT or MRI and receptor scintigraphy",
        ),
        (
            patient(TUMOUR, diagnosis("metastasis_liver", verification="provisional")),
            "Liver metastasis recorded as provisional: extent not established",
        ),
        (
            patient(TUMOUR, diagnosis("metastasis_lung", verification="provisional")),
            "Metastasis recorded as provisional: extent not established",
        ),
        (
            patient(TUMOUR, LIVER_METASTASIS, NO_METASTASIS),
            "Entries on distant disease contradict each other: extent not established",
        ),
        (
            patient(TUMOUR, LIVER_METASTASIS, diagnosis("other_malignancy")),
            "Metastasis recorded beside another malignancy: attribution uncertain",
        ),
        (
            patient(TUMOUR, finding("metastasis_any", 300, present=False)),
            "Last negative staging out of date: distant disease not established",
        ),
    ],
)
def test_the_summary_says_why_the_extent_is_unknown(case: Case, summary: str) -> None:
    advice = card(EXTENT_UNKNOWN, case)
    assert advice.summary == summary
    assert "localized" not in said(advice).lower()
    assert "metastatic" not in said(advice).lower()
    assert drafted(advice) == ["ct", "mri", "srs"]


def test_only_a_contradiction_makes_extent_unknown_a_warning() -> None:
    assert card(EXTENT_UNKNOWN, patient(TUMOUR, LIVER_METASTASIS, NO_METASTASIS)).indicator is Indicator.WARNING
    assert card(EXTENT_UNKNOWN, patient(TUMOUR)).indicator is Indicator.INFO


def test_a_stale_negative_is_shown_with_its_age_and_the_window() -> None:
    advice = card(EXTENT_UNKNOWN, patient(TUMOUR, finding("metastasis_any", 300, present=False)))
    assert [fact.note for fact in advice.not_used] == ["300 d old, not used"]
    assert "Negative staging older than 180 d* is shown, not used." in said(advice)


def test_extent_unknown_ties_cure_to_extent_and_keeps_the_range_of_seed_1() -> None:
    text = said(card(EXTENT_UNKNOWN, patient(TUMOUR)))
    assert "generally, to the absence of distant metastases" in text
    assert "reports of 50 % to 100 % of patients" in text


def test_a_scan_on_record_reminds_that_report_text_is_not_read() -> None:
    reminder = "Report text is not read"
    assert reminder in said(card(EXTENT_UNKNOWN, patient(TUMOUR, scan("ct_abdomen", 14))))
    assert reminder not in said(card(EXTENT_UNKNOWN, patient(TUMOUR)))


# K06 --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("case", "summary"),
    [
        (
            patient(TUMOUR, NO_METASTASIS),
            "No current surgical assessment found; both sources resect when feasible",
        ),
        (
            patient(TUMOUR, NO_METASTASIS, ECOG_4),
            "Proxy marker only (ECOG or ASA), no current surgical assessment: obtain one",
        ),
        (
            patient(TUMOUR, NO_METASTASIS, DECLINED),
            "Surgery recorded as declined; can be revisited: consider a surgical consult",
        ),
        (
            patient(TUMOUR, NO_METASTASIS, UNFIT),
            "Surgery recorded as not feasible: consider a surgical review",
        ),
        (
            patient(TUMOUR, NO_METASTASIS, FIT, UNFIT),
            "Surgical assessments of one day disagree: consider a surgical consult",
        ),
        (
            patient(TUMOUR, NO_METASTASIS, observed("surgical_candidacy", 181, answer="candidacy_fit")),
            "Last surgical assessment out of date: consider a new one",
        ),
    ],
)
def test_the_summary_says_what_is_known_of_candidacy(case: Case, summary: str) -> None:
    advice = card(SURGICAL_ASSESSMENT, case)
    assert advice.summary == summary
    assert "unfit" not in said(advice)
    assert "poor" not in said(advice)
    assert drafted(advice) == ["surgical-consult"]


def test_a_proxy_names_its_limits_as_ours_and_a_missing_one_does_not() -> None:
    proxy = said(card(SURGICAL_ASSESSMENT, patient(TUMOUR, NO_METASTASIS, ECOG_4)))
    assert "no current surgical assessment on record: obtain one" in proxy
    assert "Proxy from ECOG 3* or ASA 4* upward: our choice" in proxy
    assert "Proxy" not in said(card(SURGICAL_ASSESSMENT, patient(TUMOUR, NO_METASTASIS)))

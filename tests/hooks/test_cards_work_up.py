"""K01, K02, K03, K16, K18: what each card says, and to whom."""

from dataclasses import replace

import pytest

from hooks.clinical.case import Flag, Reason, Withheld
from hooks.clinical.truth import UNKNOWN
from hooks.nme.cards.work_up import (
    GLUCAGON_READING,
    LOCALISE,
    NO_TUMOUR_FOUND,
    PSEUDOGLUCAGONOMA,
    WORK_UP,
)
from tests.hooks.card_cases import (
    born,
    card,
    diagnosis,
    draft_service,
    glucagon,
    laboratory,
    medication,
    no_tumour_seen,
    patient,
    proposed,
    report,
    resection,
    words,
)

WHOLE_WORK_UP = {
    "observations": (
        glucagon("310"),
        laboratory("hemoglobin"),
        laboratory("cmp_panel"),
        laboratory("zinc_serum_plasma", "80", "ug/dL"),
        laboratory("amino_acids_plasma", flag=Flag.NORMAL),
    ),
    "reports": (report("ct_abdomen"), report("receptor_pet"), report("skin_biopsy")),
}


class TestWorkUp:
    def test_nothing_on_record_names_every_missing_item_and_drafts_each(self) -> None:
        found = card(WORK_UP, patient(diagnoses=(diagnosis("nme", "provisional"),)))
        assert found.summary == "NME recorded, no glucagon result found: consider the work-up seed 2 lists"
        assert proposed(found) == [
            "glucagon", "cbc", "cmp", "zinc-level", "amino-acid-level", "ct", "mri", "srs", "skin-biopsy",
        ]  # fmt: skip
        assert found.not_found == (
            "glucagon result", "complete blood count", "comprehensive metabolic panel", "zinc level",
            "amino acid level", "CT or MRI of the abdomen", "somatostatin receptor imaging", "skin biopsy",
        )  # fmt: skip

    def test_everything_on_record_leaves_nothing_to_draft(self) -> None:
        found = card(WORK_UP, patient(**WHOLE_WORK_UP))
        assert found.summary == "NME recorded: the work-up seed 2 lists is on record"
        assert (proposed(found), found.not_found) == ([], ())
        assert "Draw zinc" not in words(found)

    def test_an_mri_settles_the_ct_too(self) -> None:
        assert not {"ct", "mri"} & set(proposed(card(WORK_UP, patient(reports=(report("mri_abdomen"),)))))

    @pytest.mark.parametrize(("days", "drafted"), [(90, False), (91, True)])
    def test_a_zinc_level_counts_for_90_days(self, days: int, drafted: bool) -> None:
        case = patient(observations=(laboratory("zinc_serum_plasma", "80", "ug/dL", days),))
        assert ("zinc-level" in proposed(card(WORK_UP, case))) is drafted

    def test_a_preliminary_glucagon_is_mentioned_and_not_called_absent(self) -> None:
        early = Withheld(
            reason=Reason.PRELIMINARY,
            kind="Observation",
            source="Observation/1",
            concepts=frozenset({"glucagon_serum_plasma"}),
        )
        found = card(WORK_UP, patient(withheld=(early,)))
        assert found.summary == "NME recorded, no usable glucagon result: consider the work-up seed 2 lists"
        assert [f.note for f in found.not_used] == ["a preliminary result exists, not used"]

    def test_a_value_drawn_on_an_ssa_is_no_negative_evidence(self) -> None:
        case = patient(observations=(glucagon("120"),), medications=(medication("octreotide_lar", days=60),))
        found = card(WORK_UP, case)
        assert "it cannot be used as negative evidence" in words(found)
        assert "glucagon" in proposed(found)

    def test_the_rash_is_described_only_while_nme_is_provisional(self) -> None:
        provisional = patient(diagnoses=(diagnosis("nme", "provisional"),))
        assert "erosive, red lesions" in words(card(WORK_UP, provisional))
        assert "erosive, red lesions" not in words(card(WORK_UP, patient()))

    def test_zinc_is_drawn_before_contrast_by_an_outside_source(self) -> None:
        line = next(s for s in card(WORK_UP, patient()).elsewhere if "96 h*" in s.text)
        assert line.basis == ("E32",)

    def test_no_fatty_acid_test_is_drafted(self) -> None:
        assert not [p for p in WORK_UP.proposals if "fatty" in p.text.lower()]

    def test_an_order_already_drafted_is_not_suggested(self) -> None:
        found = card(WORK_UP, patient(drafts=(draft_service("skin_biopsy"),)))
        assert "skin-biopsy" not in proposed(found)
        assert "such a result leaves NME open" in words(found)


class TestGlucagonReading:
    @pytest.mark.parametrize(
        ("value", "summary"),
        [
            ("159", "Glucagon not raised by this laboratory: read it with its limits"),
            ("160", "Glucagon raised, at most 500 pg/mL*: moderate, non-specific"),
            ("500", "Glucagon raised, at most 500 pg/mL*: moderate, non-specific"),
            ("501", "Glucagon above 500 pg/mL*: read it with the symptoms and its limits"),
            ("1000", "Glucagon above 500 pg/mL*: read it with the symptoms and its limits"),
            ("1001", "Glucagon above 1000 pg/mL*: read it with the symptoms and its limits"),
            ("> 600", "Glucagon above 500 pg/mL*; whether above 1000 pg/mL* is unknown"),
        ],
    )
    def test_the_band_is_strict_at_both_numbers(self, value: str, summary: str) -> None:
        assert card(GLUCAGON_READING, patient(observations=(glucagon(value),))).summary == summary

    @pytest.mark.parametrize(
        ("value", "band"),
        [
            ("310", "Non-specific: other causes usually give 120 to 500 pg/mL*"),
            ("700", "Above 500 pg/mL*: range usually quoted for glucagonoma; suggestive."),
            ("1600", "Above 1000 pg/mL*: range reported for most glucagonomas."),
        ],
    )
    def test_each_band_comes_with_its_limits(self, value: str, band: str) -> None:
        found = card(GLUCAGON_READING, patient(observations=(glucagon(value),)))
        assert sum(text in words(found) for text in ("range usually", "range reported", "Non-specific:")) == 1
        for text in (
            band,
            "A value under 500 pg/mL* leaves glucagonoma possible",
            "Read it with the symptoms. Assays differ",
            "Neither seed gives a number",
        ):
            assert text in words(found)

    def test_the_ratio_to_the_laboratory_limit_stands_with_the_value(self) -> None:
        found = card(GLUCAGON_READING, patient(observations=(glucagon("1590"),)))
        assert "10.0 times that limit" in found.recorded[0].note

    def test_without_a_laboratory_range_the_published_limits_are_named(self) -> None:
        low = card(GLUCAGON_READING, patient(observations=(glucagon("45", high=None),)))
        assert low.summary == "Glucagon not above any published upper limit*; no laboratory range"
        assert "below 50 pg/mL*" in words(low)
        high = card(GLUCAGON_READING, patient(observations=(glucagon("300", high=None),)))
        assert "above 250 pg/mL*, the highest published upper limit" in words(high)

    def test_a_flag_without_a_number_settles_no_range(self) -> None:
        found = card(GLUCAGON_READING, patient(observations=(glucagon(None, high=None, flag=Flag.HIGH),)))
        assert found.summary == "Glucagon raised; the result settles no range"
        assert "range reported" not in words(found)

    def test_a_molar_value_names_the_conversion(self) -> None:
        found = card(GLUCAGON_READING, patient(observations=(glucagon("287.2", "pmol/L", "40"),)))
        assert found.summary.startswith("Glucagon above 1000 pg/mL*")
        assert "1 pmol/L = 3.483 pg/mL*" in words(found)
        assert found.recorded[0].value == "287.2 pmol/L"

    @pytest.mark.parametrize(("age", "shown"), [(17, False), (18, True)])
    def test_a_child_is_shown_no_adult_number(self, age: int, shown: bool) -> None:
        text = words(card(GLUCAGON_READING, patient(person=born(age), observations=(glucagon("700"),))))
        assert ("500" in text) is shown

    def test_in_pregnancy_no_adult_number_is_shown(self) -> None:
        case = patient(diagnoses=(diagnosis("nme"), diagnosis("pregnancy")), observations=(glucagon("700"),))
        text = words(card(GLUCAGON_READING, case))
        assert "Glucagon raised; adult ranges are not applied here" in text
        assert "500" not in text
        assert "1000" not in text

    def test_other_causes_on_record_are_listed_and_a_repeat_is_offered(self) -> None:
        case = patient(diagnoses=(diagnosis("nme"), diagnosis("renal_failure")), observations=(glucagon("310"),))
        found = card(GLUCAGON_READING, case)
        assert "renal_failure" in [f.value for f in found.recorded]
        assert proposed(found) == ["glucagon"]

    def test_diabetes_is_named_in_the_moderate_range_only(self) -> None:
        diabetic = (diagnosis("nme"), diagnosis("diabetes"))
        moderate = card(GLUCAGON_READING, patient(diagnoses=diabetic, observations=(glucagon("300"),)))
        high = card(GLUCAGON_READING, patient(diagnoses=diabetic, observations=(glucagon("700"),)))
        assert "Diabetes, recorded above" in words(moderate)
        assert "Diabetes, recorded above" not in words(high)

    def test_a_fasting_sample_without_confounders_needs_no_repeat(self) -> None:
        assert proposed(card(GLUCAGON_READING, patient(observations=(glucagon("310"),)))) == []
        unfasted = replace(glucagon("310"), fasting=UNKNOWN)
        assert proposed(card(GLUCAGON_READING, patient(observations=(unfasted,)))) == ["glucagon"]

    def test_a_glucagon_order_gets_the_collection_rules(self) -> None:
        order = (draft_service("glucagon_serum_plasma"),)
        found = card(GLUCAGON_READING, patient(drafts=order, medications=(medication("octreotide_lar"),)))
        assert found.summary == (
            "Glucagon order: fasting, chilled EDTA*, same assay as before; drawn on an SSA, which lowers it (seed 2)"
        )
        assert "fasting overnight or 8 h*, chilled EDTA" in words(found)
        assert proposed(found) == []
        assert card(GLUCAGON_READING, patient(drafts=order)).summary == (
            "Glucagon order: fasting, chilled EDTA*, same assay as before"
        )


class TestLocalise:
    def test_ct_or_mri_first_and_endoscopic_ultrasound_only_after_it(self) -> None:
        assert proposed(card(LOCALISE, patient())) == ["ct", "mri", "srs"]
        assert proposed(card(LOCALISE, patient(reports=(report("ct_abdomen"),)))) == ["srs", "eus"]

    def test_the_usual_site_is_attributed_to_seed_1(self) -> None:
        assert "Seed 1: glucagonomas sit in the pancreatic tail in the majority of cases." in words(
            card(LOCALISE, patient())
        )

    def test_after_resection_old_scans_do_not_count(self) -> None:
        case = patient(procedures=(resection(),), reports=(report("ct_abdomen", 400), report("receptor_pet", 400)))
        found = card(LOCALISE, case)
        assert {"ct", "mri", "srs"} <= set(proposed(found))
        assert found.summary == "After resection: consider looking again with the imaging seed 2 lists"
        assert "pancreatic tail" not in words(found)


class TestNoTumourFound:
    def test_the_missing_scintigraphy_and_the_alternative_are_said(self) -> None:
        case = patient(
            diagnoses=(diagnosis("nme"), diagnosis("cirrhosis")),
            observations=(glucagon("1300"), no_tumour_seen()),
            reports=(report("ct_abdomen"), report("endoscopic_ultrasound")),
        )
        found = card(NO_TUMOUR_FOUND, case)
        assert found.summary == "Glucagon above 500 pg/mL*, no tumour found: consider looking further"
        assert found.not_found == ("somatostatin receptor imaging",)
        assert "A recorded condition is an alternative explanation" in words(found)
        assert "cirrhosis" in [f.value for f in found.recorded]
        assert proposed(found) == ["srs", "glucagon"]

    def test_without_a_condition_the_settings_are_named_as_not_found(self) -> None:
        found = card(NO_TUMOUR_FOUND, patient(observations=(glucagon("1300"), no_tumour_seen())))
        assert "none was found" in words(found)
        assert "alternative explanation" not in words(found)


class TestPseudoglucagonoma:
    def test_possible_when_glucagon_is_not_raised(self) -> None:
        case = patient(diagnoses=(diagnosis("nme"), diagnosis("crohn")), observations=(glucagon("60"),))
        found = card(PSEUDOGLUCAGONOMA, case)
        assert found.summary.startswith("Possible pseudoglucagonoma")
        assert "CT or MRI of the abdomen" in found.not_found
        assert proposed(found) == [
            "underlying-condition-consult", "zinc", "amino-acids", "fatty-acids", "ct", "mri", "srs",
        ]  # fmt: skip

    def test_raised_glucagon_and_zinc_in_range_leave_both_questions_open(self) -> None:
        case = patient(
            diagnoses=(diagnosis("nme"), diagnosis("chronic_pancreatitis")),
            observations=(glucagon("310"), no_tumour_seen(), laboratory("zinc_serum_plasma", "95", "ug/dL")),
        )
        text = words(card(PSEUDOGLUCAGONOMA, case))
        assert "Possible pseudoglucagonoma" in text
        assert "Raised glucagon is reported in pseudoglucagonoma too." in text
        assert "A zinc level in range leaves a trial of nutrition open" in text

    def test_a_differential_beside_a_high_glucagon(self) -> None:
        case = patient(
            diagnoses=(diagnosis("nme"), diagnosis("cirrhosis")), observations=(glucagon("1300"), no_tumour_seen())
        )
        found = card(PSEUDOGLUCAGONOMA, case)
        assert found.summary == "NME with a condition known for pseudoglucagonoma: keep it as a differential"
        assert "Above 500 pg/mL* is outside the range usually given for other causes." in words(found)

    def test_without_a_condition_it_asks_to_look_for_one(self) -> None:
        found = card(PSEUDOGLUCAGONOMA, patient(observations=(glucagon("60"),)))
        assert found.summary == "NME: look for the conditions seed 2 names behind pseudoglucagonoma"
        assert "condition known for pseudoglucagonoma" in found.not_found
        assert proposed(found) == ["ct", "mri", "srs"]

    def test_treatment_is_attributed_to_seed_1_only(self) -> None:
        lines = [s for s in PSEUDOGLUCAGONOMA.says if {"S1.24", "S1.26"} & set(s.basis)]
        assert all(line.text.startswith("Seed 1") for line in lines)
        assert not any(i.startswith("S2") for line in lines for i in line.basis)

    def test_on_an_ssa_it_says_what_the_sources_name_it_for(self) -> None:
        text = "Both sources name the SSA for glucagonoma only."
        assert text in words(card(PSEUDOGLUCAGONOMA, patient(medications=(medication("lanreotide"),))))
        assert text not in words(card(PSEUDOGLUCAGONOMA, patient()))

"""Items of the work-up and follow-up: on record with the newest entry, or not found; and what leaves a draft out."""

from dataclasses import replace

import pytest

from hooks.clinical.case import Act, Case, Feature, Reason, Withheld
from hooks.clinical.criterion import Assessment, Criterion
from hooks.clinical.evidence import Finding
from hooks.clinical.truth import NO, UNKNOWN, YES, Truth
from hooks.nme.cards import proposals
from hooks.nme.evidence import items
from tests.hooks.card_cases import ago, diagnosis, glucagon, laboratory, medication, patient, report

UNTOLD: dict[str, object] = {"medications": None, "availability": {}}


def finding(criterion: Criterion, case: Case) -> Finding:
    return Assessment(case).finding(criterion)


def request(concept: str, status: str) -> Act:
    return Act(
        source="ServiceRequest/1", concepts=frozenset({concept}), when=ago(3), kind="ServiceRequest", status=status
    )


class TestOnRecord:
    def test_the_newest_entry_is_the_fact(self) -> None:
        found = finding(items.ct_or_mri, patient(reports=(report("ct_abdomen", 300), report("mri_abdomen", 10))))
        assert (found.truth, [f.source for f in found.facts]) == (YES, ["DiagnosticReport/mri_abdomen"])

    def test_nothing_is_unknown_and_never_no(self) -> None:
        assert finding(items.ct_or_mri, patient()) == Finding(UNKNOWN)
        assert items.ct_or_mri.missing == "CT or MRI"

    def test_a_value_is_shown_as_recorded(self) -> None:
        found = finding(items.glucose_or_hba1c, patient(observations=(laboratory("hba1c", "7.1", "%"),)))
        assert [(f.label, f.value) for f in found.facts] == [("Glucose or HbA1c", "7.1 %")]

    def test_a_coded_conclusion_stands_with_the_report(self) -> None:
        scan = replace(
            report("ct_abdomen"), display="CT abdomen", conclusion_words=((frozenset({"glucagonoma"}), "Glucagonoma"),)
        )
        assert [f.value for f in finding(items.any_imaging, patient(reports=(scan,))).facts] == [
            "CT abdomen: Glucagonoma"
        ]

    @pytest.mark.parametrize(("status", "truth"), [("completed", YES), ("not-done", UNKNOWN)])
    def test_a_procedure_counts_when_completed(self, status: str, truth: Truth) -> None:
        biopsy = replace(request("skin_biopsy", status), kind="Procedure")
        assert finding(items.skin_biopsy, patient(procedures=(biopsy,))).truth is truth

    def test_an_empty_observation_is_no_result(self) -> None:
        empty = replace(laboratory("vitamin_b12"), reading=None)
        assert finding(items.vitamin_b12, patient(observations=(empty,))).truth is UNKNOWN

    def test_a_preliminary_result_is_mentioned_only(self) -> None:
        early = Withheld(
            reason=Reason.PRELIMINARY, kind="Observation", source="Observation/1", concepts=frozenset({"cmp_panel"})
        )
        found = finding(items.cmp, patient(withheld=(early,)))
        assert (found.truth, [f.note for f in found.unused]) == (UNKNOWN, ["a preliminary result exists, not used"])

    def test_an_unusable_glucagon_is_not_on_record_but_shown(self) -> None:
        found = finding(items.glucagon_item, patient(observations=(glucagon("700", days=400),)))
        assert (found.truth, [f.note for f in found.unused]) == (UNKNOWN, ["400 d old, not used"])

    def test_missing_turns_unknown_into_yes(self) -> None:
        assert finding(items.missing(items.cbc), patient()).truth is YES
        assert finding(items.missing(items.cbc), patient(observations=(laboratory("cbc_panel"),))).truth is NO


class TestTreatments:
    def test_any_short_acting_octreotide_ever_counts(self) -> None:
        case = patient(medications=(medication("octreotide_sc_iv", "stopped", 900),))
        assert finding(items.short_acting_octreotide_on_record, case).truth is YES

    @pytest.mark.parametrize("status", ["cancelled", "not-taken"])
    def test_what_was_never_given_does_not(self, status: str) -> None:
        case = patient(medications=(medication("octreotide_sc_iv", status),))
        assert finding(items.short_acting_octreotide_on_record, case).truth is NO

    def test_without_medication_data_it_is_unknown(self) -> None:
        assert finding(items.short_acting_octreotide_on_record, patient(**UNTOLD)).truth is UNKNOWN

    def test_parenteral_nutrition_counts_while_it_runs(self) -> None:
        running = patient(medications=(medication("parenteral_nutrition"),))
        over = patient(medications=(medication("parenteral_nutrition", "completed"),))
        assert finding(items.parenteral_nutrition_active, running).truth is YES
        assert finding(items.parenteral_nutrition_active, over).truth is NO

    def test_insulin_or_diabetes(self) -> None:
        assert finding(items.insulin_or_diabetes, patient(medications=(medication("insulin"),))).truth is YES
        assert finding(items.insulin_or_diabetes, patient(diagnoses=(diagnosis("diabetes"),))).truth is YES
        assert finding(items.insulin_or_diabetes, patient()).truth is UNKNOWN


@pytest.mark.parametrize(("egfr", "truth"), [("29", YES), ("30", UNKNOWN)])
def test_renal_impairment_starts_below_an_egfr_of_30(egfr: str, truth: Truth) -> None:
    case = patient(observations=(laboratory("egfr", egfr, "mL/min/{1.73_m2}"),))
    assert finding(items.renal_impairment, case).truth is truth


def test_a_resolved_diagnosis_is_not_listed() -> None:
    assert finding(items.gallstones, patient(diagnoses=(diagnosis("cholelithiasis"),))).truth is YES
    resolved = diagnosis("cholelithiasis", clinical="resolved")
    assert finding(items.gallstones, patient(diagnoses=(resolved,))).truth is UNKNOWN


class TestWhatLeavesADraftOut:
    ALLERGY = Feature(source="AllergyIntolerance/1", concepts=frozenset({"octreotide"}), display="Octreotide")

    def test_an_allergy_leaves_out_that_drug_only_and_is_shown(self) -> None:
        case = patient(allergies=(self.ALLERGY,))
        assert finding(proposals.OCTREOTIDE_SHORT.when, case).truth is NO
        assert finding(proposals.OCTREOTIDE_LONG.when, case).truth is NO
        assert finding(proposals.LANREOTIDE.when, case).truth is YES
        assert [f.value for f in finding(proposals.ssa_allergy, case).facts] == ["Octreotide"]

    @pytest.mark.parametrize("allergies", [(), None])
    def test_no_allergy_or_no_allergy_data_blocks_nothing(self, allergies: tuple[Feature, ...] | None) -> None:
        assert finding(proposals.OCTREOTIDE_SHORT.when, patient(allergies=allergies)).truth is YES

    @pytest.mark.parametrize(("status", "truth"), [("active", NO), ("draft", YES), ("revoked", YES)])
    def test_an_active_resection_order_makes_the_surgical_consult_moot(self, status: str, truth: Truth) -> None:
        case = patient(requests=(request("distal_pancreatectomy", status),))
        assert finding(proposals.SURGICAL_CONSULT.when, case).truth is truth

    def test_if_missing_keeps_what_already_limits_the_proposal(self) -> None:
        limited = proposals.if_missing(proposals.OCTREOTIDE_SHORT, items.cbc)
        assert finding(limited.when, patient()).truth is YES
        assert finding(limited.when, patient(allergies=(self.ALLERGY,))).truth is NO
        assert finding(limited.when, patient(observations=(laboratory("cbc_panel"),))).truth is NO

"""From codes to concepts: the check types, the index, and the shipped value sets."""

from collections import Counter

import pytest

from hooks.clinical.check_digits import has_mod10_digit, has_verhoeff_digit
from hooks.clinical.codes import (
    ATC,
    HPO,
    ICD10CM,
    LOINC,
    RXNORM,
    SNOMED_CT,
    CodeIndex,
    CodeSystem,
    ValueSetRow,
    normal_uri,
)
from hooks.nme.codes import concepts
from hooks.nme.codes.code_systems import SURGICAL_ASSESSMENT, SYSTEMS
from hooks.nme.codes.value_sets import CODES, FOUND_BY_TEXT, rows

SCT, LN, ICD, RX, WHO = (s.uri for s in (SNOMED_CT, LOINC, ICD10CM, RXNORM, ATC))


def only(concept: str) -> frozenset[str]:
    return frozenset({concept})


def mapped(concept: str, system: str, code: str) -> ValueSetRow:
    """A site's line: the concept its own code stands for."""
    return ValueSetRow(concept, "include", system, code)


class TestCheckTypes:
    @pytest.mark.parametrize(
        ("system", "code"),
        [
            (SNOMED_CT, "302823005"),
            (SNOMED_CT, "143391000119109"),
            (LOINC, "2338-2"),
            (LOINC, "21901-4"),
            (LOINC, "LA9622-7"),
            (ICD10CM, "C25.4"),
            (ICD10CM, "C254"),
            (ICD10CM, "C7A"),
            (ICD10CM, "T20.011A"),
            (RXNORM, "7617"),
            (ATC, "H01CB02"),
            (ATC, "A10A"),
            (HPO, "HP:0031181"),
            (SURGICAL_ASSESSMENT, "surgical-candidacy"),
        ],
    )
    def test_a_right_code_passes(self, system: CodeSystem, code: str) -> None:
        assert system.is_valid(code)

    @pytest.mark.parametrize(
        ("system", "code"),
        [
            (SNOMED_CT, "302823006"),
            (SNOMED_CT, "16457501000119100"),  # rounded by a spreadsheet
            (SNOMED_CT, "30282"),
            (SNOMED_CT, "0302823005"),
            (SNOMED_CT, "٣٠٢٨٢٣٠٠٥"),
            (LOINC, "21901-6"),
            (LOINC, "1659-1"),
            (LOINC, "2338"),
            (LOINC, "2338-22"),
            (LOINC, "-2"),
            (ICD10CM, "25.4"),
            (ICD10CM, "C25."),
            (ICD10CM, "C00-C96"),
            (RXNORM, "7617.0"),
            (RXNORM, ""),
            (ATC, "H01C2"),
            (HPO, "0031181"),
            (SURGICAL_ASSESSMENT, "Fit"),
        ],
    )
    def test_a_wrong_code_fails(self, system: CodeSystem, code: str) -> None:
        assert not system.is_valid(code)

    @pytest.mark.parametrize("right", ["2338-2", "5763-8", "89247-1", "98979-8"])
    def test_one_wrong_digit_breaks_the_mod_10_check(self, right: str) -> None:
        wrong = [f"{right[:-1]}{digit}" for digit in "0123456789"]
        assert [code for code in wrong if has_mod10_digit(code)] == [right]

    @pytest.mark.parametrize("right", ["302823005", "94381002", "128462008", "428115007"])
    def test_two_swapped_digits_break_the_verhoeff_check(self, right: str) -> None:
        assert has_verhoeff_digit(right)
        swaps = {right[:n] + right[n + 1] + right[n] + right[n + 2 :] for n in range(len(right) - 1)} - {right}
        assert [code for code in swaps if has_verhoeff_digit(code)] == []


class TestIndex:
    @pytest.mark.parametrize(
        "uri",
        [
            "http://snomed.info/sct",
            "http://snomed.info/sct/",
            "https://snomed.info/sct",
            "HTTP://SNOMED.info/SCT",
            " http://snomed.info/sct ",
            "urn:oid:2.16.840.1.113883.6.96",
            "URN:OID:2.16.840.1.113883.6.96",
            "2.16.840.1.113883.6.96",
            "http://www.snomed.info/sct",
            "http://snomed.info/sct/731000124108",
            "http://snomed.info/sct/900000000000207008/version/20240101",
            "http://snomed.info/sct|http://snomed.info/sct/731000124108",
        ],
    )
    def test_one_system_has_many_spellings(self, uri: str) -> None:
        assert CODES.concepts(uri, "302823005") == only("glucagonoma")

    @pytest.mark.parametrize(
        ("uri", "code", "concept"),
        [
            ("urn:oid:2.16.840.1.113883.6.1", "2338-2", "glucagon_serum_plasma"),
            ("LN", "2338-2", "glucagon_serum_plasma"),
            ("http://www.loinc.org/", "2338-2", "glucagon_serum_plasma"),
            ("http://hl7.org/fhir/sid/icd-10-cm|2026", "E16.3", "hyperglucagonemia"),
            ("2.16.840.1.113883.6.88", "7617", "octreotide"),
            ("urn:oid:2.16.840.1.113883.6.90", "E163", "hyperglucagonemia"),
            ("urn:oid:2.16.840.1.113883.6.88", "7617", "octreotide"),
            ("urn:oid:2.16.840.1.113883.6.73", "H01CB02", "octreotide"),
            ("http://human-phenotype-ontology.org", "HP:0031181", "nme"),
        ],
    )
    def test_every_system_answers_to_its_alias(self, uri: str, code: str, concept: str) -> None:
        assert CODES.concepts(uri, code) == only(concept)

    @pytest.mark.parametrize(
        ("system", "code"),
        [
            (None, "302823005"),
            ("", "302823005"),
            ("http://hl7.org/fhir/sid/icd-10-ca", "E16.3"),
            ("http://data.esante.gouv.fr/atih/cim10", "E16.3"),
            ("http://example.org", "302823005"),
            (SCT, None),
            (SCT, ""),
            (SCT, 302823005),
            (302823005, SCT),
            (SCT, ["302823005"]),
            ({}, {}),
            ("x" * 5_000_000, "302823005"),
            (ICD, "C" * 5_000_000),
        ],
    )
    def test_what_is_no_known_system_and_code_matches_nothing(self, system: object, code: object) -> None:
        assert CODES.concepts(system, code) == frozenset()

    def test_spaces_around_a_code_do_not_matter(self) -> None:
        assert CODES.concepts(LN, " 2338-2 ") == only("glucagon_serum_plasma")

    @pytest.mark.parametrize("code", ["E11", "E11.65", "E1165", "e11.65", "E11.3213"])
    def test_a_header_covers_its_children_with_and_without_the_dot(self, code: str) -> None:
        assert CODES.concepts(ICD, code) == only("diabetes_type2")

    def test_a_header_covers_neither_its_parent_nor_its_neighbour(self) -> None:
        assert CODES.concepts(ICD, "E1") == frozenset()
        assert CODES.concepts(ICD, "E12.9") == frozenset()

    def test_a_code_below_two_headers_is_in_both_concepts(self) -> None:
        assert CODES.concepts(ICD, "E11.10") == {"diabetes_type2", "ketoacidosis"}

    def test_an_excluded_line_beneath_a_header_blocks_it_and_its_own_children(self) -> None:
        index = CodeIndex(
            [
                ValueSetRow("cancer", "include", ICD, "C25"),
                ValueSetRow("cancer", "exclude", ICD, "C25.4"),
                ValueSetRow("cancer", "include", ICD, "C25.49"),
            ]
        )
        assert index.concepts(ICD, "C25.3") == only("cancer")
        assert index.concepts(ICD, "C25.4") == frozenset()
        assert index.concepts(ICD, "C25.41") == frozenset()
        assert index.concepts(ICD, "C25.49") == only("cancer")

    def test_an_excluded_line_does_not_speak_for_another_concept(self) -> None:
        index = CodeIndex([ValueSetRow("a", "exclude", ICD, "C22"), ValueSetRow("b", "include", ICD, "C22")])
        assert index.concepts(ICD, "C22.0") == only("b")

    @pytest.mark.parametrize(
        ("row", "why"),
        [
            (ValueSetRow("a", "suggest", LN, "2338-2"), "neither include nor exclude"),
            (ValueSetRow("a", "include", LN, "2338-3"), "not a LOINC code"),
            (ValueSetRow("a", "exclude", LN, "5763-8"), "both included and excluded"),
        ],
    )
    def test_a_row_that_cannot_be_right_is_refused(self, row: ValueSetRow, why: str) -> None:
        with pytest.raises(ValueError, match=why):
            CodeIndex([ValueSetRow("a", "include", LN, "5763-8"), row])

    def test_codes_for_gives_each_included_code_once(self) -> None:
        assert CODES.codes_for({"glucagon_serum_plasma"}) == [(LN, "15073-0"), (LN, "2338-2")]
        both = CODES.codes_for({"zinc_acetate", "zinc_acetate_oral"})
        assert len(both) == len(set(both))
        assert CODES.codes_for({"receptor_pet", "no such concept"}) == []

    def test_the_one_code_of_our_own_is_asked_for(self) -> None:
        assert CODES.codes_for({"surgical_candidacy"}) == [("urn:nme-cds:surgical-assessment", "surgical-candidacy")]

    def test_display_is_known_for_rows_only(self) -> None:
        assert CODES.display(SCT, "302823005") == "Glucagonoma (disorder)"
        assert CODES.display("urn:oid:2.16.840.1.113883.6.90", "E163") == "Increased secretion of glucagon"
        assert CODES.display(ICD, "E11.65") is None
        assert CODES.display("http://example.org", "1") is None

    def test_a_system_is_spelled_one_way(self) -> None:
        assert normal_uri("https://LOINC.org/") == normal_uri("http://loinc.org")
        assert normal_uri("http://loinc.org") != normal_uri("http://loinc.org/vs")


class TestLocalCodes:
    def test_a_site_adds_codes_of_its_own_and_of_standard_systems(self) -> None:
        site = CODES.with_local(
            [
                mapped("nme", "urn:site:problems", "NME 1"),
                mapped("receptor_pet", LN, "44139-4"),
                mapped("nme", "urn:oid:1.2.3", "7"),
            ]
        )
        assert site.concepts("urn:site:problems/", "NME 1") == only("nme")
        assert site.concepts("URN:OID:1.2.3", "7") == only("nme")
        assert site.concepts(LN, "44139-4") == only("receptor_pet")
        assert site.codes_for({"receptor_pet"}) == [(LN, "44139-4")]
        assert site.concepts(SCT, "302823005") == only("glucagonoma")

    def test_the_shipped_index_stays_as_it_was(self) -> None:
        CODES.with_local([mapped("nme", "urn:site:problems", "NME1")])
        assert CODES.concepts("urn:site:problems", "NME1") == frozenset()

    def test_local_rows_are_marked_as_the_sites_own(self) -> None:
        row = CODES.with_local([mapped("nme", "urn:site:problems", "NME1")]).rows[-1]
        assert (row.status, row.how_verified) == ("LOCAL", "mapped by the site")

    @pytest.mark.parametrize(
        ("row", "why"),
        [
            (("necrolytic", "urn:site", "1"), "no concept 'necrolytic'"),
            (("nme", "", "1"), "no usable system"),
            (("nme", "urn:a,urn:b", "1"), "no usable system"),
            (("nme", "x" * 300, "1"), "no usable system"),
            (("nme", "urn:site", ""), "not a urn:site code"),
            (("nme", "urn:site", "a,b"), "not a urn:site code"),
            (("nme", "urn:site", "a|b"), "not a urn:site code"),
            (("nme", SCT, "302823006"), "not a SNOMED CT code"),
            (("nme", ICD, "L98.8"), "known never to mean nme"),
            (("zinc_serum_plasma", LN, "2601-3"), "known never to mean zinc_serum_plasma"),
            (("other_malignancy", ICD, "C25.4"), "known never to mean other_malignancy"),
        ],
    )
    def test_a_mapping_that_cannot_be_right_is_refused(self, row: tuple[str, str, str], why: str) -> None:
        with pytest.raises(ValueError, match=why):
            CODES.with_local([mapped(*row)])


class TestShippedValueSets:
    def test_every_code_passes_the_check_of_its_system(self) -> None:
        by_uri = {system.uri: system for system in SYSTEMS}
        assert [row for row in rows() if not by_uri[row.system].is_valid(row.code)] == []

    def test_nothing_unverified_ships(self) -> None:
        assert {row.status for row in rows()} == {"VERIFIED", "SINGLE-SOURCE"}

    def test_every_row_has_a_name_and_its_provenance(self) -> None:
        assert [row for row in rows() if not (row.display and row.how_verified)] == []

    def test_every_concept_has_a_code_that_puts_something_into_it(self) -> None:
        assert {r.concept for r in rows()} == {r.concept for r in rows() if r.role == "include"}

    def test_no_row_is_there_twice(self) -> None:
        counted = Counter((row.concept, row.system, row.code) for row in rows())
        assert [key for key, count in counted.items() if count > 1] == []

    def test_the_file_is_sorted_by_concept_with_includes_first(self) -> None:
        order = [(row.concept, row.role == "exclude") for row in rows()]
        assert order == sorted(order)

    def test_every_idea_the_predicates_use_can_be_recognised(self) -> None:
        ideas = {name: value for name, value in vars(concepts).items() if isinstance(value, frozenset)}
        assert {name for name, value in ideas.items() if not value & CODES.known_concepts} == set()

    @pytest.mark.parametrize("concept", sorted(FOUND_BY_TEXT))
    def test_what_is_found_by_text_is_known_without_a_code(self, concept: str) -> None:
        assert concept in CODES.known_concepts
        assert CODES.codes_for({concept}) == []

    @pytest.mark.parametrize("row", [row for row in rows() if row.role == "exclude"], ids=lambda row: row.code)
    def test_no_guard_matches_its_concept(self, row: ValueSetRow) -> None:
        assert row.concept not in CODES.concepts(row.system, row.code)

    @pytest.mark.parametrize(
        ("system", "code"),
        [
            (LN, "21901-6"),
            (LN, "1659-1"),
            (LN, "2601-3"),
            *((LN, c) for c in ("2895-1", "29763-0", "71797-5", "33007-6", "34417-6", "2893-6", "2894-4")),
            (LN, "17078-7"),
            (LN, "47209-2"),
            *((SCT, c) for c in ("16424000", "66515009", "128855009", "128645007")),
            *((SCT, c) for c in ("314990009", "315000005", "314999005", "762543009", "443390004")),
            *((SCT, c) for c in ("241620005", "419254007", "16457501000119100", "418714002", "7620006")),
            *((SCT, c) for c in ("16459000", "200729007", "238107002", "72608005")),
            (ICD, "E16.8"),
            (ICD, "E83.2"),
            (ICD, "Z53.31"),
            (ICD, "Z53.21"),
            (RX, "1534772"),
            (RX, "1600382"),
            (RX, "1364105"),
            (WHO, "L01BC52"),
            (WHO, "L04AA18"),
        ],
    )
    def test_a_code_seen_mistaken_matches_nothing(self, system: str, code: str) -> None:
        assert CODES.concepts(system, code) <= {"rash_unexplained"}  # read for S11 only (T15)

    @pytest.mark.parametrize("code", ["L53.8", "L53.3", "L98.8", "L30.9", "L99"])
    def test_an_unexplained_rash_is_never_nme(self, code: str) -> None:
        assert CODES.concepts(ICD, code) == only("rash_unexplained")

    @pytest.mark.parametrize(
        ("system", "code", "concept"),
        [
            ("http://hl7.org/fhir/sid/icd-10", "C78.7", "metastasis_liver"),
            ("2.16.840.1.113883.6.3", "C787", "metastasis_liver"),
            ("http://fhir.de/CodeSystem/dimdi/icd-10-gm", "C78.7", "metastasis_liver"),
            ("http://fhir.de/CodeSystem/bfarm/icd-10-gm", "C78.7-", "metastasis_liver"),
            ("http://hl7.org/fhir/sid/icd-10-am", "C78.7", "metastasis_liver"),
            ("http://hl7.org/fhir/sid/icd-9-cm", "197.7", "metastasis_liver"),
            ("http://terminology.hl7.org/CodeSystem/icd9cm", "52.51", "pancreatectomy"),
            ("http://hl7.org/fhir/sid/icd-10-pcs", "0ftg0zz", "pancreatectomy"),
            ("https://fhir.nhs.uk/Id/opcs-4", "J563", "pancreatectomy"),
            ("http://fhir.de/CodeSystem/bfarm/ops", "5-524.2", "pancreatectomy"),
            ("http://hl7.org/fhir/sid/icd-o-3", "8152/3", "malignant_glucagonoma"),
            ("http://terminology.hl7.org/CodeSystem/icd-o-3", "M8152/1", "glucagonoma"),
            ("http://terminology.hl7.org/CodeSystem/icd-o-3", "81523", "malignant_glucagonoma"),
            ("http://www.orpha.net", "ORPHA:97280", "glucagonoma"),
            (ICD, "C77.0", "metastasis_any"),
            (ICD, "C77.9", "metastasis_lymph_node_unstated"),
            ("http://hl7.org/fhir/sid/icd-10", "C77.2", "metastasis_lymph_node_regional"),
            (SCT, "94392001", "metastasis_lymph_node_unstated"),
            (ICD, "E60", "zinc_deficiency"),
            (LN, "65754-4", "pathology_report_skin"),
        ],
    )
    def test_one_code_in_its_own_system(self, system: str, code: str, concept: str) -> None:
        assert CODES.concepts(system, code) == only(concept)

    @pytest.mark.parametrize(
        ("system", "code"),
        [
            ("http://hl7.org/fhir/sid/icd-9-cm", "5251"),
            ("http://hl7.org/fhir/sid/icd-9-cm", "525.1"),
            ("http://hl7.org/fhir/sid/icd-10-am", "E09"),
            ("http://hl7.org/fhir/sid/icd-10-pcs", "0FBG4ZX"),
            ("http://terminology.hl7.org/CodeSystem/icd-o-3", "8151/3"),
            ("http://fhir.de/CodeSystem/bfarm/icd-10-gm", "D37.70"),
            (SCT, "183519002"),
            (SCT, "11127003"),
        ],
    )
    def test_a_code_that_means_something_else_there_matches_nothing(self, system: str, code: str) -> None:
        assert CODES.concepts(system, code) == frozenset()

    def test_only_codes_a_server_can_be_asked_for_enter_a_query(self) -> None:
        assert {system for system, _ in CODES.codes_for({"nme", "metastasis_liver"})} == {SCT}

    @pytest.mark.parametrize(
        ("system", "code", "concept"),
        [
            (LN, "15074-8", "glucose_blood"),
            (LN, "59056-2", "glucagon_serum_plasma_fasting"),
            (LN, "35083-5", "amino_acids_plasma"),
            (LN, "20659-9", "amino_acid_tryptophan"),
            (LN, "35411-8", "essential_fatty_acids_ratio"),
            (LN, "43676-6", "essential_fatty_acids"),
            (LN, "21908-9", "tnm_stage_group"),
            (LN, "49541-6", "fasting_status"),
            (LN, "98979-8", "egfr"),
            (LN, "82810-3", "pregnancy_status"),
            (LN, "LA26683-5", "not_pregnant"),
            (LN, "LA9625-0", "ecog_answer_3"),
            (LN, "LA9633-4", "present"),
            (SCT, "72892002", "pregnancy"),
            (SCT, "47200007", "pregnancy"),
            (SCT, "65147003", "pregnancy"),
            ("http://hl7.org/fhir/sid/icd-10-cm", "Z33.1", "pregnancy"),
            ("http://hl7.org/fhir/sid/icd-10-cm", "Z34.80", "pregnancy"),
            ("http://hl7.org/fhir/sid/icd-10-cm", "Z34.92", "pregnancy_trimester_2"),
            ("http://hl7.org/fhir/sid/icd-10", "Z34.0", "pregnancy"),
            ("http://hl7.org/fhir/sid/icd-10", "O80.9", "delivery"),
            ("http://fhir.de/CodeSystem/bfarm/icd-10-gm", "O09.3", "pregnancy"),
            ("http://hl7.org/fhir/sid/icd-9-cm", "V22.1", "pregnancy"),
            (SCT, "2667000", "absent"),
            (SCT, "428115007", "liver_directed_therapy"),
            (SCT, "314617008", "liver_directed_therapy"),
            (SCT, "879916008", "radiofrequency_ablation"),
            (SCT, "1229901006", "tnm_m0"),
            (SCT, "1229904003", "tnm_m1"),
            (SCT, "399387003", "tnm_m_clinical"),
            (SCT, "413498004", "asa_4"),
            (SCT, "275935009", "surgery_contraindicated"),
            (SCT, "1296859006", "surgery_refused"),
            (SCT, "271299001", "cancer_progression_worsened"),
            (ICD, "C7A.8", "pancreatic_net"),
            (ICD, "D13.7", "pancreatic_net"),
            (ICD, "C25.4", "pancreatic_net"),
            (ICD, "C25.2", "other_malignancy"),
            (ICD, "C18.9", "other_malignancy"),
            (ICD, "C96.9", "other_malignancy"),
            (ICD, "C77.0", "metastasis_any"),
            (ICD, "C77.2", "metastasis_lymph_node_regional"),
            (ICD, "C77.9", "metastasis_lymph_node_unstated"),
            (ICD, "E60", "zinc_deficiency"),
            (ICD, "E83.119", "haemochromatosis"),
            *((ICD, c, "rash_unexplained") for c in ("L53.8", "L53.3", "L98.8", "L30.8", "L99")),
            (ICD, "C7B.01", "metastasis_any"),
            (ICD, "C79.31", "metastasis_any"),
            (ICD, "B18.2", "chronic_hepatitis"),
            (ICD, "E84.0", "cystic_fibrosis"),
            (ICD, "K85.90", "acute_pancreatitis"),
            (ICD, "N18.6", "renal_failure"),
            (ICD, "K72.10", "hepatic_failure"),
            (ICD, "E24.0", "cushing"),
            (ICD, "A41.9", "sepsis"),
            (ICD, "T31.50", "burns"),
            (ICD, "Z3A.20", "pregnancy_weeks"),
            (ICD, "O99.011", "pregnancy_trimester_1"),
            (ICD, "O14.02", "pregnancy_trimester_2"),
            (ICD, "O36.0130", "pregnancy_trimester_3"),
            (ICD, "O99.019", "pregnancy"),
            (ICD, "Z37.0", "delivery"),
            (ICD, "Z90.411", "acquired_absence_pancreas"),
            (ICD, "Z53.09", "procedure_not_carried_out"),
            (ICD, "Z53.20", "surgery_refused"),
            (WHO, "B05BA10", "parenteral_nutrition"),
            (WHO, "B05BA02", "lipid_emulsion"),
            (WHO, "B05BA01", "amino_acids_parenteral"),
            (WHO, "A10AE04", "insulin"),
            (WHO, "V10XX04", "lutetium_dotatate"),
            (RX, "898589", "octreotide_lar"),
            (RX, "312069", "octreotide_sc_iv"),
            (RX, "313773", "zinc_sulfate_oral"),
            (SURGICAL_ASSESSMENT.uri, "surgical-candidacy", "surgical_candidacy"),
            (SURGICAL_ASSESSMENT.uri, "unresectable", "candidacy_unresectable"),
        ],
    )
    def test_a_code_the_specification_names_is_in_its_concept_alone(self, system: str, code: str, concept: str) -> None:
        assert CODES.concepts(system, code) == only(concept)

    @pytest.mark.parametrize("code", ["C25.4", "C7A.8", "C77.0", "C78.7", "C79.51", "C7B.02"])
    def test_this_disease_and_its_metastases_are_no_other_malignancy(self, code: str) -> None:
        assert "other_malignancy" not in CODES.concepts(ICD, code)

    def test_a_liver_metastasis_is_a_liver_metastasis_in_every_system(self) -> None:
        assert CODES.concepts(ICD, "C78.7") == {"metastasis_liver", "metastasis_any"}
        assert CODES.concepts(ICD, "C7B.02") == only("metastasis_liver")
        assert CODES.concepts(SCT, "94381002") == only("metastasis_liver")

    def test_being_pregnant_is_a_condition_and_an_answer(self) -> None:
        assert CODES.concepts(SCT, "77386006") == {"pregnancy", "pregnant"}

    def test_a_delivery_after_preterm_labour_is_no_trimester(self) -> None:
        assert CODES.concepts(ICD, "O60.12X0") == frozenset()


class TestDescendants:
    """A site's expansion of SNOMED CT: what lies beneath a code of ours means what ours means."""

    BENEATH = (("94381002", "94391008"), ("94381002", "38341003"), ("1", "38341003"))

    def test_a_code_beneath_ours_means_the_same_and_says_why(self) -> None:
        expanded = CODES.with_descendants(SCT, self.BENEATH)
        assert CODES.concepts(SCT, "38341003") == frozenset()
        assert expanded.concepts(SCT, "38341003") == only("metastasis_liver")
        assert expanded.rows[len(CODES.rows) :] == tuple(
            ValueSetRow("metastasis_liver", "include", SCT, code, "", "EXPANDED", "beneath 94381002")
            for code in ("38341003", "94391008")
        )

    def test_a_row_adds_to_what_lies_above_it_and_a_guard_keeps_out(self) -> None:
        assert "metastasis_lung" in CODES.with_descendants(SCT, self.BENEATH).concepts(SCT, "94391008")
        guarded = CODES.with_descendants(SCT, [("302823005", "66515009")])
        assert "glucagonoma" not in guarded.concepts(SCT, "66515009")

    def test_nothing_beneath_ours_changes_nothing(self) -> None:
        assert CODES.with_descendants(SCT, [("1", "38341003")]) is CODES

    def test_no_query_asks_for_it(self) -> None:
        expanded = CODES.with_descendants(SCT, self.BENEATH)
        assert expanded.codes_for({"metastasis_liver"}) == CODES.codes_for({"metastasis_liver"})

    def test_a_code_its_system_cannot_have_is_refused(self) -> None:
        with pytest.raises(ValueError, match="not a SNOMED CT code"):
            CODES.with_descendants(SCT, [("94381002", "123")])

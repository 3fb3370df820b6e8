"""Condition and AllergyIntolerance as diagnoses and allergies (fhir-inputs D01, D02, D19, "Systems")."""

from typing import Any

import pytest

from hooks.clinical.case import Reason
from tests.service.fhir.samples import (
    ICD,
    LOINC,
    MINE,
    RXNORM,
    SNOMED,
    case_of,
    coded,
    condition,
    left_out,
    nothing,
    observation,
    only,
    status,
)

NME = condition({"text": "Necrolytic migratory erythema"})


def test_nme_by_text_is_marked_and_by_code_is_not() -> None:
    assert only(NME).by_text
    by_code = only(condition(coded("http://purl.obolibrary.org/obo/hp.owl", "HP:0031181") | {"text": "NME"}))
    assert (by_code.concepts, by_code.by_text, by_code.display) == ({"nme"}, False, "NME")


@pytest.mark.parametrize(
    ("text", "recorded", "verification"),
    [
        ("Necrolytic migratory erythema", "confirmed", "confirmed"),
        ("Possible necrolytic migratory erythema", "confirmed", "provisional"),
        ("Necrolytic migratory erythema?", "differential", "provisional"),
        ("Possible necrolytic migratory erythema", "refuted", "refuted"),
    ],
)
def test_doubt_in_the_words_is_provisional_whatever_the_status(text: str, recorded: str, verification: str) -> None:
    assert only(condition({"text": text}, verificationStatus=status(recorded))).verification == verification


def test_a_denied_nme_is_no_diagnosis() -> None:
    assert nothing(condition({"text": "No necrolytic migratory erythema"}))


@pytest.mark.parametrize(
    ("stated", "verification"),
    [
        ({"coding": [{"system": "urn:site", "code": "CONFIRMED"}]}, "confirmed"),
        ({"text": "Confirmed"}, "confirmed"),
        ({"text": "Provisional"}, "provisional"),
        ({"text": "Refuted"}, "refuted"),
        ({"coding": [{"system": SNOMED, "code": "410594000"}]}, "refuted"),
        ({"coding": [{"system": SNOMED, "code": "410605003"}]}, "confirmed"),
        ({"coding": [{"system": SNOMED, "code": "415684004", "display": "Suspected"}]}, "provisional"),
        ({"text": "tentative"}, "provisional"),
        ({"coding": [{"system": "urn:site", "code": "7"}]}, "provisional"),
        ({"coding": [{}], "text": " "}, None),
        ({}, None),
    ],
)
def test_a_verification_that_is_not_understood_is_not_confirmed(stated: Any, verification: str | None) -> None:
    assert only(NME | {"verificationStatus": stated}).verification == verification


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"coding": [{"system": "urn:site", "code": "ACTIVE"}]}, ("active", "confirmed")),
        ({"text": "Resolved"}, ("resolved", "confirmed")),
        ({"coding": [{"display": "Resolved"}]}, ("resolved", "confirmed")),
        ({"coding": [{"system": SNOMED, "code": "73425007"}]}, ("inactive", "confirmed")),
        ({"text": "In remission"}, ("remission", "confirmed")),
        ({"coding": [{"code": "completed"}]}, (None, "provisional")),
    ],
)
def test_a_clinical_status_that_is_not_understood_makes_the_entry_provisional(stated: Any, expected: Any) -> None:
    found = only(NME | {"clinicalStatus": stated, "verificationStatus": status("confirmed")})
    assert (found.clinical, found.verification) == expected


@pytest.mark.parametrize("word", ["Entered in Error", "entered-in-error"])
def test_an_entry_in_error_counts_by_word_as_by_code(word: str) -> None:
    assert left_out(NME | {"verificationStatus": {"text": word}}).reason is Reason.INVALID


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("abatementDateTime", "2020"),
        ("abatementString", "last year"),
        ("abatementAge", {"value": 50}),
        ("abatementPeriod", {"end": "2020"}),
        ("abatementRange", {"low": {"value": 50}}),
    ],
)
def test_an_end_without_a_clinical_status_means_over(member: str, value: Any) -> None:
    ended = condition({"text": "Necrolytic migratory erythema"}) | {member: value}
    ended.pop("clinicalStatus", None)
    assert only(ended).clinical == "resolved"
    assert only(ended | {"clinicalStatus": status("active")}).clinical == "active"


CERTAINTY = "http://fhir.de/StructureDefinition/icd-10-gm-diagnosesicherheit"


@pytest.mark.parametrize(
    ("sign", "expected"),
    [
        ("A", ("active", "refuted")),
        ("V", ("active", "provisional")),
        ("Z", ("resolved", "confirmed")),
        ("G", ("active", "confirmed")),
    ],
)
def test_the_certainty_of_a_german_code_outweighs_the_status(sign: str, expected: Any) -> None:
    code = coded(SNOMED, "302823005")
    code["coding"][0]["extension"] = [{"url": CERTAINTY, "valueCoding": {"code": sign}}]
    found = only(condition(code, clinicalStatus=status("active"), verificationStatus=status("confirmed")))
    assert (found.clinical, found.verification) == expected


def test_one_entry_may_say_different_things_of_what_it_names() -> None:
    case = case_of(condition({"text": "Glucagonoma with possible necrolytic migratory erythema"}))
    assert {next(iter(d.concepts)): d.verification for d in case.diagnoses or ()} == {
        "glucagonoma": "confirmed",
        "nme": "provisional",
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("History of liver metastasis", ("active", "provisional")),
        ("Liver metastasis, resolved", ("active", "provisional")),
        ("Liver metastasis", ("active", "confirmed")),
        ("Liver metastasis, history of smoking", ("active", "confirmed")),
    ],
)
def test_history_words_leave_an_active_metastasis_possible(text: str, expected: Any) -> None:
    found = only(
        condition(
            coded(SNOMED, "94381002") | {"text": text},
            clinicalStatus=status("active"),
            verificationStatus=status("confirmed"),
        )
    )
    assert (found.clinical, found.verification) == expected


def test_history_words_before_an_operation_say_that_it_was_done() -> None:
    found = only(condition({"text": "S/p distal pancreatectomy"}, clinicalStatus=status("active")))
    assert (found.concepts, found.clinical, found.by_text) == ({"distal_pancreatectomy"}, "active", True)


def test_words_beside_a_name_qualify_it() -> None:
    assert only(condition({"text": "Metastatic glucagonoma"})).qualifiers == {"metastatic"}


def test_a_histology_extension_is_a_code_of_the_entry() -> None:
    url = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-histology-morphology-behavior"
    extension = {"url": url, "valueCodeableConcept": coded(SNOMED, "302823005")}
    assert only(condition({"text": "Cancer of pancreas"}, extension=[extension])).concepts == {"glucagonoma"}
    assert nothing(condition({"text": "Cancer of pancreas"}, extension=[extension | {"url": "urn:other"}]))


@pytest.mark.parametrize(
    ("code", "weeks"), [("Z3A.20", 20), ("Z3A08", 8), ("z3a.49", 49), ("Z3A.00", None), ("Z3A", None)]
)
def test_weeks_of_gestation_come_from_the_code(code: str, weeks: int | None) -> None:
    found = only(condition(coded(ICD, code)))
    assert (found.concepts, found.icd_weeks) == ({"pregnancy_weeks"}, weeks)


def test_a_coded_liver_site_is_told_and_a_written_one_is_not() -> None:
    site = condition(coded(SNOMED, "128462008"), bodySite=[coded(SNOMED, "10200004")])
    assert only(site).sites == {"liver"}
    assert only(site | {"bodySite": [{"text": "liver"}]}).sites == frozenset()
    assert only(site | {"bodySite": [coded("urn:site", "10200004")]}).sites == frozenset()


@pytest.mark.parametrize(
    ("kind", "told_of"), [("active", True), (None, True), ("inactive", False), ("resolved", False)]
)
def test_allergies_that_are_over_do_not_count(kind: str | None, told_of: bool) -> None:
    allergy = {"resourceType": "AllergyIntolerance", "patient": MINE, "code": coded(RXNORM, "7617")}
    case = case_of(allergy | ({"clinicalStatus": status(kind)} if kind else {}))
    assert bool(case.allergies) is told_of


def test_a_resource_without_id_says_so() -> None:
    assert only(NME | {"id": None}).source == "Condition/(no id)"


def test_codes_match_by_alias_and_never_without_a_system() -> None:
    assert only(observation(coded("urn:oid:2.16.840.1.113883.6.1", "2338-2"))).concepts == {"glucagon_serum_plasma"}
    assert only(observation(coded("HTTPS://LOINC.org/", "2338-2"))).concepts == {"glucagon_serum_plasma"}
    assert nothing(observation({"coding": [{"code": "2338-2"}]}), observation({"text": "Glucagon"}))
    assert nothing(observation(coded(LOINC, "9999-9")))

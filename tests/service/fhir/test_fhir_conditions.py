"""Condition and AllergyIntolerance as diagnoses and allergies (fhir-inputs D01, D02, D19, "Systems")."""

import pytest

from tests.service.fhir.samples import (
    ICD,
    LOINC,
    MINE,
    RXNORM,
    SNOMED,
    case_of,
    coded,
    condition,
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


def test_statuses_are_fhirs_own_codes_or_none() -> None:
    found = only(NME | {"clinicalStatus": coded("urn:site", "ACTIVE"), "verificationStatus": {"text": "confirmed"}})
    assert (found.clinical, found.verification) == ("active", None)


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

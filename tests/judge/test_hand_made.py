"""The product gives the judge's hand-made patients the truths of the specification, the judge aside."""

from hooks.clinical import case as clinical
from hooks.clinical.criterion import Assessment
from hooks.nme import PATHWAY
from tests.judge.fhir import ICD10CM, LIVER_METASTASIS, Resource, condition, person
from tests.judge.hand_made import hand_made, read
from tests.judge.patients import NO, UNKNOWN, YES

CANCER, COLON_CANCER = (ICD10CM, "C25.9"), (ICD10CM, "C18.9")


def truths(case: clinical.Case, names: set[str]) -> dict[str, str]:
    assessment = Assessment(case)
    return {one.id: assessment.truth(one).value for one in PATHWAY.predicates if one.id in names}


def test_every_hand_made_patient_gets_the_truths_of_the_specification() -> None:
    found = {made.name: truths(case, set(made.expect)) for made, case in hand_made()}
    assert found == {made.name: made.expect for made, _ in hand_made()}


def mets(*entries: Resource) -> str:
    return truths(read("nobody", [person(), *entries], []), {"mets"})["mets"]


def test_an_entry_that_names_the_tumour_too_is_no_other_malignancy() -> None:
    """Not even where it is less sure of the tumour than of the malignancy."""
    unsure = {"coding": [{"system": CANCER[0], "code": "C25.9"}], "text": "pancreatic cancer; probable glucagonoma"}
    assert mets(condition(LIVER_METASTASIS, id="a"), condition(CANCER, id="b")) == UNKNOWN
    assert mets(condition(LIVER_METASTASIS, id="a"), condition(CANCER, id="b") | {"code": unsure}) == YES


def test_an_entry_without_an_id_is_the_same_as_no_other() -> None:
    """Else the cancer would pass for another part of the entry on the metastasis."""

    assert mets(condition(LIVER_METASTASIS), condition(COLON_CANCER)) == UNKNOWN
    assert mets(condition(LIVER_METASTASIS, id="a"), condition(COLON_CANCER, id="b")) == UNKNOWN
    assert mets(condition(LIVER_METASTASIS)) == YES
    sure = {"coding": [{"system": ICD10CM, "code": "C25.9"}], "text": "glucagonoma"}
    assert mets(condition(LIVER_METASTASIS), condition(CANCER)) == UNKNOWN
    assert mets(condition(LIVER_METASTASIS), condition(CANCER) | {"code": sure}) == YES
    assert mets(condition(LIVER_METASTASIS, "resolved"), condition(COLON_CANCER)) != NO

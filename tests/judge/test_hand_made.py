"""The product gives the judge's hand-made patients the truths of the specification, the judge aside."""

import json

from hooks.clinical.criterion import Assessment
from hooks.nme import PATHWAY
from service.protocol.request import parse
from tests.judge.fhir import person
from tests.judge.patients import ADDED_ROWS_CASES, CASES, Case
from tests.judge.product import machine
from tests.judge.sources import as_request

NOT_TOLD = {
    "Conditions Told Whole": ["Condition"],
    "Medications Told Whole": ["MedicationRequest", "MedicationStatement", "MedicationAdministration"],
}
"""How a record looks whose reader tells this of it: refused."""


def truths(case: Case) -> dict[str, str]:
    refused = [kind for name, whole in case.told.items() if whole is False for kind in NOT_TOLD[name]]
    people = [] if any(one["resourceType"] == "Patient" for one in case.resources) else [person()]
    resources = [one for one in case.resources if one["resourceType"] not in refused]
    asked = as_request({"id": case.name, "resources": [*people, *resources], "unavailable": refused})
    service = next(one for one in PATHWAY.services if one.hook == "patient-view")
    read, _ = machine().consult(service, parse(json.dumps(asked).encode(), service.hook))
    assessment = Assessment(read)
    return {one.id: assessment.truth(one).value for one in PATHWAY.predicates if one.id in case.expect}


def test_every_hand_made_patient_gets_the_truths_of_the_specification() -> None:
    cases = [case for case in CASES + ADDED_ROWS_CASES if case.told.keys() <= NOT_TOLD.keys()]
    assert {case.name: truths(case) for case in cases} == {case.name: case.expect for case in cases}

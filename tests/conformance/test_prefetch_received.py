"""A.4 Prefetch data as received, without access to a FHIR server."""

import pytest

from tests.acceptance.build import Json, refused
from tests.conformance.patients import (
    above_1000,
    changed,
    found,
    healthy,
    metastatic,
    with_prefetch,
    without_prefetch,
)
from tests.conformance.server import HOOKS, Server

REQUIRED = ("patient", "conditions", "observations")
OPTIONAL = ("reports", "procedures", "serviceRequests", "medications", "medicationStatements", "allergies", "consents")
SEARCHES = ("conditions", "observations", *OPTIONAL, "medicationAdministrations")


@pytest.mark.conformance("A-29", "C-E6")
@pytest.mark.parametrize("value", ["x", 7, None, [], {"resourceType": "Patient", "id": "somebody-else"}])
def test_a_key_nobody_asked_for_is_not_used(value: object, server: Server) -> None:
    extra = {"-user": value, "Conditions": value, "conditions ": value}
    assert server.ask(with_prefetch(metastatic(), **extra)).codes == server.ask(metastatic()).codes


@pytest.mark.conformance("A-30")
def test_null_means_there_is_none(server: Server) -> None:
    without = server.ask(with_prefetch(healthy(), **dict.fromkeys(SEARCHES)))
    assert (without.status, without.body) == (200, {"cards": []})


@pytest.mark.conformance("A-30")
def test_null_and_an_empty_search_are_the_same(server: Server) -> None:
    nothing = {"resourceType": "Bundle", "type": "searchset", "total": 0}
    as_null = server.ask(with_prefetch(above_1000(), **dict.fromkeys(OPTIONAL)))
    as_bundle = server.ask(with_prefetch(above_1000(), **dict.fromkeys(OPTIONAL, nothing)))
    assert [card["detail"] for card in as_null.cards] == [card["detail"] for card in as_bundle.cards]
    assert "could not be read" not in as_null.text


@pytest.mark.conformance("A-31", "A-32", "A-55")
@pytest.mark.parametrize("key", REQUIRED)
def test_a_required_key_that_is_absent_and_cannot_be_fetched_is_named(key: str, server: Server) -> None:
    response = server.call(without_prefetch(metastatic(), key))
    assert response.status_code == 412
    assert key in response.json()["issue"][0]["diagnostics"]


@pytest.mark.conformance("A-32", "C-G2", "C.5-1")
def test_a_call_without_prefetch_is_a_412_and_the_next_one_is_answered(server: Server) -> None:
    assert server.call(without_prefetch(metastatic())).status_code == 412
    assert server.call(metastatic()).status_code == 200


@pytest.mark.conformance("C.5-1")
def test_a_null_patient_ends_nothing(server: Server) -> None:
    """Without a birth date the numbers for adults are unknown (decisions 23)."""
    reply = server.ask(with_prefetch(above_1000(), patient=None))
    assert (reply.status, reply.codes, reply.predicates["gt500"]) == (200, ["K02", "K01", "K10"], "unknown")


@pytest.mark.conformance("A-31", "B-27")
@pytest.mark.parametrize("key", OPTIONAL)
def test_without_an_optional_key_the_rest_goes_on(key: str, server: Server) -> None:
    reply = server.ask(without_prefetch(above_1000(), key))
    assert (reply.status, reply.state) == (200, "S03")


@pytest.mark.conformance("A-33", "C-HA1")
def test_a_refused_query_is_no_data_and_is_said(server: Server) -> None:
    reply = server.ask(with_prefetch(above_1000(), conditions=refused("Condition")))
    assert (reply.state, reply.codes) == ("S01", ["K17"])
    assert "Condition data could not be read" in reply.text


@pytest.mark.conformance("A-33", "C-HA1")
@pytest.mark.parametrize("hook", HOOKS)
def test_refused_conditions_never_look_like_all_clear(hook: str, server: Server) -> None:
    drafts = {"draftOrders": {"resourceType": "Bundle", "entry": []}, "selections": []}
    call = with_prefetch(healthy(), conditions=refused("Condition"))
    call = {**call, "hook": hook, "context": {**call["context"], **drafts}}
    assert server.call(call).status_code == 412


@pytest.mark.conformance("A-34")
def test_a_first_page_alone_is_said_to_be_incomplete(server: Server) -> None:
    page = above_1000()["prefetch"]["medications"]
    page |= {"total": 501, "link": [{"relation": "next", "url": "https://ehr.example.org/fhir?page=2"}]}
    reply = server.ask(with_prefetch(above_1000(), medications=page))
    assert "MedicationRequest list is incomplete" in reply.text


@pytest.mark.conformance("A-35")
@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("subject", {"reference": "Patient/somebody-else"}),
        ("status", "entered-in-error"),
        ("code", {"coding": [{"system": "http://loinc.org", "code": "4548-4"}]}),
    ],
)
def test_what_the_query_should_have_left_out_is_left_out_again(member: str, value: Json | str, server: Server) -> None:
    wrong = changed(above_1000(), "observations", lambda result: result.update({member: value}))
    assert found(wrong, "observations")[0][member] == value
    assert server.ask(above_1000()).predicates["gt1000"] == "yes"
    assert server.ask(wrong).predicates["gt1000"] == "unknown"


def of(owners: dict[str, str]) -> Json:
    """The chart with the subject of Conditions and Observations as told, by prefetch key."""
    call = above_1000()
    for key, owner in owners.items():
        for resource in found(call, key):
            resource["subject"] = {"reference": f"Patient/{owner}"}
    return call


@pytest.mark.conformance("A-32", "A-35")
def test_a_call_whose_data_are_all_another_patients_says_so(server: Server) -> None:
    foreign = server.call(of({"conditions": "somebody-else", "observations": "somebody-else"}))
    assert foreign.status_code == 412
    assert "of another patient than context.patientId" in foreign.json()["issue"][0]["diagnostics"]
    assert "somebody-else" not in foreign.text


@pytest.mark.conformance("A-35")
@pytest.mark.parametrize("key", ["conditions", "observations"])
def test_one_list_of_another_patients_is_left_out_and_the_other_answered(key: str, server: Server) -> None:
    assert server.call(of({key: "somebody-else"})).status_code == 200


@pytest.mark.conformance("A-35")
def test_what_names_nobody_is_this_patients_and_what_has_no_id_is_whose_it_says(server: Server) -> None:
    call = of({"conditions": "somebody-else", "observations": "somebody-else"})
    del found(call, "conditions")[0]["id"]
    assert server.call(call).status_code == 412
    del found(call, "conditions")[0]["subject"]
    assert server.call(call).status_code == 200

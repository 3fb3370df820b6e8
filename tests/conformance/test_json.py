"""A.1 JSON and transport: what holds for every body."""

import json
from itertools import chain

import pytest
from fhir.resources.R4B import get_fhir_model_class

from tests.acceptance.build import Json
from tests.conformance.corpus import Exchange
from tests.conformance.server import Server
from tests.conformance.strict import strictly, walk

MAY_BE_EMPTY = {"$.cards", "$.services"}


@pytest.mark.conformance("A-1")
def test_every_body_is_application_json(exchanges: list[Exchange], refusals: list[Exchange], server: Server) -> None:
    responses = [e.response for e in chain(exchanges, refusals)] + [server.get("/cds-services")]
    assert {response.headers["content-type"] for response in responses} == {"application/json"}


@pytest.mark.conformance("A-2", "B-15", "A-79")
def test_every_proposed_resource_is_fhir_json(answers: list[Exchange]) -> None:
    resources = [a["resource"] for answer in answers for a in answer.actions if "resource" in a]
    different = {json.dumps(resource, sort_keys=True): resource for resource in resources}
    assert {r["resourceType"] for r in different.values()} == {"ServiceRequest", "MedicationRequest", "NutritionOrder"}
    for resource in different.values():
        get_fhir_model_class(resource["resourceType"]).model_validate(resource)


@pytest.mark.conformance("A-3")
def test_every_answer_is_strict_json(exchanges: list[Exchange], refusals: list[Exchange], server: Server) -> None:
    assert all(isinstance(e.body, dict) for e in chain(exchanges, refusals))
    assert strictly(server.get("/cds-services").content)


@pytest.mark.conformance("A-3")
@pytest.mark.parametrize("body", [b'{"a":1,}', b'{"a":[1,]}', b'{"a":1}//', b'/**/{"a":1}', b'{"a":NaN}', b"{'a':1}"])
def test_a_request_that_is_not_strict_json_is_refused(body: bytes, server: Server) -> None:
    assert server.send(body).status_code == 400


@pytest.mark.conformance("A-4", "A-5", "A-6", "A-68", "A-71", "B-18")
def test_no_answer_holds_a_null_or_empty_value(
    exchanges: list[Exchange], refusals: list[Exchange], services: list[Json]
) -> None:
    bodies = [*(e.body for e in chain(exchanges, refusals)), {"services": services}]
    hollow = {path for body in bodies for path, value in walk(body) if value in (None, "", [], {})}
    assert hollow <= MAY_BE_EMPTY


@pytest.mark.conformance("A-6")
def test_an_optional_member_without_a_value_is_left_out(answers: list[Exchange]) -> None:
    silent = [answer for answer in answers if not answer.cards]
    assert any(answer.body.keys() == {"cards"} for answer in silent)
    assert {frozenset(a.body) for a in answers} <= {frozenset({"cards"}), frozenset({"cards", "extension"})}


def test_the_walk_sees_what_it_looks_for() -> None:
    hollow = [path for path, value in walk({"a": [{"b": None}], "c": ""}) if value in (None, "")]
    assert hollow == ["$.a.0.b", "$.c"]


def test_the_set_of_answers_is_broad(answers: list[Exchange], cards: list[Json]) -> None:
    assert {e.request["hook"] for e in answers} == {"patient-view", "order-select", "order-sign"}
    assert {c["source"]["topic"]["code"] for c in cards} == {
        f"K{n:02}" for n in (*range(1, 21), 22)
    }  # K21 is for clients that wish it
    assert {a["type"] for e in answers for a in e.actions} == {"create", "delete"}

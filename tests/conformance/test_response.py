"""A.7 Response."""

import json
from itertools import chain

import pytest

from service.http.app import create_app
from service.protocol.errors import TooManyRequests, Unavailable
from service.protocol.request import HookRequest
from service.settings import Settings
from tests.acceptance.build import Json
from tests.conformance.corpus import Exchange
from tests.conformance.patients import healthy, metastatic, without_prefetch
from tests.conformance.server import Server, serving
from tests.service.fake import Fake

STATUSES = {400, 404, 405, 412, 413, 415, 422}


@pytest.mark.conformance("A-53", "B-8")
def test_success_is_200_with_cards(answers: list[Exchange]) -> None:
    assert all(isinstance(answer.body["cards"], list) for answer in answers)
    assert any(answer.cards for answer in answers)


@pytest.mark.conformance("A-54")
def test_nothing_to_say_is_an_empty_array_and_nothing_else(server: Server) -> None:
    response = server.call(healthy())
    assert (response.status_code, response.content) == (200, b'{"cards":[]}')


@pytest.mark.conformance("A-56", "A-57")
def test_every_error_is_an_operation_outcome(exchanges: list[Exchange], refusals: list[Exchange]) -> None:
    errors = [e for e in chain(exchanges, refusals) if e.response.status_code != 200]
    assert {e.response.status_code for e in errors} == STATUSES
    for error in errors:
        assert error.body.keys() == {"resourceType", "issue"}
        assert error.body["resourceType"] == "OperationOutcome"
        assert error.body["issue"][0].keys() == {"severity", "code", "diagnostics"}


@pytest.mark.conformance("A-57", "C.5-2")
@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (RuntimeError("canary"), 500),
        (Unavailable("The store is down.", retry_after=30), 503),
        (TooManyRequests(retry_after=7), 429),
    ],
)
def test_a_failure_is_an_operation_outcome_without_detail(failure: Exception, status: int) -> None:
    async def fail(_service_id: str, _request: HookRequest) -> bytes:
        raise failure

    with serving(create_app(Settings(), Fake(fail))) as failing:
        response = failing.call(metastatic())
    assert (response.status_code, response.json()["resourceType"]) == (status, "OperationOutcome")
    assert "canary" not in response.text + str(response.headers)
    assert "Traceback" not in response.text


def _canary() -> Json:
    call = json.dumps(metastatic()).replace("nme-test", "canary-patient").replace("Vignette", "canary-name")
    loaded: Json = json.loads(call)
    return loaded


@pytest.mark.conformance("A-57")
@pytest.mark.parametrize("missing", ["conditions", "patient"])
def test_an_error_repeats_nothing_of_the_request(missing: str, server: Server) -> None:
    response = server.call(without_prefetch(_canary(), missing))
    assert response.status_code == 412
    assert "canary" not in response.text


@pytest.mark.conformance("A-58")
def test_every_card_says_whose_it_is(cards: list[Json]) -> None:
    labels = {card["source"]["label"] for card in cards}
    assert len(labels) == 1
    assert labels.pop() == "StatPearls; Dr.Oracle (awaiting review); fixed day 2026-11-20"


@pytest.mark.conformance("A-83", "B-12", "C-E20")
def test_there_are_no_system_actions(answers: list[Exchange]) -> None:
    assert not any("systemActions" in answer.body for answer in answers)


@pytest.mark.conformance("A-121", "A-122")
def test_the_only_extensions_are_objects_with_names_of_the_project(answers: list[Exchange]) -> None:
    extensions = [answer.body["extension"] for answer in answers if "extension" in answer.body]
    assert {tuple(extension) for extension in extensions} == {("nme.pathway",)}
    assert all(isinstance(extension["nme.pathway"], dict) for extension in extensions)
    of_cards = [card["extension"] for answer in answers for card in answer.cards]
    assert {tuple(extension) for extension in of_cards} == {("nme-cds.org/evidence",)}
    assert all(isinstance(extension["nme-cds.org/evidence"], dict) for extension in of_cards)

"""A.6 FHIR access with the passed token, and what A.3 and A.4 say about it."""

import json
import logging
from collections.abc import Iterator

import httpx
import pytest
import respx

from service.protocol.prefetch import filled
from tests.acceptance.build import Json, searchset
from tests.acceptance.shapes import PATIENT
from tests.conformance.fhir_server import TOKEN, access, holding
from tests.conformance.patients import FHIR_SERVER, above_1000, found, metastatic, with_prefetch, without_prefetch
from tests.conformance.server import HOOKS, Server, serving

REQUIRED = ("patient", "conditions", "observations")
COMPLETE = metastatic()


@pytest.fixture
def reader() -> Iterator[Server]:
    """A service that may read from the FHIR server, and has not met it before: it leaves a failing one alone (E-7)."""
    with serving(fhir_servers=FHIR_SERVER) as running:
        yield running


def details(server: Server, request: Json) -> list[str]:
    """What the cards say."""
    return [card["detail"] for card in server.ask(request).cards]


@pytest.mark.conformance("A-28", "A-45", "C-O1", "B-27")
@pytest.mark.parametrize("fetched", [(), ("conditions",), ("patient", "medications"), ("observations", "reports")])
def test_prefetch_fhir_access_and_both_give_the_same_cards(fetched: tuple[str, ...], reader: Server) -> None:
    with holding(COMPLETE["prefetch"]) as heard:
        by_fhir = details(reader, access(without_prefetch(COMPLETE, *fetched)))
    assert by_fhir == details(reader, COMPLETE) != []
    assert len(heard) == (len(fetched) or 11)


@pytest.mark.conformance("A-31", "A-52")
@pytest.mark.parametrize("key", ["conditions", "observations", "medications"])
def test_exactly_the_published_query_is_sent(key: str, reader: Server, services: list[Json]) -> None:
    with holding(COMPLETE["prefetch"]) as heard:
        reader.call(access(without_prefetch(COMPLETE, key)))
    published = httpx.URL(f"{FHIR_SERVER}/{filled(services[0]['prefetch'][key], PATIENT)}")
    assert [request.url.params for request in heard] == [published.params]
    assert [request.method for request in heard] == ["GET"]


@pytest.mark.conformance("A-30", "A-45", "A-52")
@pytest.mark.parametrize("value", [None, searchset([])])
def test_nothing_is_asked_when_every_key_was_answered(value: Json | None, reader: Server) -> None:
    with holding({}) as heard:
        reader.call(access(with_prefetch(COMPLETE, medications=value, consents=value)))
    assert heard == []


@pytest.mark.conformance("A-46")
def test_every_query_carries_the_token(reader: Server) -> None:
    with holding(COMPLETE["prefetch"]) as heard:
        reader.call(access(without_prefetch(COMPLETE)))
    assert {request.headers["authorization"] for request in heard} == {f"Bearer {TOKEN}"}
    assert {request.url.host for request in heard} == {"ehr.example.org"}


@pytest.mark.conformance("A-46")
def test_a_redirect_is_not_followed(reader: Server) -> None:
    with respx.mock(assert_all_called=False) as router:
        elsewhere = router.route(host="evil.example").respond(200, json=searchset([]))
        router.route().respond(302, headers={"Location": "https://evil.example/fhir/Condition"})
        assert reader.call(access(without_prefetch(COMPLETE, "conditions"))).status_code == 412
    assert not elsewhere.called


@pytest.mark.conformance("A-24", "A-47")
@pytest.mark.parametrize(
    "changes",
    [
        {"access_token": ["canary"]},
        {"access_token": "canary\r\nX: 1"},
        {"token_type": ...},
        {"token_type": "MAC"},
    ],
)
def test_a_broken_authorisation_is_not_used_and_not_repeated(changes: Json, reader: Server) -> None:
    with holding(COMPLETE["prefetch"]) as heard:
        response = reader.call(access(without_prefetch(COMPLETE, "conditions"), **changes))
        complete = reader.call(access(COMPLETE, **changes))
    assert (response.status_code, complete.status_code, heard) == (412, 200, [])
    assert "canary" not in response.text


@pytest.mark.conformance("A-47")
@pytest.mark.parametrize("authorization", ["canary", 7, [], True])
def test_an_authorisation_of_another_type_is_not_used(authorization: object, reader: Server) -> None:
    with holding(COMPLETE["prefetch"]) as heard:
        call = {**access(without_prefetch(COMPLETE, "conditions")), "fhirAuthorization": authorization}
        assert reader.call(call).status_code == 412
    assert heard == []


@pytest.mark.conformance("A-47")
@pytest.mark.parametrize("token", [..., None, ""])
def test_an_authorisation_without_a_token_reads_an_open_server(token: object, reader: Server) -> None:
    with holding(COMPLETE["prefetch"]) as heard:
        response = reader.call(access(without_prefetch(COMPLETE, "conditions"), access_token=token))
    assert response.status_code == 200
    assert [request.headers.get("authorization") for request in heard] == [None]


@pytest.mark.conformance("A-32", "A-47")
@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"access_token": ""}, "fhirAuthorization has no access_token"),
        ({"access_token": "canary\r\nX: 1"}, "The access_token of fhirAuthorization cannot be sent"),
        ({"token_type": "MAC"}, "The token_type of fhirAuthorization is not Bearer"),
        ({"patient": "somebody-else"}, "The access_token is for another patient"),
    ],
)
def test_where_reading_fails_the_answer_says_what_is_wrong_with_the_authorisation(
    changes: Json, says: str, reader: Server
) -> None:
    with respx.mock(assert_all_called=False) as router:
        router.route().respond(404)
        response = reader.call(access(without_prefetch(COMPLETE, "conditions"), **changes))
    assert response.status_code == 412
    assert says in response.json()["issue"][0]["diagnostics"]


@pytest.mark.conformance("A-32")
def test_a_server_nobody_listed_is_said_to_be_so(reader: Server) -> None:
    call = {**without_prefetch(COMPLETE, "conditions"), "fhirServer": "https://elsewhere.example/fhir"}
    diagnostics = reader.call(call).json()["issue"][0]["diagnostics"]
    assert "does not call the FHIR server" in diagnostics
    assert "elsewhere" not in diagnostics


@pytest.mark.conformance("A-24")
@pytest.mark.parametrize("address", [..., None, "", 7, "ehr.example.org/fhir"])
def test_a_token_without_a_server_is_not_used(address: object, reader: Server) -> None:
    call = {**access(without_prefetch(COMPLETE, "conditions")), "fhirServer": address}
    if address is ...:
        del call["fhirServer"]
    with holding(COMPLETE["prefetch"]) as heard:
        assert reader.call(call).status_code == 412
    assert heard == []


@pytest.mark.conformance("A-24", "A-46", "C-H3")
@pytest.mark.parametrize("address", ["http://ehr.example.org/fhir", "https://evil.example/fhir", f"{FHIR_SERVER}/x"])
def test_a_server_that_is_plain_http_or_not_listed_is_not_called(address: str, reader: Server) -> None:
    with holding(COMPLETE["prefetch"]) as heard:
        missing = reader.call({**access(without_prefetch(COMPLETE, "conditions")), "fhirServer": address})
        complete = reader.ask({**access(COMPLETE), "fhirServer": address})
    assert (missing.status_code, heard) == (412, [])
    assert complete.codes == reader.ask(COMPLETE).codes


@pytest.mark.conformance("A-48")
@pytest.mark.parametrize(("patient", "status"), [("somebody-else", 412), (PATIENT, 200), (..., 200), (None, 200)])
def test_a_token_for_another_patient_is_not_used(patient: object, status: int, reader: Server) -> None:
    with holding(COMPLETE["prefetch"]) as heard:
        response = reader.call(access(without_prefetch(COMPLETE, "conditions"), patient=patient))
    assert (response.status_code, len(heard)) == (status, 1 if status == 200 else 0)


@pytest.mark.conformance("A-49", "C-E5", "C-I2", "C-H3")
@pytest.mark.parametrize(
    "scope",
    [
        "patient/Observation.read",
        "patient/Observation.rs",
        "user/Condition.Read",
        "PATIENT.READ (R4) CONDITION.SEARCH (PROBLEMS) (R4)",
        "",
        ...,
        ["patient/*.read"],
    ],
)
def test_no_scope_is_a_reason_to_refuse(scope: object, reader: Server) -> None:
    with holding(COMPLETE["prefetch"]):
        reply = reader.ask(access(without_prefetch(COMPLETE, "conditions"), scope=scope, expires_in="3600"))
    assert reply.codes == reader.ask(COMPLETE).codes


@pytest.mark.conformance("A-50", "A-51")
def test_a_token_is_not_kept_for_the_next_call(reader: Server) -> None:
    with holding(COMPLETE["prefetch"]) as heard:
        reader.call(access(without_prefetch(COMPLETE, "conditions")))
        reader.call({**without_prefetch(COMPLETE, "conditions"), "fhirServer": FHIR_SERVER})
    assert [request.headers.get("authorization") for request in heard] == [f"Bearer {TOKEN}", None]


@pytest.mark.conformance("A-51")
def test_no_token_is_logged_when_everything_fails(reader: Server, caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("nme_cds").addHandler(caplog.handler)
    with caplog.at_level(logging.DEBUG), respx.mock(assert_all_called=False) as router:
        router.route().respond(500, text=f"{TOKEN} canary")
        response = reader.call(access(without_prefetch(COMPLETE)))
    logging.getLogger("nme_cds").removeHandler(caplog.handler)
    assert response.status_code == 412
    assert "not fetched" in caplog.text
    assert "canary" not in response.text + caplog.text + json.dumps([str(vars(r)) for r in caplog.records])


@pytest.mark.conformance("A-32", "A-55")
@pytest.mark.parametrize("key", REQUIRED)
@pytest.mark.parametrize("failure", [httpx.Response(500), httpx.Response(200, text="<html>"), httpx.ConnectError("x")])
def test_a_required_key_the_server_does_not_answer_is_named(
    key: str, failure: httpx.Response | httpx.ConnectError, reader: Server
) -> None:
    with respx.mock(assert_all_called=False) as router:
        router.route().mock(side_effect=[failure] * 2)
        response = reader.call(access(without_prefetch(COMPLETE, key)))
    assert response.status_code == 412
    assert key in response.json()["issue"][0]["diagnostics"]


@pytest.mark.conformance("A-33")
def test_a_failed_prefetch_is_fetched(reader: Server) -> None:
    refused = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "forbidden"}]}
    with holding(COMPLETE["prefetch"]) as heard:
        reply = reader.ask(access(with_prefetch(COMPLETE, conditions=refused)))
    assert (len(heard), reply.codes) == (1, reader.ask(COMPLETE).codes)


def paged(host: str) -> Json:
    """A first page of Conditions whose rest lies at that host."""
    first, *_ = found(COMPLETE, "conditions")
    link = [{"relation": "next", "url": f"{host}/Condition?page=2"}]
    return with_prefetch(COMPLETE, conditions={**searchset([first]), "total": 3, "link": link})


@pytest.mark.conformance("A-34")
def test_the_next_page_is_read_with_the_token(reader: Server) -> None:
    rest = searchset(found(COMPLETE, "conditions")[1:])
    with holding({"conditions": rest}) as heard:
        reply = reader.ask(access(paged(FHIR_SERVER)))
    assert [str(request.url) for request in heard] == [f"{FHIR_SERVER}/Condition?page=2"]
    assert heard[0].headers["authorization"] == f"Bearer {TOKEN}"
    assert (reply.codes, reply.state) == (reader.ask(COMPLETE).codes, reader.ask(COMPLETE).state)


@pytest.mark.conformance("A-34", "A-46")
def test_a_next_page_on_another_host_is_not_read_and_the_list_said_to_be_incomplete(reader: Server) -> None:
    with holding(COMPLETE["prefetch"]) as heard:
        reply = reader.ask(access(paged("https://evil.example/fhir")))
    assert heard == []
    assert "Condition list is incomplete" in reply.text


@pytest.mark.conformance("A-34")
def test_there_is_a_limit_to_the_pages(reader: Server) -> None:
    with respx.mock(assert_all_called=False) as router:
        pages = [httpx.Response(200, json=paged(f"{FHIR_SERVER}/{n}")["prefetch"]["conditions"]) for n in range(40)]
        route = router.route().mock(side_effect=pages)
        reader.call(access(paged(FHIR_SERVER)))
    assert 1 < route.call_count <= 10


@pytest.mark.conformance("A-119")
def test_nothing_clinical_is_remembered_between_calls(reader: Server) -> None:
    call = access(without_prefetch(above_1000(), "observations"))
    with holding(above_1000()["prefetch"]):
        first = reader.ask(call)
    with holding({**above_1000()["prefetch"], "observations": searchset([])}):
        second = reader.ask(call)
    assert (first.predicates["gt1000"], second.predicates["gt1000"]) == ("yes", "unknown")


@pytest.mark.conformance("C-I1", "C-I2")
@pytest.mark.parametrize("hook", HOOKS)
def test_access_that_is_not_needed_is_not_used(hook: str, reader: Server) -> None:
    drafts = {"draftOrders": {"resourceType": "Bundle", "entry": []}, "selections": []}
    call = {**COMPLETE, "hook": hook, "context": {**COMPLETE["context"], **drafts}}
    with holding({}) as heard:
        assert reader.call(access(call, access_token="SAMPLE_TOKEN")).status_code == 200  # noqa: S106
    assert heard == []

"""The addresses and the call: statuses, methods, media types (conformance A.1 to A.3)."""

import json

import pytest

from tests.service.fake import CALL, PATIENT_VIEW, SERVICES, Client, Fake, issue, post


def test_a9_a10_discovery_lists_the_services_the_same_each_time() -> None:
    http = Client()
    first, second = http.get("/cds-services"), http.get("/cds-services")
    assert (first.status_code, first.headers["content-type"]) == (200, "application/json")
    assert [service["id"] for service in first.json()["services"]] == [service.id for service in SERVICES]
    assert first.content == second.content


def test_a11_e24_a_server_without_services_says_so_and_is_not_ready() -> None:
    empty = Client(Fake(services=()))
    assert empty.get("/cds-services").json() == {"services": []}
    assert empty.get("/readyz").status_code == 503
    assert empty.get("/readyz").headers["retry-after"] == "5"


def test_e24_health_and_readiness() -> None:
    http = Client()
    assert http.get("/healthz").json() == {"status": "alive"}
    assert http.get("/readyz").json() == {"status": "ready"}


def test_the_bare_address_points_at_discovery_and_reflects_nothing() -> None:
    response = Client().get("/", headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
    assert response.json()["discovery"] == "/cds-services"
    assert "evil" not in response.text + str(response.headers)


@pytest.mark.parametrize("path", ["/cds-services/", "//cds-services", "/.well-known/cds-services", PATIENT_VIEW + "/"])
def test_a9_there_is_one_address_and_no_redirect(path: str) -> None:
    response = Client().get("http://testserver" + path)
    assert response.status_code == 404
    assert issue(response)["code"] == "not-found"


@pytest.mark.parametrize(("host", "status"), [("127.0.0.1", 200), ("::1", 200), ("localhost", 200), ("0.0.0.0", 404)])  # noqa: S104
def test_d29_documentation_is_served_to_this_machine_only(host: str, status: int) -> None:
    assert Client(host=host).get("/openapi.json").status_code == status


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_no_page_is_served_that_loads_from_another_host(path: str) -> None:
    assert Client().get(path).status_code == 404


def test_a22_a53_a54_a_call_is_answered_with_the_bytes_of_the_content() -> None:
    answer = Fake()
    response = Client(answer).post(PATIENT_VIEW, json=CALL)
    assert (response.status_code, response.content) == (200, b'{"cards":[]}')
    assert response.headers["content-type"] == "application/json"
    ((service_id, request),) = answer.asked
    assert (service_id, request.hook, request.context.patient_id) == (
        "nme-patient-view",
        "patient-view",
        "canary-patient",
    )


def test_a25_a131_the_same_call_twice_is_answered_twice() -> None:
    answer = Fake()
    http = Client(answer)
    assert [http.post(PATIENT_VIEW, json=CALL).status_code for _ in range(2)] == [200, 200]
    assert len(answer.asked) == 2


@pytest.mark.parametrize(
    "name",
    [
        "nope",
        "NME-PATIENT-VIEW",
        "nme-patient-view%20",
        "..%2Fcds-services",
        "%2e%2e",
        "x%0d%0aSet-Cookie:a=1",
        "%ff%fe",
    ],
)
@pytest.mark.parametrize("method", ["POST", "GET"])
def test_an_unknown_service_is_not_found_and_its_name_not_repeated(name: str, method: str) -> None:
    response = Client().request(method, f"/cds-services/{name}", json=CALL)
    assert (response.status_code, issue(response)["code"]) == (404, "not-found")
    assert "set-cookie" not in response.headers


def test_an_unknown_address_under_a_service_is_not_found() -> None:
    assert post(path=PATIENT_VIEW + "/nope").status_code == 404


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "TRACE", "OPTIONS"])
def test_a22_a_service_takes_post_only(method: str) -> None:
    response = Client().request(method, PATIENT_VIEW, headers={"X-Canary": "canary"})
    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert "canary" not in response.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "TRACE"])
def test_discovery_takes_get_only(method: str) -> None:
    response = Client().request(method, "/cds-services")
    assert response.status_code == 405
    assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD"}
    assert issue(response)["code"] == "not-supported"


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "Application/JSON"},
        {"Content-Type": "application/json; charset=x-klingon"},
        {"Content-Type": " application/fhir+json;charset=utf-8"},
        {"Content-Encoding": "identity"},
        {"Range": "bytes=0-1"},
        {"X-HTTP-Method-Override": "DELETE"},
        {"Authorization": "Bearer unexpected"},  # C-I3: some clients always send one
    ],
)
def test_headers_that_change_nothing(headers: dict[str, str]) -> None:
    assert post(headers=headers).status_code == 200


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "multipart/form-data; boundary=b", "application/xml", ";;;///", "json"]
)
def test_a_body_that_does_not_say_it_is_json_is_not_read(kind: str) -> None:
    response = post(headers={"Content-Type": kind})
    assert (response.status_code, issue(response)["code"]) == (415, "not-supported")


def test_a_body_without_content_type_is_not_read() -> None:
    assert Client().post(PATIENT_VIEW, content=json.dumps(CALL)).status_code == 415


@pytest.mark.parametrize("coding", ["gzip", "GZIP", "br", "identity, gzip"])
def test_a_compressed_body_is_not_read(coding: str) -> None:
    response = post(headers={"Content-Encoding": coding})
    assert (response.status_code, response.headers["accept-encoding"]) == (415, "identity")


def test_b19_400_is_no_json_and_422_is_no_call() -> None:
    assert [post(body).status_code for body in (b"", b"{", b"\xff", b'{"a":1,"a":1}', b"[]", b"{}")] == [
        *(400, 400, 400, 400),
        *(422, 422),
    ]
    assert [issue(post(body))["code"] for body in (b"{", b"{}")] == ["structure", "invalid"]


def test_depth_that_no_parser_survives_is_not_json() -> None:
    assert post(b'{"a":' + b"[" * 100_000).status_code == 400

"""The FHIR server of the demonstration: what the sandbox and our own prefetch ask of it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import httpx
import pytest
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.capabilitystatement import CapabilityStatement

from service.main import build_demo
from service.settings import Settings
from tests.service.running import running

TODAY = date(2027, 2, 28)  # a hundred days after the examples were written
PATIENT = "localized-operable"


@pytest.fixture(scope="module")
def demo() -> Iterator[httpx.Client]:
    """A client of the whole demonstration."""
    app = build_demo(Settings(today=TODAY, ledger_url="none"))
    with running(app) as (host, port), httpx.Client(base_url=f"http://{host}:{port}") as client:
        yield client


def entries(answer: httpx.Response) -> list[dict[str, Any]]:
    """The resources of a search, which has to be a valid searchset."""
    assert answer.headers["content-type"] == "application/fhir+json"
    Bundle.model_validate(answer.json())
    return [entry["resource"] for entry in answer.json().get("entry", [])]


def test_the_server_says_what_it_can(demo: httpx.Client) -> None:
    statement = demo.get("/fhir/metadata").json()
    CapabilityStatement.model_validate(statement)
    assert (statement["fhirVersion"], statement["date"]) == ("4.0.1", "2027-02-28")
    assert "Observation" in [resource["type"] for resource in statement["rest"][0]["resource"]]


def test_a_patient_is_read_by_id(demo: httpx.Client) -> None:
    assert demo.get(f"/fhir/Patient/{PATIENT}").json()["name"][0]["text"] == "Localized, operable"


def test_the_list_of_patients_has_speaking_names(demo: httpx.Client) -> None:
    names = [patient["name"][0]["text"] for patient in entries(demo.get("/fhir/Patient"))]
    assert "Localized, operable" in names
    assert len(set(names)) == len(names)


def test_every_prefetch_query_of_discovery_is_answered_by_get_and_by_post(demo: httpx.Client) -> None:
    for service in demo.get("/cds-services").json()["services"]:
        for template in service["prefetch"].values():
            path, _, query = template.replace("{{context.patientId}}", PATIENT).partition("?")
            found = demo.get(f"/fhir/{path}?{query}")
            assert found.status_code == 200
            if query:
                form = {"Content-Type": "application/x-www-form-urlencoded"}
                posted = demo.post(f"/fhir/{path}/_search", content=query.replace("|", "%7C"), headers=form)
                assert entries(posted) == entries(found)


def test_a_search_gives_this_patients_resources_of_this_code(demo: httpx.Client) -> None:
    found = entries(demo.get("/fhir/Observation", params={"patient": PATIENT, "code": "http://loinc.org|2338-2"}))
    assert [(r["valueQuantity"]["value"], r["effectiveDateTime"]) for r in found] == [(508, "2027-02-08T08:00:00Z")]
    assert entries(demo.get("/fhir/Observation", params={"patient": PATIENT, "code": "http://loinc.org|2338-3"})) == []


def test_pages_lead_on_to_every_patient_once(demo: httpx.Client) -> None:
    seen: list[str] = []
    address: str | None = "/fhir/Patient?_count=5"
    while address:
        page = demo.get(address)
        assert len(entries(page)) <= 5
        seen += [patient["id"] for patient in entries(page)]
        links = {link["relation"]: link["url"] for link in page.json()["link"]}
        address = links.get("next", "").partition("/fhir/")[2]
        address = f"/fhir/{address}" if address else None
    assert seen == [patient["id"] for patient in entries(demo.get("/fhir/Patient"))]


@pytest.mark.parametrize("path", ["/fhir/Patient/nobody", "/fhir/Device", "/fhir/Device/1", "/fhir/Patient/"])
def test_what_is_not_there_is_a_404_with_an_outcome(demo: httpx.Client, path: str) -> None:
    answer = demo.get(path)
    assert (answer.status_code, answer.json()["resourceType"]) == (404, "OperationOutcome")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_nothing_can_be_written(demo: httpx.Client, method: str) -> None:
    assert demo.request(method, f"/fhir/Patient/{PATIENT}").status_code == 405


def test_a_form_that_is_too_long_is_refused(demo: httpx.Client) -> None:
    answer = demo.post("/fhir/Patient/_search", content=b"_id=" + b"x" * 70_000)
    assert (answer.status_code, answer.json()["issue"][0]["code"]) == (413, "too-long")


def test_a_page_of_the_internet_may_read_it(demo: httpx.Client) -> None:
    origin = {"Origin": "https://sandbox.cds-hooks.org"}
    asked = {**origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    assert demo.options("/fhir/Condition/_search", headers=asked).headers["access-control-allow-origin"] == "*"
    assert demo.get("/fhir/Patient", headers=origin).headers["access-control-allow-origin"] == "*"


def test_the_service_reads_it_when_a_call_brings_no_prefetch(demo: httpx.Client) -> None:
    call = {
        "hook": "patient-view",
        "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
        "fhirServer": f"{demo.base_url}/fhir",
        "context": {"userId": "Practitioner/example", "patientId": PATIENT},
    }
    answer = demo.post("/cds-services/nme-patient-view", json=call).json()
    assert answer["extension"]["nme.pathway"]["state"] == "S04"

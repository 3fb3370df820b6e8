"""A.5 Prefetch templates the service publishes."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl

import pytest

from tests.acceptance.build import Json
from tests.conformance.server import Server

TYPES = {
    "patient": "Patient",
    "conditions": "Condition",
    "observations": "Observation",
    "reports": "DiagnosticReport",
    "procedures": "Procedure",
    "serviceRequests": "ServiceRequest",
    "medications": "MedicationRequest",
    "medicationStatements": "MedicationStatement",
    "medicationAdministrations": "MedicationAdministration",
    "allergies": "AllergyIntolerance",
    "consents": "Consent",
}


@pytest.fixture(scope="module")
def templates(services: list[Json]) -> list[tuple[str, str]]:
    """Key and query of every service."""
    return [item for service in services for item in service["prefetch"].items()]


def tokens(query: str) -> Iterator[str]:
    """What stands in double braces."""
    yield from re.findall(r"\{\{(.*?)\}\}", query)


@pytest.mark.conformance("A-36", "A-37", "A-38", "A-39", "A-40", "A-41")
def test_the_patient_id_is_the_only_token(templates: list[tuple[str, str]]) -> None:
    assert {token for _, query in templates for token in tokens(query)} == {"context.patientId"}
    assert all(query.count("{") == query.count("}") == 2 for _, query in templates)


@pytest.mark.conformance("A-42")
def test_no_template_needs_another(templates: list[tuple[str, str]]) -> None:
    assert not any("%" in query for _, query in templates)


@pytest.mark.conformance("A-43", "C-S3")
def test_each_query_is_a_read_or_a_search_by_plain_parameters_each_once(templates: list[tuple[str, str]]) -> None:
    assert templates
    for key, query in templates:
        kind, _, parameters = query.partition("?")
        if key == "patient":
            assert query == "Patient/{{context.patientId}}"
            continue
        names = [name for name, _ in parse_qsl(parameters, strict_parsing=True)]
        assert kind == TYPES[key]
        assert names in (["patient", "_count"], ["patient", "code", "_count"])


@pytest.mark.conformance("A-43")
def test_codes_stand_with_their_system_and_need_no_escape(services: list[Json]) -> None:
    codes = re.search(r"code=([^&]+)", services[0]["prefetch"]["observations"])
    assert codes
    assert all(re.fullmatch(r"[a-z]+:[A-Za-z0-9./:_-]+\|[A-Za-z0-9.:_-]+", code) for code in codes[1].split(","))
    assert "http://loinc.org|2338-2" in codes[1].split(",")


@pytest.mark.conformance("A-44")
def test_only_data_are_asked_for_that_a_rule_reads(services: list[Json]) -> None:
    assert all(service["prefetch"].keys() == TYPES.keys() for service in services)
    assert all("code=" in service["prefetch"]["observations"] for service in services)


@pytest.mark.conformance("A-125")
def test_orders_of_any_status_are_asked_for(services: list[Json]) -> None:
    asked = [service["prefetch"][key] for service in services for key in ("medications", "serviceRequests")]
    assert not any("status" in query for query in asked)


@pytest.mark.conformance("A-44")
def test_the_templates_are_stable(server: Server, services: list[Json]) -> None:
    assert server.services() == services

"""A.2 Capability and discovery."""

import re

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from service.http.app import create_app
from service.main import build_app
from service.protocol.request import Hook
from service.settings import Settings
from tests.acceptance.build import Json
from tests.conformance.patients import healthy
from tests.conformance.server import HOOKS, Server, serving
from tests.service.fake import Fake


@pytest.mark.conformance("A-7")
@pytest.mark.parametrize("page", ["/review", "/why/K04", "/sources", "/sources.json"])
def test_there_are_pages_for_people(page: str, server: Server) -> None:
    assert server.get(page).status_code == 200


@pytest.mark.conformance("A-9", "A-10", "B-2", "B-3")
def test_discovery_is_one_stable_address(server: Server) -> None:
    first = server.get("/cds-services", headers={"Accept": "application/json"})
    with serving() as started_again:
        second = started_again.get("/cds-services")
    assert (first.status_code, first.content) == (200, second.content)
    assert first.json().keys() == {"services"}
    assert len(first.json()["services"]) == 3


@pytest.mark.conformance("A-9")
@pytest.mark.parametrize("elsewhere", ["/.well-known/cds-services", "/cds-services/", "/CDS-Services", "/cds/services"])
def test_discovery_is_nowhere_else_and_redirects_nowhere(elsewhere: str, server: Server) -> None:
    assert server.get(elsewhere).status_code == 404


@pytest.mark.conformance("A-9")
def test_everything_works_behind_a_path_prefix() -> None:
    app = Starlette(routes=[Mount("/hospital/nme", build_app(Settings()))])
    with serving(app) as behind:  # type: ignore[arg-type]
        listed = behind.get("/hospital/nme/cds-services").json()["services"]
        called = behind.request("POST", f"/hospital/nme/cds-services/{listed[0]['id']}", json=healthy())
    assert (called.status_code, called.json()) == (200, {"cards": []})


@pytest.mark.conformance("A-11")
def test_without_services_the_list_is_empty() -> None:
    with serving(create_app(Settings(), Fake(services=()))) as bare:
        response = bare.get("/cds-services")
    assert (response.status_code, response.json()) == (200, {"services": []})


@pytest.mark.conformance("A-12", "A-126", "B-4")
def test_each_service_names_a_standard_hook(services: list[Json]) -> None:
    assert tuple(service["hook"] for service in services) == HOOKS


@pytest.mark.conformance("A-13", "A-14", "A-17", "B-4")
@pytest.mark.parametrize("member", ["title", "description", "usageRequirements"])
def test_each_service_is_described_in_plain_text(member: str, services: list[Json]) -> None:
    for service in services:
        assert len(service[member]) > 20
        assert not re.search(r"[<>*_`#\[\]\n]", service[member])


@pytest.mark.conformance("A-15", "B-4")
def test_each_listed_id_can_be_called(services: list[Json], server: Server) -> None:
    for service in services:
        assert re.fullmatch(r"[A-Za-z0-9._~-]+", service["id"])
        assert server.request("POST", f"/cds-services/{service['id']}", json={}).status_code == 422


@pytest.mark.conformance("A-16")
def test_prefetch_maps_keys_to_queries(services: list[Json]) -> None:
    for service in services:
        assert service["prefetch"]
        assert all(isinstance(query, str) and query for query in service["prefetch"].values())


@pytest.mark.conformance("A-18", "A-19")
def test_the_version_is_the_published_one_and_a_hook_version_is_not_sent(services: list[Json]) -> None:
    assert {service["version"] for service in services} == {"2.0.1"}
    assert not any("hookVersion" in service for service in services)


@pytest.mark.conformance("A-20", "B-5")
def test_each_hook_has_one_service_with_an_id_of_its_own(services: list[Json]) -> None:
    assert len({service["id"] for service in services}) == len({service["hook"] for service in services}) == 3


@pytest.mark.conformance("A-21")
@pytest.mark.parametrize(
    "options",
    [
        {"params": {"x": "'\"<>\x00"}},
        {"headers": {"Accept": "text/html"}},
        {"headers": {"Authorization": "Bearer unexpected"}},
        {"headers": {"X-Forwarded-Host": "evil.example", "Host": "evil.example"}},
        {"content": b"{"},
    ],
)
def test_discovery_answers_whatever_is_sent_along(options: Json, server: Server) -> None:
    response = server.get("/cds-services", **options)
    assert (response.status_code, len(response.json()["services"])) == (200, 3)


@pytest.mark.conformance("A-116")
@pytest.mark.parametrize(
    ("hook", "words"),
    [
        ("patient-view", ("FHIR access", "prefetch")),
        ("order-select", ("FHIR access", "draftOrders", "selections")),
        ("order-sign", ("FHIR access", "draftOrders", "without this hook")),
    ],
)
def test_the_requirements_say_what_is_lost_without_them(
    hook: Hook, words: tuple[str, ...], services: list[Json]
) -> None:
    (required,) = [service["usageRequirements"].casefold() for service in services if service["hook"] == hook]
    assert all(word.casefold() in required for word in words)

"""Another disease, served by the whole machine as it is: ``service`` knows neither the one nor the other."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import StringIO
from pathlib import Path
from typing import Any, TypeAlias

import httpx
import pytest
from rich.console import Console

from service.call import PathwayService
from service.explain.answered import explained
from service.explain.text import show
from service.main import build_app
from service.settings import Settings
from service.site import Site, load_site
from tests.second_pathway.pathway import SYSTEM, VERDIGRIS
from tests.service.running import running

Json: TypeAlias = dict[str, Any]
TODAY = "2026-11-20"
SUBJECT = {"reference": "Patient/p"}


def coded(code: str) -> Json:
    """A concept of the invented code system."""
    return {"coding": [{"system": SYSTEM, "code": code, "display": code}]}


def searchset(*resources: Json) -> Json:
    """An answered search."""
    return {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": r} for r in resources]}


def fingers() -> Json:
    """The diagnosis."""
    active = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]}
    return {
        "resourceType": "Condition",
        "id": "c",
        "subject": SUBJECT,
        "code": coded("green-fingers"),
        "clinicalStatus": active,
    }


def copper(value: int) -> Json:
    """A copper result in ug/dL."""
    return {
        "resourceType": "Observation",
        "id": "o",
        "subject": SUBJECT,
        "status": "final",
        "code": coded("copper"),
        "effectiveDateTime": "2026-11-01",
        "valueQuantity": {"value": value, "unit": "ug/dL", "system": "http://unitsofmeasure.org", "code": "ug/dL"},
    }


def chelator() -> Json:
    """An order for the drug."""
    return {
        "resourceType": "MedicationRequest",
        "id": "m",
        "subject": SUBJECT,
        "status": "draft",
        "intent": "order",
        "medicationCodeableConcept": coded("chelator"),
    }


def call(hook: str, *observations: Json, orders: tuple[Json, ...] = ()) -> Json:
    """A call about a patient with the diagnosis."""
    drafts = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": order} for order in orders]}
    selected = {"selections": [f"{order['resourceType']}/{order['id']}" for order in orders]}
    context = {"userId": "Practitioner/u", "patientId": "p"}
    return {
        "hook": hook,
        "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
        "context": context | ({"draftOrders": drafts} if orders else {}) | (selected if hook == "order-select" else {}),
        "prefetch": {
            "patient": {"resourceType": "Patient", "id": "p"},
            "conditions": searchset(fingers()),
            "observations": searchset(*observations),
            "medications": searchset(),
        },
    }


@contextmanager
def serving(ledger: Path) -> Iterator[httpx.Client]:
    """The whole service with the invented pathway, on a port."""
    settings = Settings(today=TODAY, ledger_url=f"sqlite:///{ledger}")  # type: ignore[arg-type]
    with running(build_app(settings, pathway=VERDIGRIS)) as (host, port), httpx.Client() as client:
        client.base_url = f"http://{host}:{port}"
        yield client


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """The service for every test that only asks."""
    with serving(tmp_path_factory.mktemp("ledger") / "ledger.sqlite") as client:
        yield client


def test_discovery_lists_its_services_with_prefetch_from_its_criteria(server: httpx.Client) -> None:
    services = {one["hook"]: one for one in server.get("/cds-services").json()["services"]}
    assert [one["id"] for one in services.values()] == [service.id for service in VERDIGRIS.services]
    assert services["patient-view"]["prefetch"] == {
        "patient": "Patient/{{context.patientId}}",
        "conditions": "Condition?patient={{context.patientId}}&_count=500",
        "observations": "Observation?patient={{context.patientId}}&_count=500",  # only two systems are asked for (T18)
        "medications": "MedicationRequest?patient={{context.patientId}}&_count=500",
    }


@pytest.mark.parametrize(
    ("found", "state", "cards"),
    [((), "T01", ["K01"]), ((copper(200),), "T02", ["K02"]), ((copper(150),), "T01", [])],
)
def test_the_chart_is_answered(found: tuple[Json, ...], state: str, cards: list[str], server: httpx.Client) -> None:
    reply = server.post("/cds-services/verdigris-patient-view", json=call("patient-view", *found)).json()
    assert [card["source"]["topic"]["code"] for card in reply["cards"]] == cards
    assert reply["extension"]["verdigris.pathway"]["state"] == state
    assert reply["extension"]["verdigris.pathway"]["version"] == "0.1.0"


@pytest.mark.parametrize("hook", ["order-select", "order-sign"])
def test_an_order_is_answered_with_a_warning(hook: str, server: httpx.Client) -> None:
    reply = server.post(f"/cds-services/verdigris-{hook}", json=call(hook, orders=(chelator(),))).json()
    assert [(card["source"]["topic"]["code"], card["indicator"]) for card in reply["cards"]] == [("K01", "warning")]
    assert reply["cards"][0]["source"]["topic"]["system"] == "urn:example:verdigris:recommendation"
    (suggested,) = reply["cards"][0]["suggestions"]
    assert suggested["actions"][0]["resource"]["code"]["coding"][0]["code"] == "copper"


def test_another_patient_gets_no_card(server: httpx.Client) -> None:
    healthy = call("patient-view")
    healthy["prefetch"]["conditions"] = searchset()
    assert server.post("/cds-services/verdigris-patient-view", json=healthy).json() == {"cards": []}


def test_explain_tells_its_state_and_reasons() -> None:
    request = json.dumps(call("patient-view", copper(200))).encode()
    site = Site(VERDIGRIS)
    found = explained(request, "a call", PathwayService(Settings(today=TODAY), site))  # type: ignore[arg-type]
    told = StringIO()
    show(found, site, Console(width=200, file=told), why=True)
    for words in ("State T02", "Copper: 200 ug/dL", "a chelator takes the green away"):
        assert words in told.getvalue()


def test_the_review_page_is_its_own(server: httpx.Client) -> None:
    page = server.get("/review").text
    for words in ("verdigris fingers (invented)", "K01 Measure copper", "copper is raised above"):
        assert words in page
    assert "green-fingers" in server.get("/review/codes").text
    for disease in ("glucagon", "necrolytic"):
        assert disease not in page.lower()
    assert server.get("/review/K02").status_code == 200


def test_a_site_may_set_its_number(tmp_path: Path) -> None:
    file = tmp_path / "site.toml"
    file.write_text("[parameters]\ncopper_limit = 250\n", encoding="utf-8")
    machine = PathwayService(Settings(today=TODAY), load_site(VERDIGRIS, file))  # type: ignore[arg-type]
    request = json.dumps(call("patient-view", copper(200))).encode()
    assert explained(request, "a call", machine).answer.state == "T01"


def test_the_ledger_keeps_its_cards_and_what_became_of_them(tmp_path: Path) -> None:
    """What is read when the service has stopped, and so has written everything."""
    kept = tmp_path / "ledger.sqlite"
    with serving(kept) as server:
        card = server.post("/cds-services/verdigris-patient-view", json=call("patient-view")).json()["cards"][0]
        event = {"card": card["uuid"], "outcome": "accepted", "outcomeTimestamp": "2026-11-20T08:00:00Z"}
        told = server.post("/cds-services/verdigris-patient-view/feedback", json={"feedback": [event]})
    assert told.status_code == 200
    with closing(sqlite3.connect(kept)) as ledger:
        assert ledger.execute("select recommendation, pathway_version from issuance").fetchall() == [("K01", "0.1.0")]
        assert ledger.execute("select outcome from feedback").fetchall() == [("accepted",)]

"""B. The checks of the Inferno CRD server kit, as far as they bind a generic service."""

import re
from collections.abc import Iterator

import pytest

from tests.acceptance.build import Json
from tests.conformance.corpus import Exchange
from tests.conformance.patients import choosing, lanreotide
from tests.conformance.server import Server

TOKEN = "eyJhbGciOiJFUzM4NCIsInR5cCI6IkpXVCIsImtpZCI6IjEifQ.eyJpc3MiOiJ4In0.c2ln"  # noqa: S105
HEADERS = {"Content-type": "application/json", "Authorization": f"Bearer {TOKEN}"}


def first_service(server: Server, hook: str) -> str:
    """The service the kit would call: the first of the hook."""
    return next(str(service["id"]) for service in server.services() if service["hook"] == hook)


@pytest.mark.conformance("B-2", "B-3", "B-4")
def test_discovery_satisfies_the_kit(server: Server) -> None:
    response = server.get("/cds-services", headers={"Accept": "application/json", "Authorization": f"Bearer {TOKEN}"})
    services = response.json()["services"]
    assert (response.status_code, len(services)) == (200, 3)
    assert all(isinstance(s[member], str) and s[member] for s in services for member in ("hook", "description", "id"))


@pytest.mark.conformance("B-5", "B-6", "C-I2")
@pytest.mark.parametrize("hook", ["order-select", "order-sign"])
def test_the_first_service_of_a_hook_answers_the_kit(hook: str, server: Server) -> None:
    call = {**choosing(lanreotide()), "hook": hook}
    path = f"/cds-services/{first_service(server, hook)}"
    response = server.request("POST", path, json=call, headers=HEADERS)
    assert (response.status_code, len(response.json()["cards"])) == (200, 1)


def faults(card: Json) -> Iterator[str]:
    """What the kit would report about a card."""
    if not (isinstance(card.get("summary"), str) and 0 < len(card["summary"]) < 140):
        yield "summary"
    if card.get("indicator") not in ("info", "warning", "critical"):
        yield "indicator"
    source = card.get("source", {})
    if not (source.get("label") and source.get("topic", {}).get("code") and source["topic"].get("system")):
        yield "source"
    if card.get("suggestions") and card.get("selectionBehavior") not in ("at-most-one", "any"):
        yield "selectionBehavior"
    if not all(reason.get(m) for reason in card.get("overrideReasons", ()) for m in ("code", "system", "display")):
        yield "overrideReasons"
    if not all(link.get("label") and re.match(r"https?://[^/]", link.get("url", "")) for link in card.get("links", ())):
        yield "links"
    if {link.get("type") for link in card.get("links", ())} - {"absolute"}:
        yield "links of several kinds"
    for suggestion in card.get("suggestions", ()):
        if not (suggestion.get("label") and suggestion.get("actions")):
            yield "suggestion"
        yield from (f"action {a.get('type')}" for a in suggestion["actions"] if not _is_sound(a))


def _is_sound(action: Json) -> bool:
    if not action.get("description"):
        return False
    if action.get("type") == "delete":
        return bool(re.fullmatch(r"\w+/[^/]+", action.get("resourceId", "")))
    return action.get("type") in ("create", "update") and bool(action.get("resource", {}).get("resourceType"))


@pytest.mark.conformance("B-8", "B-9", "B-10", "B-11", "B-13", "B-14", "B-15", "B-16", "B-17", "B-18", "B-21")
def test_the_kit_finds_no_fault_with_any_card(answers: list[Exchange]) -> None:
    found = {f"{answer.name}: {fault}" for answer in answers for card in answer.cards for fault in faults(card)}
    assert found == set()


@pytest.mark.parametrize(
    ("member", "value", "fault"),
    [
        ("summary", "x" * 140, "summary"),
        ("indicator", "hard-stop", "indicator"),
        ("source", {"label": "x"}, "source"),
        ("selectionBehavior", None, "selectionBehavior"),
        ("overrideReasons", [{"code": "x", "system": "y"}], "overrideReasons"),
        ("links", [{"label": "x", "url": "/x", "type": "absolute"}], "links"),
        ("links", [{"label": "x", "url": "https://x.example", "type": "smart"}], "links of several kinds"),
        ("suggestions", [{"label": "x", "actions": [{"type": "create"}]}], "action create"),
    ],
)
def test_the_checks_see_what_they_look_for(member: str, value: object, fault: str, cards: list[Json]) -> None:
    sound = next(card for card in cards if card.get("suggestions"))
    assert list(faults(sound)) == []
    assert list(faults({**sound, member: value})) == [fault]

"""A.9 Suggestion and action."""

import re

import pytest

from tests.acceptance.build import Json
from tests.acceptance.card_rules import DOSING
from tests.acceptance.shapes import PATIENT
from tests.conformance.corpus import Exchange
from tests.conformance.patients import choosing, found, lanreotide, named
from tests.conformance.server import Server
from tests.conformance.strict import walk


@pytest.fixture(scope="module")
def suggestions(answers: list[Exchange]) -> list[Json]:
    """Every suggestion of every answer."""
    return [suggestion for answer in answers for suggestion in answer.suggestions]


@pytest.fixture(scope="module")
def actions(answers: list[Exchange]) -> list[Json]:
    """Every action of every answer."""
    return [action for answer in answers for action in answer.actions]


@pytest.mark.conformance("A-73", "A-76", "B-14", "C-E17", "C.5-3")
def test_every_suggestion_has_a_label_and_one_action(suggestions: list[Json]) -> None:
    assert suggestions
    assert all(suggestion["label"].strip() for suggestion in suggestions)
    assert {len(suggestion["actions"]) for suggestion in suggestions} == {1}


@pytest.mark.conformance("A-8", "A-75")
def test_nothing_is_preselected_and_no_trial_member_is_sent(suggestions: list[Json]) -> None:
    assert {frozenset(suggestion) for suggestion in suggestions} == {frozenset({"label", "uuid", "actions"})}


@pytest.mark.conformance("A-77", "A-78", "B-15", "C-E17")
def test_every_action_has_a_type_and_a_description_that_stands_alone(actions: list[Json]) -> None:
    assert {action["type"] for action in actions} == {"create", "delete"}
    assert all(len(action["description"]) > 15 for action in actions)


@pytest.mark.conformance("A-79", "B-15")
def test_a_create_holds_a_new_resource_without_an_id(actions: list[Json]) -> None:
    created = [action for action in actions if action["type"] == "create"]
    assert all(action.keys() == {"type", "description", "resource"} for action in created)
    assert not any("id" in action["resource"] for action in created)


@pytest.mark.conformance("A-80")
def test_an_order_is_never_updated(actions: list[Json]) -> None:
    assert not any(action["type"] == "update" for action in actions)


@pytest.mark.conformance("A-81", "B-15", "B-20")
def test_a_delete_names_a_draft_of_this_call(answers: list[Exchange]) -> None:
    deleted = [(answer, a) for answer in answers for a in answer.actions if a["type"] == "delete"]
    assert deleted
    for answer, action in deleted:
        drafts = [entry["resource"] for entry in answer.request["context"]["draftOrders"]["entry"]]
        assert action.keys() == {"type", "description", "resourceId"}
        assert action["resourceId"] in [f"{draft['resourceType']}/{draft['id']}" for draft in drafts]


@pytest.mark.conformance("A-81")
def test_a_draft_that_cannot_be_named_is_not_deleted(server: Server) -> None:
    call = named("order-select-stopping-an-ssa")
    assert "suggestions" in server.ask(call).cards[0]
    (draft,) = [entry["resource"] for entry in call["context"]["draftOrders"]["entry"]]
    draft["id"], call["context"]["selections"] = "a b", ["a b"]
    (card,) = server.ask(call).cards
    assert not [s for s in card.get("suggestions", ()) if s["actions"][0]["type"] == "delete"]


@pytest.mark.conformance("A-82")
def test_a_proposed_order_is_for_the_patient_of_the_call(actions: list[Json]) -> None:
    proposed = [action["resource"] for action in actions if action["type"] == "create"]
    subjects = {(r.get("subject") or r["patient"])["reference"] for r in proposed}
    assert subjects == {f"Patient/{PATIENT}"}


@pytest.mark.conformance("A-82")
def test_every_other_reference_of_a_proposed_order_is_to_an_entry_of_the_record(answers: list[Exchange]) -> None:
    references = {reference for answer in answers for reference in _dangling(answer)}
    assert references == set()


def _dangling(answer: Exchange) -> list[str]:
    known = {f"{r['resourceType']}/{r['id']}" for key in answer.request["prefetch"] for r in _records(answer, key)}
    resources = [action["resource"] for action in answer.actions if "resource" in action]
    named_in = [value for r in resources for path, value in walk(r) if path.endswith(".reference")]
    return [reference for reference in named_in if reference not in {*known, f"Patient/{PATIENT}"}]


def _records(answer: Exchange, key: str) -> list[Json]:
    value = answer.request["prefetch"][key]
    is_search = isinstance(value, dict) and value.get("resourceType") == "Bundle"
    told = found(answer.request, key) if is_search else value
    return [r for r in told if "id" in r] if isinstance(told, list) else []


@pytest.mark.conformance("C-E22")
def test_a_proposed_order_holds_no_dose(actions: list[Json]) -> None:
    proposed = [action["resource"] for action in actions if action["type"] == "create"]
    assert not any(re.sub(r".*\.", "", path) in DOSING for r in proposed for path, _ in walk(r))
    assert all((r["status"], r["intent"]) == ("draft", "proposal") for r in proposed)


@pytest.mark.conformance("B-26")
def test_a_card_about_one_of_several_orders_names_it(server: Server) -> None:
    cards = server.ask(choosing(lanreotide(), lanreotide("draft-2", medicationCodeableConcept={"text": "Aspirin"})))
    assert cards.cards
    assert all(card["summary"].startswith("Lanreotide ordered, ") for card in cards.cards)
    assert "Aspirin" not in cards.text

"""What the cards about an order suggest: whole drafts for this patient, nothing twice, nothing that is not there."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.acceptance.build import Json, request
from tests.acceptance.cases import Named, all_cases
from tests.acceptance.conftest import Ask
from tests.acceptance.shapes import PATIENT

ORDERED = [n for n in all_cases() if n.case.hook != "patient-view" and n.case.expect.cards != ()]


def _actions(cards: list[Json], kind: str) -> Iterator[Json]:
    actions = (action for card in cards for s in card.get("suggestions", []) for action in s["actions"])
    return (action for action in actions if action["type"] == kind)


def _entries(asked: Json) -> dict[str, Json]:
    drafts = [entry["resource"] for entry in asked["context"]["draftOrders"]["entry"]]
    return {f"{draft['resourceType']}/{draft['id']}": draft for draft in drafts}


def _conditions(asked: Json) -> set[str]:
    """The conditions on record that nobody refuted."""
    found = [entry["resource"] for entry in asked["prefetch"]["conditions"].get("entry", [])]
    return {f"Condition/{c['id']}" for c in found if "refuted" not in str(c.get("verificationStatus"))}


def _codes(resource: Json) -> set[str]:
    concept = resource.get("code") or resource.get("medicationCodeableConcept") or {}
    return {coding["code"] for coding in concept.get("coding", [])}


@pytest.mark.parametrize("named", ORDERED, ids=lambda named: named.id)
def test_a_suggested_order_is_for_this_patient_and_names_a_recorded_reason(named: Named, ask: Ask) -> None:
    asked = request(named.case)
    reply = ask(asked)
    for action in _actions(reply.cards, "create"):
        resource = action["resource"]
        assert (resource.get("subject") or resource.get("patient")) == {"reference": f"Patient/{PATIENT}"}
        assert _reasons(resource) <= _conditions(asked)
        if resource["resourceType"] != "NutritionOrder" and (named.case.patient.nme or named.case.patient.tumour):
            assert len(_reasons(resource)) == 1


def _reasons(resource: dict[str, Any]) -> set[str]:
    return {reason["reference"] for reason in resource.get("reasonReference", [])}


@pytest.mark.parametrize("named", ORDERED, ids=lambda named: named.id)
def test_no_suggestion_repeats_a_draft_or_another_of_its_card(named: Named, ask: Ask) -> None:
    asked = request(named.case)
    drafted = set().union(*map(_codes, _entries(asked).values()))
    for card in ask(asked).cards:
        resources = [action["resource"] for action in _actions([card], "create")]
        texts = [_text(resource) for resource in resources]
        assert len(texts) == len(set(texts))
        assert drafted.isdisjoint(set().union(*map(_codes, resources)))


def _text(resource: Json) -> str:
    concept = resource.get("code") or resource.get("medicationCodeableConcept") or resource["supplement"][0]["type"]
    return str(concept["text"])


@pytest.mark.parametrize("named", ORDERED, ids=lambda named: named.id)
def test_a_deletion_names_a_stop_among_the_drafts(named: Named, ask: Ask) -> None:
    asked = request(named.case)
    for action in _actions(ask(asked).cards, "delete"):
        draft = _entries(asked)[action["resourceId"]]
        assert draft["status"] in ("stopped", "cancelled", "on-hold") or draft.keys() & {
            "doNotPerform",
            "dosageInstruction",
            "dispenseRequest",
        }

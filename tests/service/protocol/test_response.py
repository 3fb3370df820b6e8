"""What a response may hold, and how it is written (conformance A.7 to A.9)."""

import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from service.protocol.response import (
    MAX_SUMMARY,
    NO_CARDS,
    Action,
    Card,
    CardSource,
    Coding,
    Link,
    RuleError,
    ServiceResponse,
    Suggestion,
    check,
    encode,
)

UUIDS = tuple(f"4e0a3a1e-3283-4575-ab82-02{n:010d}" for n in range(4))
TOPIC = Coding(code="K04", system="https://cds.example.org/recommendations", display="Surgery first")
DRAFT = {"resourceType": "ServiceRequest", "status": "draft"}
ACTION = Action(type="create", description="Order a surgical consultation", resource=DRAFT)


def source(**members: Any) -> CardSource:
    return CardSource(**{"label": "Two source texts", "topic": TOPIC, **members})


def suggestion(**members: Any) -> Suggestion:
    return Suggestion(**{"label": "Consult surgery", "uuid": UUIDS[1], "actions": (ACTION,), **members})


def card(**members: Any) -> Card:
    return Card(**{"uuid": UUIDS[0], "summary": "Say it", "indicator": "info", "source": source(), **members})


def written(**members: Any) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(encode(ServiceResponse(cards=(card(**members),))))
    written_card: dict[str, Any] = body["cards"][0]
    return written_card


def test_a54_nothing_to_say_is_an_empty_list_of_cards() -> None:
    assert NO_CARDS == b'{"cards":[]}'


def test_a4_a5_a6_members_without_a_value_are_left_out() -> None:
    assert written() == {
        "uuid": UUIDS[0],
        "summary": "Say it",
        "indicator": "info",
        "source": {
            "label": "Two source texts",
            "topic": {"code": "K04", "system": "https://cds.example.org/recommendations", "display": "Surgery first"},
        },
    }


def test_a_full_card_is_written_with_the_names_of_the_specification() -> None:
    reason = Coding(code="declined", system="https://cds.example.org/reasons", display="Patient declined")
    link = Link(label="Explanation", url="https://cds.example.org/K04", type="absolute")
    full = written(
        detail="**Why**",
        source=source(url="https://cds.example.org/review", icon="https://cds.example.org/icon.png"),
        suggestions=(suggestion(is_recommended=False),),
        selection_behavior="any",
        override_reasons=(reason,),
        links=(link,),
        extension={"org.example.x": 1},
    )
    assert full["selectionBehavior"] == "any"
    assert full["overrideReasons"] == [
        {"code": "declined", "system": "https://cds.example.org/reasons", "display": "Patient declined"}
    ]
    assert full["links"] == [{"label": "Explanation", "url": "https://cds.example.org/K04", "type": "absolute"}]
    assert full["suggestions"] == [
        {
            "label": "Consult surgery",
            "uuid": UUIDS[1],
            "actions": [{"type": "create", "description": "Order a surgical consultation", "resource": DRAFT}],
            "isRecommended": False,
        }
    ]
    assert full["source"]["icon"] == "https://cds.example.org/icon.png"
    assert full["extension"] == {"org.example.x": 1}


def test_a83_system_actions_are_written_beside_the_cards() -> None:
    delete = Action(type="delete", description="Remove the draft", resource_id="MedicationRequest/m1")
    assert json.loads(encode(ServiceResponse(cards=(), system_actions=(delete,)))) == {
        "cards": [],
        "systemActions": [{"type": "delete", "description": "Remove the draft", "resourceId": "MedicationRequest/m1"}],
    }


def test_a_resource_already_encoded_is_written_as_it_is() -> None:
    raw = Action(type="create", description="Order", resource=msgspec.Raw(b'{"resourceType":"ServiceRequest"}'))
    assert written(suggestions=(suggestion(actions=(raw,)),), selection_behavior="any")["suggestions"][0][
        "actions"
    ] == [{"type": "create", "description": "Order", "resource": {"resourceType": "ServiceRequest"}}]


@pytest.mark.parametrize("summary", ["x", "x" * MAX_SUMMARY, "ü" * MAX_SUMMARY])
def test_a60_a_summary_has_less_than_140_characters(summary: str) -> None:
    assert written(summary=summary)["summary"] == summary


BROKEN: dict[str, Callable[[], object]] = {
    "A-59 uuid is no UUID": lambda: card(uuid="K04"),
    "A-59 uuid has a prefix": lambda: card(uuid="urn:uuid:" + UUIDS[0]),
    "A-60 summary of 140": lambda: card(summary="x" * (MAX_SUMMARY + 1)),
    "A-60 summary is blank": lambda: card(summary=" "),
    "A-60 summary of two lines": lambda: card(summary="one\ntwo"),
    "A-60 summary with a line separator": lambda: card(summary="one\u2028two"),
    "A-61 detail is empty": lambda: card(detail=""),
    "A-62 critical": lambda: card(indicator="critical"),
    "A-64 source without label": lambda: source(label=""),
    "A-65 relative source": lambda: source(url="/review"),
    "A-66 icon from a file": lambda: source(icon="file:///icon.png"),
    "A-67 topic without system": lambda: Coding(code="K04", system=""),
    "A-67 topic without code": lambda: Coding(code="", system="https://x.example"),
    "C-E18 topic code with a hyphen": lambda: source(topic=Coding(code="K-04", system="https://x.example")),
    "C-E18 topic code of 101": lambda: source(topic=Coding(code="K" * 101, system="https://x.example")),
    "A-69 suggestions without behaviour": lambda: card(suggestions=(suggestion(),)),
    "A-69 behaviour without suggestions": lambda: card(selection_behavior="any"),
    "C-E16 at-most-one": lambda: card(suggestions=(suggestion(),), selection_behavior="at-most-one"),
    "A-70 override reason without display": lambda: card(override_reasons=(Coding(code="a", system="b"),)),
    "A-73 suggestion without label": lambda: suggestion(label=""),
    "A-74 suggestion without UUID": lambda: suggestion(uuid="1"),
    "C-E17 no action": lambda: suggestion(actions=()),
    "C-E17 two actions": lambda: suggestion(actions=(ACTION, ACTION)),
    "A-78 action without description": lambda: Action(type="create", description="", resource=DRAFT),
    "A-79 create without resource": lambda: Action(type="create", description="x"),
    "A-81 delete with resource": lambda: Action(type="delete", description="x", resource=DRAFT, resource_id="A/1"),
    "A-81 delete without id": lambda: Action(type="delete", description="x"),
    "A-81 delete with a bare id": lambda: Action(type="delete", description="x", resource_id="m1"),
    "A-79 create with id": lambda: Action(type="create", description="x", resource=DRAFT, resource_id="A/1"),
    "A-84 link without label": lambda: Link(label="", url="https://x.example", type="absolute"),
    "A-84 script link": lambda: Link(label="x", url="javascript:alert(1)", type="absolute"),
    "A-84 link without host": lambda: Link(label="x", url="https://", type="absolute"),
    "A-84 link with a space": lambda: Link(label="x", url="https://x.example/a b", type="absolute"),
}


@pytest.mark.parametrize("build", BROKEN.values(), ids=BROKEN.keys())
def test_a_value_that_breaks_a_rule_cannot_be_built(build: Callable[[], object]) -> None:
    with pytest.raises(RuleError):
        build()


def test_a59_no_uuid_is_used_twice() -> None:
    twice = card(suggestions=(suggestion(uuid=UUIDS[0]),), selection_behavior="any")
    with pytest.raises(RuleError, match="twice"):
        check(ServiceResponse(cards=(twice,)))


@pytest.mark.parametrize("detail", ["<img src=x>", "</div>", "<!-- x -->", "[x](javascript:alert(1))", "[x]( DATA:a)"])
def test_a61_detail_holds_no_html_and_no_script_link(detail: str) -> None:
    with pytest.raises(RuleError, match=r"Card\.detail"):
        check(ServiceResponse(cards=(card(detail=detail),)))


@pytest.mark.parametrize("empty", [None, "", [], {}, {"a": [None]}])
def test_a4_a5_nothing_null_or_empty_anywhere(empty: object) -> None:
    with pytest.raises(RuleError, match=r"\$\.extension"):
        check(ServiceResponse(cards=(), extension={"org.example.x": empty}))


@pytest.mark.parametrize("value", [0, False, "x", [0], {"a": False}])
def test_values_that_only_look_empty_are_fine(value: object) -> None:
    check(ServiceResponse(cards=(), extension={"org.example.x": value}))


def test_a_good_response_passes_the_check() -> None:
    good = card(
        detail="glucagon < 500, [why](https://x.example)", suggestions=(suggestion(),), selection_behavior="any"
    )
    check(ServiceResponse(cards=(good, card(uuid=UUIDS[2]))))

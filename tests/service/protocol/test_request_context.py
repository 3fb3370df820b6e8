"""Who the call is about, and which orders (conformance A.12)."""

import json
from typing import Any

import pytest

from service.protocol.context import MAX_ID
from service.protocol.request import Hook
from service.protocol.strict_json import NotACallError
from tests.service.protocol.calls import DRAFTS, HOOKS, ORDER, REMOVED, call, orders


@pytest.mark.parametrize("hook", HOOKS)
@pytest.mark.parametrize("member", ["userId", "patientId"])
@pytest.mark.parametrize("value", [REMOVED, None, "", 7, ["1"], {}])
def test_a128_a129_user_and_patient_are_required(hook: Hook, member: str, value: Any) -> None:
    with pytest.raises(NotACallError, match=member):
        call(hook, {member: value})


@pytest.mark.parametrize("kind", ["Practitioner", "PractitionerRole", "Patient", "RelatedPerson"])
def test_a128_patient_view_takes_four_kinds_of_user(kind: str) -> None:
    assert call("patient-view", {"userId": f"{kind}/e-Qok.1"}).context.user_id == f"{kind}/e-Qok.1"


@pytest.mark.parametrize("hook", ["order-select", "order-sign"])
def test_a132_a138_order_hooks_take_clinicians_only(hook: Hook) -> None:
    assert call(hook, {"userId": "PractitionerRole/r1"}).context.user_id == "PractitionerRole/r1"
    for kind in ("Patient", "RelatedPerson"):
        with pytest.raises(NotACallError, match=r"context\.userId"):
            call(hook, {"userId": f"{kind}/p1"})


@pytest.mark.parametrize("value", ["example", "Practitioner/", "/1", "Device/1", "Practitioner/1/2", "practitioner/1"])
def test_a128_a_user_is_written_type_slash_id(value: str) -> None:
    with pytest.raises(NotACallError, match=r"context\.userId"):
        call("patient-view", {"userId": value})


@pytest.mark.parametrize("value", ["1", "e.A-b_c~1", "urn:oid:1.2", "a+b=@x", "1.", "x" * MAX_ID])
def test_decisions_9_opaque_patient_ids_are_accepted(value: str) -> None:
    assert call("patient-view", {"patientId": value}).context.patient_id == value


@pytest.mark.parametrize(
    "value",
    [
        *(f"1{character}2" for character in "/?#&%<>\"'\\|,$;{} \t\n\x00\u200b\u00a0\u202e"),
        *(".", "..", " 1", "1 ", "1\n", "1/../2", "1/_history", "1&patient=9", "x" * (MAX_ID + 1), "１"),
    ],
)
def test_d13_a_patient_id_that_could_change_a_url_or_a_search_is_refused(value: str) -> None:
    with pytest.raises(NotACallError, match=r"context\.patientId") as refusal:
        call("patient-view", {"patientId": value})
    assert value.strip(". ") == "" or value not in str(refusal.value)


def test_a133_order_select_reads_drafts_and_selections() -> None:
    context = orders(call("order-select").context)
    assert context.selections == ("MedicationRequest/m1",)
    assert json.loads(bytes(context.draft_orders)) == DRAFTS


@pytest.mark.parametrize(
    "value", [["x", "https://e.example/MedicationRequest/1", "urn:uuid:1"], ["draft\u2011rx\u20111"], []]
)
def test_a133_odd_selections_are_kept_as_sent(value: list[str]) -> None:
    assert orders(call("order-select", {"selections": value}).context).selections == tuple(value)


def test_ce1_order_ids_may_be_long_and_many() -> None:
    value = ["MedicationRequest/" + "e" * 200] * 100_000
    assert len(orders(call("order-select", {"selections": value}).context).selections or ()) == 100_000


@pytest.mark.parametrize("value", [{}, 7, "MedicationRequest/m1", [1, 2], [None], [["MedicationRequest/m1"]]])
def test_selections_are_an_array_of_strings(value: Any) -> None:
    with pytest.raises(NotACallError, match=r"context\.selections has to be an array of strings"):
        call("order-select", {"selections": value})


@pytest.mark.parametrize(
    ("hook", "member"), [("order-select", "selections"), ("order-select", "draftOrders"), ("order-sign", "draftOrders")]
)
@pytest.mark.parametrize("value", [REMOVED, None, ""])
def test_decisions_3_what_is_missing_is_named_with_the_reason_clients_omit_it(
    hook: Hook, member: str, value: Any
) -> None:
    with pytest.raises(NotACallError, match=rf"context\.{member} is missing\..*scopes.*registered"):
        call(hook, {member: value})


@pytest.mark.parametrize("value", [7, "x", True, [ORDER]])
def test_a134_draft_orders_are_a_bundle(value: Any) -> None:
    with pytest.raises(NotACallError, match=r"context\.draftOrders has to be a FHIR Bundle"):
        call("order-sign", {"draftOrders": value})


@pytest.mark.parametrize("value", [{"resourceType": "Bundle"}, {"entry": {}}, {"entry": [[]]}, {}])
def test_odd_draft_bundles_are_left_to_the_fhir_boundary(value: dict[str, Any]) -> None:
    assert json.loads(bytes(orders(call("order-sign", {"draftOrders": value}).context).draft_orders)) == value


@pytest.mark.parametrize("value", [["MedicationRequest/m1"], 7])
def test_q_ord_030_order_sign_ignores_selections(value: Any) -> None:
    assert orders(call("order-sign", {"selections": value}).context).selections is None

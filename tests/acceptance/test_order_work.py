"""The work an order call costs: drafts are decoded once, and not at all for a patient out of scope."""

import pytest

import service.fhir.case as reading
from hooks.nme.orders import kinds as order_kinds
from tests.acceptance.build import Json, request
from tests.acceptance.conftest import Ask
from tests.acceptance.facts import Case

METASTATIC = {"nme": "confirmed", "tumour": "confirmed", "metastases": "liver"}
NEVER_READ = ["{", {"resource": {"resourceType": "MedicationRequest", "status": {"not": "a code"}}}, None, 7]


def _case(patient: Json, drafts: list[Json]) -> Case:
    orders = {"name": "orders", "hook": "order-select", "patient": patient, "drafts": drafts, "expect": {}}
    return Case.model_validate(orders)


def _many(selected: int, of: int) -> Case:
    drafts = [{"order": "lanreotide", "selected": n < selected} for n in range(of)]
    return _case(METASTATIC, drafts)


def _counted(monkeypatch: pytest.MonkeyPatch, module: object, name: str) -> list[object]:
    calls: list[object] = []
    done = getattr(module, name)

    def counting(*given: object) -> object:
        calls.append(given)
        return done(*given)

    monkeypatch.setattr(module, name, counting)
    return calls


def test_drafts_of_a_patient_out_of_scope_are_never_read(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    read = _counted(monkeypatch, reading, "draft_entries")
    for hook in ("order-select", "order-sign"):
        asked = request(_case({"conditions": "colon cancer"}, [{"order": "fluorouracil"}])) | {"hook": hook}
        asked["context"]["draftOrders"]["entry"] += NEVER_READ
        reply = ask(asked)
        assert (reply.status, reply.body) == (200, {"cards": []})
    assert read == []


def test_two_hundred_drafts_are_decoded_once_and_judged_in_one_pass(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    read = _counted(monkeypatch, reading, "draft_entries")
    looked_at = _counted(monkeypatch, order_kinds, "is_stop")
    assert ask(request(_many(2, 20))).codes == ["K11"]
    few = len(looked_at)
    assert ask(request(_many(10, 200))).codes == ["K11"]
    assert len(read) == 2
    assert len(looked_at) - few <= 10 * few, "ten times the drafts cost at most ten times the work"


def test_two_hundred_drafts_of_which_one_is_odd_give_the_same_cards(ask: Ask) -> None:
    asked = request(_many(10, 200))
    asked["context"]["draftOrders"]["entry"] += NEVER_READ
    assert ask(asked).codes == ["K11"]

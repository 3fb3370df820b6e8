"""A.12 Hooks."""

from copy import deepcopy

import pytest

from tests.acceptance.build import Json
from tests.conformance.patients import above_1000, choosing, lanreotide, metastatic, named, signing
from tests.conformance.server import Server

CHOOSING = choosing(lanreotide())
SIGNING = signing(lanreotide())
CARDS = ["K11"]


def with_context(request: Json, **members: object) -> Json:
    """The request with these members of its context replaced; ``...`` takes one out."""
    context = {**request["context"], **members}
    return {**request, "context": {name: value for name, value in context.items() if value is not ...}}


@pytest.mark.conformance("A-124", "A-137", "C-E12", "C-H2")
@pytest.mark.parametrize(
    "draft",
    [
        {"resourceType": "MedicationOrder", "id": "draft-2", "medicationCodeableConcept": {"text": "x"}},
        {"resourceType": "ProcedureRequest", "id": "draft-2", "code": {"text": "x"}},
        {"resourceType": "NutritionOrder", "id": "draft-2", "status": "draft"},
        {"resourceType": "DeviceRequest", "id": "draft-2"},
        {"resourceType": "VisionPrescription", "id": "draft-2"},
        {"resourceType": "Task", "id": "draft-2"},
        lanreotide("draft-2", dosageInstruction=[{"doseQuantity": {"value": 20, "unit": "mg"}}]),
        lanreotide("draft-2", dosageInstruction={"doseAndRate": {"doseQuantity": {"value": 20}}}),
        lanreotide("draft-2", category={"text": "outpatient"}),
    ],
)
def test_orders_of_other_fhir_versions_stand_beside_the_selected_one(draft: Json, server: Server) -> None:
    assert server.ask(choosing(lanreotide(), draft)).codes == CARDS


@pytest.mark.conformance("A-137", "C-H2")
@pytest.mark.parametrize(
    "shape",
    [
        {"dosageInstruction": [{"doseQuantity": {"value": 20, "unit": "mg"}}]},
        {"dosageInstruction": [{"doseAndRate": {"doseQuantity": {"value": 20}}}]},
        {"category": {"text": "outpatient"}},
        {"medicationCodeableConcept": [{"coding": [{"system": "urn:oid:2.16.840.1.113883.6.88", "code": "68092"}]}]},
    ],
)
def test_the_selected_order_may_have_another_shape(shape: Json, server: Server) -> None:
    assert server.ask(choosing(lanreotide(**shape))).codes == CARDS


@pytest.mark.conformance("A-127", "B-23")
@pytest.mark.parametrize("value", [None, "x", [], {"davinci-crd.configuration": {"coverage": False}}])
def test_unknown_members_of_the_context_and_request_are_ignored(value: object, server: Server) -> None:
    call = {**with_context(above_1000(), performer=value, appointments=value), "configuration": value}
    assert server.ask(call).codes == server.ask(above_1000()).codes


@pytest.mark.conformance("A-128", "C-E24")
@pytest.mark.parametrize("kind", ["Practitioner", "PractitionerRole"])
def test_a_clinician_sees_cards(kind: str, server: Server) -> None:
    assert server.ask(with_context(above_1000(), userId=f"{kind}/1")).codes == server.ask(above_1000()).codes


@pytest.mark.conformance("A-128")
@pytest.mark.parametrize("user", ["Patient/nme-test", "RelatedPerson/1"])
def test_a_patient_or_relative_sees_nothing_meant_for_clinicians(user: str, server: Server) -> None:
    reply = server.ask(with_context(above_1000(), userId=user))
    assert (reply.status, reply.body) == (200, {"cards": []})


@pytest.mark.conformance("A-128", "A-132", "A-138")
@pytest.mark.parametrize("user", [..., None, "", "Practitioner", "1", "Device/1", "Practitioner/", "Practitioner/a/b"])
@pytest.mark.parametrize("call", [above_1000(), CHOOSING, SIGNING], ids=lambda call: call["hook"])
def test_a_user_that_is_none_is_refused(user: object, call: Json, server: Server) -> None:
    assert server.call(with_context(call, userId=user)).status_code == 422


@pytest.mark.conformance("A-129", "A-132", "A-138")
@pytest.mark.parametrize("patient", [..., None, "", "Patient/1", "a/b", "..", "1&patient=2", "1 ", ["1"], 1, "x" * 513])
@pytest.mark.parametrize("call", [above_1000(), CHOOSING, SIGNING], ids=lambda call: call["hook"])
def test_a_patient_id_that_is_no_bare_id_is_refused(patient: object, call: Json, server: Server) -> None:
    assert server.call(with_context(call, patientId=patient)).status_code == 422


@pytest.mark.conformance("A-130", "A-132", "A-138")
@pytest.mark.parametrize("encounter", [..., None, "89284", "Encounter/89284", "e" * 194])
@pytest.mark.parametrize("call", [above_1000(), CHOOSING, SIGNING], ids=lambda call: call["hook"])
def test_an_encounter_is_optional(encounter: object, call: Json, server: Server) -> None:
    assert server.ask(with_context(call, encounterId=encounter)).codes == server.ask(call).codes != []


@pytest.mark.conformance("A-132", "A-138")
@pytest.mark.parametrize("user", ["Patient/1", "RelatedPerson/1"])
@pytest.mark.parametrize("call", [CHOOSING, SIGNING], ids=lambda call: call["hook"])
def test_only_clinicians_order(user: str, call: Json, server: Server) -> None:
    assert server.call(with_context(call, userId=user)).status_code == 422


@pytest.mark.conformance("A-133")
@pytest.mark.parametrize(
    "selected", ["MedicationRequest/draft-1", "draft-1", "https://x.example/MedicationRequest/draft-1"]
)
def test_a_selection_is_found_in_any_spelling(selected: str, server: Server) -> None:
    assert server.ask(choosing(lanreotide(), selected=[selected])).codes == CARDS


@pytest.mark.conformance("A-133", "A-135")
@pytest.mark.parametrize("selected", [[], ["MedicationRequest/other"], [""], ["ServiceRequest/draft-12"]])
def test_without_a_selected_order_there_is_no_advice(selected: list[str], server: Server) -> None:
    reply = server.ask(choosing(lanreotide(), selected=selected))
    assert (reply.status, reply.codes) == (200, [])


@pytest.mark.conformance("A-133", "C-E11")
@pytest.mark.parametrize("selections", [..., None, "MedicationRequest/draft-1", {}, [1], [None]])
def test_selections_are_an_array_of_strings(selections: object, server: Server) -> None:
    assert server.call(with_context(CHOOSING, selections=selections)).status_code == 422


@pytest.mark.conformance("A-134", "A-138", "C-E11")
@pytest.mark.parametrize("call", [CHOOSING, SIGNING], ids=lambda call: call["hook"])
@pytest.mark.parametrize("drafts", [..., None, "", [], "Bundle"])
def test_without_draft_orders_the_answer_says_why_clients_leave_them_out(
    drafts: object, call: Json, server: Server
) -> None:
    response = server.call(with_context(call, draftOrders=drafts))
    assert response.status_code == 422
    assert "draftOrders" in response.json()["issue"][0]["diagnostics"]


@pytest.mark.conformance("A-134")
@pytest.mark.parametrize(
    "drafts",
    [
        {"resourceType": "Bundle"},
        {"resourceType": "Bundle", "entry": []},
        {"resourceType": "Bundle", "entry": [{}, {"resource": None}, {"fullUrl": "urn:uuid:1"}, None]},
        {"resourceType": "Bundle", "type": "transaction", "entry": [{"resource": {"resourceType": "Nonsense"}}]},
        {},
    ],
)
def test_a_bundle_without_orders_gets_no_advice(drafts: Json, server: Server) -> None:
    reply = server.ask(with_context(SIGNING, draftOrders=drafts))
    assert (reply.status, reply.codes) == (200, [])


@pytest.mark.conformance("A-135")
def test_advice_is_about_the_selected_order_and_the_other_is_context(server: Server) -> None:
    """Two long-acting analogues side by side: the card is about the selected one, the pair is noticed."""
    other = lanreotide("draft-2", medicationCodeableConcept=_octreotide_lar())
    alone, beside = server.ask(choosing(lanreotide())), server.ask(choosing(lanreotide(), other))
    assert alone.codes == CARDS
    assert set(beside.codes) - set(alone.codes) == {"K17"}


def _octreotide_lar() -> Json:
    (entry,) = named("order-select-long-acting-ssa")["context"]["draftOrders"]["entry"]
    concept: Json = entry["resource"]["medicationCodeableConcept"]
    return concept


@pytest.mark.conformance("A-136")
@pytest.mark.parametrize("missing", ["status", "intent", "subject", "authoredOn", "dosageInstruction"])
def test_order_details_may_be_missing(missing: str, server: Server) -> None:
    draft = lanreotide()
    draft.pop(missing, None)
    assert server.ask(choosing(draft)).codes == CARDS


@pytest.mark.conformance("A-136")
def test_an_order_without_a_medication_gets_no_advice(server: Server) -> None:
    reply = server.ask(choosing(lanreotide(medicationCodeableConcept=None)))
    assert (reply.status, reply.codes) == (200, [])


@pytest.mark.conformance("A-138")
@pytest.mark.parametrize("selections", [..., [], ["MedicationRequest/other"], "x"])
def test_order_sign_counts_every_draft_whatever_is_selected(selections: object, server: Server) -> None:
    assert server.ask(with_context(SIGNING, selections=selections)).codes == CARDS


@pytest.mark.conformance("A-139")
def test_order_sign_may_hold_orders_that_are_no_drafts(server: Server) -> None:
    signed = signing(lanreotide(status="active"), lanreotide("draft-2", status="on-hold"))
    assert server.call(signed).status_code == 200
    old = lanreotide("old", status="active", medicationCodeableConcept={"text": "x"})
    assert server.ask(signing(old, lanreotide())).codes == CARDS


@pytest.mark.conformance("A-131")
def test_the_same_call_again_changes_nothing(server: Server) -> None:
    first, second = (_without_uuids(server.ask(metastatic()).cards) for _ in range(2))
    assert first == second


def _without_uuids(cards: list[Json]) -> list[Json]:
    told = deepcopy(cards)
    for thing in [thing for card in told for thing in (card, *card.get("suggestions", ()))]:
        del thing["uuid"]
    return told

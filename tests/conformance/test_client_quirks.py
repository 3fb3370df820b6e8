"""C. What real clients send: Epic, Oracle Health, athenahealth, the test kits, the sandbox, the examples."""

import httpx
import pytest
import respx

from tests.acceptance.build import Json
from tests.conformance.fhir_server import access
from tests.conformance.patients import (
    FHIR_SERVER,
    above_1000,
    changed,
    choosing,
    found,
    in_words,
    lanreotide,
    metastatic,
    named,
    rewritten,
    with_prefetch,
)
from tests.conformance.server import Server, serving

EPIC_ID = ("ez067mnw.Q2lkzT8v-xRbYp3.Kd" * 8)[:194]
SEARCHES = tuple(key for key in metastatic()["prefetch"] if key != "patient")
OIDS = {
    "http://snomed.info/sct": "urn:oid:2.16.840.1.113883.6.96",
    "http://loinc.org": "urn:oid:2.16.840.1.113883.6.1",
    "http://hl7.org/fhir/sid/icd-10-cm": "urn:oid:2.16.840.1.113883.6.90",
    "http://www.nlm.nih.gov/research/umls/rxnorm": "urn:oid:2.16.840.1.113883.6.88",
}
PATIENTS = ["recurrence-on-ssa", "localized-operable", "glucagon-above-1000", "order-select-stopping-an-ssa"]


@pytest.mark.conformance("C-E1", "A-81")
@pytest.mark.parametrize("identity", [EPIC_ID, "a.b-c", "x" * 512])
def test_long_order_ids_are_selected_and_deleted(identity: str, server: Server) -> None:
    stopping = rewritten(named("order-select-stopping-an-ssa"), "draft-1", identity)
    (card,) = server.ask(stopping).cards
    deleted = [action for s in card["suggestions"] for action in s["actions"] if action["type"] == "delete"]
    assert [action["resourceId"] for action in deleted] == [f"MedicationRequest/{identity}"]


CODED = {"coding": [{"system": OIDS["http://www.nlm.nih.gov/research/umls/rxnorm"], "code": c} for c in ("68092", "1")]}


@pytest.mark.conformance("C-E4")
def test_a_medication_beside_the_orders_in_their_bundle_is_recognised(server: Server) -> None:
    reference = {"reference": "Medication/m-1", "display": "brand name"}
    drug = {"resourceType": "Medication", "id": "m-1", "code": CODED}
    draft = lanreotide(medicationCodeableConcept=None, medicationReference=reference)
    assert server.ask(choosing(draft, drug)).codes == ["K11"]
    assert server.ask(choosing(draft)).codes == []


@pytest.mark.conformance("C-E4", "C.4-2")
def test_a_contained_medication_is_recognised(server: Server) -> None:
    drug = {"resourceType": "Medication", "id": "m-1", "code": CODED}
    draft = lanreotide(medicationCodeableConcept=None, contained=[drug], medicationReference={"reference": "#m-1"})
    assert server.ask(choosing(draft)).codes == ["K11"]


@pytest.mark.conformance("C-E4")
def test_a_medication_in_words_only_is_recognised_by_its_name(server: Server) -> None:
    reference = {"reference": "Medication/m-1", "display": "lanreotide"}
    draft = lanreotide(medicationCodeableConcept=None, medicationReference=reference)
    assert server.ask(choosing(draft)).codes == ["K11"]


@pytest.mark.conformance("C-E4", "C-E8")
@pytest.mark.parametrize("reference", ["Medication/m-1", f"{FHIR_SERVER}/Medication/m-1"])
def test_a_medication_nobody_sent_is_read_from_the_server(reference: str) -> None:
    draft = lanreotide(medicationCodeableConcept=None, medicationReference={"reference": reference})
    with serving(fhir_servers=FHIR_SERVER) as reader, respx.mock:
        drug = {"resourceType": "Medication", "id": "m-1", "code": CODED}
        route = respx.get(f"{FHIR_SERVER}/Medication/m-1").mock(return_value=httpx.Response(200, json=drug))
        assert reader.ask(access(choosing(draft))).codes == ["K11"]
        assert route.call_count == 1


WARNING = {
    "fullUrl": "urn:uuid:00000000-0009-57fd-57fd-123456789012",
    "resource": {"resourceType": "OperationOutcome", "issue": [{"severity": "warning", "code": "processing"}]},
    "search": {"mode": "outcome"},
}


@pytest.mark.conformance("C-E7")
@pytest.mark.parametrize("file", PATIENTS)
def test_a_remark_in_an_empty_search_is_no_data(file: str, server: Server) -> None:
    request = named(file)
    empty = {"resourceType": "Bundle", "type": "searchset", "total": 0}
    plain = {key: request["prefetch"][key] if found(request, key) else empty for key in SEARCHES}
    remarked = {key: value if "entry" in value else {**empty, "entry": [WARNING]} for key, value in plain.items()}
    assert server.ask(with_prefetch(request, **remarked)).text == server.ask(with_prefetch(request, **plain)).text


@pytest.mark.conformance("C-E8")
@pytest.mark.parametrize("file", PATIENTS)
def test_absolute_references_change_nothing(file: str, server: Server) -> None:
    request = {**named(file), "fhirServer": FHIR_SERVER}
    absolute = rewritten(request, '"reference": "', f'"reference": "{FHIR_SERVER}/')
    for key in SEARCHES:
        for entry in absolute["prefetch"][key].get("entry", ()):
            entry["fullUrl"] = f"{FHIR_SERVER}/{entry['resource']['resourceType']}/{entry['resource']['id']}"
    assert in_words(server, absolute) == in_words(server, request) != ""


@pytest.mark.conformance("C-E10", "C.4-3")
@pytest.mark.parametrize("file", PATIENTS)
def test_oid_systems_change_nothing(file: str, server: Server) -> None:
    request = named(file)
    for system, oid in OIDS.items():
        request = rewritten(request, f'"{system}"', f'"{oid}"')
    assert in_words(server, request) == in_words(server, named(file)) != ""


@pytest.mark.conformance("C-E9")
def test_untidy_identifiers_change_nothing(server: Server) -> None:
    request = above_1000()
    request["prefetch"]["patient"]["identifier"] = [{"value": "    Z16282"}, {"system": "urn:x"}, {}, None]
    assert in_words(server, request) == in_words(server, above_1000())


@pytest.mark.conformance("C-E11")
@pytest.mark.parametrize(("hook", "status"), [("patient-view", 412), ("order-select", 422), ("order-sign", 422)])
def test_a_call_stripped_by_epic_is_refused_in_words(hook: str, status: int, server: Server) -> None:
    context = {"userId": "PractitionerRole/e1", "patientId": "e2"}
    response = server.call({"hook": hook, "hookInstance": "1", "context": context, "fhirServer": FHIR_SERVER})
    assert response.status_code == status
    assert len(response.json()["issue"][0]["diagnostics"]) > 30


@pytest.mark.conformance("C-E12")
@pytest.mark.parametrize(
    "change",
    [
        {"category": {"coding": [{"code": "outpatient"}]}},
        {"dosageInstruction": [{"doseQuantity": {"value": 20, "unit": "mg"}}]},
        {"dosageInstruction": {"text": "monthly"}},
        {"reasonCode": {"text": "x"}},
        {"note": "x"},
    ],
)
def test_stu3_shapes_inside_r4_change_nothing(change: Json, server: Server) -> None:
    request = changed(metastatic(), "medications", lambda order: order.update(change))
    assert in_words(server, request) == in_words(server, metastatic())


DOSES = [
    {"type": {"coding": [{"code": kind}]}, "doseQuantity": {"value": value, "unit": "mg"}}
    for kind, value in (("calculated", 19.8), ("admin-amount", 2), ("ordered", 20))
]


@pytest.mark.conformance("C-E13", "C-S2")
@pytest.mark.parametrize(
    "member",
    [
        {"requester": {"extension": [{"url": "http://x/data-absent-reason", "valueCode": "unknown"}]}},
        {"dosageInstruction": [{"doseAndRate": DOSES}]},
        {"dosageInstruction": [{"doseAndRate": [{"doseQuantity": {"value": 1, "code": "{pill}"}}]}]},
        {"dosageInstruction": [{"timing": {"repeat": {"frequency": 1}}}]},
    ],
)
def test_untidy_doses_and_requesters_change_nothing(member: Json, server: Server) -> None:
    assert server.ask(choosing(lanreotide(**member))).text == server.ask(choosing(lanreotide())).text


@pytest.mark.conformance("C-S1", "C-I2", "C-S2")
@pytest.mark.parametrize("identity", ["request-123", "order-123", "example-request-id"])
def test_a_bare_order_gets_no_advice_until_a_drug_is_chosen(identity: str, server: Server) -> None:
    bare = {"resourceType": "MedicationRequest", "id": identity, "status": "draft", "authoredOn": "2026-11-20"}
    chosen = lanreotide(identity, intent=None, medicationCodeableConcept={"text": "lanreotide"})
    assert server.ask(choosing({**bare, "subject": {"reference": "Patient/nme-test"}})).codes == []
    assert server.ask(choosing(chosen)).codes == ["K11"]


@pytest.mark.conformance("C-H1")
def test_ids_with_odd_hyphens_are_selected(server: Server) -> None:
    assert server.ask(choosing(lanreotide("draft‑rx‑1"))).codes == ["K11"]


@pytest.mark.conformance("C-H4", "A-33")
@pytest.mark.parametrize("value", ["123", 7, True, {}, {"resourceType": "Nonsense"}, [1]])
def test_any_json_under_a_key_is_answered_and_never_passed_over_in_silence(value: object, server: Server) -> None:
    assert in_words(server, with_prefetch(above_1000(), user=value)) == in_words(server, above_1000())
    odd = server.ask(with_prefetch(above_1000(), medications=value))
    assert (odd.status, "K17" in odd.codes) == (200, True)

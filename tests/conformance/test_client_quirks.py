"""C. What real clients send: Epic, Oracle Health, athenahealth, the test kits, the sandbox, the examples."""

import json
from typing import Any

import httpx
import pytest
import respx

from tests.acceptance.build import Json, searchset
from tests.conformance.fhir_server import access
from tests.conformance.patients import (
    FHIR_SERVER,
    above_1000,
    changed,
    choosing,
    found,
    lanreotide,
    metastatic,
    named,
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


def rewritten(request: Json, old: str, new: str) -> Json:
    """The request with one piece of its text replaced everywhere."""
    told: Json = json.loads(json.dumps(request).replace(old, new))
    return told


def in_words(server: Server, request: Json) -> str:
    """What the cards say, in which only the names of the record may differ between clients."""
    return server.ask(request).text


@pytest.mark.conformance("C-E1", "A-81")
@pytest.mark.parametrize("identity", [EPIC_ID, "a.b-c", "x" * 512])
def test_epic_s_long_order_ids_are_selected_and_deleted(identity: str, server: Server) -> None:
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
    plain = {key: found(request, key) and request["prefetch"][key] or empty for key in SEARCHES}
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


@pytest.mark.conformance("C.4-3")
@pytest.mark.parametrize("spelling", ["http://LOINC.org", "http://loinc.org/", "http://loinc.org "])
def test_the_spelling_of_a_system_changes_nothing(spelling: str, server: Server) -> None:
    request = rewritten(above_1000(), '"http://loinc.org"', f'"{spelling}"')
    assert in_words(server, request) == in_words(server, above_1000())


@pytest.mark.conformance("C.4-3")
def test_a_code_without_a_system_does_not_match(server: Server) -> None:
    request = rewritten(above_1000(), '"system": "http://loinc.org", ', "")
    assert server.ask(request).predicates["gt1000"] == "unknown"


@pytest.mark.conformance("C.4-3")
@pytest.mark.parametrize("code", ["C25.4", "C254", "c25.4", "C25.4 "])
def test_the_spelling_of_an_icd_code_changes_nothing(code: str, server: Server) -> None:
    tumour = {
        "resourceType": "Condition",
        "id": "tumour",
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "verificationStatus": {"coding": [{"code": "confirmed"}]},
        "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": code}]},
    }
    conditions = searchset([*found(above_1000(), "conditions"), tumour])
    assert server.ask(with_prefetch(above_1000(), conditions=conditions)).predicates["tumour"] == "yes"


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


def in_text(value: Any) -> Json:
    """The chart with its glucagon result written otherwise."""

    def write(result: Json) -> None:
        del result["valueQuantity"]
        result.update(value)

    return changed(above_1000(), "observations", write)


@pytest.mark.conformance("C-AT2", "C.4-4")
@pytest.mark.parametrize("text", [">500 pg/mL", "GT 500 pg/mL", "> 500 pg/mL", "greater than 500 pg/mL"])
@pytest.mark.parametrize("member", ["valueCodeableConcept", "valueString"])
def test_a_result_in_words_is_a_bound(text: str, member: str, server: Server) -> None:
    """Above 500 for certain, above 1000 perhaps: the card for above 500 appears, the number 500 is no result."""
    reply = server.ask(in_text({member: {"text": text} if member == "valueCodeableConcept" else text}))
    assert (reply.state, reply.predicates["gt500"], reply.predicates["gt1000"]) == ("S03", "yes", "unknown")
    assert reply.codes == ["K02", "K03", "K10"]


@pytest.mark.conformance("C-AT2", "C.4-5")
@pytest.mark.parametrize("text", [">500", "GT 500", "500", "high", ""])
def test_words_without_a_unit_or_a_bound_decide_nothing(text: str, server: Server) -> None:
    reply = server.ask(in_text({"valueCodeableConcept": {"text": text}}))
    assert (reply.status, reply.predicates["gt500"]) == (200, "unknown")


@pytest.mark.conformance("C.4-4")
def test_a_comparator_that_leaked_from_v2_is_no_number(server: Server) -> None:
    leaked = in_text({"valueQuantity": {"value": 1600, "comparator": "<>", "unit": "pg/mL", "code": "pg/mL"}})
    assert server.ask(leaked).predicates["gt1000"] == "unknown"


@pytest.mark.conformance("C.4-5")
@pytest.mark.parametrize(
    ("units", "above"),
    [
        ({"unit": "pg/mL"}, "yes"),
        ({"code": "pg/mL"}, "yes"),
        ({"unit": "pg/ml"}, "yes"),
        ({}, "unknown"),
        ({"unit": "PG/ML"}, "unknown"),
        ({"unit": "furlong"}, "unknown"),
    ],
)
def test_a_number_counts_with_a_unit_that_is_known(units: Json, above: str, server: Server) -> None:
    assert server.ask(in_text({"valueQuantity": {"value": 1600, **units}})).predicates["gt1000"] == above


@pytest.mark.conformance("C.4-6")
@pytest.mark.parametrize(
    "value", [{}, {"dataAbsentReason": {"coding": [{"code": "unknown"}]}}, {"valueQuantity": {"unit": "pg/mL"}}]
)
def test_a_result_without_a_value_is_no_result(value: Json, server: Server) -> None:
    reply = server.ask(in_text(value))
    assert (reply.status, reply.predicates["elev"], reply.predicates["gt500"]) == (200, "unknown", "unknown")


@pytest.mark.conformance("C.4-7")
@pytest.mark.parametrize(
    ("status", "above", "said"),
    [
        ("final", "yes", "1600 pg/mL"),
        ("amended", "yes", "1600 pg/mL"),
        ("corrected", "yes", "1600 pg/mL"),
        ("preliminary", "unknown", "preliminary result exists, not used"),
        ("registered", "unknown", "preliminary result exists, not used"),
        ("entered-in-error", "unknown", "entered in error, ignored"),
        (None, "unknown", "without a status"),
    ],
)
def test_the_status_of_a_result_decides_whether_it_counts(
    status: str | None, above: str, said: str, server: Server
) -> None:
    reply = server.ask(changed(above_1000(), "observations", lambda result: result.update(status=status)))
    assert reply.predicates["gt1000"] == above
    assert said in reply.text
    assert ("1600" in reply.text) == (above == "yes")


@pytest.mark.conformance("C.4-8")
@pytest.mark.parametrize(
    ("member", "value", "above"),
    [
        ("effectiveDateTime", "2026-11-14", "yes"),
        ("effectiveDateTime", "2026-11", "yes"),
        ("effectiveDateTime", "2026", "unknown"),
        ("effectiveInstant", "2026-11-14T08:00:00Z", "yes"),
        ("effectivePeriod", {"start": "2026-11-14"}, "yes"),
        ("effectiveTiming", {"event": ["2026-11-14"]}, "yes"),
        ("issued", "2026-11-14T08:00:00.000+02:00", "yes"),
        ("effectiveDateTime", "2026-11-14T08:00", "yes"),
        ("effectiveDateTime", "1901-01-01", "unknown"),
        ("effectiveDateTime", "yesterday", "unknown"),
    ],
)
def test_a_rule_about_time_holds_for_every_day_a_date_can_mean(
    member: str, value: object, above: str, server: Server
) -> None:
    def write(result: Json) -> None:
        del result["effectiveDateTime"]
        result[member] = value

    reply = server.ask(changed(above_1000(), "observations", write))
    assert (reply.status, reply.predicates["gt1000"]) == (200, above)


@pytest.mark.conformance("C.4-9")
def test_a_future_result_is_not_used_and_said(server: Server) -> None:
    tomorrow = changed(above_1000(), "observations", lambda result: result.update(effectiveDateTime="2026-11-22"))
    reply = server.ask(tomorrow)
    assert (reply.predicates["gt1000"], "K17" in reply.codes) == ("unknown", True)
    assert "future" in reply.text


@pytest.mark.conformance("C-S1", "C-I2", "C-S2")
@pytest.mark.parametrize("identity", ["request-123", "order-123", "example-request-id"])
def test_the_sandbox_s_bare_order_is_no_advice_until_a_drug_is_chosen(identity: str, server: Server) -> None:
    bare = {"resourceType": "MedicationRequest", "id": identity, "status": "draft", "authoredOn": "2026-11-20"}
    chosen = lanreotide(identity, intent=None, medicationCodeableConcept={"text": "lanreotide"})
    assert server.ask(choosing({**bare, "subject": {"reference": "Patient/nme-test"}})).codes == []
    assert server.ask(choosing(chosen)).codes == ["K11"]


@pytest.mark.conformance("C-H1")
def test_ids_with_the_specification_s_own_odd_hyphens_are_selected(server: Server) -> None:
    assert server.ask(choosing(lanreotide("draft‑rx‑1"))).codes == ["K11"]


@pytest.mark.conformance("C-H4", "A-33")
@pytest.mark.parametrize("value", ["123", 7, True, {}, {"resourceType": "Nonsense"}, [1]])
def test_any_json_under_a_key_is_answered_and_never_passed_over_in_silence(value: object, server: Server) -> None:
    assert in_words(server, with_prefetch(above_1000(), user=value)) == in_words(server, above_1000())
    odd = server.ask(with_prefetch(above_1000(), medications=value))
    assert (odd.status, "K17" in odd.codes) == (200, True)


def shaped(shape: str) -> Json:
    """The chart with its Conditions in another wrapping."""
    (condition,) = found(above_1000(), "conditions")
    entries = {"entry": [{"resource": condition}]}
    shapes: dict[str, object] = {
        "no type": {"resourceType": "Bundle", **entries},
        "collection": {"resourceType": "Bundle", "type": "collection", **entries},
        "wrong total": {"resourceType": "Bundle", "type": "searchset", "total": 0, **entries},
        "single resource": condition,
        "list": [condition],
    }
    return with_prefetch(above_1000(), conditions=shapes[shape])


@pytest.mark.conformance("C.4-1")
@pytest.mark.parametrize("shape", ["no type", "collection", "wrong total", "single resource", "list"])
def test_the_wrapping_of_resources_changes_nothing(shape: str, server: Server) -> None:
    assert in_words(server, shaped(shape)) == in_words(server, above_1000())


@pytest.mark.conformance("C.4-1")
@pytest.mark.parametrize("value", [searchset([above_1000()["prefetch"]["patient"]]), [above_1000()["prefetch"]["patient"]]])
def test_a_patient_in_a_bundle_is_read(value: Json, server: Server) -> None:
    assert in_words(server, with_prefetch(above_1000(), patient=value)) == in_words(server, above_1000())


@pytest.mark.conformance("C.4-2")
@pytest.mark.parametrize(
    "member",
    [
        {"meta": {"tag": [{"code": "SUBSETTED"}]}},
        {"extension": [{"url": "urn:x", "valueString": "x"}]},
        {"_status": {"extension": [{"url": "urn:x"}]}},
        {"contained": [{"resourceType": "Patient", "id": "p"}]},
        {"nobody-knows": {"a": [1]}},
    ],
)
def test_extensions_tags_and_contained_resources_change_nothing(member: Json, server: Server) -> None:
    request = changed(above_1000(), "observations", lambda result: result.update(member))
    assert in_words(server, request) == in_words(server, above_1000())


@pytest.mark.conformance("C.4-2")
def test_a_resource_whose_meaning_an_unknown_extension_may_change_is_not_used(server: Server) -> None:
    modifier = {"modifierExtension": [{"url": "urn:x", "valueBoolean": True}]}
    request = changed(above_1000(), "observations", lambda result: result.update(modifier))
    assert server.ask(request).predicates["gt1000"] == "unknown"

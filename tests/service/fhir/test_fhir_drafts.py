"""Untidy drafts: what is read, what is selected, what is left out; none is fatal (client-quirks C-E1 to C-E13)."""

from typing import Any

import pytest

from hooks.clinical.case import NO_ID, Draft, Medication
from hooks.nme.codes.reading import READING
from service.fhir.case import Orders, build_case
from tests.service.fhir.samples import CODES, MINE, RXNORM, SNOMED, TODAY, UTC, Resource, coded, prescription, raw, told

LANREOTIDE = coded(RXNORM, "68092", display="lanreotide")
LAR = coded(RXNORM, "898589", display="octreotide 20 MG Injection")
LONG_ID = "ez067mnw." + "A-b" * 61 + "O3"
TRACE = {"resourceType": "Task", "id": "t1", "status": "draft", "intent": "order"}


def order(code: Resource | None = LANREOTIDE, **more: Any) -> Resource:
    return prescription(code, status="draft") | more


def service(text: str, **more: Any) -> Resource:
    return {
        "resourceType": "ServiceRequest",
        "id": "s1",
        "status": "draft",
        "subject": MINE,
        "code": {"text": text},
    } | more


def read(draft_orders: Any, *selections: str, signing: bool = False) -> tuple[Draft, ...]:
    chosen = None if signing else selections
    case = build_case(
        told(),
        patient_id="p1",
        today=TODAY,
        zone=UTC,
        codes=CODES,
        reading=READING,
        orders=Orders(raw(draft_orders), chosen),
    )
    return case.drafts


def drafts(*orders: Resource, selections: tuple[str, ...] = ()) -> tuple[Draft, ...]:
    return read({"resourceType": "Bundle", "entry": [{"resource": o} for o in orders]}, *selections)


def one(resource: Resource) -> Draft:
    (draft,) = drafts(resource)
    return draft


def concepts(resource: Resource) -> set[str]:
    return set(one(resource).order.concepts)


@pytest.mark.parametrize(
    "selection",
    [
        "MedicationRequest/m1",
        "m1",
        " MedicationRequest/m1/ ",
        "https://ehr.example.org/fhir/R4/MedicationRequest/m1",
        "https://ehr.example.org/fhir/R4/MedicationRequest/m1/_history/2",
    ],
)
def test_a_selection_names_its_draft_in_any_form_of_reference(selection: str) -> None:
    assert [d.selected for d in drafts(order(), order(id="m2"), selections=(selection,))] == [True, False]


@pytest.mark.parametrize("selection", ["MedicationRequest/m3", "m", "M1", "", "2", "ServiceRequest/m1"])
def test_a_selection_that_names_no_draft_selects_none(selection: str) -> None:
    assert [d.selected for d in drafts(order(), selections=(selection,))] == [False]


def test_two_drafts_of_one_id_are_told_apart_by_their_type() -> None:
    found = drafts(order(), service("pancreatectomy", id="m1"), selections=("ServiceRequest/m1",))
    assert [d.selected for d in found] == [False, True]


@pytest.mark.parametrize("identity", [LONG_ID, "draft\u2011rx\u20111", "ü" * 200, "a.b-c"])
def test_an_id_may_be_long_and_of_any_letters(identity: str) -> None:
    assert len(LONG_ID) == 194
    (draft,) = drafts(order(id=identity), selections=(f"MedicationRequest/{identity}",))
    assert draft.selected
    assert draft.order.source == f"MedicationRequest/{identity}"


@pytest.mark.parametrize("selection", ["urn:uuid:9f", "MedicationRequest/urn:uuid:9f"])
def test_a_draft_without_an_id_is_selected_by_its_full_url(selection: str) -> None:
    entry = {"fullUrl": "urn:uuid:9f", "resource": {k: v for k, v in order().items() if k != "id"}}
    (draft,) = read({"resourceType": "Bundle", "entry": [entry]}, selection)
    assert draft.selected
    assert draft.order.source == f"MedicationRequest/{NO_ID}"


def test_a_draft_without_any_name_is_never_selected_but_counts_at_signing() -> None:
    bare = {"resourceType": "Bundle", "entry": [{"resource": {k: v for k, v in order().items() if k != "id"}}]}
    assert [d.selected for d in read(bare, "MedicationRequest/m1", "")] == [False]
    assert [d.selected for d in read(bare, signing=True)] == [True]


@pytest.mark.parametrize(
    "draft_orders",
    [
        {"resourceType": "Bundle"},
        {"resourceType": "Bundle", "entry": []},
        {"resourceType": "Bundle", "entry": {"resource": order()}},
        {"resourceType": "Bundle", "entry": [None, {}, {"resource": None}, {"resource": {}}, "order", 7, []]},
        {"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "MedicationRequest", "status": {"a": 1}}}]},
        {"entry": "nothing"},
        {},
    ],
)
def test_a_bundle_without_a_readable_order_gives_no_draft(draft_orders: Any) -> None:
    assert read(draft_orders, "MedicationRequest/m1") == ()


@pytest.mark.parametrize(
    "kind",
    [
        "MedicationOrder",
        "ProcedureRequest",
        "DiagnosticOrder",
        "DeviceRequest",
        "VisionPrescription",
        "Task",
        "Patient",
    ],
)
def test_a_type_of_another_version_or_without_meaning_is_left_out(kind: str) -> None:
    odd = {"resourceType": kind, "id": "x", "status": "draft", "medicationCodeableConcept": LANREOTIDE}
    assert [d.order.source for d in drafts(odd, order(), TRACE)] == ["MedicationRequest/m1"]


def test_the_same_order_twice_counts_once() -> None:
    assert len(drafts(order(), order())) == 1


def test_another_patients_draft_is_left_out() -> None:
    assert drafts(order(subject={"reference": "Patient/p2"})) == ()
    assert len(drafts(order(subject={"reference": "https://ehr.example.org/fhir/Patient/p1"}))) == 1


def test_a_draft_with_an_unknown_modifier_extension_is_left_out() -> None:
    assert drafts(order(modifierExtension=[{"url": "urn:reversed", "valueBoolean": True}])) == ()


@pytest.mark.parametrize("status", ["completed", "unknown", "entered-in-error"])
def test_a_prescription_of_the_past_among_the_drafts_is_left_out(status: str) -> None:
    assert drafts(order(status=status)) == ()


@pytest.mark.parametrize("status", ["draft", "active", "stopped", "on-hold", "cancelled", None])
def test_a_prescription_of_any_other_status_is_kept(status: str | None) -> None:
    assert one(order(status=status)).order.status == (status or "")


@pytest.mark.parametrize("more", [{"status": "revoked"}, {"status": "completed"}, {"doNotPerform": True}])
def test_a_service_that_is_withdrawn_is_left_out(more: Resource) -> None:
    assert drafts(service("pancreatectomy", **more)) == ()
    assert len(drafts(service("pancreatectomy"))) == 1


def test_an_order_without_a_medication_yet_belongs_to_no_kind() -> None:
    assert concepts(order(None)) == set()


def test_a_contained_medication_is_read() -> None:
    inside = {"resourceType": "Medication", "id": "drug", "code": LANREOTIDE}
    assert concepts(order(None, contained=[inside], medicationReference={"reference": "#drug"})) == {"lanreotide"}


@pytest.mark.parametrize("code", [LANREOTIDE, {"text": "Lanreotide 120 mg"}])
@pytest.mark.parametrize(
    ("entry", "reference"),
    [
        ({"resource": {"id": "drug"}}, "Medication/drug"),
        ({"resource": {"id": "drug"}}, "https://ehr.example.org/fhir/Medication/drug"),
        ({"resource": {}, "fullUrl": "urn:uuid:1"}, "urn:uuid:1"),
    ],
)
def test_a_medication_in_another_entry_is_read(code: Resource, entry: Resource, reference: str) -> None:
    medication = {"resourceType": "Medication", "code": code} | entry["resource"]
    draft = {"resource": order(None, medicationReference={"reference": reference})}
    (found,) = read({"resourceType": "Bundle", "entry": [draft, entry | {"resource": medication}]})
    assert found.order.concepts == {"lanreotide"}


def test_two_medications_without_an_id_are_not_mixed_up() -> None:
    nameless = [
        {"fullUrl": f"urn:uuid:{n}", "resource": {"resourceType": "Medication", "code": code}}
        for n, code in enumerate((LAR, LANREOTIDE))
    ]
    draft = {"resource": order(None, medicationReference={"reference": "urn:uuid:0"})}
    (found,) = read({"resourceType": "Bundle", "entry": [draft, *nameless]})
    assert found.order.concepts == {"octreotide_lar"}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Lanreotide 120 mg", {"lanreotide"}),
        ("OCTREOTIDE LAR 20 mg", {"octreotide_lar"}),
        ("octreotide depot", {"octreotide_lar"}),
        ("octreotide 100 mcg", {"octreotide"}),
        ("streptozotocin", {"streptozocin"}),
        ("amoxicillin 500 mg", set()),
        ("Sandolanreotidex", set()),
    ],
)
def test_an_order_with_a_display_only_is_recognised_by_its_words_and_says_so(words: str, expected: set[str]) -> None:
    found = one(order(None, medicationReference={"display": words})).order
    assert found.concepts == expected
    assert found.display == words
    assert found.by_text is bool(expected)


def test_a_code_outweighs_words() -> None:
    found = one(order(LANREOTIDE | {"text": "octreotide"})).order
    assert found.concepts == {"lanreotide"}
    assert not found.by_text


def test_a_bare_code_is_not_shown_as_a_name() -> None:
    assert one(order(coded(RXNORM, "68092"))).order.display == ""
    assert one(order(LANREOTIDE)).order.display == "lanreotide"


@pytest.mark.parametrize(
    ("more", "topical"),
    [
        ({}, False),
        ({"dosageInstruction": [{"route": {"text": "Topical"}}]}, True),
        ({"dosageInstruction": {"route": {"coding": [{"display": "Cutaneous route"}]}}}, True),
        ({"dosageInstruction": [{"route": coded(SNOMED, "6064005")}]}, True),
        ({"dosageInstruction": [{"route": coded(SNOMED, "448598008")}]}, True),
        ({"dosageInstruction": [{"route": coded(SNOMED, "47625008")}]}, False),
        ({"dosageInstruction": [{"route": {"text": "Intravenous"}}]}, False),
        ({"medicationCodeableConcept": {"text": "Fluorouracil 5 % cream"}}, True),
    ],
)
def test_a_drug_for_the_skin_is_told_apart(more: Resource, topical: bool) -> None:
    assert one(order({"text": "fluorouracil"}, **more)).topical is topical


THREE_DOSES = [{"type": {"text": kind}, "doseQuantity": {"value": 1}} for kind in ("calculated", "admin", "ordered")]


@pytest.mark.parametrize(
    "dosage",
    [
        [{"doseAndRate": THREE_DOSES}],
        {"doseAndRate": {"doseQuantity": {"value": 1}}},
        {"doseQuantity": {"value": 1, "code": "{pill}"}},
        [None],
        None,
    ],
)
def test_any_shape_of_a_dose_is_taken(dosage: Any) -> None:
    assert concepts(order(dosageInstruction=dosage, requester={"extension": [{"url": "absent"}]})) == {"lanreotide"}


def bounds(*periods: Resource) -> Resource:
    return {"dosageInstruction": [{"timing": {"repeat": {"boundsPeriod": p} if p else {}}} for p in periods]}


def ends(**more: Any) -> tuple[str | None, bool]:
    draft = one(order(**more))
    return (str(draft.ends) if draft.ends else None, draft.bounded)


def test_limits_of_the_dosing_end_a_course_that_runs() -> None:
    assert ends(**bounds({"end": "2026-12-10"})) == ("2026-12-10", True)
    assert ends(**bounds({"start": "2025-10-01", "end": "2026-12-10"})) == ("2026-12-10", True)
    assert ends(**bounds({"start": "2026-11-20", "end": "2026-12-10"})) == ("2026-12-10", False)
    assert ends(**bounds({"start": "2025-10-01"})) == (None, False)


def test_a_course_of_several_steps_ends_with_the_last_one() -> None:
    assert ends(**bounds({"end": "2027-01-10"}, {"end": "2026-12-10"})) == ("2027-01-10", True)
    assert ends(**bounds({"end": "2026-12-10"}, {})) == (None, False)


def test_a_validity_is_an_end_but_no_limit_of_the_dosing() -> None:
    assert ends(dispenseRequest={"validityPeriod": {"end": "2027-05-20"}}) == ("2027-05-20", False)


def test_an_edit_names_what_it_replaces() -> None:
    edit = order(
        id="new",
        priorPrescription={"reference": "https://ehr.example.org/fhir/MedicationRequest/old"},
        basedOn={"reference": "MedicationRequest/older"},
    )
    assert one(edit).replaces == ("MedicationRequest/new", "MedicationRequest/old", "MedicationRequest/older")


def test_a_draft_not_to_be_performed_is_kept_as_such() -> None:
    stop = one(order(doNotPerform=True)).order
    assert isinstance(stop, Medication)
    assert stop.do_not_perform

"""Procedures, orders, consents and medications (fhir-inputs D08 to D10; decisions 29)."""

from typing import Any

import pytest

from hooks.clinical.case import Reason
from tests.service.fhir.samples import (
    MINE,
    RXNORM,
    SNOMED,
    Resource,
    coded,
    left_out,
    nothing,
    only,
    prescription,
)

RESECTION = {
    "resourceType": "Procedure",
    "id": "x1",
    "subject": MINE,
    "status": "completed",
    "code": coded(SNOMED, "401004", display="Distal pancreatectomy"),
    "performedDateTime": "2025-10-16",
}
ORDER = {
    "resourceType": "ServiceRequest",
    "id": "s1",
    "subject": MINE,
    "status": "active",
    "intent": "order",
    "code": coded(SNOMED, "401004"),
    "authoredOn": "2026-11-01",
}


# Procedures and orders --------------------------------------------------------------------------


def test_a_resection_with_its_reasons() -> None:
    found = only(
        RESECTION
        | {
            "reasonCode": [coded(SNOMED, "302823005")],
            "reasonReference": [{"reference": "https://ehr/fhir/Condition/c9/_history/1"}],
        }
    )
    assert (found.kind, found.status, found.concepts) == ("Procedure", "completed", {"distal_pancreatectomy"})
    assert (found.reasons, found.reason_sources) == ({"glucagonoma"}, ("Condition/c9",))
    assert str(found.when) == "2025-10-16"


def test_a_procedure_not_done_keeps_its_reason() -> None:
    found = only(RESECTION | {"status": "not-done", "statusReason": coded(SNOMED, "183944003")})
    assert (found.status, found.status_reasons) == ("not-done", {"surgery_refused"})


def test_a_procedure_over_a_period_spans_it() -> None:
    period = {"start": "2025-10-16", "end": "2025-10-17"}
    assert str(only(RESECTION | {"performedDateTime": None, "performedPeriod": period}).when) == "2025-10"


@pytest.mark.parametrize("kind", ["order", "plan", "original-order", None])
def test_orders_count(kind: str | None) -> None:
    found = only(ORDER | {"intent": kind})
    assert (found.kind, found.status, str(found.when)) == ("ServiceRequest", "active", "2026-11-01")


@pytest.mark.parametrize("members", [{"intent": "proposal"}, {"intent": "option"}, {"doNotPerform": True}])
def test_a_mere_proposal_or_an_order_not_to_do_it_is_no_order(members: Resource) -> None:
    assert nothing(ORDER | members)


@pytest.mark.parametrize("resource", [RESECTION, ORDER])
def test_invalid_acts_are_withheld_and_unknown_ones_ignored(resource: Resource) -> None:
    assert left_out(resource | {"status": "entered-in-error"}).reason is Reason.INVALID
    assert nothing(resource | {"status": "unknown"})


@pytest.mark.parametrize("text", ["Embolization of hepatic artery", "Radiofrequency ablation of liver"])
def test_liver_therapy_named_in_words(text: str) -> None:
    found = only(ORDER | {"code": {"text": text}})
    assert (found.concepts, found.by_text) == ({"liver_directed_therapy"}, True)


def test_ablation_of_anything_counts_with_a_coded_liver_site_only() -> None:
    ablation = ORDER | {"code": coded(SNOMED, "879916008")}
    for elsewhere in ({}, {"bodySite": [{"text": "liver"}]}, {"bodySite": [coded(SNOMED, "39607008")]}):
        assert only(ablation | elsewhere).concepts == frozenset()
    assert only(ablation | {"bodySite": [coded(SNOMED, "10200004")]}).concepts == {"liver_directed_therapy"}
    assert only(ORDER | {"code": coded(SNOMED, "314617008")}).concepts == {"liver_directed_therapy"}


# Consents ---------------------------------------------------------------------------------------


def consent(provision: Any, **more: Any) -> Resource:
    common = {"resourceType": "Consent", "id": "k1", "patient": MINE, "status": "active", "dateTime": "2026-11-05"}
    return common | {"provision": provision} | more


@pytest.mark.parametrize("code", ["401004", "183944003"])
def test_a_consent_that_denies_a_resection_or_surgery(code: str) -> None:
    found = only(consent({"type": "deny", "code": [coded(SNOMED, code)]}))
    assert (found.source, str(found.when)) == ("Consent/k1", "2026-11-05")


def test_a_denial_inside_a_permission_counts() -> None:
    nested = {"type": "permit", "provision": [{"type": "deny", "code": [coded(SNOMED, "401004")]}]}
    assert only(consent(nested)).concepts == {"distal_pancreatectomy"}


@pytest.mark.parametrize(
    "resource",
    [
        consent({"type": "permit", "code": [coded(SNOMED, "401004")]}),
        consent({"type": "deny", "code": [coded(SNOMED, "302823005")]}),
        consent({"type": "deny"}),
        consent(None),
        consent({"type": "deny", "code": [coded(SNOMED, "401004")]}, status="draft"),
        consent({"type": "deny", "code": [coded(SNOMED, "401004")]}, status="inactive"),
    ],
)
def test_other_consents_refuse_nothing(resource: Resource) -> None:
    assert nothing(resource)


# Medications ------------------------------------------------------------------------------------


def by_reference(reference: str, display: str = "", **more: Any) -> Resource:
    return prescription(medicationReference={"reference": reference, "display": display}, **more)


def test_a_prescription_by_code() -> None:
    found = only(prescription(coded(RXNORM, "898589") | {"text": "Octreotide LAR"}))
    assert (found.kind, found.status, found.concepts) == ("MedicationRequest", "active", {"octreotide_lar"})
    assert (str(found.start), found.end, found.display) == ("2026-09-01", None, "Octreotide LAR")
    assert (found.by_text, found.as_needed, found.do_not_perform) == (False, False, False)


def test_a_medication_by_reference_is_contained_then_elsewhere_then_its_words() -> None:
    contained = [{"resourceType": "Medication", "id": "in", "code": coded(RXNORM, "898589")}]
    assert only(by_reference("#in", contained=contained)).concepts == {"octreotide_lar"}
    stored = {"resourceType": "Medication", "id": "out", "code": coded(RXNORM, "68092")}
    assert only(by_reference("https://ehr/fhir/Medication/out"), stored).concepts == {"lanreotide"}
    by_words = only(by_reference("Medication/gone", "octreotide LAR depot 20 mg"))
    assert (by_words.concepts, by_words.by_text) == ({"octreotide_lar"}, True)
    assert nothing(by_reference("Medication/gone", "ondansetron"), by_reference("#gone"))


def test_words_are_not_read_when_a_code_resolves() -> None:
    found = only(prescription(coded(RXNORM, "68092") | {"text": "instead of octreotide"}))
    assert (found.concepts, found.by_text) == ({"lanreotide"}, False)


def dosage(**repeat: Any) -> list[Resource]:
    return [{"timing": {"repeat": {"boundsPeriod": repeat}}}]


def test_treatment_starts_with_its_dosage_bounds_where_recorded() -> None:
    found = only(prescription(coded(RXNORM, "7617"), dosageInstruction=dosage(start="2026-09-10")))
    assert (str(found.when), str(found.start)) == ("2026-09-01", "2026-09-10")


VALID = {"validityPeriod": {"end": "2026-10-02"}}
CHANGED = {"lastUpdated": "2026-10-03T00:00:00Z"}


@pytest.mark.parametrize(
    ("members", "end"),
    [
        ({"dosageInstruction": dosage(end="2026-10-01"), "dispenseRequest": VALID, "meta": CHANGED}, "2026-10-01"),
        ({"dispenseRequest": VALID, "meta": CHANGED}, "2026-10-02"),
        ({"meta": CHANGED}, "2026-10-03"),
        ({"dosageInstruction": dosage(end="2026-12-31"), "meta": CHANGED}, "2026-10-03"),
        ({}, "None"),
    ],
)
@pytest.mark.parametrize("kind", ["stopped", "completed", "on-hold", "cancelled"])
def test_the_end_of_a_treatment_that_is_over(kind: str, members: Resource, end: str) -> None:
    assert str(only(prescription(coded(RXNORM, "7617"), status=kind, **members)).end) == end


def test_an_active_treatment_does_not_end_with_its_last_change() -> None:
    assert only(prescription(coded(RXNORM, "7617"), meta=CHANGED)).end is None


def test_statements_and_administrations() -> None:
    drug = {"id": "1", "subject": MINE, "medicationCodeableConcept": coded(RXNORM, "898589")}
    period = {"start": "2025-10-16", "end": "2026-10-11"}
    stated = only(drug | {"resourceType": "MedicationStatement", "status": "completed", "effectivePeriod": period})
    assert (stated.kind, str(stated.start), str(stated.end)) == ("MedicationStatement", "2025-10-16", "2026-10-11")
    given = {"resourceType": "MedicationAdministration", "status": "completed", "effectiveDateTime": "2026-11-01"}
    dose = only(drug | given)
    assert (dose.kind, str(dose.when), str(dose.end)) == ("MedicationAdministration", "2026-11-01", "2026-11-01")


@pytest.mark.parametrize(
    ("dose", "as_needed"),
    [
        ({"asNeededBoolean": True}, True),
        ({"asNeededCodeableConcept": {"text": "hypoglycaemia"}}, True),
        ({"asNeededBoolean": False}, False),
    ],
)
def test_as_needed(dose: Resource, as_needed: bool) -> None:
    assert only(prescription(coded(RXNORM, "7617"), dosageInstruction=[dose])).as_needed is as_needed


def test_an_order_not_to_give_and_its_reason_are_kept() -> None:
    found = only(prescription(coded(RXNORM, "7617"), doNotPerform=True, statusReason=coded(SNOMED, "183944003")))
    assert (found.do_not_perform, found.status_reasons) == (True, {"surgery_refused"})


@pytest.mark.parametrize("members", [{"intent": "proposal"}, {"intent": "option"}])
def test_proposed_prescriptions_are_ignored(members: Resource) -> None:
    assert nothing(prescription(coded(RXNORM, "7617"), **members))


@pytest.mark.parametrize("kind", ["MedicationRequest", "MedicationStatement", "MedicationAdministration"])
def test_a_drug_of_unknown_status_is_kept(kind: str) -> None:
    """It may be active (decisions 68)."""
    assert only(prescription(coded(RXNORM, "7617"), status="unknown") | {"resourceType": kind}).status == "unknown"


def test_a_prescription_dated_tomorrow_is_withheld() -> None:
    assert left_out(prescription(coded(RXNORM, "7617"), authoredOn="2026-11-21")).reason is Reason.FUTURE

"""The discovery body (conformance A.2)."""

import json

from service.protocol.discovery import ServiceDescription, discovery

PLAIN = ServiceDescription(id="nme-order-sign", hook="order-sign", title="Orders", description="Signs.")
FULL = ServiceDescription(
    id="nme-patient-view",
    hook="patient-view",
    title="Chart",
    description="Reads.",
    prefetch={"patient": "Patient/{{context.patientId}}"},
    usage_requirements="Needs a FHIR server or prefetch.",
)


def test_a11_no_services_is_an_empty_list() -> None:
    assert discovery(()) == b'{"services":[]}'


def test_a12_to_a18_an_entry_has_every_member_of_the_specification() -> None:
    assert json.loads(discovery((FULL,))) == {
        "services": [
            {
                "hook": "patient-view",
                "title": "Chart",
                "description": "Reads.",
                "id": "nme-patient-view",
                "prefetch": {"patient": "Patient/{{context.patientId}}"},
                "usageRequirements": "Needs a FHIR server or prefetch.",
                "version": "2.0.1",
            }
        ]
    }


def test_a6_an_entry_without_prefetch_has_no_prefetch_member() -> None:
    (entry,) = json.loads(discovery((PLAIN,)))["services"]
    assert sorted(entry) == ["description", "hook", "id", "title", "version"]


def test_b5_the_order_of_the_services_is_kept() -> None:
    assert [s["id"] for s in json.loads(discovery((PLAIN, FULL)))["services"]] == ["nme-order-sign", "nme-patient-view"]

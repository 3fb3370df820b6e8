"""The OpenAPI document: fresh, and true to what the service does."""

from tempfile import TemporaryDirectory
from typing import Any

import pytest
import schemathesis
import yaml
from schemathesis.specs.openapi.checks import negative_data_rejection

from service.http.app import create_app
from service.http.openapi import openapi_yaml
from service.protocol.response import MAX_SUMMARY
from service.settings import Settings
from tests.service.fake import Client, Fake
from tests.service.write_openapi import KEPT, application

FOLDER = TemporaryDirectory(prefix="nme-cds-")
APP = application(FOLDER.name)
DOCUMENT = yaml.safe_load(openapi_yaml(APP))
SCHEMAS = DOCUMENT["components"]["schemas"]


def test_the_kept_document_is_the_one_the_application_gives() -> None:
    assert KEPT.read_text(encoding="utf-8") == openapi_yaml(APP), "openapi/cds-hooks.yaml is stale: run ./regenerate"


def test_every_service_and_discovery_are_described() -> None:
    assert {path: list(methods) for path, methods in DOCUMENT["paths"].items()} == {
        "/cds-services": ["get"],
        "/cds-services/nme-patient-view": ["post"],
        "/cds-services/nme-order-select": ["post"],
        "/cds-services/nme-order-sign": ["post"],
        "/cds-services/nme-patient-view/feedback": ["post"],
        "/cds-services/nme-order-select/feedback": ["post"],
        "/cds-services/nme-order-sign/feedback": ["post"],
    }


@pytest.mark.parametrize("hook", ["patient-view", "order-select", "order-sign"])
def test_the_example_of_a_call_can_be_sent_as_it_stands(hook: str) -> None:
    content = DOCUMENT["paths"][f"/cds-services/nme-{hook}"]["post"]["requestBody"]["content"]
    call = content["application/json"]["example"]
    assert Client().post(f"/cds-services/nme-{hook}", json=call).status_code == 200


def test_without_a_ledger_no_feedback_is_described() -> None:
    assert len(create_app(Settings(), Fake()).openapi()["paths"]) == 4


def test_the_card_is_described_with_the_names_on_the_wire() -> None:
    card = SCHEMAS["Card"]
    assert card["required"] == ["uuid", "summary", "indicator", "source"]
    assert card["properties"]["summary"] == {"type": "string", "minLength": 1, "maxLength": MAX_SUMMARY}
    assert card["properties"]["indicator"] == {"enum": ["info", "warning"]}
    assert {"selectionBehavior", "overrideReasons"} <= set(card["properties"])


def test_a_call_is_described_by_the_type_that_reads_it() -> None:
    assert SCHEMAS["OrderSignRequest"]["required"] == ["hook", "hookInstance", "context"]
    assert SCHEMAS["OrderSignRequest"]["properties"]["hook"] == {"enum": ["order-sign"]}
    people = ["userId", "patientId"]
    assert SCHEMAS["PatientViewContext"]["required"] == people
    assert SCHEMAS["OrderContext"]["required"] == [*people, "draftOrders"]
    assert SCHEMAS["OrderSelectContext"]["required"] == [*people, "draftOrders", "selections"]
    assert "RelatedPerson" in SCHEMAS["PatientViewContext"]["properties"]["userId"]["pattern"]
    assert "RelatedPerson" not in SCHEMAS["OrderContext"]["properties"]["userId"]["pattern"]


def test_an_optional_member_is_described_once() -> None:
    """Not as a choice of one beside the same again."""
    assert SCHEMAS["FeedbackItem"]["properties"]["overrideReason"] == {"$ref": "#/components/schemas/Override"}
    assert SCHEMAS["Override"]["properties"]["userComment"] == {"type": "string"}


def test_a4_nothing_we_send_is_described_as_null() -> None:
    assert "null" not in openapi_yaml(APP).replace("nullable", "")


schema = schemathesis.openapi.from_asgi("/openapi.json", APP)


@schema.parametrize()
@pytest.mark.filterwarnings("default")  # the tool's own dependencies warn
def test_generated_requests_are_answered_as_described(case: schemathesis.Case[Any]) -> None:
    # Optional members of a wrong type count as absent rather than cost a patient the answer.
    case.call_and_validate(excluded_checks=[negative_data_rejection])

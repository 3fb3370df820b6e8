"""The OpenAPI 3.1 document. Answers and feedback come from the types that write and read them, calls from the rules
that check them."""

from collections.abc import Iterable
from typing import Any, TypeAlias

import msgspec
import yaml
from fastapi import FastAPI

from service.protocol.discovery import ServiceDescription
from service.protocol.feedback import MAX_ITEMS, FeedbackItem
from service.protocol.prefetch import REQUIRED
from service.protocol.request import ANY_USER, CLINICIAN, MAX_ID, PATIENT_ID, Hook
from service.protocol.response import ServiceResponse

Schema: TypeAlias = dict[str, Any]

_REFUSALS = {
    "400": "The body is not JSON, not UTF-8, or names a member twice.",
    "401": "No token of a client that may call; never asked for in open mode.",
    "408": "The body did not arrive in time.",
    "412": "Required data were neither sent as prefetch nor reachable.",
    "413": "The body is too large.",
    "415": "The body is not application/json, or is compressed.",
    "422": "The body is JSON but not a valid call of this service.",
    "429": "More calls than agreed with this client; Retry-After says when to come back.",
    "503": "Too many calls at once, or a call that takes too long; Retry-After says when to come back.",
}
_FEEDBACK_REFUSALS = {status: words for status, words in _REFUSALS.items() if status != "412"} | {
    "413": f"The body is too large, or holds more than {MAX_ITEMS} items.",
    "422": "The body is JSON but an item of it is not feedback; nothing of it was kept.",
    "503": "The feedback cannot be kept just now, or too many calls at once; Retry-After says when to send it again.",
}


def openapi_yaml(app: FastAPI) -> str:
    """The application's OpenAPI document as YAML."""
    return yaml.safe_dump(app.openapi(), sort_keys=False, allow_unicode=True, width=100)


def document(services: Iterable[ServiceDescription], *, title: str, version: str, takes_feedback: bool) -> Schema:
    """The document for these services: their title and version, ids and hooks."""
    services = tuple(services)
    calls = {f"/cds-services/{service.id}": _call(service) for service in services}
    if takes_feedback:
        calls |= {f"/cds-services/{service.id}/feedback": _feedback(service) for service in services}
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version},
        "paths": {"/cds-services": _discovery(), **calls},
        "components": {"schemas": _schemas()},
    }


def _schemas() -> dict[str, Schema]:
    """Answers and feedback come from the types that write and read them."""
    types = (ServiceResponse, FeedbackItem)
    _, found = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    return {**{name: _never_null(schema) for name, schema in found.items()}, **_RECEIVED, **_DISCOVERY}


def _never_null(schema: Any) -> Any:
    """Optional members are left out, never null: say so, and show no defaults (A-4, A-6)."""
    if isinstance(schema, list):
        return [_never_null(item) for item in schema if item != {"type": "null"}]
    if not isinstance(schema, dict):
        return schema
    members = {name: _never_null(value) for name, value in schema.items() if name != "default"}
    choices = members.pop("anyOf", [])
    return {**members, **_one_choice(choices)} if choices else members


def _one_choice(choices: list[Schema]) -> Schema:
    return choices[0] if len(choices) == 1 else {"anyOf": choices}


def _call(service: ServiceDescription) -> Schema:
    answers = {"200": {"description": "The cards.", "content": _json_of("ServiceResponse", {"cards": []})}}
    summary = f"Call the {service.hook} service"
    example = _call_example(service.hook)
    return _post(service.id, summary, _ENVELOPES[service.hook], answers | _refused(_REFUSALS), example)


def _feedback(service: ServiceDescription) -> Schema:
    answers = {
        "200": {
            "description": "Every event is kept, durably.",
            "content": {"application/json": {"schema": {"type": "object"}}},
        }
    }
    summary = f"Tell what became of cards of the {service.hook} service"
    refusals = _refused(_FEEDBACK_REFUSALS)
    return _post(f"{service.id}-feedback", summary, "FeedbackRequest", answers | refusals, _FEEDBACK_EXAMPLE)


def _refused(refusals: dict[str, str]) -> Schema:
    return {s: {"description": words, "content": _json_of("OperationOutcome")} for s, words in refusals.items()}


def _post(name: str, summary: str, body: str, answers: Schema, example: Schema) -> Schema:
    sent = {"required": True, "content": _json_of(body, example)}
    return {"post": {"operationId": name, "summary": summary, "requestBody": sent, "responses": answers}}


def _discovery() -> Schema:
    answers = {"200": {"description": "The CDS Services.", "content": _json_of("Discovery")}}
    return {"get": {"operationId": "discovery", "summary": "List the CDS Services", "responses": answers}}


def _json_of(name: str, example: Schema | None = None) -> Schema:
    shown = {"example": example} if example else {}
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}, **shown}}


def _call_example(hook: Hook) -> Schema:
    """A whole call about a patient of whom nothing is recorded: it can be sent as it stands."""
    context: Schema = {"userId": "Practitioner/example", "patientId": "example"}
    if hook != "patient-view":
        context["draftOrders"] = {"resourceType": "Bundle", "type": "collection"}
    if hook == "order-select":
        context["selections"] = []
    patient = {"resourceType": "Patient", "id": "example"}
    nothing = {key: {"resourceType": "Bundle", "type": "searchset", "total": 0} for key in REQUIRED[1:]}
    return {
        "hook": hook,
        "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
        "context": context,
        "prefetch": {"patient": patient, **nothing},
    }


_FEEDBACK_EXAMPLE: Schema = {
    "feedback": [
        {
            "card": "4e0a3a1e-3283-4575-ab82-028d55fe2719",
            "outcome": "accepted",
            "acceptedSuggestions": [{"id": "e56e1945-20b3-4393-8503-a1a20fd73152"}],
            "outcomeTimestamp": "2026-11-20T08:00:00Z",
        }
    ]
}


def _object(required: Iterable[str], properties: dict[str, Schema]) -> Schema:
    names = list(required)
    return {"type": "object", **({"required": names} if names else {}), "properties": properties}


_STRING: Schema = {"type": "string"}
_FILLED: Schema = {"type": "string", "minLength": 1}
_RESOURCE = _object(["resourceType"], {"resourceType": _FILLED})
_ENVELOPES: dict[Hook, str] = {
    "patient-view": "PatientViewRequest",
    "order-select": "OrderSelectRequest",
    "order-sign": "OrderSignRequest",
}


def _context(user: str, required: Iterable[str] = (), properties: dict[str, Schema] | None = None) -> Schema:
    people = {
        "userId": {"type": "string", "pattern": f"^{user}$"},
        "patientId": {"type": "string", "pattern": f"^{PATIENT_ID}$"},
        "encounterId": _STRING,
    }
    return _object(["userId", "patientId", *required], {**people, **(properties or {})})


def _request(hook: Hook, context: Schema) -> Schema:
    return _object(
        ["hook", "hookInstance", "context"],
        {
            "hook": {"type": "string", "const": hook},
            "hookInstance": {"type": "string", "pattern": f"^[ -~]{{1,{MAX_ID}}}$"},
            "context": context,
            "prefetch": {"type": "object", "additionalProperties": True},
            "fhirServer": _STRING,
            "fhirAuthorization": {"$ref": "#/components/schemas/FHIRAuthorization"},
            "extension": {"type": "object"},
        },
    )


_DRAFTS: dict[str, Schema] = {"draftOrders": _RESOURCE}
_SELECTIONS: dict[str, Schema] = {"selections": {"type": "array", "items": _STRING}}

_RECEIVED: dict[str, Schema] = {
    "PatientViewRequest": _request("patient-view", _context(ANY_USER)),
    "OrderSelectRequest": _request(
        "order-select", _context(CLINICIAN, ["draftOrders", "selections"], {**_DRAFTS, **_SELECTIONS})
    ),
    "OrderSignRequest": _request("order-sign", _context(CLINICIAN, ["draftOrders"], _DRAFTS)),
    "FHIRAuthorization": _object(
        ["access_token", "token_type", "expires_in", "scope", "subject"],
        {
            "access_token": _FILLED,
            "token_type": {"type": "string", "const": "Bearer"},
            "expires_in": {"type": "integer"},
            "scope": _STRING,
            "subject": _STRING,
            "patient": _STRING,
        },
    ),
    "FeedbackRequest": _object(
        ["feedback"],
        {"feedback": {"type": "array", "maxItems": MAX_ITEMS, "items": {"$ref": "#/components/schemas/FeedbackItem"}}},
    ),
}

_DISCOVERY: dict[str, Schema] = {
    "Discovery": _object(
        ["services"], {"services": {"type": "array", "items": {"$ref": "#/components/schemas/Service"}}}
    ),
    "Service": _object(
        ["hook", "title", "description", "id", "version"],
        {
            **dict.fromkeys(("hook", "title", "description", "id", "usageRequirements", "version"), _FILLED),
            "prefetch": {"type": "object", "minProperties": 1, "additionalProperties": _FILLED},
        },
    ),
    "OperationOutcome": _object(
        ["resourceType", "issue"],
        {
            "resourceType": {"type": "string", "const": "OperationOutcome"},
            "issue": {
                "type": "array",
                "minItems": 1,
                "items": _object(["severity", "code"], dict.fromkeys(("severity", "code", "diagnostics"), _FILLED)),
            },
        },
    ),
}

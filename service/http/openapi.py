"""The OpenAPI 3.1 document. Its schemas come from the types that read what is sent and write what is answered."""

from collections.abc import Iterable
from inspect import cleandoc
from typing import Any, TypeAlias

import msgspec
import yaml
from fastapi import FastAPI

from service.protocol.discovery import Discovery, ServiceDescription
from service.protocol.errors import OperationOutcome
from service.protocol.feedback import MAX_ITEMS, FeedbackRequest
from service.protocol.prefetch import REQUIRED
from service.protocol.request import CALLS, Hook
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


def _schemas() -> Schema:
    types = (*CALLS.values(), FeedbackRequest, ServiceResponse, Discovery, OperationOutcome)
    _, found = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    return {
        name: _never_null(schema) | {"description": cleandoc(schema["description"])} for name, schema in found.items()
    }


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
    refusals, example = _refused(_REFUSALS), _call_example(service.hook)
    return _post(service.id, summary, CALLS[service.hook].__name__, answers | refusals, example)


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

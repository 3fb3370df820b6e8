"""Valid calls of each hook, to change one thing in."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from service.protocol.context import OrderContext
from service.protocol.request import Hook, HookRequest, parse

ORDER = {"resourceType": "MedicationRequest", "id": "m1", "status": "draft"}
DRAFTS = {"resourceType": "Bundle", "entry": [{"resource": ORDER}]}
PEOPLE = {"userId": "Practitioner/example", "patientId": "1288992"}
CONTEXTS: dict[Hook, dict[str, Any]] = {
    "patient-view": PEOPLE,
    "order-select": {**PEOPLE, "selections": ["MedicationRequest/m1"], "draftOrders": DRAFTS},
    "order-sign": {**PEOPLE, "draftOrders": DRAFTS},
}
HOOKS = tuple(CONTEXTS)
TOKEN = {"access_token": "canary", "token_type": "Bearer", "expires_in": 300, "scope": "patient/*.rs", "subject": "app"}
REMOVED = object()
NO_CHANGE: Mapping[str, Any] = MappingProxyType({})


def call(
    service: Hook = "patient-view", in_context: Mapping[str, Any] = NO_CHANGE, /, **in_envelope: Any
) -> HookRequest:
    """Parse a valid call to a service, with these members changed in its context and its envelope."""
    envelope: dict[str, Any] = {"hook": service, "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea"}
    envelope |= {"context": changed(CONTEXTS[service], in_context)}
    return parse(json.dumps(changed(envelope, in_envelope)).encode(), service)


def changed(members: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The members with the changes made; a change to REMOVED takes the member out."""
    return {name: value for name, value in {**members, **changes}.items() if value is not REMOVED}


def orders(context: object) -> OrderContext:
    """The context as that of an order hook."""
    assert isinstance(context, OrderContext)
    return context

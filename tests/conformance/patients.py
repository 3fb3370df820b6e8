"""The patients that single tests ask about, and small changes to their requests."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

from tests.acceptance.build import Json
from tests.conformance.server import Server

REQUESTS = Path(__file__).parents[2] / "fixtures" / "requests"
FHIR_SERVER = "https://ehr.example.org/fhir"
LANREOTIDE = {"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "68092", "display": "Lanreotide"}


def named(file: str) -> Json:
    """A request of the fixtures, by the name of its file."""
    request: Json = json.loads((REQUESTS / f"{file}.json").read_text(encoding="utf-8"))
    return request


def metastatic() -> Json:
    """A chart with NME, tumour, metastases and a depot analogue: prefetch of every kind matters."""
    return named("recurrence-on-ssa")


def above_1000() -> Json:
    """A chart whose glucagon result decides the branch."""
    return named("glucagon-above-1000")


def healthy() -> Json:
    """A chart with nothing in scope."""
    return named("out-of-scope")


def choosing(*drafts: Json, selected: list[str] | None = None) -> Json:
    """order-select for the metastatic patient, the first draft selected unless told otherwise."""
    request = named("order-select-long-acting-ssa")
    names = [f"{d['resourceType']}/{d['id']}" for d in drafts if "id" in d]
    request["context"]["draftOrders"] = {"resourceType": "Bundle", "entry": [{"resource": d} for d in drafts]}
    request["context"]["selections"] = names[:1] if selected is None else selected
    return request


def signing(*drafts: Json) -> Json:
    """order-sign for the same patient: no selections, every draft counts."""
    request = choosing(*drafts, selected=[])
    del request["context"]["selections"]
    return {**request, "hook": "order-sign"}


def lanreotide(identity: str = "draft-1", **members: Any) -> Json:
    """A draft that gets a card in the metastatic states; a member that is None is left out."""
    draft = {
        "resourceType": "MedicationRequest",
        "id": identity,
        "status": "draft",
        "intent": "order",
        "subject": {"reference": "Patient/nme-test"},
        "medicationCodeableConcept": {"coding": [LANREOTIDE]},
    }
    return {name: value for name, value in {**draft, **members}.items() if value is not None}


def with_prefetch(request: Json, **values: Any) -> Json:
    """The request with these prefetch keys replaced."""
    return {**request, "prefetch": {**request["prefetch"], **values}}


def without_prefetch(request: Json, *keys: str) -> Json:
    """The request without these prefetch keys; without any when none is named."""
    kept = {k: v for k, v in request["prefetch"].items() if keys and k not in keys}
    return {**{k: v for k, v in request.items() if k != "prefetch"}, **({"prefetch": kept} if kept else {})}


def found(request: Json, key: str) -> list[Json]:
    """The resources under a prefetch key."""
    return [entry["resource"] for entry in request["prefetch"][key].get("entry", ())]


def changed(request: Json, key: str, change: Callable[[Json], Any]) -> Json:
    """The request with every resource under a key changed in place by ``change``."""
    told = deepcopy(request)
    for resource in found(told, key):
        change(resource)
    return told


def rewritten(request: Json, old: str, new: str) -> Json:
    """The request with one piece of its text replaced everywhere."""
    told: Json = json.loads(json.dumps(request).replace(old, new))
    return told


def in_words(server: Server, request: Json) -> str:
    """What the cards say."""
    return server.ask(request).text

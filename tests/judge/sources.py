"""Whom the judge looks at: patients by chance, the cases of the repository, records and vignettes in files."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.acceptance.build import request as request_of
from tests.acceptance.cases import all_cases
from tests.judge import chance

Request = dict[str, Any]
Asked = tuple[str, Request]

KEYS = {
    "Condition": "conditions", "Observation": "observations", "MedicationRequest": "medications",
    "MedicationStatement": "medicationStatements", "MedicationAdministration": "medicationAdministrations",
    "Procedure": "procedures", "DiagnosticReport": "reports", "ServiceRequest": "serviceRequests",
    "AllergyIntolerance": "allergies", "Consent": "consents",
}  # fmt: skip


def by_chance(number: int, first: int = 1) -> Iterator[Asked]:
    """So many patients by chance; the same seeds give the same patients."""
    for seed in range(first, first + number):
        made = chance.request(seed)
        yield made["id"], as_request(made)


def cases() -> Iterator[Asked]:
    """Every case of fixtures/cases, each vignette among them."""
    for named in all_cases():
        yield named.id, request_of(named.case)


def in_file(path: Path) -> Iterator[Asked]:
    """The records of a file (a line each), or the vignettes of a folder (a file each)."""
    texts = (
        [file.read_text() for file in sorted(path.glob("V*.json"))] if path.is_dir() else path.read_text().splitlines()
    )
    for text in texts:
        record = json.loads(text)
        yield record["id"], record["request"] if "request" in record else as_request(record)


def as_request(vignette: dict[str, Any]) -> Request:
    """The hook request of a patient as a list of resources, some kinds of which may be refused."""
    person = next(one for one in vignette["resources"] if one["resourceType"] == "Patient")
    prefetch: dict[str, Any] = {"patient": person}
    for kind, key in KEYS.items():
        found = [one for one in vignette["resources"] if one["resourceType"] == kind]
        prefetch[key] = _bundle("searchset", found) | {"total": len(found)}
        if kind in vignette.get("unavailable", []):
            prefetch[key] = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "forbidden"}]}
    context: dict[str, Any] = {"userId": "Practitioner/judge", "patientId": person["id"]}
    hook = vignette.get("hook", "patient-view")
    if hook != "patient-view":
        context["draftOrders"] = _bundle("collection", vignette["draftOrders"])
        context["selections"] = vignette.get("selections", [])
    return {"hook": hook, "hookInstance": vignette["id"], "context": context, "prefetch": prefetch}


def _bundle(kind: str, resources: list[dict[str, Any]]) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": kind, "entry": [{"resource": one} for one in resources]}

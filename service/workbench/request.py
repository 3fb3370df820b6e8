"""The hook request that the form leads to, with what is supposed put into it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

from service.asking import NotARequestError, as_request, given
from service.demo.patients import ExampleResult, orders, patients, results
from service.protocol.prefetch import KEYS
from service.workbench.wishes import Wishes

Json: TypeAlias = dict[str, Any]

SUPPOSED_AT = "T08:00:00Z"
OBSERVATIONS = KEYS["Observation"]


def request_of(wishes: Wishes, folder: Path | None, today: date) -> Json:
    """The request. Raises NotARequestError when nothing of one patient was given."""
    request = _asked(wishes, folder, today)
    return _with_results(request, wishes.numbers, results(folder), today)


def _asked(wishes: Wishes, folder: Path | None, today: date) -> Json:
    """A pasted request as it is; a pasted Bundle or an example patient put to the chosen hook."""
    record = given(wishes.record) if wishes.record else _example(wishes.patient, folder, today)
    if "hook" in record:
        return record
    order = orders(folder).get(wishes.order)
    return as_request(record, wishes.hook, order.resource if order else None, is_whole=not wishes.record)


def _example(patient: str, folder: Path | None, today: date) -> Json:
    found = patients(folder, today).get(patient)
    if found is None:
        raise NotARequestError("There is no example patient of this name. Choose one from the list.")
    return {"resourceType": "Bundle", "entry": [{"resource": resource} for resource in found.resources]}


def _with_results(
    request: Json, numbers: Mapping[str, Decimal], known: Mapping[str, ExampleResult], today: date
) -> Json:
    """The request with an Observation of today for every number that is supposed."""
    supposed = [
        _observation(known[name], number, _patient_id(request), today)
        for name, number in numbers.items()
        if name in known
    ]
    told = request.get("prefetch")
    if not supposed or not isinstance(told, dict):
        return request
    before = told.get(OBSERVATIONS)
    entries = before.get("entry") if isinstance(before, dict) else None
    found = [*(entries if isinstance(entries, list) else []), *({"resource": one} for one in supposed)]
    bundle = {"resourceType": "Bundle", "type": "searchset", "entry": found}
    return {**request, "prefetch": {**told, OBSERVATIONS: bundle}}


def _observation(result: ExampleResult, number: Decimal, patient: str, today: date) -> Json:
    quantity = {**result.resource["valueQuantity"], "value": float(number)}
    return {
        **result.resource,
        "id": f"supposed-{result.name}",
        "subject": {"reference": f"Patient/{patient}"},
        "effectiveDateTime": f"{today.isoformat()}{SUPPOSED_AT}",
        "valueQuantity": quantity,
    }


def _patient_id(request: Json) -> str:
    context = request.get("context")
    return str(context.get("patientId", "")) if isinstance(context, dict) else ""

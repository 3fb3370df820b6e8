"""The judge's hand-made patients as the product reads them."""

import json
from functools import cache

from hooks.clinical import case as clinical
from hooks.clinical.service import HookService
from hooks.nme import PATHWAY
from service.protocol.request import parse
from tests.judge.edges import EDGES
from tests.judge.fhir import Resource, bundle
from tests.judge.patients import ADDED_ROWS_CASES, CASES, UNREAD, Case
from tests.judge.product import machine
from tests.judge.sources import as_request

SERVICE: HookService = next(one for one in PATHWAY.services if one.hook == "patient-view")
REFUSED = {
    "Conditions Told Whole": ["Condition"],
    "Reports Told Whole": ["DiagnosticReport"],
    "Medications Told Whole": ["MedicationRequest", "MedicationStatement", "MedicationAdministration"],
}
"""How a record looks whose reader tells that these are not whole."""


@cache
def hand_made() -> tuple[tuple[Case, clinical.Case], ...]:
    """Those of whom the judge is told nothing that a record cannot say. Kept: read once, answered again and again."""
    told_by_records = [
        c for c in CASES + ADDED_ROWS_CASES + EDGES if c.told is UNREAD or c.told.keys() <= REFUSED.keys()
    ]
    return tuple((case, read(case.name, named(case.resources), refused(case))) for case in told_by_records)


def named(resources: list[Resource]) -> list[Resource]:
    """With ids, and a patient."""
    return [entry["resource"] for entry in bundle(resources)["entry"]]


def refused(case: Case) -> list[str]:
    """The types that the record does not give."""
    return [kind for name, whole in case.told.items() if whole is False for kind in REFUSED[name]]


def read(name: str, resources: list[Resource], refused: list[str]) -> clinical.Case:
    """The clinical case of a patient's resources."""
    asked = as_request({"id": name, "resources": resources, "unavailable": refused})
    return machine().consult(SERVICE, parse(json.dumps(asked).encode(), SERVICE.hook))[0]

"""Write the example patients of ``hooks/nme/examples`` from the cases: python -m tests.acceptance.write_examples."""

import json
from pathlib import Path
from typing import Any

from tests.acceptance.build import draft, resources
from tests.acceptance.cases import all_cases
from tests.acceptance.facts import Draft, Patient
from tests.acceptance.owned import owned
from tests.acceptance.shapes import TODAY, concept
from tests.acceptance.vocabulary import DRUGS, SERVICES, TESTS, UCUM, Code

FOLDER = Path(__file__).parents[2] / "hooks" / "nme" / "examples"
PATIENTS = {
    "Rash, not worked up": "V01:",
    "Glucagon high, no scan": "V41:",
    "Tumour, extent unknown": "V02:",
    "Localized, operable": "V03:",
    "Localized, unfit for surgery": "V05:",
    "Localized, surgery declined": "V06:",
    "Metastatic, untreated": "V35:",
    "Metastatic, on octreotide LAR": "V50:",
    "Metastatic, rash back on octreotide": "V22:",
    "Operated, surveillance": "V12:",
    "Operated, rash back": "V49:",
    "Long course, several results": "Operated, zinc given",
    "Cirrhosis, no tumour found": "V60:",
    "Glucagon infusion and a rash": "V18:",
    "Glucagon without a unit": "V19:",
    "Pregnant, with the rash": "V30:",
    "Child, with the rash": "V29:",
    "Diabetes alone, out of scope": "V32:",
}
"""What the patient is called -> how the name of the case begins."""
STOPS = ("octreotide LAR", "lanreotide")
RESULTS = {
    "glucagon": ("Plasma glucagon", "pg/mL"),
    "zinc": ("Plasma zinc", "ug/dL"),
}
"""What a supposed result is called, and the unit it is asked for in."""
VALUE = 0
"""Stands for the number that is asked for."""

Json = dict[str, Any]


def texts() -> dict[str, str]:
    """The content of every example file by name."""
    patients = {
        f"patients/{place:02}-{_slug(title)}.json": _bundle(title, start)
        for place, (title, start) in enumerate(PATIENTS.items(), 1)
    }
    written: dict[str, Any] = {**patients, "orders.json": _orders(), "results.json": _results()}
    return {name: _json(content) for name, content in written.items()}


def _json(content: Any) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _slug(title: str) -> str:
    return "-".join(title.lower().replace(",", "").split())


def _bundle(title: str, start: str) -> Json:
    """The patient's record as of the fixed day, which is the Bundle's timestamp."""
    [case] = (named.case for named in all_cases() if named.case.name.startswith(start))
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": f"{TODAY.isoformat()}T00:00:00Z",
        "entry": [{"resource": resource} for resource in owned(_named(resources(case.patient), title), _slug(title))],
    }


def _named(found: list[Json], title: str) -> list[Json]:
    given, _, family = title.partition(" ")
    return [found[0] | {"name": [{"text": title, "given": [given], "family": family}]}, *found[1:]]


def _orders() -> list[Json]:
    """Every order of the vocabulary, and the end of some treatments. They are nobody's yet."""
    starts = {name: Draft(order=name) for name in (*DRUGS, *SERVICES)}
    stops = {f"stop {name}": Draft(order=name, stop="stopped") for name in STOPS}
    return [_order(name, order, place) for place, (name, order) in enumerate({**starts, **stops}.items(), 1)]


def _order(name: str, order: Draft, place: int) -> Json:
    written = draft(order, place, Patient())
    del written["subject"]
    return {"name": name, "resource": written}


def _results() -> list[Json]:
    return [_result(name, label, unit) for name, (label, unit) in RESULTS.items()]


def _result(name: str, label: str, unit: str) -> Json:
    return {"name": name, "label": label, "unit": unit, "resource": _observation(TESTS[name], unit)}


def _observation(code: Code, unit: str) -> Json:
    quantity = {"value": VALUE, "unit": unit, "system": UCUM, "code": unit}
    fasting = {"code": concept(TESTS["fasting"]), "valueBoolean": True}
    told = {"code": concept(code), "valueQuantity": quantity, "component": [fasting]}
    return {"resourceType": "Observation", "status": "final", **told}


if __name__ == "__main__":
    (FOLDER / "patients").mkdir(parents=True, exist_ok=True)
    for file, text in texts().items():
        (FOLDER / file).write_text(text, encoding="utf-8")

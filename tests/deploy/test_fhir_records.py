"""The fixtures as one FHIR server holds them: every patient apart."""

import json
import runpy
from pathlib import Path
from typing import Any

HOME = Path(__file__).parents[2]
FOLDER = HOME / "fixtures" / "requests"
RECORDS: list[dict[str, Any]] = runpy.run_path(str(HOME / "deploy" / "fhir" / "records.py"))["records"](FOLDER)


def test_every_fixture_is_a_patient_of_its_own() -> None:
    patients = [r["id"] for r in RECORDS if r["resourceType"] == "Patient"]
    assert sorted(patients) == sorted(f"{path.stem}-nme-test" for path in FOLDER.glob("*.json"))


def test_no_two_resources_share_their_name() -> None:
    names = [(r["resourceType"], r["id"]) for r in RECORDS]
    assert len(names) == len(set(names))


def test_every_reference_leads_to_a_resource_of_the_same_server() -> None:
    names = {f"{r['resourceType']}/{r['id']}" for r in RECORDS}
    referred = {reference for record in RECORDS for reference in _references(record)}
    assert referred <= names


def test_ids_are_ones_a_fhir_server_takes() -> None:
    assert max(len(r["id"]) for r in RECORDS) <= 64


def _references(value: Any) -> list[str]:
    if isinstance(value, list):
        return [found for item in value for found in _references(item)]
    if not isinstance(value, dict):
        return []
    own = [value["reference"]] if isinstance(value.get("reference"), str) else []
    return own + [found for member in value.values() for found in _references(member)]


def test_they_are_json() -> None:
    assert json.loads(json.dumps(RECORDS)) == RECORDS

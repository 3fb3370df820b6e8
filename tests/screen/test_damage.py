"""Every kind of damage ends with a clear list, and what is lost is unknown, never "no"."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.payloads import localized_and_operable
from service.screen import lines
from service.screen.errors import SourceError
from tests.screen.cohort import Charts, by_type, write_bulk, write_bundles
from tests.screen.conftest import Row, bundle, damage, screen

Json = dict[str, Any]
EMPTY = ("DiagnosticReport", "Procedure", "ServiceRequest", "MedicationRequest", "MedicationStatement")
EMPTY_TOO = ("MedicationAdministration", "AllergyIntolerance", "Consent")


def owned(patient: str) -> list[Json]:
    """A patient with NME and a localized tumour, fit for resection."""
    person = {"resourceType": "Patient", "id": patient, "birthDate": "1962-09-21", "gender": "female"}
    found = [
        r | {"id": f"{patient}-{r['id']}", "subject": {"reference": f"Patient/{patient}"}}
        for r in localized_and_operable()
    ]
    return [person, *found]


@pytest.fixture
def two() -> Charts:
    return {"a": owned("a"), "b": owned("b")}


@pytest.fixture
def bulk(tmp_path: Path, two: Charts) -> Path:
    """Two patients, every type given."""
    folder = write_bulk(tmp_path / "bulk", two)
    for kind in (*EMPTY, *EMPTY_TOO):
        (folder / f"{kind}.ndjson").touch()
    return folder


def add(folder: Path, name: str, text: bytes) -> None:
    """Put more at the end of a file."""
    with (folder / name).open("ab") as stream:
        stream.write(text)


def states(found: dict[str, Row]) -> dict[str, str]:
    return {patient: row["state"] for patient, row in found.items()}


def test_a_whole_source_has_nothing_to_list(bulk: Path, out: Path) -> None:
    assert states(screen(bulk, out)) == {"a": "S04", "b": "S04"}
    assert damage(out) == []


def test_a_type_with_no_file_was_not_given(bulk: Path, out: Path) -> None:
    (bulk / "Procedure.ndjson").unlink()
    (bulk / "MedicationRequest.ndjson").unlink()
    assert screen(bulk, out)["a"]["ssa"] == "unknown"
    assert [(what, kind) for what, _, _, kind, _ in damage(out)] == [
        ("a resource type with no file", "Procedure"),
        ("a resource type with no file", "MedicationRequest"),
    ]


def test_a_type_with_an_empty_file_was_given(bulk: Path, out: Path) -> None:
    assert screen(bulk, out)["a"]["ssa"] == "no"


def test_without_conditions_nobody_is_judged(bulk: Path, out: Path) -> None:
    (bulk / "Condition.000.ndjson").unlink()
    with pytest.raises(SourceError, match="no Condition in the source"):
        screen(bulk, out)


def test_a_broken_line_that_names_its_patient_leaves_a_gap_in_that_list_only(bulk: Path, out: Path) -> None:
    add(
        bulk,
        "MedicationRequest.ndjson",
        b'{"resourceType":"MedicationRequest","id":"p","subject":{"reference":"Patient/a"},"code":{"cod',
    )
    found = screen(bulk, out)
    assert (found["a"]["ssa"], found["b"]["ssa"]) == ("unknown", "no")
    assert damage(out) == [
        ("a line that is not one FHIR resource", "MedicationRequest.ndjson", "1", "MedicationRequest", "a")
    ]


@pytest.mark.parametrize(
    "line", [b"{{{ \n", b"[]\n", b"7\n", b'"x"\n', b'{"id":"no type"}\n', b"\xff\xfe\n", b"[" * 100_000]
)
def test_a_line_that_is_no_resource_leaves_a_gap_in_every_list_of_its_file(bulk: Path, out: Path, line: bytes) -> None:
    add(bulk, "MedicationRequest.ndjson", b"\n  \n" + line)
    found = screen(bulk, out)
    assert (found["a"]["ssa"], found["b"]["ssa"]) == ("unknown", "unknown")
    assert damage(out) == [
        ("a line that is not one FHIR resource", "MedicationRequest.ndjson", "3", "MedicationRequest", "")
    ]


def test_what_comes_before_the_end_of_a_truncated_file_is_read(bulk: Path, out: Path) -> None:
    plain = bulk / "Observation.000.ndjson"
    result = {"resourceType": "Observation", "status": "final", "subject": {"reference": "Patient/a"}}
    noise = b"".join(json.dumps(result | {"id": f"n{number}"}).encode() + b"\n" for number in range(20_000))
    before = screen(bulk, out.with_name("before"))
    plain.with_name("Observation.000.ndjson.gz").write_bytes(gzip.compress(plain.read_bytes() + noise)[:-1000])
    plain.unlink()
    found = screen(bulk, out)
    assert [(one["a"]["elev"], one["a"]["mets"]) for one in (before, found)] == [("yes", "no"), ("yes", "unknown")]
    ((what, file, line, kind, patient),) = damage(out)
    assert (what, file) == ("a compressed file that ends too early", "Observation.000.ndjson.gz")
    assert (kind, patient) == ("Observation", "")
    assert 10_000 < int(line) <= 20_007


def test_a_compressed_file_that_is_none(bulk: Path, out: Path) -> None:
    (bulk / "MedicationRequest.ndjson.gz").write_bytes(b"not gzip")
    assert screen(bulk, out)["a"]["ssa"] == "unknown"
    assert [one[:2] for one in damage(out)] == [
        ("a compressed file that ends too early", "MedicationRequest.ndjson.gz")
    ]


def test_a_line_too_long_is_set_aside(bulk: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LONGEST", 200_000)
    add(
        bulk,
        "MedicationRequest.ndjson",
        b'{"resourceType":"MedicationRequest","note":"'
        + b"x" * 300_000
        + b'"}\n{"resourceType":"MedicationRequest"}\n',
    )
    assert screen(bulk, out)["a"]["ssa"] == "unknown"
    assert [one[:3] for one in damage(out)] == [
        ("a line longer than 64 MiB", "MedicationRequest.ndjson", "1"),
        ("a resource that names no patient", "MedicationRequest.ndjson", "2"),
    ]


def test_lines_of_patients_nobody_told_of(bulk: Path, out: Path) -> None:
    rash, other = owned("c")[1], owned("d")[1] | {"code": {"text": "Hypertension"}}
    add(bulk, "Condition.000.ndjson", b"".join(json.dumps(r).encode() + b"\n" for r in (other, other, rash)))
    found = screen(bulk, out)
    assert (found["c"]["nme"], found["c"]["minor"]) == ("yes", "unknown")
    assert [(*one[:3], one[4]) for one in damage(out)] == [
        ("a resource of a patient with no Patient resource", "Condition.000.ndjson", "5", ""),
        ("a resource of a patient with no Patient resource", "Condition.000.ndjson", "7", "c"),
    ]


def test_medications_are_nobodys_and_no_strangers(bulk: Path, out: Path) -> None:
    drug = {"resourceType": "Medication", "id": "m", "code": {"text": "octreotide"}}
    order = {
        "resourceType": "MedicationRequest",
        "id": "o",
        "status": "active",
        "intent": "order",
        "subject": {"reference": "Patient/a"},
        "authoredOn": "2026-11-01",
        "medicationReference": {"reference": "https://ehr.example.org/fhir/Medication/m/_history/1"},
    }
    (bulk / "Medication.ndjson").write_text(json.dumps(drug), encoding="utf-8")
    add(bulk, "MedicationRequest.ndjson", json.dumps(order).encode())
    found = screen(bulk, out)
    assert (found["a"]["ssa"], found["b"]["ssa"]) == ("yes", "no")
    assert damage(out) == []


def test_two_patients_of_one_id_are_judged_together_and_named(bulk: Path, out: Path) -> None:
    other = {"resourceType": "Patient", "id": "a", "birthDate": "2015-01-01", "gender": "female"}
    add(bulk, "Patient.000.ndjson", json.dumps(other).encode())
    found = screen(bulk, out)
    assert (found["a"]["minor"], found["b"]["minor"]) == ("unknown", "no")
    assert [(*one[:3], one[4]) for one in damage(out)] == [
        ("two different Patient resources of one id", "Patient.000.ndjson", "1", "a"),
        ("two different Patient resources of one id", "Patient.000.ndjson", "3", "a"),
    ]


def test_a_resource_met_twice_is_one(bulk: Path, out: Path, two: Charts) -> None:
    before = screen(bulk, out)
    for kind, text in by_type(two).items():
        (bulk / f"again.{kind}.ndjson").write_bytes(b"".join(text))
    assert screen(bulk, out.with_name("again")) == before
    assert damage(out.with_name("again")) == []


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_versions_the_one_updated_last_counts(
    bulk: Path, out: Path, two: Charts, order: tuple[int, int]
) -> None:
    rash = two["a"][1]
    refuted = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-ver-status", "code": "refuted"}]}
    versions = [
        rash | {"meta": {"lastUpdated": "2026-10-01T10:00:00Z"}},
        rash | {"meta": {"lastUpdated": "2026-11-01T10:00:00Z"}, "verificationStatus": refuted},
    ]
    others = [r for chart in two.values() for r in chart if r["resourceType"] == "Condition" and r is not rash]
    written = [*others, *(versions[at] for at in order)]
    (bulk / "Condition.000.ndjson").write_bytes(b"".join(json.dumps(r).encode() + b"\n" for r in written))
    found = screen(bulk, out)
    assert (found["a"]["nme"], found["b"]["nme"]) == ("no", "yes")
    assert damage(out) == [("two versions of one resource", "", "", "Condition", "a")]


def test_files_of_another_kind_are_named(bulk: Path, out: Path) -> None:
    (bulk / "README.txt").write_text("hello", encoding="utf-8")
    screen(bulk, out)
    assert damage(out) == [("a file of another kind", "README.txt", "", "", "")]


def test_marks_of_other_systems_do_no_harm(bulk: Path, out: Path) -> None:
    file = bulk / "Condition.000.ndjson"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert states(screen(bulk, out)) == {"a": "S04", "b": "S04"}
    assert damage(out) == []


# Bundles --------------------------------------------------------------------------------------------


def test_damaged_bundles_are_set_aside_and_the_others_judged(tmp_path: Path, out: Path, two: Charts) -> None:
    folder = write_bundles(tmp_path / "bundles", two)
    (folder / "broken.json").write_bytes(b'{"resourceType":"Bundle","entry":[')
    (folder / "cut.json.gz").write_bytes(gzip.compress(bundle(*owned("c")))[:-20])
    (folder / "none.json").write_bytes(bundle(*owned("d")[1:]))
    (folder / "pair.json").write_bytes(bundle(*owned("e"), *owned("f")))
    (folder / "strange.json").write_bytes(bundle(*owned("g"), owned("h")[1]))
    found = screen(folder, out)
    assert states(found).keys() == {"a", "b", "g"}
    assert found["a"]["ssa"] == "unknown"
    told = [(what, file) for what, file, _, _, _ in damage(out) if not what.startswith("a resource type")]
    assert told == [
        ("a line that is not one FHIR resource", "broken.json"),
        ("a compressed file that ends too early", "cut.json.gz"),
        ("a Bundle without a Patient that has an id", "none.json"),
        ("a Bundle of several patients", "pair.json"),
        ("a Bundle's entry of another patient", "strange.json"),
    ]


def test_a_folder_with_nothing_to_read(tmp_path: Path, out: Path) -> None:
    with pytest.raises(SourceError, match="holds no"):
        screen(tmp_path, out)
    with pytest.raises(SourceError, match="no folder"):
        screen(tmp_path / "nowhere", out)

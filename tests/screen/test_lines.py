"""Units cut anywhere hold each line once; references to a patient are read in every form."""

import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.fhir.concepts import labels
from service.fhir.datatypes import CodeableConcept
from service.fhir.read import read
from service.screen.find import find
from service.screen.glance import glance, legible, patient_in
from service.screen.lines import texts
from service.screen.setup import Setup
from service.screen.source import folder, named
from tests.acceptance.shapes import TODAY

LINES = st.lists(st.binary(max_size=30).filter(lambda text: b"\n" not in text), max_size=30)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lines")


@given(lines=LINES, ends=st.booleans(), piece=st.integers(1, 50))
def test_every_line_is_in_one_unit_and_in_its_place(place: Path, lines: list[bytes], ends: bool, piece: int) -> None:
    whole = b"\n".join(lines) + (b"\n" if ends and lines else b"")
    (place / "x.ndjson").write_bytes(whole)
    units = folder(place, piece).units
    found = [text for unit in units for text in texts(unit)]
    assert found == whole.removesuffix(b"\n").split(b"\n") if whole else found == []
    assert sum(unit.size for unit in units) == len(whole)


@pytest.mark.parametrize(
    ("reference", "patient"),
    [
        ("Patient/a", "a"),
        ("patient/a", "a"),
        ("Patient/a/", "a"),
        ("Patient/a/_history/3", "a"),
        ("https://ehr.example.org/fhir/Patient/a", "a"),
        ("https://ehr.example.org/fhir/Patient/a/_history/1", "a"),
        ("urn:uuid:1b4e28ba-2fa1-11d2-883f-0016d3cca427", "1b4e28ba-2fa1-11d2-883f-0016d3cca427"),
        (" Patient/a ", "a"),
        ("a", "a"),
        ("Group/a", None),
        ("https://ehr.example.org/fhir/Device/a", None),
        ("#contained", None),
        ("Patient/", None),
        ("", None),
        (None, None),
    ],
)
def test_whose_it_is(reference: str | None, patient: str | None) -> None:
    assert patient_in(reference) == patient


def test_a_resource_of_another_shape_is_read_as_the_hook_reads_it() -> None:
    seen = glance(b'{"resourceType":"Condition","id":"c","subject":[{"reference":"Patient/a"}],"code":[{"text":"x"}]}')
    assert seen is not None
    assert (seen.resource_type, seen.owner, [bytes(label) for label in seen.labels][1:]) == (
        "Condition",
        "a",
        [b'{"coding":[],"text":"x"}'],
    )


def test_what_a_torn_line_still_tells() -> None:
    torn = b'{"resourceType":"Condition","subject":{"display":"A","reference":"Patient/a"},"code":{"co'
    assert legible(torn) == ("Condition", "a")
    assert legible(torn[:30]) == ("Condition", "")
    assert legible(b"}") == ("", "")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Condition.ndjson", "Condition"),
        ("1.Observation.0001.ndjson.gz", "Observation"),
        ("export_MedicationRequest-3.jsonl", "MedicationRequest"),
        ("Encounter.ndjson", None),
        ("all.ndjson", None),
    ],
)
def test_the_type_in_a_files_name(name: str, kind: str | None) -> None:
    assert named(Path(name)) == kind


CONCEPT = {"coding": [{"system": "urn:x", "code": "c"}]}
EVERYTHING = {"code": CONCEPT, "component": [{"code": {"text": "part"}}], "conclusionCode": [{"text": "end"}, CONCEPT]}


@pytest.mark.parametrize("kind", ["Condition", "Observation", "DiagnosticReport", "Procedure"])
@pytest.mark.parametrize("odd", [{}, {"id": 7}, {"subject": []}])
def test_a_glance_sees_every_label_the_hook_sees(kind: str, odd: dict[str, object]) -> None:
    text = json.dumps({"resourceType": kind, "id": "x", **EVERYTHING, **odd}).encode()
    seen = glance(text)
    by_hook = [label for entry in read(text, kind).entries if entry.resource for label in labels(entry.resource)]
    assert seen is not None
    decoder = msgspec.json.Decoder(CodeableConcept | None)
    assert {*by_hook} <= {decoder.decode(label) for label in seen.labels}
    assert by_hook or odd


@pytest.mark.parametrize("odd", [{}, {"code": "x"}])
@pytest.mark.parametrize(("kind", "member"), [("DiagnosticReport", "conclusion"), ("Observation", "valueString")])
def test_the_text_of_a_report_is_read(tmp_path: Path, kind: str, member: str, odd: dict[str, str]) -> None:
    report = {"resourceType": kind, "subject": {"reference": "Patient/a"}, "code": {"text": "Skin biopsy"}, **odd}
    told = (f"Psoriasis {number}" for number in range(3))
    texts = [*told, "Consistent with necrolytic migratory erythema", 7]
    lines = [json.dumps(report | {"id": str(number), member: text}) for number, text in enumerate(texts)]
    (tmp_path / "x.ndjson").write_text("\n".join(lines), encoding="utf-8")
    (unit,) = folder(tmp_path).units
    found = find(Setup(content="hooks.nme", today=TODAY), unit)
    assert (found.marks, found.damage) == ([("a", "nme")], [])

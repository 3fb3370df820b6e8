"""A site's file of SNOMED CT codes beneath ours: a multigravida is pregnant."""

import socket
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from hooks.nme import PATHWAY
from service.cli import app
from service.site import SiteFileError, load_site
from tests.service.terminology_server import SNOMED, Terminology, serving

PREGNANCY, MULTIGRAVIDA, TWIN_PREGNANCY = "77386006", "102876002", "65147003"
OURS = {row.code for row in PATHWAY.codes.rows if row.system == SNOMED and row.role == "include"}


def site_file(folder: Path, expansion: str | None) -> Path:
    file = folder / "site.toml"
    file.write_text('snomed_expansion = "snomed.csv"\n')
    if expansion is not None:
        (folder / "snomed.csv").write_text(expansion)
    return file


def test_a_code_beneath_ours_is_matched_with_the_file_and_not_without(tmp_path: Path) -> None:
    expanded = load_site(PATHWAY, site_file(tmp_path, "ours,beneath\n77386006,102876002\n"))
    assert "pregnancy" in expanded.codes.concepts(SNOMED, "102876002")
    assert load_site(PATHWAY).codes.concepts(SNOMED, "102876002") == frozenset()


@pytest.mark.parametrize(
    ("expansion", "says"),
    [
        (None, "nme-cds expand SERVER snomed.csv"),
        ("code\n1\n", "columns ours and beneath"),
        ("ours,beneath\n77386006\n", "columns ours and beneath"),
        ("ours,beneath\n77386006,102876003\n", "not a SNOMED CT code"),
    ],
)
def test_a_file_that_cannot_be_used_stops_the_start(tmp_path: Path, expansion: str | None, says: str) -> None:
    with pytest.raises(SiteFileError, match=says):
        load_site(PATHWAY, site_file(tmp_path, expansion))


@pytest.mark.parametrize("page", [1, 2, 1_000])
def test_each_of_our_codes_is_asked_for_once_and_page_by_page(tmp_path: Path, page: int) -> None:
    server = Terminology({PREGNANCY: [MULTIGRAVIDA, PREGNANCY, TWIN_PREGNANCY]}, page=page)
    with serving(server) as base:
        ran = expand(base, tmp_path / "snomed.csv")
    assert (ran.exit_code, ran.stdout.startswith("wrote 2 codes")) == (0, True), ran.output
    assert (
        tmp_path / "snomed.csv"
    ).read_text() == f"ours,beneath\n{PREGNANCY},{MULTIGRAVIDA}\n{PREGNANCY},{TWIN_PREGNANCY}\n"
    assert set(server.asked) == OURS
    assert server.asked.count(PREGNANCY) == -(-3 // page)
    assert len(server.asked) == len(OURS) - 1 + server.asked.count(PREGNANCY)


def test_nested_codes_count_and_headings_and_other_systems_do_not(tmp_path: Path) -> None:
    nested = [
        {"system": SNOMED, "code": "1", "abstract": True, "contains": [{"system": SNOMED, "code": MULTIGRAVIDA}]},
        {"system": "http://loinc.org", "code": "82810-3"},
    ]
    server = Terminology(answer=(200, {"resourceType": "ValueSet", "expansion": {"contains": nested}}))
    with serving(server) as base:
        assert expand(base, tmp_path / "snomed.csv").exit_code == 0
    beneath = {line.partition(",")[2] for line in (tmp_path / "snomed.csv").read_text().split()[1:]}
    assert beneath == {MULTIGRAVIDA}


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ((422, {"resourceType": "OperationOutcome", "issue": [{"code": "too-costly"}]}), "status 422"),
        ((404, {}), "status 404"),
        ((200, {"resourceType": "Patient"}), "no expansion in the answer"),
        ((200, {"resourceType": "ValueSet", "expansion": {"contains": "x"}}), "no expansion in the answer"),
    ],
)
def test_a_server_that_does_not_say_leaves_no_file(tmp_path: Path, answer: tuple[int, Any], says: str) -> None:
    with serving(Terminology(answer=answer)) as base:
        ran = expand(base, tmp_path / "snomed.csv")
    assert (ran.exit_code, says in ran.stderr) == (2, True), ran.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_server_without_end_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.outbound.terminology.MOST", 3)
    beneath = {code: [MULTIGRAVIDA] * 9 for code in OURS}
    with serving(Terminology(beneath, page=1)) as base:
        assert "more than 3 codes beneath it" in expand(base, tmp_path / "snomed.csv").stderr


@pytest.mark.parametrize("address", ["http://tx.example/fhir", "tx.example", "https://a@b/"])
def test_only_the_address_of_a_server_is_asked(tmp_path: Path, address: str) -> None:
    ran = expand(address, tmp_path / "snomed.csv")
    assert (ran.exit_code, "Write https://HOST/PATH" in ran.stderr) == (2, True)


def test_the_start_makes_the_file_that_is_not_there_and_asks_nobody_when_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Terminology({PREGNANCY: [MULTIGRAVIDA]})
    with serving(server) as base, socket.create_server(("127.0.0.1", 0)) as taken:
        file = tmp_path / "site.toml"
        file.write_text(f'snomed_expansion = "snomed.csv"\nterminology_server = "{base}"\n')
        monkeypatch.setenv("NME_CDS_SITE_FILE", str(file))
        start = ["serve", "--port", str(taken.getsockname()[1])]  # which ends it before it serves
        assert "asking http" in CliRunner().invoke(app, start).stderr
        asked = len(server.asked)
        assert "asking http" not in CliRunner().invoke(app, start).stderr
    assert (asked, len(server.asked)) == (len(OURS), len(OURS))
    assert "pregnancy" in load_site(PATHWAY, file).codes.concepts(SNOMED, MULTIGRAVIDA)


def test_a_server_without_a_file_to_fill_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "site.toml"
    file.write_text('terminology_server = "https://tx.example/fhir"\n')
    monkeypatch.setenv("NME_CDS_SITE_FILE", str(file))
    ran = CliRunner().invoke(app, ["serve"])
    assert (ran.exit_code, "terminology_server needs a file to fill" in ran.stderr) == (2, True)


def expand(server: str, file: Path) -> Result:
    return CliRunner().invoke(app, ["expand", server, str(file)])

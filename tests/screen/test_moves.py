"""Who moves between two sites' files, and between two runs."""

from pathlib import Path

import pytest

from service.settings import SettingsError
from service.site import SiteFileError
from tests.screen.cohort import charts, some, write_bulk
from tests.screen.conftest import rows, screen

SHORT = "[parameters]\nglucagon_window = 5\n"


@pytest.fixture(scope="module")
def bulk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_bulk(tmp_path_factory.mktemp("bulk"), some(charts(), sorted(charts())[:120]))


def moves(out: Path) -> dict[str, tuple[str, str, str, str]]:
    found = [tuple(row.values()) for row in rows(out / "moves.csv")]
    return {patient: (a, b, c, d) for patient, a, b, c, d in found}


def test_another_site_file_and_another_run_with_it_say_the_same(
    bulk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "site.toml"
    file.write_text(SHORT, encoding="utf-8")
    here = screen(bulk, tmp_path / "here", against=file)
    with monkeypatch.context() as patch:
        patch.setenv("NME_CDS_SITE_FILE", str(file))
        there = screen(bulk, tmp_path / "there")
    assert screen(bulk, tmp_path / "again", against=tmp_path / "there") == here
    told = moves(tmp_path / "here")
    assert told == moves(tmp_path / "again")
    expected = {
        name: (*_side(here.get(name)), *_side(there.get(name)))
        for name in here.keys() | there.keys()
        if _side(here.get(name)) != _side(there.get(name))
    }
    assert told == expected
    assert len(told) > 3
    report = (tmp_path / "here" / "report.html").read_text(encoding="utf-8")
    assert f"{len(told)} patients move" in report
    assert next(iter(told)) in report


def _side(row: dict[str, str] | None) -> tuple[str, str]:
    return (row["state"], row["cards"]) if row and row["state"] != "S00" else ("out of scope", "")


def test_the_same_site_moves_nobody(bulk: Path, tmp_path: Path) -> None:
    screen(bulk, tmp_path / "one")
    screen(bulk, tmp_path / "two", against=tmp_path / "one")
    assert moves(tmp_path / "two") == {}


def test_a_code_only_the_other_site_maps_finds_its_patients(bulk: Path, tmp_path: Path) -> None:
    local = '[[codes]]\nconcept = "nme"\nsystem = "urn:oid:1.2.3"\ncode = "NME-1"\n'
    (tmp_path / "site.toml").write_text(local, encoding="utf-8")
    folder = write_bulk(tmp_path / "bulk", some(charts(), ["p0000"]))
    line = '{"resourceType":"Condition","id":"x","subject":{"reference":"Patient/new"},"code":{"coding":[%s]}}'
    coding = '{"system":"urn:oid:1.2.3","code":"NME-1"}'
    (folder / "Condition.new.ndjson").write_text(line % coding, encoding="utf-8")
    found = screen(folder, tmp_path / "out", against=tmp_path / "site.toml")
    assert found["new"]["state"] == "S00"
    assert moves(tmp_path / "out")["new"][::2] == ("out of scope", "S02")


def test_a_site_file_that_cannot_be_used_is_said_at_once(bulk: Path, tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text("[parameters]\nno_such = 1\n", encoding="utf-8")
    with pytest.raises((SiteFileError, SettingsError), match="no_such"):
        screen(bulk, tmp_path / "out", against=tmp_path / "site.toml")

"""Two editions compared: what changes in words, and whose cards."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hooks.nme import PATHWAY
from service.cli import app
from service.compare import Cards, Kept, Part, compared, kept, read, write
from service.settings import Settings
from service.site import Site

CHARTS = Path("fixtures/requests")
runner = CliRunner()


@pytest.fixture(autouse=True)
def _day_of_the_fixtures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NME_CDS_TODAY", "2026-11-20")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site file whose numbers move a patient of the example requests."""
    file = tmp_path / "site.toml"
    file.write_text("[parameters]\nnegative_staging_window = 7\n", encoding="utf-8")
    return file


def diff(*words: str) -> str:
    told = runner.invoke(app, ["review", "diff", *words])
    assert told.exit_code == 0, told.output
    return told.output


def test_a_site_file_changes_its_number_and_what_shows_it_in_words(site: Path) -> None:
    told = diff("shipped", str(site))
    assert "\nnumbers Numbers\n    -negative_staging_window: 180 d. " in told
    assert "    +negative_staging_window: 7 d. " in told
    assert "patients" not in told


def test_the_patients_that_get_other_cards_are_named_and_counted(site: Path) -> None:
    told = diff("shipped", str(site), "--charts", str(CHARTS))
    (line,) = [line for line in told.splitlines() if line.startswith("    localized-operable.json: ")]
    before, after = line.split(" -> ")
    assert before.startswith("    localized-operable.json: S04: K04")
    assert after.startswith("S04X: K05")
    assert "    K04 info: 1 lose it, 0 gain it" in told
    assert f"1 of {len(list(CHARTS.glob('*.json')))} patients get other cards." in told


def test_nothing_changed_is_said(site: Path) -> None:
    told = diff("shipped", "shipped", "--charts", str(CHARTS))
    assert "0 parts changed." in told
    assert "0 of 7 patients get other cards." in told


def test_what_is_kept_can_be_compared_by_another_version(tmp_path: Path) -> None:
    file = tmp_path / "old.json"
    saved = runner.invoke(app, ["review", "save", str(file), "--charts", str(CHARTS)])
    assert saved.exit_code == 0
    old = read(file)
    older = replace_part(old, "K04", Part("Surgery early", ("name: Surgery early",)))
    write(older, file)
    told = diff(str(file), "shipped", "--charts", str(CHARTS))
    assert "1 parts changed: K04" in told
    assert "    -name: Surgery early" in told
    assert "    +name: Surgery first" in told


def replace_part(edition: Kept, id_: str, part: Part) -> Kept:
    return Kept("0.9.0", edition.day, {**edition.parts, id_: part}, edition.charts, edition.skipped)


def test_a_part_that_came_and_one_that_went_are_told() -> None:
    now = kept(Settings(today="2026-11-20"), Site(PATHWAY), None)  # type: ignore[arg-type]
    fewer = Kept(now.version, now.day, {id_: part for id_, part in now.parts.items() if id_ != "K04"})
    assert "1 parts changed: K04" in list(compared(fewer, now))
    assert any(line.startswith("    +name: ") for line in compared(fewer, now))
    assert any(line.startswith("    -name: ") for line in compared(now, fewer))


def test_charts_of_one_edition_alone_are_not_compared() -> None:
    now = kept(Settings(today="2026-11-20"), Site(PATHWAY), None)  # type: ignore[arg-type]
    with_charts = Kept(now.version, now.day, now.parts, {"a.json": Cards("S04", ("K04 info",))})
    assert list(compared(now, with_charts))[-1] == "No chart was put to both editions."


def test_files_that_are_no_charts_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("[]", encoding="utf-8")
    (tmp_path / "b.json").write_text((CHARTS / "work-up.json").read_text(encoding="utf-8"), encoding="utf-8")
    now = kept(Settings(today="2026-11-20"), Site(PATHWAY), tmp_path)  # type: ignore[arg-type]
    assert (list(now.charts), now.skipped) == (["b.json"], 1)


@pytest.mark.parametrize("content", ["", "{}", json.dumps({"version": 1})])
def test_a_file_nobody_saved_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "old.json").write_text(content, encoding="utf-8")
    told = runner.invoke(app, ["review", "diff", str(tmp_path / "old.json"), "shipped"])
    assert told.exit_code == 2
    assert "was not written by 'nme-cds review save'" in told.output


@pytest.mark.parametrize("edition", ["nowhere.toml", "nowhere.json"])
def test_an_edition_that_is_not_there_is_refused(edition: str) -> None:
    told = runner.invoke(app, ["review", "diff", edition, "shipped"])
    assert (told.exit_code, f"{edition}: No such file" in told.output) == (2, True)

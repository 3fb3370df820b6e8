"""The report on a simulated month, from the database to each of its forms."""

import csv
import re
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from uuid import uuid4
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from service.cli import app
from service.ledger.report.figures import Figures, figures
from service.ledger.report.page import html
from service.ledger.report.reading import kept
from service.ledger.report.sheet import as_csv
from service.trust.caller import Caller
from tests.service.ledger.keeping import ANYONE, events, issuance, item, new_ledger, run, running, written
from tests.service.ledger.month import CALLERS, START, simulate

LATER = datetime(2026, 12, 1, tzinfo=UTC)


async def _read(url: str, since: datetime | None = None, until: datetime = LATER) -> Figures:
    ledger = new_ledger(url)
    found = await kept(ledger.store, since, until)
    await ledger.aclose()
    return figures(found, since, until, 10)


async def _month(url: str) -> None:
    async with running(url) as ledger:
        await simulate(ledger)


@pytest.fixture
def month(database: str) -> str:
    """A database that holds the month."""
    run(_month(database))
    return database


def test_the_month_is_counted_in_full(month: str) -> None:
    found = run(_read(month))
    assert (found.total.traffic, found.total.cards, found.unmatched) == ((360_240, 240, 15), 720, 1)
    assert sum(t.cards for t in found.recommendations) == 720
    assert [t.name for t in found.clients] == ["General Hospital", "St Elsewhere / north", "St Elsewhere / south"]
    assert [t.traffic for t in found.clients] == [(120_080, 80, 5)] * 3
    assert [(t.name, t.traffic) for t in found.months] == [("2026-05", (360_240, 240, 15)), ("2026-06", (0, 0, 0))]
    assert [t.name.split()[0] for t in found.versions] == ["1.0.0", "1.1.0"]
    assert {t.traffic for t in found.recommendations} == {None}
    assert [t.name for t in found.warnings] == ["K17"]
    assert dict(found.total.reasons).keys() == {"data-incorrect", "other", "done-elsewhere", "specialist-team"}


def test_a_report_is_about_cards_given_from_one_day_and_before_another(month: str) -> None:
    middle = START + timedelta(days=20)
    parts = [run(_read(month, None, middle)), run(_read(month, middle))]
    assert [part.total.cards > 0 for part in parts] == [True, True]
    assert [part.total.traffic for part in parts] == [(360_240, 240, 15), (0, 0, 0)]
    assert sum(part.total.cards for part in parts) == 720


def test_a95_of_several_events_the_latest_counts_and_the_first_tells_the_time(database: str) -> None:
    async def check() -> None:
        card, now = str(uuid4()), datetime.now(UTC)
        async with running(database) as ledger:
            ledger.issue(ANYONE, issuance(card))
            await written(ledger)
            later, sooner = (f"{now + timedelta(minutes=m):%Y-%m-%dT%H:%M:%SZ}" for m in (20, 10))
            reason = {"reason": {"code": "other"}}
            sent = events(item(card, "accepted", later), item(card, "overridden", sooner, overrideReason=reason))
            await ledger.keep(ANYONE, "nme-patient-view", sent)
        total = (await _read(database, until=LATER.replace(year=2200))).total
        assert (total.accepted, total.overridden, total.reasons) == (1, 0, ())
        assert total.waited is not None
        assert abs(total.waited - timedelta(minutes=10)) < timedelta(seconds=5)

    run(check())


@pytest.mark.parametrize(
    ("override", "reason"),
    [
        ({"reason": {"code": "other", "display": "Other"}}, "other"),
        ({"reason": {"display": "Site's own"}}, "Site's own"),
        ({"userComment": "canary"}, "free text only"),
        ({}, "no reason given"),
    ],
)
def test_a_reason_is_its_code_and_never_the_comment(sqlite: str, override: dict[str, object], reason: str) -> None:
    async def check() -> None:
        card = str(uuid4())
        async with running(sqlite) as ledger:
            ledger.issue(ANYONE, issuance(card))
            await written(ledger)
            await ledger.keep(ANYONE, "nme-patient-view", events(item(card, overrideReason=override)))
        assert (await _read(sqlite, until=LATER.replace(year=2200))).total.reasons == ((reason, 1),)

    run(check())


def test_the_page_stands_alone_and_its_pictures_are_well_formed(month: str) -> None:
    text = html(run(_read(month)))
    assert not re.search(r"<script|<link|<img|@import|url\(|href=|src=|http", text)
    pictures = re.findall(r"<svg.*?</svg>", text, re.DOTALL)
    assert len(pictures) == text.count('<div class="wide" tabindex="0"><svg') == 2
    assert all(ElementTree.fromstring(picture) is not None for picture in pictures)  # noqa: S314 - our own
    assert "K17 was overridden" in text
    assert text.index("To look at") < text.index("Calls answered") < text.index("Median time to answer")
    assert "<td>General Hospital</td><td>120,080</td><td>80 (0.0666%, 95% CI 0.0535-0.0829)</td><td>5</td>" in text


def test_names_are_text_on_the_page_and_no_formula_in_the_sheet(sqlite: str) -> None:
    async def check() -> Figures:
        async with running(sqlite) as ledger:
            ledger.issue(Caller("=1+1<script>"), issuance(str(uuid4())))
            await written(ledger)
        return await _read(sqlite, until=LATER.replace(year=2200))

    found = run(check())
    assert "<script" not in html(found)
    assert "=1+1&lt;script&gt;" in html(found)
    assert "'=1+1<script>" in as_csv(found)


def test_the_sheet_has_a_line_a_group_with_unrounded_numbers(month: str) -> None:
    found = run(_read(month))
    rows = list(csv.DictReader(StringIO(as_csv(found))))
    assert len(rows) == 1 + sum(len(tallies) for _, tallies in found.groups)
    assert (rows[0]["grouped_by"], rows[0]["cards"]) == ("all", "720")
    assert [rows[0][f"calls{which}"] for which in ("", "_with_cards", "_refused")] == ["360240", "240", "15"]
    (warned,) = [row for row in rows if row["group"] == "K17"]
    (expected,) = found.warnings
    assert int(warned["overridden"]) == expected.overridden
    assert expected.override is not None
    assert float(warned["override_low"]) == pytest.approx(expected.override.low)


def test_an_empty_ledger_makes_an_empty_report(sqlite: str) -> None:
    found = run(_read(sqlite))
    assert (found.total.cards, found.warnings) == (0, ())
    assert "No recommendation with 10 answers or more" in html(found)


def test_the_command_prints_and_writes(month: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NME_CDS_LEDGER_URL", month)
    monkeypatch.setenv("COLUMNS", "160")
    shown = CliRunner().invoke(app, ["report", "--since", "2026-05-01"])
    assert shown.exit_code == 0
    assert "Look at K17 was overridden" in shown.output
    assert all(caller.client in shown.output for caller in CALLERS)
    page, sheet = tmp_path / "report.html", tmp_path / "report.csv"
    assert CliRunner().invoke(app, ["report", "--html", str(page), "--csv", str(sheet)]).output == ""
    assert page.read_text().startswith("<!doctype html>")
    assert sheet.read_text().startswith("grouped_by,group,calls")


@pytest.mark.parametrize(
    ("url", "words"), [("none", "nothing is kept"), ("postgresql://nobody@127.0.0.1:1/none", "cannot be used")]
)
def test_a_ledger_that_cannot_be_read_is_a_sentence_and_not_a_trace(
    url: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NME_CDS_LEDGER_URL", url)
    result = CliRunner().invoke(app, ["report"])
    assert (result.exit_code, words in result.output) == (2, True)

"""What operators are told before and beside the service: settings, doctor, what production must not have."""

import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.table import Table
from rich.text import Text
from typer.testing import CliRunner

from hooks.nme import PATHWAY
from service.cli import app
from service.commands.clean_console import CleanConsole
from service.commands.doctor import Finding, findings
from service.main import build_app
from service.observe.terminal import clean
from service.settings import Settings, SettingsError, load
from service.trust.clients_file import read_profiles
from service.trust.production import production_problems
from tests.service.fake import Client
from tests.service.fhir.servers import answering, head, serving
from tests.service.trust.kit import listening, profile, written

runner = CliRunner()


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NME_CDS_LEDGER_URL", "none")


# Settings ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [("NME_CDS_CLINTS", "NME_CDS_CLIENTS"), ("NME_CDS_FHIR_SERVER", "NME_CDS_FHIR_SERVERS"), ("nme_cds_prt", "PORT")],
)
def test_a_setting_nobody_knows_stops_the_start_with_the_nearest_name(
    monkeypatch: pytest.MonkeyPatch, wrong: str, meant: str
) -> None:
    monkeypatch.setenv(wrong, "x")
    with pytest.raises(SettingsError, match=f"^{wrong}: there is no such setting. Did you mean .*{meant}"):
        load()
    assert runner.invoke(app, ["serve"]).exit_code == 2


def test_empty_settings_and_those_of_the_tests_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NME_CDS_CLINTS", "")
    monkeypatch.setenv("NME_CDS_TEST_VALKEY", "x")
    assert load().ledger_url == "none"


def test_config_prints_what_is_in_effect_without_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NME_CDS_LEDGER_URL", "postgresql://nme:canary@db/nme_cds")
    monkeypatch.setenv("NME_CDS_REPLAY_URL", "valkeys://:canary@memory:6379/0")
    monkeypatch.setenv("NME_CDS_PSEUDONYM_KEY", "canary" * 8)
    monkeypatch.setenv("NME_CDS_FHIR_SERVERS", "https://a.example.org/fhir, https://b.example.org/fhir")
    shown = runner.invoke(app, ["config"])
    lines = shown.output.splitlines()
    assert "NME_CDS_LEDGER_URL=postgresql://nme:***@db/nme_cds" in lines
    assert "NME_CDS_FHIR_SERVERS=https://a.example.org/fhir,https://b.example.org/fhir" in lines
    assert "# NME_CDS_PORT=8000" in lines
    assert "canary" not in shown.output
    assert {line.removeprefix("# ").partition("=")[0] for line in lines} == {
        f"NME_CDS_{name.upper()}" for name in Settings.model_fields
    }


# What production must not have -------------------------------------------------------------------


def problems(folder: Path, settings: dict[str, Any], **entries: Any) -> list[str]:
    path = written(folder, profile(**entries))
    return list(production_problems(Settings(clients=path, **settings), read_profiles(path)))


def test_a_fixed_day_is_refused_beside_clients_with_real_patients(tmp_path: Path) -> None:
    fixed = {"today": "2026-11-20"}
    (problem,) = problems(tmp_path, fixed)
    assert "General Hospital" in problem
    assert "Unset NME_CDS_TODAY" in problem
    assert problems(tmp_path, fixed, trial=True) == problems(tmp_path, {}) == []


@pytest.mark.parametrize(
    ("address", "refused"),
    [("https://cds.example.org", True), ("https://nme.example", True), ("https://cds.hospital.ch", False)],
)
def test_the_placeholder_address_is_refused_in_production(tmp_path: Path, address: str, *, refused: bool) -> None:
    assert bool(problems(tmp_path, {"public_url": address})) is refused
    assert problems(tmp_path, {"public_url": address}, trial=True) == []


def test_serve_ends_with_the_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NME_CDS_CLIENTS", str(written(tmp_path)))
    monkeypatch.setenv("NME_CDS_TODAY", "2026-11-20")
    monkeypatch.setenv("NME_CDS_PORT", "0")
    ended = runner.invoke(app, ["serve"])
    assert (ended.exit_code, "nothing grows old" in ended.output) == (2, True)


# Doctor ------------------------------------------------------------------------------------------


def looked_at(**settings: Any) -> dict[str, Finding]:
    async def look() -> dict[str, Finding]:
        return {finding.what: finding async for finding in _findings(Settings(**settings))}

    return asyncio.run(look())


def _findings(settings: Settings) -> AsyncIterator[Finding]:
    return findings(settings)


def test_doctor_finds_nothing_where_all_is_well(tmp_path: Path) -> None:
    found = looked_at(ledger_url=f"sqlite:///{tmp_path}/ledger.sqlite", clients=written(tmp_path))
    assert {name: finding.mend for name, finding in found.items()} == {"database": "", "clients file": ""}


def test_doctor_names_what_is_not_reached_and_the_next_step(tmp_path: Path) -> None:
    found = looked_at(ledger_url="postgresql://nme@127.0.0.1:9/x", fhir_servers="http://localhost:9/fhir")
    assert "NME_CDS_LEDGER_URL" in found["database"].mend
    assert "NME_CDS_PRIVATE_NETWORKS" in found["FHIR server"].mend
    (tmp_path / "clients.toml").write_text("x")
    assert "not TOML" in looked_at(clients=tmp_path / "clients.toml")["clients file"].mend


@pytest.mark.parametrize(("date", "late"), [("Sat, 01 Jan 2000 00:00:00 GMT", True), ("", False), ("yesterday", False)])
def test_doctor_compares_the_clock_with_the_servers_own(date: str, *, late: bool) -> None:
    headers = [f"Date: {date}"] if date else []

    async def look() -> list[Finding]:
        answer = head("200 OK", "Content-Length: 0", *headers)
        async with serving(answering(answer)) as server:
            return [finding async for finding in findings(Settings(fhir_servers=(server.base,), ledger_url="none"))]

    found = {finding.what: finding for finding in asyncio.run(look())}
    assert found["FHIR server"].mend == ""
    assert ("clock" in found) is late


def test_doctor_ends_with_a_code_a_script_can_read(monkeypatch: pytest.MonkeyPatch) -> None:
    assert runner.invoke(app, ["doctor"]).exit_code == 0
    monkeypatch.setenv("NME_CDS_FHIR_SERVERS", "http://localhost:9/fhir")
    ended = runner.invoke(app, ["doctor"])
    assert (ended.exit_code, "!!   FHIR server" in ended.output) == (2, True)


# Terminal ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["\x1b]0;owned\x07", "\x1b[2J", "a\rb", "a\x08b", "\x9b31m", "\u202eevil", "\u200b", "\ud800", "a\0b"]
)
def test_what_would_steer_a_terminal_is_shown_as_a_sign(text: str) -> None:
    assert "\N{REPLACEMENT CHARACTER}" in clean(text)
    assert not set("\x1b\x07\r\x08\x9b\u202e\u200b\ud800\0") & set(clean(text))


def test_a_console_keeps_its_colours_and_nothing_of_the_texts_that_steers() -> None:
    shown = StringIO()
    console = CleanConsole(file=shown, force_terminal=True, color_system="standard", width=80)
    console.print(Text("evil \x1b[2J\x9b31m name", style="bold"))
    table = Table("Client")
    table.add_row("a\x1b]0;owned\x07b")
    console.print(table)
    words = re.sub(r"\x1b\[[0-9;]*m", "", shown.getvalue())
    assert words != shown.getvalue()
    assert not set("\x1b\x9b\x07") & set(words)
    assert words.count("\N{REPLACEMENT CHARACTER}") >= 3  # rich drops some of them by itself


def test_what_people_write_stays() -> None:
    words = "Zürich, 12 µg/L\n\tλ 日本 é e\u0301"
    assert clean(words) == words


# A fixed day -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "said"), [("2026-11-20", {"fixedDay": "2026-11-20"}), (None, {})])
def test_a_fixed_day_is_said_at_start_and_when_ready(
    caplog: pytest.LogCaptureFixture, day: str | None, said: dict[str, str]
) -> None:
    with listening(caplog):
        http = Client(today=day)
    assert http.get("/readyz").json() == {"status": "ready", **said}
    told = [vars(record)["fields"] for record in caplog.records if "the day is fixed" in record.getMessage()]
    assert told == ([{"day": day}] if day else [])


@pytest.mark.parametrize(("day", "said"), [("2026-11-20", "; fixed day 2026-11-20"), (None, "")])
def test_a_fixed_day_is_said_with_the_sources_of_every_card(day: str | None, said: str) -> None:
    sent = (Path(__file__).parents[2] / "fixtures/requests/work-up.json").read_text(encoding="utf-8")
    http = Client()
    http.app = build_app(load(today=day))
    cards = http.post("/cds-services/nme-patient-view", json=json.loads(sent)).json()["cards"]
    labels = [card["source"]["label"] for card in cards]
    assert labels
    assert set(labels) == {f"{PATHWAY.texts.source_label}{said}"}


def test_doctor_says_a_fixed_day() -> None:
    assert "Unset NME_CDS_TODAY" in looked_at(today="2026-11-20")["day"].mend


# Standard error ----------------------------------------------------------------------------------

LOUD = """
import asyncio, logging, sys, warnings
from service.main import build_app
from service.settings import load
build_app(load())
logging.getLogger("uvicorn.error").warning("Invalid HTTP request received: %s", "canary")
logging.getLogger("sqlalchemy.pool").error("canary", exc_info=ValueError("canary"))
logging.getLogger("asyncio").error("Task exception was never retrieved canary")
warnings.warn("canary", stacklevel=1)
raise ZeroDivisionError("canary")
"""


def _lines(command: list[str], **environment: str) -> list[str]:
    told = os.environ | {"NME_CDS_LEDGER_URL": "none", "NME_CDS_LOG_FORMAT": "json"} | environment
    return subprocess.run(command, env=told, capture_output=True, text=True, check=False).stderr.splitlines()  # noqa: S603


def test_every_line_on_standard_error_is_json_without_what_libraries_and_errors_say() -> None:
    lines = [json.loads(line) for line in _lines([sys.executable, "-c", LOUD])]
    assert [line.get("logger") for line in lines] == [
        "uvicorn.error",
        "sqlalchemy.pool",
        "asyncio",
        "py.warnings",
        None,
    ]
    assert [line.get("type") for line in lines] == [None, "ValueError", None, None, "ZeroDivisionError"]
    assert "canary" not in json.dumps(lines)


def test_a_refused_start_is_json_where_json_was_chosen() -> None:
    serve = [sys.executable, "-m", "service.cli", "serve"]
    (line,) = _lines(serve, NME_CDS_PORT="x")
    assert "NME_CDS_PORT" in json.loads(line)["problem"]
    (plain,) = _lines(serve, NME_CDS_PORT="x", NME_CDS_LOG_FORMAT="")
    assert plain.startswith("NME_CDS_PORT: ")


def test_text_lines_are_for_people() -> None:
    told = _lines([sys.executable, "-c", LOUD], NME_CDS_LOG_FORMAT="text", NME_CDS_TODAY="2026-11-20")
    assert told[0].endswith("the day is fixed by NME_CDS_TODAY: for demonstrations only day='2026-11-20'")
    assert "canary" not in "".join(told)

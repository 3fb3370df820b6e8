"""What has to be set for a service with clients, and what the command line says (decisions 5)."""

import signal
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from typer.testing import CliRunner

from service import cli
from service.commands import serve as serving
from service.http.server import Workers
from service.settings import Settings, SettingsError, load
from tests.service.mends import assert_told
from tests.service.trust.kit import ISSUER, profile, written
from tests.stack.process import free_port

EVERYWHERE = "0.0.0.0"  # noqa: S104
PUBLIC = "https://cds.example.org"
REPLAY = "redis://127.0.0.1:6379/0"
RUN = CliRunner(env={"NME_CDS_PORT": str(free_port())})  # the demonstration may be running at 8000


def test_decisions_5_a_clients_file_ends_open_mode(tmp_path: Path) -> None:
    assert Settings().open_mode
    guarded = Settings(clients=written(tmp_path))
    assert (guarded.open_mode, guarded.origins) == (False, ())


@pytest.mark.parametrize(
    ("settings", "mend"),
    [
        ({"host": "127.0.0.1"}, None),
        ({"host": EVERYWHERE}, "NME_CDS_PUBLIC_URL has to be set"),
        ({"host": EVERYWHERE, "public_url": PUBLIC}, None),
        ({"host": EVERYWHERE, "public_url": "http://cds.example.org"}, "begin with https"),
        ({"host": EVERYWHERE, "public_url": "http://localhost:8000"}, None),
        ({"host": "127.0.0.1", "public_url": "http://cds.example.org"}, "begin with https"),
    ],
)
def test_a98_a106_tokens_need_our_address_and_real_data_https(
    tmp_path: Path, settings: dict[str, Any], mend: str | None
) -> None:
    path = written(tmp_path)
    if mend is None:
        assert Settings(clients=path, **settings).clients == path
    else:
        with pytest.raises(ValidationError, match=mend):
            Settings(clients=path, **settings)


@pytest.mark.parametrize(
    ("settings", "is_good"),
    [({"workers": 1}, True), ({"workers": 2}, False), ({"workers": 2, "replay_url": REPLAY}, True)],
)
def test_d7_several_workers_with_clients_need_a_memory_they_share(
    tmp_path: Path, settings: dict[str, Any], *, is_good: bool
) -> None:
    if is_good:
        assert Settings(clients=written(tmp_path), **settings).workers == settings["workers"]
    else:
        with pytest.raises(ValidationError, match="need NME_CDS_REPLAY_URL, a memory they share"):
            Settings(clients=written(tmp_path), **settings)
    assert Settings(workers=2).workers == 2  # in open mode there are no tokens to remember


@pytest.mark.parametrize(
    ("name", "value", "mend"),
    [
        ("CLIENTS", "/nowhere/clients.toml", "the path of a clients file"),
        ("REPLAY_URL", "http://127.0.0.1", "the address of a Valkey or Redis"),
        ("WORKERS", "0", "from 1 to 64"),
        ("WORKERS", "65", "from 1 to 64"),
        ("CONCURRENCY", "0", "from 1"),
        ("REQUEST_SECONDS", "0", "up to 120"),
        ("REQUEST_SECONDS", "121", "up to 120"),
        ("OPEN_DISCOVERY", "perhaps", "true to let anyone read"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_with_its_mend(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, mend: str
) -> None:
    assert_told(monkeypatch, name, value, mend)


def test_d25_the_password_of_the_memory_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "secret" not in repr(Settings(replay_url="redis://:secret@127.0.0.1/0"))
    monkeypatch.setenv("NME_CDS_REPLAY_URL", "redis:/:secret@127.0.0.1/0")
    with pytest.raises(SettingsError) as error:
        load()
    assert "secret" not in str(error.value)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"host": "::1", "port": 9}, "http://[::1]:9"),
        ({"public_url": PUBLIC}, PUBLIC),
        ({"public_url": PUBLIC + "/nme/"}, PUBLIC + "/nme"),
    ],
)
def test_the_address_clients_call(settings: dict[str, Any], expected: str) -> None:
    assert Settings(**settings).base_url == expected


def test_check_prints_what_a_file_trusts(tmp_path: Path) -> None:
    result = RUN.invoke(cli.app, ["clients", "check", str(written(tmp_path))])
    assert result.exit_code == 0
    assert f"issuer:        {ISSUER}" in result.output


def test_check_says_what_is_wrong_with_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NME_CDS_CLIENTS", str(written(tmp_path, profile(token_seconds=0))))
    result = RUN.invoke(cli.app, ["clients", "check"])
    assert result.exit_code == 2
    assert "line 1: token_seconds: Expected `int` >= 1" in result.output


def test_serve_refuses_a_bad_clients_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NME_CDS_CLIENTS", str(written(tmp_path, profile(token_seconds=0))))
    result = RUN.invoke(cli.app, ["serve"])
    assert result.exit_code == 2
    assert "token_seconds" in result.output


@pytest.mark.conformance("A-100")
def test_decisions_5_without_clients_only_this_machine_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[str] = []
    monkeypatch.setattr(serving, "build_app", lambda _settings: None)
    monkeypatch.setattr(serving, "run_server", lambda _app, host, *_: started.append(host))
    refused = RUN.invoke(cli.app, ["serve", "--host", EVERYWHERE])
    assert (refused.exit_code, started) == (2, [])
    assert "Set NME_CDS_CLIENTS" in refused.output
    opened = RUN.invoke(cli.app, ["serve"])
    assert (opened.exit_code, started) == (0, ["127.0.0.1"])
    assert "OPEN MODE" in opened.output


def test_with_clients_any_address_may_be_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[str] = []
    monkeypatch.setattr(serving, "build_app", lambda _settings: None)
    monkeypatch.setattr(serving, "run_server", lambda _app, host, *_: started.append(host))
    for name, value in {"CLIENTS": str(written(tmp_path, profile(trial=True))), "PUBLIC_URL": PUBLIC}.items():
        monkeypatch.setenv(f"NME_CDS_{name}", value)
    result = RUN.invoke(cli.app, ["serve", "--host", EVERYWHERE])
    assert (result.exit_code, started) == (0, [EVERYWHERE])
    assert "Clients: General Hospital" in result.output


def test_e26_several_workers_each_get_the_signal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Process:
        def __init__(self, pid: int | None) -> None:
            self.pid = pid

    sent: list[tuple[int, int]] = []
    monkeypatch.setattr("os.kill", lambda pid, number: sent.append((pid, number)))
    workers = Workers.__new__(Workers)
    workers.processes = [Process(11), Process(None), Process(12)]  # type: ignore[list-item]
    workers.handle_hup()
    assert sent == [(11, signal.SIGHUP), (12, signal.SIGHUP)]

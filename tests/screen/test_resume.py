"""A run that is stopped anywhere goes on where it was: nobody is lost, nobody counted twice."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from service.cli import app
from service.screen import screening
from service.screen.engine import Here, Processes
from service.screen.errors import EngineError, OtherRunError
from service.screen.work import NAME
from tests.screen.cohort import charts, some, write_bulk
from tests.screen.conftest import damage, screen

PARTS = 3


class StoppedError(Exception):
    """The power is gone."""


class Stops(Here):
    """An engine that stops after some results."""

    def __init__(self, left: int, error: type[BaseException] = StoppedError) -> None:
        self._left, self._error = left, error

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
        """Each item with its result, until it stops."""
        for pair in super().map(function, items):
            if not self._left:
                raise self._error
            self._left -= 1
            yield pair


@pytest.fixture(scope="module")
def bulk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some patients in several files a type, and a line that is none."""
    folder = write_bulk(tmp_path_factory.mktemp("bulk"), some(charts(), sorted(charts())[:40]), parts=PARTS)
    with (folder / "Condition.001.ndjson").open("ab") as stream:
        stream.write(b"{")
    return folder


def test_stopped_after_any_piece_of_work_it_goes_on(
    bulk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = screen(bulk, tmp_path / "whole")
    stops = 0
    out = tmp_path / "out"
    while True:
        with monkeypatch.context() as patch:
            patch.setattr(screening, "_engine", lambda _: nullcontext(Stops(1)))
            try:
                found = screen(bulk, out)
            except StoppedError:
                stops += 1
                continue
        break
    assert stops > 2 * 3 * PARTS
    assert found == whole
    assert damage(out) == damage(tmp_path / "whole")
    assert not (out / NAME).exists()


def test_killed_in_the_middle_it_goes_on(bulk: Path, tmp_path: Path) -> None:
    whole, out = screen(bulk, tmp_path / "whole"), tmp_path / "out"
    command = [sys.executable, "-m", "service.cli", "screen", str(bulk), "--out", str(out), "--workers", "2"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet, env=dict(os.environ)) as run:  # noqa: S603 - our own
        _wait_until(lambda: _units(out / NAME) >= 2 or run.poll() is not None)
        run.send_signal(signal.SIGKILL)
    assert _units(out / NAME) >= 2
    assert screen(bulk, out) == whole
    assert damage(out) == damage(tmp_path / "whole")


def test_another_run_is_not_mixed_with_it(bulk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(screening, "_engine", lambda _: nullcontext(Stops(1)))
        with pytest.raises(StoppedError):
            screen(bulk, tmp_path / "out")
    with pytest.raises(OtherRunError, match="--restart"):
        screen(bulk, tmp_path / "out", every_chart=True)
    assert screen(bulk, tmp_path / "out", every_chart=True, restart=True) == screen(bulk, tmp_path / "whole")


def _wait_until(done: Callable[[], bool]) -> None:
    for _ in range(3_000):
        if done():
            return
        time.sleep(0.01)


def _units(work: Path) -> int:
    try:
        with sqlite3.connect(f"file:{work}?mode=ro", uri=True) as db:
            (found,) = db.execute("SELECT count(*) FROM unit").fetchone()
            return int(found)
    except sqlite3.OperationalError:
        return 0


def test_interrupted_it_says_that_it_goes_on(bulk: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, words = screen(bulk, out.with_name("whole")), ["screen", str(bulk), "--out", str(out), "--workers", "1"]
    with monkeypatch.context() as patch:
        patch.setattr(screening, "_engine", lambda _: nullcontext(Stops(1, KeyboardInterrupt)))
        ran = CliRunner().invoke(app, words)
    assert (ran.exit_code, ran.stderr.splitlines()[-1]) == (130, "Stopped. The same command goes on where it was.")
    assert _units(out / NAME) == 1
    assert screen(bulk, out) == whole


def test_a_worker_leaves_interrupting_to_its_parent() -> None:
    assert [how for _, how in Processes(1).map(signal.getsignal, [signal.SIGINT])] == [signal.SIG_IGN]


def test_an_ended_worker_says_what_to_do() -> None:
    with pytest.raises(EngineError, match="The same command goes on"):
        list(Processes(1).map(_ends_itself, [signal.SIGKILL]))


def _ends_itself(how: signal.Signals) -> None:
    os.kill(os.getpid(), how)

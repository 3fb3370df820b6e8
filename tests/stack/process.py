"""A program of this machine as a process: started, asked whether it answers, stopped, killed."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

HOST = "127.0.0.1"
PATIENCE = 300.0  # seconds for a start or a stop, on a machine that has much else to do
OUR_OWN = frozenset({0, -signal.SIGTERM, -signal.SIGINT})  # exit statuses of a process that was asked to stop
PLACES = ("/usr/sbin", *sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True))


def program(*names: str, install: str) -> str:
    """The first of these programs that this machine has. Without one, the test is skipped."""
    path = os.pathsep.join((os.environ.get("PATH", ""), *PLACES))
    for name in names:
        if found := shutil.which(name, path=path):
            return found
    pytest.skip(f"no {' or '.join(names)} on this machine. On Debian: {install}")


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def until(holds: Callable[[], bool], what: str, patience: float = PATIENCE) -> float:
    """Wait until a condition holds; how many seconds it took."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < patience, f"not {what} within {patience:g} s"
        time.sleep(0.02)
    return time.monotonic() - began


def leaves_with_us(command: Sequence[str]) -> list[str]:
    """The command as one that ends when a test run is killed, where the machine can see to that."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM", *command] if setpriv else [*command]


def lend(path: Path) -> Path:
    """Give a file or folder to who runs the parts that refuse to be root."""
    if os.geteuid() == 0:
        shutil.chown(path, "nobody", pwd.getpwnam("nobody").pw_gid)
    return path


def nobody() -> int | None:
    """The user for parts that refuse to be root; None when we are not root ourselves."""
    return pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None


def output(command: Sequence[str], environment: Mapping[str, str] | None = None, user: int | None = None) -> str:
    """What a program prints that runs to its end; what it complains about when that is not a good one."""
    ran = subprocess.run(  # noqa: S603 - a program of ours or of the machine
        command, check=False, capture_output=True, text=True, env=environment, user=user, cwd=_place(user)
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def _place(user: int | None) -> str:
    """Where a program starts: another user may not be able to look into our folder."""
    return str(Path.cwd()) if user is None else "/"


@dataclass
class Part:
    """A program at one address. It may be stopped and started again there."""

    name: str
    command: Sequence[str]
    folder: Path
    answers: Callable[[], bool]
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    user: int | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        """Where everything it says is kept."""
        return self.folder / f"{self.name}.log"

    def launch(self) -> None:
        """Start it, without waiting."""
        with self.log.open("ab") as said:
            self.process = subprocess.Popen(  # noqa: S603 - a program of ours or of the machine
                leaves_with_us(self.command),
                cwd=_place(self.user),
                env=self.environment,
                user=self.user,
                stdout=said,
                stderr=said,
            )

    def ready(self) -> float:
        """Wait until it answers; how many seconds it took."""
        return until(self._answers, f"answering: {self.name}, see {self.log}")

    def start(self) -> float:
        """Start it and wait until it answers; how many seconds that took."""
        self.launch()
        return self.ready()

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, f"{self.name} ended: {self.log.read_text(errors='replace')[-2000:]}"
        return self.answers()

    def ask_to_stop(self) -> None:
        """What an orchestrator sends."""
        assert self.process is not None
        self.process.send_signal(self.stop_signal)

    def ended(self) -> None:
        """Wait for the end that was asked for."""
        assert self.process is not None
        assert self.process.wait(PATIENCE) in OUR_OWN, self.log.read_text(errors="replace")[-2000:]
        self.process = None

    def stop(self) -> None:
        """Stop it and wait."""
        self.ask_to_stop()
        self.ended()

    def kill(self) -> None:
        """End it as a machine that breaks does."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(PATIENCE)
            self.process = None

    @contextmanager
    def away(self) -> Iterator[None]:
        """Within this it is stopped, and afterwards it is back."""
        self.stop()
        try:
            yield
        finally:
            self.start()


@contextmanager
def together(*parts: Part) -> Iterator[None]:
    """Within this they run; they start and stop side by side."""
    try:
        for part in parts:
            part.launch()
        for part in parts:
            part.ready()
        yield
        running = [part for part in parts if part.process is not None]
        for part in running:
            part.ask_to_stop()
        for part in running:
            part.ended()
    finally:
        for part in parts:
            part.kill()

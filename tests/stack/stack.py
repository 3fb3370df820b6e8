"""Three replicas behind the proxy, the ledger in PostgreSQL, used tokens in Valkey: as docker-compose.yml says."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.acceptance.shapes import TODAY
from tests.service.trust.kit import written
from tests.stack import files, parts
from tests.stack.hospital import PUBLIC, REPEATING, STRICT
from tests.stack.process import HOST, Part, free_port, output, together

DRAIN = "1"  # seconds; compose has 5, which three replacements in a row would add up
COMMAND = (sys.executable, "-m", "service.cli")


@dataclass
class Replica:
    """One of the service's processes and its address, which no client knows."""

    part: Part
    base: str


@dataclass
class Stack:
    """Everything that runs."""

    folder: Path
    environment: dict[str, str]
    ledger_url: str
    database: Part
    memory: Part
    replicas: list[Replica]
    proxy: Part
    base: str

    def command(self, *arguments: str) -> str:
        """What ``nme-cds`` prints, with the settings of the replicas."""
        return output([*COMMAND, *arguments], self.environment)


@contextmanager
def running(folder: Path) -> Iterator[Stack]:
    """The stack, its tables made, everything ready."""
    database, ledger_url = parts.postgresql(folder)
    memory, replay_url = parts.valkey(folder)
    settings = files.settings(
        public_url=PUBLIC,
        clients=str(written(folder, STRICT.profile(), REPEATING.profile())),
        ledger_url=ledger_url,
        replay_url=replay_url,
        drain_seconds=DRAIN,
        host=HOST,
        today=TODAY.isoformat(),
    )
    environment = {**os.environ, **settings}
    replicas = [replica(folder, number, environment) for number in (1, 2, 3)]
    proxy, port = parts.nginx(folder, [int(each.base.rpartition(":")[2]) for each in replicas])
    stack = Stack(folder, environment, ledger_url, database, memory, replicas, proxy, f"http://{HOST}:{port}")
    with together(database, memory):
        stack.command("ledger", "migrate")
        with together(*(each.part for each in replicas), proxy):
            yield stack


def replica(folder: Path, number: int, environment: dict[str, str]) -> Replica:
    """``nme-cds serve`` on a port of its own, not started yet."""
    port = free_port()
    base = f"http://{HOST}:{port}"
    part = Part(
        name=f"replica-{number}",
        command=[*COMMAND, "serve", "--port", str(port)],
        folder=folder,
        answers=parts.says_ok(f"{base}/readyz"),  # as compose asks
        environment=environment,
    )
    return Replica(part, base)

"""``python -m benchmarks.run``: the service against the floor, in the same run, turn by turn."""

import os
import platform
import subprocess
import sys
import sysconfig
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Annotated, NamedTuple

import msgspec
import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from benchmarks.client import ADDRESS, SigningClient
from benchmarks.load import Load, http_request, path_of
from benchmarks.payloads import payload, payloads, records
from benchmarks.servers import CORES, LOAD_CORE, BenchmarkError, Server, pinned, running
from benchmarks.stages import stages
from service.http.bodies import IN_ALL

ROUNDS, QUICK_ROUNDS = 3, 1
MOST = 32  # connections
SECONDS, QUICK_SECONDS = 1.8, 0.5  # of one measurement


@dataclass(frozen=True, slots=True)
class Row:
    """What is sent, in turn. ``signed``: with a token, to the service that asks for one."""

    name: str
    bodies: tuple[bytes, ...]
    signed: bool = False

    @property
    def connections(self) -> tuple[int, int]:
        """One and 32; fewer where one client's bytes in flight would be more than its share (service.http.bodies)."""
        most = IN_ALL // 2 // max(map(len, self.bodies)) if self.signed else MOST
        return 1, min(MOST, most)

    def requests(self, client: SigningClient | None) -> list[bytes]:
        """The bytes of its calls."""
        tokens = {path: client.token(path) if client else "" for path in {path_of(body) for body in self.bodies}}
        return [http_request(body, tokens[path_of(body)]) for body in self.bodies]


class Turn(NamedTuple):
    """One measurement: a row over so many connections on one server."""

    row: Row
    connections: int
    server: Server


class Measured(NamedTuple):
    """What the load generator saw, and the CPU seconds of the server for each answer."""

    load: Load
    cpu: float


def rows(corpus: Path | None) -> list[Row]:
    """Every row of the table: all requests, those out of scope with a signed token too, and the records."""
    plain = [Row(one.name, (one.body,)) for one in payloads()]
    signed = [
        replace(row, name=f"{row.name}, signed", signed=True) for row in plain if row.name.endswith("out of scope")
    ]
    return [*plain, *signed, Row("records", tuple(records(corpus)))]


def turns(row: Row, servers: tuple[Server, Server], rounds: int) -> Iterator[Turn]:
    """Every measurement of a row: floor and ours alternate, so that what disturbs one disturbs both."""
    for connections in row.connections:
        for _ in range(rounds):
            yield from (Turn(row, connections, server) for server in servers)


def measured(turn: Turn, seconds: float, client: SigningClient | None = None) -> Measured:
    """One measurement by a load generator of its own. Raises BenchmarkError when an answer was not good."""
    figures = (turn.server.port, turn.connections, seconds)
    command = [sys.executable, "-m", "benchmarks.load", *map(str, figures)]
    before = turn.server.cpu_seconds()
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    pinned(process, LOAD_CORE)
    output, _ = process.communicate(msgspec.msgpack.encode(turn.row.requests(client)))
    result = msgspec.json.decode(output, type=Load)
    if result.failures:
        raise BenchmarkError(f"{result.failures} answers of {turn.server.name} were not good.")
    return Measured(result, (turn.server.cpu_seconds() - before) / max(result.all_answers, 1))


def middle(found: list[Measured]) -> Measured:
    """The median of several measurements, figure by figure."""
    loads = [one.load for one in found]
    load = Load(
        rate=median(one.rate for one in loads),
        p50=median(one.p50 for one in loads),
        p99=median(one.p99 for one in loads),
        answers=sum(one.answers for one in loads),
        failures=0,
    )
    return Measured(load, median(one.cpu for one in found))


def results_table() -> Table:
    """An empty one: of floor and ours calls a second, p50 and p99 in milliseconds, CPU in microseconds."""
    figures = ("/s", "p50", "p99", "us CPU")
    heads = ("request", "conn.", *(f"floor {f}" for f in figures), *(f"ours {f}" for f in figures))
    return Table(*heads, "rate", "CPU", title="Load, and ratios to the floor")


def add_row(table: Table, row: Row, results: dict[Turn, list[Measured]], servers: tuple[Server, Server]) -> None:
    """The lines of one row."""
    for connections in row.connections:
        low, high = (middle(results[Turn(row, connections, server)]) for server in servers)
        ratios = high.load.rate / (low.load.rate or 1), low.cpu / (high.cpu or 1)
        table.add_row(row.name, str(connections), *_figures(low), *_figures(high), *(f"{r:.2f}" for r in ratios))


def _figures(found: Measured) -> tuple[str, ...]:
    load = found.load
    return f"{load.rate:,.0f}", f"{load.p50 * 1e3:.2f}", f"{load.p99 * 1e3:.2f}", f"{found.cpu * 1e6:,.0f}"


def resources_table(servers: tuple[Server, ...], idle: dict[str, float]) -> Table:
    """Start and memory."""
    table = Table("server", "start to first answer", "memory idle", "after load", title="Resources")
    for server in servers:
        memory = f"{idle[server.name]:.0f} MiB", f"{server.resident_mib():.0f} MiB"
        table.add_row(server.name, f"{server.seconds_to_answer:.2f} s", *memory)
    return table


def workers_table(rounds: int, seconds: float) -> Table:
    """Calls a second of two workers and of one, neither kept to a core."""
    table = Table("request", "one worker/s", "two workers/s", "times", title=f"Workers, {MOST} connections")
    for in_scope in (False, True):
        one = payload("5 kB", in_scope=in_scope)
        row, rates = Row(one.name, (one.body,)), list[float]()
        for workers in ("1", "2"):
            with running(f"{workers} workers", one.body, cores=CORES, settings={"NME_CDS_WORKERS": workers}) as server:
                rates.append(middle([measured(Turn(row, MOST, server), seconds) for _ in range(rounds)]).load.rate)
        table.add_row(one.name, *(f"{rate:,.0f}" for rate in rates), f"{rates[1] / (rates[0] or 1):.2f}")
    return table


def stages_table() -> Table:
    """Microseconds of each stage inside a whole call, for every request."""
    columns = [(payload.name, stages(payload)) for payload in payloads()]
    table = Table("microseconds", *(name for name, _ in columns), title="Where the time goes, without HTTP")
    for stage in dict.fromkeys(name for _, taken in columns for name in taken):
        table.add_row(stage, *(f"{taken[stage]:,.0f}" if stage in taken else "" for _, taken in columns))
    return table


def machine() -> str:
    """What it is measured on: the Python build, the cores, the load."""
    built = sysconfig.get_config_var("CONFIG_ARGS") or ""
    how = "optimised" if "--enable-optimizations" in built else "not optimised"
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    return f"Python {platform.python_version()}, {how}; {len(CORES) or os.cpu_count()} cores; load average {load}"


def run(
    quick: Annotated[bool, typer.Option("--quick", help="Fewer and shorter measurements: a first look.")] = False,
    corpus: Annotated[
        Path | None, typer.Option("--records", help="Lines with a call each under request; else the fixtures' calls.")
    ] = None,
) -> None:
    """Load the floor and the service in turn and print what they answer."""
    rounds, seconds = (QUICK_ROUNDS, QUICK_SECONDS) if quick else (ROUNDS, SECONDS)
    console, client = Console(width=160), SigningClient()
    console.print(machine())
    try:
        _load(console, client, rows(corpus), rounds, seconds)
        console.print(workers_table(rounds, seconds))
    except BenchmarkError as error:
        console.print(str(error))
        raise typer.Exit(1) from None
    console.print(stages_table(), machine())


def _load(console: Console, client: SigningClient, all_rows: list[Row], rounds: int, seconds: float) -> None:
    """Measure and print every row, start and memory."""
    first, table, results = payloads()[0].body, results_table(), defaultdict[Turn, list[Measured]](list)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        floor, ours = (stack.enter_context(running(name, first)) for name in ("floor", "ours"))
        guarded = {"NME_CDS_CLIENTS": str(client.write(folder)), "NME_CDS_PUBLIC_URL": ADDRESS}
        signed = stack.enter_context(running("signed", first, token=client.token(path_of(first)), settings=guarded))
        idle = {server.name: server.resident_mib() for server in (floor, ours, signed)}
        with Progress(console=console) as progress:
            for row in progress.track(all_rows, description="Loading"):
                servers = floor, signed if row.signed else ours
                for turn in turns(row, servers, rounds):
                    results[turn].append(measured(turn, seconds, client if turn.server is signed else None))
                add_row(table, row, results, servers)
        console.print(table, resources_table((floor, ours, signed), idle))


if __name__ == "__main__":
    typer.run(run)

"""``python -m benchmarks.run``: the service against the floor, in the same run, turn by turn."""

import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from statistics import median
from typing import Annotated, NamedTuple

import msgspec
import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from benchmarks.load import Load
from benchmarks.payloads import Payload, payloads
from benchmarks.servers import LOAD_CORE, BenchmarkError, Server, pinned, running
from benchmarks.stages import stages

ROUNDS, QUICK_ROUNDS = 3, 1
CONNECTIONS = (1, 32)
SECONDS, QUICK_SECONDS = 1.8, 0.5  # of one measurement: 72 of them, or 24


class Cell(NamedTuple):
    """What one row of the table is about."""

    payload: Payload
    connections: int


class Turn(NamedTuple):
    """One measurement: a cell on one server."""

    cell: Cell
    server: Server


def turns(floor: Server, ours: Server, rounds: int) -> Iterator[Turn]:
    """Every measurement of a run: floor and ours alternate, so that what disturbs one disturbs both."""
    for payload in payloads():
        for connections in CONNECTIONS:
            for _ in range(rounds):
                yield Turn(Cell(payload, connections), floor)
                yield Turn(Cell(payload, connections), ours)


def measured(turn: Turn, seconds: float) -> Load:
    """One measurement by a load generator of its own. Raises BenchmarkError when an answer was not good."""
    figures = (turn.server.port, turn.cell.connections, seconds)
    command = [sys.executable, "-m", "benchmarks.load", *map(str, figures)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    pinned(process, LOAD_CORE)
    output, _ = process.communicate(turn.cell.payload.body)
    result = msgspec.json.decode(output, type=Load)
    if result.failures:
        raise BenchmarkError(f"{result.failures} answers of {turn.server.name} were not good.")
    return result


def summed_up(loads: list[Load]) -> Load:
    """The median of several measurements, figure by figure."""
    return Load(
        rate=median(one.rate for one in loads),
        p50=median(one.p50 for one in loads),
        p99=median(one.p99 for one in loads),
        answers=sum(one.answers for one in loads),
        failures=0,
    )


def results_table(results: dict[Turn, list[Load]], floor: Server, ours: Server) -> Table:
    """Requests a second, latencies in milliseconds, and the ratio to the floor."""
    table = Table("request", "connections", "floor/s", "p50", "p99", "ours/s", "p50", "p99", "ratio", title="Load")
    for cell in dict.fromkeys(turn.cell for turn in results):
        low, high = summed_up(results[Turn(cell, floor)]), summed_up(results[Turn(cell, ours)])
        ratio = high.rate / low.rate if low.rate else 0.0
        table.add_row(cell.payload.name, str(cell.connections), *_figures(low), *_figures(high), f"{ratio:.2f}")
    return table


def _figures(load: Load) -> tuple[str, str, str]:
    return f"{load.rate:,.0f}", f"{load.p50 * 1e3:.2f}", f"{load.p99 * 1e3:.2f}"


def resources_table(servers: tuple[Server, ...], idle: dict[str, float]) -> Table:
    """Start and memory."""
    table = Table("server", "start to first answer", "memory idle", "after load", title="Resources")
    for server in servers:
        memory = f"{idle[server.name]:.0f} MiB", f"{server.resident_mib():.0f} MiB"
        table.add_row(server.name, f"{server.seconds_to_answer:.2f} s", *memory)
    return table


def stages_table() -> Table:
    """Microseconds of each stage, for every request."""
    columns = [(payload.name, stages(payload)) for payload in payloads()]
    table = Table("microseconds", *(name for name, _ in columns), title="Where the time goes, without HTTP")
    for stage in dict.fromkeys(name for _, taken in columns for name in taken):
        table.add_row(stage, *(f"{taken[stage]:,.0f}" if stage in taken else "" for _, taken in columns))
    return table


def run(
    quick: Annotated[bool, typer.Option("--quick", help="Fewer and shorter measurements: a first look.")] = False,
) -> None:
    """Load the floor and the service in turn and print what they answer."""
    rounds, seconds = (QUICK_ROUNDS, QUICK_SECONDS) if quick else (ROUNDS, SECONDS)
    console, results = Console(), defaultdict[Turn, list[Load]](list)
    first = payloads()[0].body
    try:
        with running("floor", first) as floor, running("ours", first) as ours:
            idle = {server.name: server.resident_mib() for server in (floor, ours)}
            with Progress(console=console) as progress:
                for turn in progress.track(list(turns(floor, ours, rounds)), description="Loading"):
                    results[turn].append(measured(turn, seconds))
            console.print(results_table(results, floor, ours), resources_table((floor, ours), idle))
    except BenchmarkError as error:
        console.print(str(error))
        raise typer.Exit(1) from None
    console.print(stages_table())


if __name__ == "__main__":
    typer.run(run)

"""``python -m benchmarks.screen``: a population screened, against counting its lines and against parsing them all.

Each way is a process of its own, one core, turn by turn on the same files; CPU seconds are the system's own account
of it, start included. Only ratios mean something on another machine.
"""

import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Annotated, NamedTuple

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.payloads import TODAY
from benchmarks.population import write

ROUNDS = 3
COUNT = """
import sys
from pathlib import Path
for file in Path(sys.argv[1]).iterdir():
    with file.open("rb", buffering=0) as stream:
        while block := stream.read(1 << 20):
            block.count(b"\\n")
"""
PARSE = """
import sys, orjson
from pathlib import Path
for file in Path(sys.argv[1]).iterdir():
    with file.open("rb") as stream:
        for line in stream:
            orjson.loads(line)
"""
SCREEN = "from service.cli import app; app()"


class Way(NamedTuple):
    """A way through the files: its name and its program."""

    name: str
    program: str
    words: tuple[str, ...] = ()


class Cost(NamedTuple):
    """CPU seconds and the most memory held, in MiB."""

    seconds: float
    memory: float


COUNTING, PARSING = Way("count lines", COUNT), Way("parse with orjson", PARSE)
SCREENING, EVERYONE = Way("screen", SCREEN), Way("judge every chart", SCREEN, ("--every-chart",))


def cost(way: Way, folder: Path) -> Cost:
    """One go. Raises subprocess.CalledProcessError."""
    with TemporaryDirectory() as out:
        words = (str(folder),) if way.program is not SCREEN else ("screen", str(folder), "--workers", "1", "--out", out)
        command = [sys.executable, "-c", way.program, *words, *way.words]
        day, quiet = {"NME_CDS_TODAY": TODAY.isoformat()}, subprocess.DEVNULL
        process = subprocess.Popen(command, stdout=quiet, stderr=quiet, env=os.environ | day)
        _, status, used = os.wait4(process.pid, 0)
    if status:
        raise subprocess.CalledProcessError(status, way.name)
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def middle(costs: list[Cost]) -> Cost:
    """The median seconds, the most memory."""
    return Cost(median(one.seconds for one in costs), max(one.memory for one in costs))


def measured(folder: Path, ways: tuple[Way, ...], title: str) -> dict[Way, Cost]:
    """Every way on one folder, turn by turn."""
    turns = [way for _ in range(ROUNDS) for way in ways]
    found: dict[Way, list[Cost]] = {way: [] for way in ways}
    for way in track(turns, description=title):
        found[way].append(cost(way, folder))
    return {way: middle(costs) for way, costs in found.items()}


def table(charts: int, size: int, costs: dict[Way, Cost]) -> Table:
    """What each way costs on one population, start included."""
    shown = Table("way", "CPU s", "charts/s", "MB/s", "memory", title=f"{charts:,} charts, {size / 1e6:,.0f} MB")
    for way, (seconds, memory) in costs.items():
        rates = f"{charts / seconds:,.0f}", f"{size / seconds / 1e6:,.0f}"
        shown.add_row(way.name, f"{seconds:.2f}", *rates, f"{memory:.0f} MiB")
    return shown


def growth(charts: int, size: int, costs: dict[Way, float]) -> Table:
    """What each way costs for these charts more, without its start."""
    heads = ("way", "charts/s", "MB/s", "times counting", "times parsing", "a million charts")
    shown = Table(*heads, title=f"{charts:,} charts more, {size / 1e6:,.0f} MB, one core")
    for way, seconds in costs.items():
        ratios = (f"{seconds / costs[other]:.2f}" for other in (COUNTING, PARSING))
        rates = f"{charts / seconds:,.0f}", f"{size / seconds / 1e6:,.0f}"
        shown.add_row(way.name, *rates, *ratios, f"{seconds / charts * 1e6 / 60:.1f} CPU min")
    return shown


Number = Annotated[int, typer.Option(min=4, help="The largest population; a quarter and a half of it come before.")]
Everyone = Annotated[bool, typer.Option("--everyone", help="Also judge every chart without the scan, which is slow.")]


def run(charts: Number = 2_000, everyone: Everyone = False) -> None:
    """Screen made-up populations of three sizes and print what it costs, and how that grows."""
    console, steps = Console(), list[tuple[int, int, dict[Way, Cost]]]()
    ways = (COUNTING, PARSING, SCREENING, *([EVERYONE] if everyone else []))
    with TemporaryDirectory() as place:
        for number in (charts // 4, charts // 2, charts):
            size = write(folder := Path(place) / str(number), number)
            steps.append((number, size, measured(folder, ways, f"{number:,} charts")))
            console.print(table(*steps[-1]))
    (few, small, first), _, (many, large, last) = steps
    more = {way: last[way].seconds - first[way].seconds for way in ways}
    console.print(growth(many - few, large - small, more))


if __name__ == "__main__":
    typer.run(run)

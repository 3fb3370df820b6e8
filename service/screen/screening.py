"""A screening from the wish to the files."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec
from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from service.screen import files
from service.screen.access import NO_ACCESS, Access
from service.screen.engine import Engine, Here, Processes
from service.screen.export import FOLDER, STATE, exported, is_address
from service.screen.figures import figures
from service.screen.moves import HEAD as MOVES_HEAD
from service.screen.moves import Move, between_sites, from_results
from service.screen.page import html
from service.screen.results import PATIENTS, Results, write_tables
from service.screen.run import Run, Told
from service.screen.setup import Setup, titles
from service.screen.source import Source, folder
from service.screen.spark import Spark
from service.screen.tables import naming, write_csv
from service.screen.work import Work
from service.settings import Settings, load
from service.site import load_site, pathway_of

LOADED_ONCE = ("service.screen.collect", "service.screen.find", "service.screen.judge")
MOVES, REPORT = "moves.csv", "report.html"
COUNTED = {"judging": "patients", "downloading": "files", "waiting for the server": "answers"}
"""What the steps count that do not count bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the command line asks for. ``content`` is the module of the pathway."""

    content: str
    source: str
    out: Path
    key_file: Path | None = None
    workers: int = 1
    master: str | None = None
    as_of: tuple[date, ...] = ()
    against: Path | None = None
    access: Access = NO_ACCESS
    keep_export: bool = False
    restart: bool = False
    every_chart: bool = False


def screened(wishes: Wishes) -> tuple[Path, ...]:
    """Go on with the run in ``out``, or begin one. Answers the files written.

    Raises ScreenError, SettingsError, SiteFileError.
    """
    settings = load()
    setup, naming_ = _setup(wishes, settings), naming(wishes.key_file)
    files.folder(wishes.out)
    if wishes.restart:
        _forget(wishes.out)
    with _progress(Console(stderr=True)) as told:
        root = _root(wishes, settings, told)
        source = folder(root)
        with closing(Work(wishes.out, _about(setup, source), setup.today)) as work:
            setup = msgspec.structs.replace(setup, today=work.today)
            with _engine(wishes) as engine:
                Run(source, setup, work, engine, told).whole()
            written = _written(wishes, Results(source, setup, work, root, naming_))
    if wishes.keep_export:
        Work.forget(wishes.out)
    else:
        _forget(wishes.out)
    return written


def _root(wishes: Wishes, settings: Settings, told: Told) -> Path:
    if not is_address(wishes.source):
        return Path(wishes.source)
    return exported(wishes.source, wishes.out, settings, wishes.access, told)


def _forget(out: Path) -> None:
    """What was gathered of patients to get to the results, exported files included."""
    Work.forget(out)
    if (out / STATE).exists():
        (out / STATE).unlink()
        shutil.rmtree(out / FOLDER)


def _setup(wishes: Wishes, settings: Settings) -> Setup:
    other = wishes.against if wishes.against and wishes.against.is_file() else None
    for file in filter(None, (settings.site_file, other)):
        load_site(pathway_of(wishes.content), file)  # every worker will, so say now what is wrong with it
    return Setup(
        content=wishes.content,
        today=settings.current_day(),
        time_zone=str(settings.time_zone),
        site_files=(str(settings.site_file or ""), *([str(other)] if other else [])),
        earlier=tuple(sorted(wishes.as_of)),
        everyone=wishes.every_chart,
    )


def _written(wishes: Wishes, results: Results) -> tuple[Path, ...]:
    """The tables, the moves if there is something to compare with, the report."""
    tables = write_tables(results, wishes.out)
    moves = wishes.out / MOVES
    if wishes.against:
        write_csv(moves, MOVES_HEAD, (move.row() for move in _moves(wishes, results)))
    told = str(wishes.against) if wishes.against else None
    found = figures(results, wishes.source, told, _moves(wishes, results))
    with files.replaced(wishes.out / REPORT) as report:
        report.write_text(html(found, titles(results.setup.sites[0])), encoding="utf-8")
    return (*tables, *([moves] if wishes.against else []), wishes.out / REPORT)


def _moves(wishes: Wishes, results: Results) -> Iterator[Move]:
    if wishes.against is None:
        return iter(())
    if wishes.against.is_file():
        return between_sites(results.everyone())
    return from_results(results.everyone(), wishes.against / PATIENTS)


@contextmanager
def _engine(wishes: Wishes) -> Iterator[Engine]:
    if wishes.master is None:
        yield Here() if wishes.workers == 1 else Processes(wishes.workers, (wishes.content, *LOADED_ONCE))
        return
    with closing(Spark(wishes.master)) as spark:
        yield spark


def _about(setup: Setup, source: Source) -> str:
    """What tells this run from others: the files as they are now, the settings, the pathway; not the day."""
    read = {(str(file), file.stat().st_size, file.stat().st_mtime_ns) for unit in source.units for file in unit.files}
    timeless = msgspec.structs.replace(setup, today=setup.today.min)
    return msgspec.json.encode((setup.pathway.version, timeless, sorted(read))).decode()


@contextmanager
def _progress(console: Console) -> Iterator[Told]:
    """A bar for each step, with its rate and the time left."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), Rate(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bars:
        tasks: dict[str, TaskID] = {}

        def told(step: str, done: int, of: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step.capitalize(), total=of)
            bars.advance(tasks[step], done)

        yield told


class Rate(ProgressColumn):
    """How many megabytes, or patients or files, a second."""

    def render(self, task: Task) -> Text:
        """A step's rate, once there is one."""
        speed = task.finished_speed or task.speed
        if speed is None or speed < 1:
            return Text("")
        counted = COUNTED.get(task.description.lower())
        return Text(f"{speed:,.0f} {counted}/s" if counted else f"{speed / 1e6:,.0f} MB/s")

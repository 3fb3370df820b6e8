"""A screening from the wish to the files."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn

from hooks.nme.cards.wording import PATHWAY_VERSION
from service.screen import files
from service.screen.engine import Engine, Here, Processes
from service.screen.results import Results, write_tables
from service.screen.run import Run, Told
from service.screen.setup import Setup
from service.screen.source import Source, folder
from service.screen.tables import naming
from service.screen.work import Work
from service.settings import load
from service.site import load_site


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the command line asks for."""

    source: str
    out: Path
    key_file: Path | None = None
    workers: int = 1
    restart: bool = False
    every_chart: bool = False


def screened(wishes: Wishes) -> tuple[Path, ...]:
    """Go on with the run in ``out``, or begin one. Answers the files written.

    Raises ScreenError, SettingsError, SiteFileError.
    """
    setup, naming_ = _setup(wishes), naming(wishes.key_file)
    root = Path(wishes.source)
    source = folder(root)
    files.folder(wishes.out)
    if wishes.restart:
        Work.forget(wishes.out)
    with closing(Work(wishes.out, _about(setup, source), setup.today)) as work:
        setup = msgspec.structs.replace(setup, today=work.today)
        with _progress(Console(stderr=True)) as told:
            Run(source, setup, work, _engine(wishes), told).whole()
        written = write_tables(Results(source, work, root, naming_), wishes.out)
    Work.forget(wishes.out)
    return written


def _setup(wishes: Wishes) -> Setup:
    settings = load()
    load_site(settings.site_file)  # every worker will, so say now what is wrong with it
    return Setup(
        today=settings.current_day(),
        time_zone=str(settings.time_zone),
        max_cards=settings.max_cards,
        site_files=(str(settings.site_file or ""),),
        everyone=wishes.every_chart,
    )


def _engine(wishes: Wishes) -> Engine:
    return Here() if wishes.workers == 1 else Processes(wishes.workers)


def _about(setup: Setup, source: Source) -> str:
    """What tells this run from others: the files as they are now, the settings, the pathway; not the day."""
    read = {(str(file), file.stat().st_size, file.stat().st_mtime_ns) for unit in source.units for file in unit.files}
    timeless = msgspec.structs.replace(setup, today=setup.today.min)
    return msgspec.json.encode((PATHWAY_VERSION, timeless, sorted(read))).decode()


@contextmanager
def _progress(console: Console) -> Iterator[Told]:
    """A bar for each step, with its rate and the time left."""
    rate = TaskProgressColumn(show_speed=True)
    with Progress(TextColumn("{task.description}"), BarColumn(), rate, TimeRemainingColumn(), console=console) as bars:
        tasks: dict[str, TaskID] = {}

        def told(step: str, done: int, of: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step.capitalize(), total=of)
            bars.advance(tasks[step], done)

        yield told

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
from service.screen.engine import Engine
from service.screen.results import Results, write_tables
from service.screen.run import Run, Told
from service.screen.setup import Setup
from service.screen.source import Source, folder
from service.screen.tables import Naming
from service.screen.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """What to screen, how, and where to write."""

    root: Path
    out: Path
    setup: Setup
    naming: Naming

    def run(self, engine: Engine, told: Told) -> tuple[Path, ...]:
        """Go on with the run in ``out``, or begin one. Answers the files written.

        Raises SourceError, OtherRunError.
        """
        source = folder(self.root)
        files.folder(self.out)
        with closing(Work(self.out, self._about(source), self.setup.today)) as work:
            setup = msgspec.structs.replace(self.setup, today=work.today)
            Run(source, setup, work, engine, told).whole()
            written = write_tables(Results(source, work, self.root, self.naming), self.out)
        Work.forget(self.out)
        return written

    def _about(self, source: Source) -> str:
        """What tells this run from others: the files as they are now, the settings, the pathway."""
        read = ((str(file), file.stat().st_size, file.stat().st_mtime_ns) for unit in source.units for file in unit.files)
        setup = msgspec.structs.replace(self.setup, today=self.setup.today.min)
        return msgspec.json.encode((PATHWAY_VERSION, setup, sorted(set(read)))).decode()


@contextmanager
def progress(console: Console) -> Iterator[Told]:
    """A bar for each step, with its rate and the time left."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(show_speed=True), TimeRemainingColumn())
    with Progress(*columns, console=console) as bars:
        tasks: dict[str, TaskID] = {}

        def told(step: str, done: int, of: int) -> None:
            task = tasks.setdefault(step, TaskID(-1))
            if task < 0:
                task = tasks[step] = bars.add_task(step.capitalize(), total=of)
            bars.advance(task, done)

        yield told

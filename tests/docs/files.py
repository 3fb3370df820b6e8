"""The files somebody wrote."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("hooks", "service", "tests", "fixtures", "docs", "benchmarks", "deploy")
WRITTEN = {"", ".sh", ".py", ".cql", ".mjs", ".md", ".toml", ".yaml", ".yml", ".csv", ".conf", ".html", ".sql"}


def written() -> Iterator[Path]:
    """Every text file of the project."""
    found = [*ROOT.glob("[!.]*"), *(path for room in ROOMS for path in (ROOT / room).rglob("*"))]
    files = (path for path in sorted(found) if path.suffix in WRITTEN and path.is_file())
    return (path for path in files if "node_modules" not in path.parts)


def name(path: Path) -> str:
    """The path from the root."""
    return path.relative_to(ROOT).as_posix()

"""Where a sentence stands: the file and the line of the content that hold it."""

import ast
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

TABLES = (".toml", ".csv")
SHORTEST = 4  # characters; shorter texts are names and units


class Place(NamedTuple):
    """A text of the content, and where it stands, from the root of the repository."""

    text: str
    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@lru_cache(maxsize=2)
def places(home: Path | None) -> tuple[Place, ...]:
    """Every text of a pathway's files, in their order. A string of several lines stands where it begins."""
    files = sorted(home.rglob("*")) if home else []
    return tuple(place for file in files if file.is_file() for place in _texts(file, _name(file, home)))


def where(home: Path | None) -> Mapping[str, Place]:
    """The first place of each text."""
    return {place.text: place for place in reversed(places(home))}


def find(home: Path | None, words: str) -> list[Place]:
    """The places of texts that hold all the words, whatever their case."""
    wanted = words.casefold().split()
    return [place for place in places(home) if all(word in place.text.casefold() for word in wanted)] if wanted else []


def _name(file: Path, home: Path | None) -> str:
    return file.relative_to(home.parents[1]).as_posix() if home else file.name


def _texts(file: Path, name: str) -> Iterator[Place]:
    if file.suffix == ".py":
        yield from _strings(file.read_text(encoding="utf-8"), name)
    elif file.suffix in TABLES:
        lines = file.read_text(encoding="utf-8").splitlines()
        yield from (Place(line.strip(), name, number) for number, line in enumerate(lines, 1) if line.strip())


def _strings(source: str, name: str) -> Iterator[Place]:
    """The string constants of a module but its documentation."""
    tree = ast.parse(source)
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in told]
    for node in sorted(found, key=lambda node: node.lineno):
        if isinstance(node.value, str) and len(node.value) >= SHORTEST:
            yield Place(node.value, name, node.lineno)

"""The patient cases of ``fixtures/cases``: themes of sentence-named cases.

A theme file says what it is ``about``, what its patients ``share`` (facts and expectations a
case may override), and its ``cases``. A key that nobody reads is an error naming the file,
the case and the key.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from tests.acceptance.facts import Case

FOLDER = Path(__file__).parents[2] / "fixtures" / "cases"
THEME_KEYS = {"about", "shared", "cases"}
SHARED_KEYS = {"patient", "expect", "hook"}


class CaseError(ValueError):
    """A case file that cannot be read, with the file, the case and the key."""


@dataclass(frozen=True)
class Named:
    """A case and the theme it stands in."""

    theme: str
    case: Case

    @property
    def id(self) -> str:
        """What pytest shows: theme and sentence."""
        return f"{self.theme}: {self.case.name}"


def read(path: Path) -> list[Named]:
    """The cases of one theme file. Raises CaseError."""
    theme = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    _only(THEME_KEYS, theme, f"{path.name}")
    shared = theme.get("shared", {})
    _only(SHARED_KEYS, shared, f"{path.name}: shared")
    return [Named(path.stem, parse(_laid_over(shared, case), path.name)) for case in theme["cases"]]


def parse(case: dict[str, Any], file: str) -> Case:
    """One case. Raises CaseError with the file, the case's name and the key."""
    try:
        return Case.model_validate(case)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise CaseError(f"{file}: {case.get('name', 'a case without a name')!r}: {key}: {first['msg']}") from error


def _only(known: set[str], given: dict[str, Any], where: str) -> None:
    unknown = sorted(given.keys() - known)
    if unknown:
        raise CaseError(f"{where}: unknown key {', '.join(unknown)}")


def _laid_over(shared: dict[str, Any], case: dict[str, Any]) -> dict[str, Any]:
    """The case's own facts and expectations replace the shared ones key by key."""
    merged = {key: shared.get(key, {}) | (case.get(key) or {}) for key in ("patient", "expect")}
    return {**shared, **case, **merged}


@cache
def all_cases() -> tuple[Named, ...]:
    """Every case of every theme. Raises CaseError when two cases share a name."""
    found = tuple(_every())
    names = [named.id for named in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise CaseError(f"two cases are called {', '.join(twice)}")
    return found


def _every() -> Iterator[Named]:
    for path in sorted(FOLDER.glob("*.yaml")):
        yield from read(path)

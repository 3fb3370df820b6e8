"""Where the product and its second reading in CQL differ: predicates, state, overlays, and the cards but K17.

    python -m tests.judge.compare [--random NUMBER] [--first SEED] [--cases] [FILE.jsonl|DIRECTORY ...]

Files hold records ({"id", "request"}) a line, a folder vignettes ({"resources", ...}) a file each. One line a
disagreement. What the engine gets is read by the judge's own reader (reading.py); of the product come only the
answers to what CQL cannot find (the parameters of the generated library).
"""

import argparse
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from tests.judge import engine, sources
from tests.judge.product import TODAY, Answer
from tests.judge.reading import patient
from tests.judge.sources import Asked
from tests.judge.words import Terms

NOT_COMPARED = frozenset({"K17"})  # what limits the advice comes from outside (docs/cql.md)
LIMITS_OVERLAY = frozenset({"DATA_QUALITY"})


class Difference(NamedTuple):
    """One thing on which the two differ about one patient."""

    patient: str
    what: str
    product: str
    judge: str


def answers(asked: Iterable[Asked], hooks: Path = engine.ROOT) -> dict[str, Answer]:
    """What the product answers, by id; the folder ``hooks`` lies in may be another one than this repository."""
    lines = "".join(json.dumps({"id": name, "request": request}) + "\n" for name, request in asked)
    command = [sys.executable, "-m", "tests.judge.product"]
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join([str(hooks), str(engine.ROOT)])}
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=False, env=paths, cwd=hooks)  # noqa: S603 our own module
    if done.returncode:
        raise RuntimeError(done.stderr)
    return {one["id"]: one for one in map(json.loads, done.stdout.splitlines())}


def judged(asked: Iterable[Asked], told: dict[str, Answer]) -> dict[str, engine.Judged]:
    """What the engine judges of the same patients; those the product refuses are left out."""
    terms = Terms(engine.VALUE_SETS.with_name("terms.csv"))
    return engine.judge(
        _line(name, request, terms, told[name]) for name, request in asked if "refused" not in told[name]
    )


def _line(name: str, request: dict[str, Any], terms: Terms, answer: Answer) -> dict[str, Any]:
    line = patient(request, terms).line(name, TODAY)
    line["parameters"] |= answer["told"]
    return line


def differences(asked: Iterable[Asked], told: dict[str, Answer], judge: dict[str, engine.Judged]) -> list[Difference]:
    """Every difference, patient after patient."""
    hooks = {name: request["hook"] for name, request in asked}
    return [one for name, found in judge.items() for one in _of_one(name, hooks[name], told[name], found)]


def _of_one(name: str, hook: str, product: Answer, judge: engine.Judged) -> Iterable[Difference]:
    for predicate, truth in judge["truths"].items():
        yield from _differ(name, predicate, product["truths"][predicate], truth)
    yield from _differ(name, "state", product["state"], judge["state"])
    yield from _differ(name, "overlays", set(product["overlays"]) - LIMITS_OVERLAY, set(judge["Overlay"]))
    cards = judge["Chart" if hook == "patient-view" else "Order"]
    yield from _differ(name, "cards", set(product["cards"]) - NOT_COMPARED, set(cards) - NOT_COMPARED)


def _differ(name: str, what: str, product: str | set[str], judge: str | set[str]) -> Iterable[Difference]:
    if product != judge:
        yield Difference(name, what, _words(product), _words(judge))


def _words(found: str | set[str]) -> str:
    return found if isinstance(found, str) else " ".join(sorted(found))


def main() -> int:
    """Writes the disagreements, and returns 1 if there is one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--random", type=int, default=0)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--cases", action="store_true")
    parser.add_argument("paths", nargs="*", type=Path)
    given = parser.parse_args()
    repository = sources.cases() if given.cases else ()
    files = (sources.in_file(path) for path in given.paths)
    asked = list(chain(sources.by_chance(given.random, given.first), repository, *files))
    told = answers(asked)
    judge = judged(asked, told)
    found = differences(asked, told, judge)
    for one in found:
        _say(f"{one.patient}: {one.what} product={one.product} judge={one.judge}")
    counted = Counter(one.what for one in found)
    _say(f"{len(judge)} of {len(asked)} patients compared; disagreements: {dict(counted) or 'none'}")
    return bool(found)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())

"""Write fixtures/facts.csv, what the findings of all cases are called: ``python -m tests.acceptance.write_facts``.

These words stand in the evidence of a card and in ``explain``; the file is where they can be read at once.
"""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from hooks.clinical.answer import answer as answer_of
from hooks.clinical.evidence import Fact
from hooks.nme import PATHWAY
from tests.acceptance.ready import ready_cases

FILE = Path(__file__).parents[2] / "fixtures" / "facts.csv"
COLUMNS = ("predicate", "truth", "used", "label", "note", "of", "has")


def text() -> str:
    """The content of the file: a line for each way a finding is called. ``#`` is a number."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([COLUMNS, *sorted(set(_rows()))])
    return out.getvalue()


def _rows() -> Iterator[tuple[str, ...]]:
    for one in ready_cases():
        for name, finding in answer_of(PATHWAY, one.service, one.case, {}).predicates.items():
            for used, facts in (("used", finding.facts), ("not used", finding.unused)):
                yield from ((name, finding.truth.value, used, *_called(fact)) for fact in facts)


def _called(fact: Fact) -> tuple[str, ...]:
    """Label, note, the type of resource it is of, and whether it has a value and a date."""
    has = (word for word, there in (("value", fact.value), ("date", fact.when)) if there)
    return fact.label, _without_numbers(fact.note), fact.source.partition("/")[0], " ".join(has)


def _without_numbers(note: str) -> str:
    return re.sub(r"\d[\d.]*", "#", note)


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")

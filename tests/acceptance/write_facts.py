"""Write fixtures/facts.csv, what the findings of all cases are called: ``python -m tests.acceptance.write_facts``.

These words stand in the evidence of a card and in ``explain``; the file is where they can be read at once, of the cases
of fixtures/cases and of the hand-made patients of the second judge.
"""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from hooks.clinical.advice import Answer
from hooks.clinical.answer import answer as answer_of
from hooks.clinical.evidence import Fact
from hooks.nme import PATHWAY
from tests.acceptance.ready import ready_cases
from tests.judge.hand_made import SERVICE, hand_made

FILE = Path(__file__).parents[2] / "fixtures" / "facts.csv"
COLUMNS = ("of", "truth", "tags", "used", "label", "note", "resource", "has")
"""``of`` a predicate or a card; the truth and the tags are the predicate's."""


def text() -> str:
    """The content of the file: a line for each way a finding is called. ``#`` is a number."""
    rows = {row for answer in _answers() for row in (*_of_predicates(answer), *_of_cards(answer))}
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([COLUMNS, *sorted(rows)])
    return out.getvalue()


def _answers() -> Iterator[Answer]:
    for one in ready_cases():
        yield answer_of(PATHWAY, one.service, one.case, {})
    for _, case in hand_made():
        yield answer_of(PATHWAY, SERVICE, case, {})


def _of_predicates(answer: Answer) -> Iterator[tuple[str, ...]]:
    for name, finding in answer.predicates.items():
        settled = name, finding.truth.value, ", ".join(sorted(finding.tags))
        yield from ((*settled, "used", *_called(fact)) for fact in finding.facts)
        yield from ((*settled, "not used", *_called(fact)) for fact in finding.unused)


def _of_cards(answer: Answer) -> Iterator[tuple[str, ...]]:
    for advice in answer.advice:
        shown = advice.evidence
        yield from ((advice.recommendation.id, "", "", "used", *_called(fact)) for fact in shown.used)
        yield from ((advice.recommendation.id, "", "", "not used", *_called(fact)) for fact in shown.not_used)


def _called(fact: Fact) -> tuple[str, ...]:
    """Label, note, the type of resource it is of, and whether it has a value, in numbers or words, and a date."""
    value = "number" if re.search(r"\d", fact.value) else "words" if fact.value else ""
    has = " ".join(word for word in (value, "date" if fact.when else "") if word)
    return fact.label, _without_numbers(fact.note), fact.source.partition("/")[0], has


def _without_numbers(note: str) -> str:
    return re.sub(r"\d[\d.]*", "#", note)


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")

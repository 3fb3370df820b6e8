"""The numbers and days of a card, and whether the record holds them (cards, "How we will judge it")."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from hooks.nme import PATHWAY
from tests.acceptance.build import Json
from tests.acceptance.reply import plain

ISO = re.compile(r"(?<!\d)\d{4}-\d{2}(?:-\d{2})?(?!\d)")
DAY = re.compile(r"\b(\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b")
RATIO = re.compile(r"\((\d+(?:\.\d+)?) x limit\)")
NUMBER = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)(?![\w.]*\w)(?: ?(%|[a-z]+/[A-Za-z]+|d\b|h\b|x\b))?")
SENTENCE = re.compile(r"(?<=[.;])\s+|\n")


@dataclass(frozen=True)
class Record:
    """What a request holds: its quantities, its days, and every text in it."""

    request: Json

    @cached_property
    def _values(self) -> list[Any]:
        return [*_leaves(self.request)]

    @cached_property
    def quantities(self) -> frozenset[tuple[float, str]]:
        """Each number with its unit, results and limits alike."""
        return frozenset((float(q["value"]), q["unit"]) for q in _quantities(self.request))

    @cached_property
    def days(self) -> frozenset[str]:
        """Each day in it, and each month."""
        found = {day for value in self._values if isinstance(value, str) for day in ISO.findall(value)}
        return frozenset(found | {day[:7] for day in found})

    @cached_property
    def texts(self) -> str:
        """Every text in it."""
        return "\n".join(value for value in self._values if isinstance(value, str))

    def unheld(self, card: dict[str, Any]) -> list[str]:
        """Every number and day of the card that is neither the record's, a parameter, a statement's nor marked."""
        text = f"{card['summary']}\n{plain(card['detail'])}"
        return [fault for sentence in SENTENCE.split(text) for fault in self._faults(sentence)]

    def _faults(self, sentence: str) -> Iterator[str]:
        yield from (f"{day}: {sentence}" for day in ISO.findall(sentence) if day not in self.days)
        yield from (f"{d} {m}: {sentence}" for d, m in DAY.findall(sentence) if not self._is_a_day(int(d), m))
        yield from (f"{ratio} x: {sentence}" for ratio in RATIO.findall(sentence) if not self._is_a_ratio(float(ratio)))
        rest = RATIO.sub("", DAY.sub("", ISO.sub("", sentence)))
        yield from (f"{n} {unit}: {sentence}" for n, unit in NUMBER.findall(rest) if not self._is_held(n, unit, rest))

    def _is_a_day(self, day: int, month: str) -> bool:
        days = (date.fromisoformat(held) for held in self.days if len(held) == 10)
        return any((held.day, f"{held:%b}") == (day, month) for held in days)

    def _is_a_ratio(self, ratio: float) -> bool:
        """Is it one number of the record over another of the same unit, to the figures it is told with?"""
        held = self.quantities
        return any(
            unit == of_unit and limit and abs(value / limit - ratio) <= max(0.06, ratio * 0.06)
            for value, unit in held
            for limit, of_unit in held
        )

    def _is_held(self, number: str, unit: str, sentence: str) -> bool:
        """A number without a unit of its own stands beside one that has it ("limit 80"), or is a name's ("ECOG 3")."""
        told = (float(number), unit)
        if "*" in sentence or told in self.quantities | OURS:
            return True
        return not unit and (float(number) in {value for value, _ in self.quantities | OURS} or self._names(number))

    def _names(self, number: str) -> bool:
        return re.search(rf"\b{re.escape(number)}\b", ISO.sub("", self.texts)) is not None


STATED = (one.text for one in PATHWAY.sources.library.statements.values())
OURS = frozenset((float(number), unit) for text in STATED for number, unit in NUMBER.findall(text)) | frozenset(
    (float(parameter.value), parameter.unit) for parameter in PATHWAY.parameters
)
"""The parameters, and the numbers the two texts name: shares with metastases at diagnosis."""


def undated(card: dict[str, Any], record: Record) -> list[str]:
    """Every fact of Why that tells a quantity of the record without a day."""
    why = next((part for part in plain(card["detail"]).split("\n\n") if part.startswith("**Why:**")), "")
    return [fact for fact in why.split(";") if _tells(fact, record) and not (ISO.search(fact) or "undated" in fact)]


def _tells(fact: str, record: Record) -> bool:
    return any(unit and (float(n), unit) in record.quantities for n, unit in NUMBER.findall(ISO.sub("", fact)))


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _leaves(inner)
    else:
        yield value


def _quantities(value: Any) -> Iterator[Json]:
    if isinstance(value, dict):
        if "unit" in value and "value" in value:
            yield value
        value = [*value.values()]
    if isinstance(value, list):
        for inner in value:
            yield from _quantities(inner)

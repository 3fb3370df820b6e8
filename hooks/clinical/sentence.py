"""Sentences of a card: words of ours, with what the record says in their places.

A place is written in braces. ``{glucagon.full}`` is the first entry the criterion named ``glucagon``
rests on, ``{glucagon_typical}`` a number in force, ``{order}`` what the caller puts in. A sentence
with an empty place is not said: a card quotes nothing the record does not hold.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from string import Formatter
from typing import NamedTuple, TypeAlias

from hooks.clinical.criterion import ALWAYS, Assessment, Criterion
from hooks.clinical.evidence import Fact, Parameter
from hooks.clinical.when import When

ALL, MOST_TOLD = "all", 3
RECENT_DAYS = 300  # a day is told without its year within this time


class Quoted(str):
    """Words of the record. Whoever shows them escapes them."""

    __slots__ = ()


Sentence: TypeAlias = tuple[str, ...]
"""The pieces of a sentence; those of the record are ``Quoted``."""


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence with its statements or sources (S1.nn, S2.nn, E..), said when ``when`` is YES."""

    text: str
    basis: tuple[str, ...] = ()
    when: Criterion = ALWAYS


def line(text: str, *basis: str, when: Criterion = ALWAYS) -> Line:
    """A sentence, its statement or source ids, and when it is said."""
    return Line(text, basis, when)


class Said(NamedTuple):
    """A line as it is said of one patient: its pieces, what it rests on, its text, and how many words that has."""

    sentence: Sentence
    basis: tuple[str, ...]
    text: str
    words: int

    def led_by(self, preface: str) -> "Said":
        """The same behind some words of ours, which begin the sentence."""
        first, *more = self.sentence
        begun = (preface, first) if isinstance(first, Quoted) else (f"{preface}{first[:1].lower()}{first[1:]}",)
        text = plain((*begun, *more))
        return self._replace(sentence=(*begun, *more), text=text, words=len(text.split()))


def plain(sentence: Sentence) -> str:
    """The sentence as text, unescaped."""
    return "".join(sentence)


def listed(entries: Iterable[Sentence]) -> Sentence:
    """The entries with commas between them."""
    pieces: list[str] = []
    for entry in entries:
        pieces += (", ", *entry) if pieces else entry
    return tuple(pieces)


class Places:
    """What stands in the places of sentences about one patient."""

    def __init__(
        self,
        assessment: Assessment,
        parameters: Mapping[str, Parameter],
        named: Mapping[str, Criterion],
        given: Mapping[str, Sentence] | None = None,
    ) -> None:
        self._assessment, self._parameters, self._named = assessment, parameters, named
        self._given = given or {}

    def beside(self, given: Mapping[str, Sentence]) -> "Places":
        """The same places, with what the caller puts in."""
        return Places(self._assessment, self._parameters, self._named, {**self._given, **given})

    def said(self, line_: Line) -> Said | None:
        """The line filled in; None when its condition does not hold or a place of it is empty."""
        if not self._assessment.holds(line_.when):
            return None
        sentence = self.fill(line_.text)
        if sentence is None:
            return None
        text = plain(sentence)
        return Said(sentence, line_.basis, text, len(text.split()))

    def fill(self, text: str) -> Sentence | None:
        """The text with its places filled; None when one is empty. Raises KeyError for an unknown place."""
        parsed = _parsed(text)
        if len(parsed) == 1 and parsed[0][1] is None:  # most sentences have no place
            return (parsed[0][0],)
        pieces: list[str] = []
        for literal, place in parsed:
            pieces.append(literal)
            if place is None:
                continue
            filled = self._place(place)
            if not filled:
                return None
            pieces.extend(filled)
        return tuple(piece for piece in pieces if piece)

    def _place(self, place: str) -> Sentence:
        if place in self._given:
            return self._given[place]
        name, _, member = place.partition(".")
        if not member:
            return (f"{self._assessment.number(self._parameters[name]):f}",)
        facts = self._assessment.finding(self._named[name]).facts
        if member == ALL:
            return _all_told(facts)
        return told(facts[0], member, self._assessment.case.today) if facts else ()


def with_numbers(text: str, numbers: Mapping[str, str]) -> str:
    """The text for a reader of the pathway: its numbers filled in, its other places in angle quotes.

    Raises KeyError for a number that is not there.
    """
    return "".join(literal + _for_a_reader(place, numbers) for literal, place in _parsed(text))


def _for_a_reader(place: str | None, numbers: Mapping[str, str]) -> str:
    if place is None:
        return ""
    if "." in place or place in GIVEN:
        return f"\u2039{place.replace('.', ' ').replace('_', ' ')}\u203a"
    return numbers[place]


ORDER, NOT_FOUND, NOT_READ, NOT_OFFERED, LEFT_OUT = "order", "not_found", "not_read", "not_offered", "left_out"
GIVEN = frozenset({ORDER, NOT_FOUND, NOT_READ, NOT_OFFERED, LEFT_OUT})
"""The places that are filled by the card itself, not by a criterion."""


@lru_cache(maxsize=4096)
def _parsed(text: str) -> tuple[tuple[str, str | None], ...]:
    return tuple((literal, place) for literal, place, _, _ in Formatter().parse(text))


def told(fact: Fact, member: str, today: date) -> Sentence:
    """One thing about an entry of the record, empty where the record does not hold it. Raises KeyError."""
    return _MEMBERS[member](fact, today)


def _all_told(facts: tuple[Fact, ...]) -> Sentence:
    """Up to three entries, each with its date."""
    return listed((Quoted(fact.value), f" {_date(fact.when)}") for fact in facts[:MOST_TOLD])


def _quoted(text: str) -> Sentence:
    return (Quoted(text),) if text else ()


def _date(when: When | None) -> str:
    return str(when) if when else "undated"


def _day(when: When | None, today: date) -> str:
    """13 Nov, for a day of the last months; ISO otherwise."""
    if when is None:
        return "unknown date"
    if when.first != when.last or (today - when.first).days > RECENT_DAYS:
        return str(when)
    return f"{when.first.day} {when.first:%b}"


def _reading(fact: Fact, _today: date) -> Sentence:
    """530 pg/mL (6.6 x limit)."""
    if not fact.value:
        return ()
    ratio = f" ({fact.ratio} x limit)" if fact.ratio else ""
    return (Quoted(fact.value), fact.converted, ratio)


def _full(fact: Fact, _today: date) -> Sentence:
    """530 pg/mL, limit 80, 2026-11-14."""
    if not fact.value:
        return ()
    limit: Sentence = (", limit ", Quoted(fact.limit)) if fact.limit else (fact.no_limit,)
    return (Quoted(fact.value), fact.converted, *limit, f", {_date(fact.when)}")


_MEMBERS = {
    "value": lambda fact, _today: _quoted(fact.value),
    "label": lambda fact, _today: (fact.label,),
    "limit": lambda fact, _today: _quoted(fact.limit),
    "status": lambda fact, _today: (fact.status,) if fact.status else (),
    "note": lambda fact, _today: (fact.note,) if fact.note else (),
    "date": lambda fact, _today: (_date(fact.when),),
    "day": lambda fact, today: (_day(fact.when, today),),
    "on": lambda fact, today: (_day(fact.when, today),) if fact.when else (),
    "dated": lambda fact, _today: (str(fact.when),) if fact.when else (),
    "reading": _reading,
    "full": _full,
}

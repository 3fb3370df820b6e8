"""The phrase table of a pathway: names, words of grammar, and how each is looked for (pathway-2 1.1)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum

from hooks.clinical.value import value
from hooks.clinical.words import HALF_WORDS, Text, split


class Match(Enum):
    """How a term is looked for."""

    PHRASE = "whole-phrase"
    POSSIBLE = "whole-phrase-provisional"
    IN_CONTEXT = "phrase-with-context"
    ABBREVIATION = "abbreviation-with-context"
    WHOLE_TEXT = "whole-text"
    MASK = "masks"
    SILENCE = "silences-entry"
    HEADING = "heading"


class Grammar(Enum):
    """What a word of grammar says of a name, by where it stands."""

    DENIAL_NEVER = "denial_never"
    DENIAL_BEFORE = "denial_before"
    DENIAL_AFTER = "denial_after"
    DOUBT = "doubt"
    DOUBT_EITHER = "doubt_either"
    QUESTION = "question"
    HISTORY = "history"
    HISTORY_AFTER = "history_after"
    FAMILY = "family"


@value()
class Term:
    """One line of the phrase table.

    ``concept`` is what a name means, or the role of a word of grammar; ``reach`` how many words
    lie between a word of grammar and the name at most; ``context`` the words of which one has to
    stand in the same text, a * for any ending.
    """

    concept: str
    language: str
    phrase: str
    match: str = Match.PHRASE.value
    reach: str = ""
    context: str = ""
    source: str = ""


@value()
class Phrase:
    """A term ready to be looked for; ``reach`` in half words."""

    concept: str
    words: tuple[str, ...]
    match: Match
    reach: int = 0
    context: tuple[str, ...] = ()


@value()
class Spoken:
    """How words speak of a concept.

    ``denied`` also where another person has it, ``excluded`` where the denial is coded, ``asked``
    where it is the question of a report.
    ``qualifiers`` are the concepts of words beside the name.
    """

    denied: bool = False
    possible: bool = False
    past: bool = False
    asked: bool = False
    excluded: bool = False
    qualifiers: frozenset[str] = frozenset()

    def __or__(self, other: "Spoken") -> "Spoken":
        if self is UNQUALIFIED or other is UNQUALIFIED:
            return other if self is UNQUALIFIED else self
        return Spoken(
            self.denied or other.denied,
            self.possible or other.possible,
            self.past or other.past,
            self.asked or other.asked,
            self.excluded or other.excluded,
            self.qualifiers | other.qualifiers,
        )


UNQUALIFIED = Spoken()
"""A name, and nothing said of it."""


def phrase_of(term: Term) -> Phrase:
    """The term ready to be looked for. Raises ValueError for a term without words or of no known form."""
    words = split(term.phrase)
    if not words:
        raise ValueError(f"phrase {term.phrase!r} of {term.concept} has no words")
    if term.match not in {match.value for match in Match}:
        raise ValueError(f"phrase {term.phrase!r} of {term.concept}: {term.match!r} is no way to match")
    if not (term.reach or "0").isdecimal():
        raise ValueError(f"phrase {term.phrase!r} of {term.concept}: reach {term.reach!r} is no number of words")
    context = tuple(_pattern(word) for word in term.context.split())
    return Phrase(term.concept, words, Match(term.match), int(term.reach or 0) * HALF_WORDS, context)


def _pattern(word: str) -> str:
    """A word of a context as it is looked for among blank-separated words."""
    plain = " ".join(split(word))
    return f" {plain}" if word.endswith("*") else f" {plain} "


@value()
class Span:
    """A phrase found in a text: the words from ``start`` to before ``end``; ``width`` in half words."""

    start: int
    end: int
    width: int
    phrase: Phrase


Index = Mapping[str, tuple[Phrase, ...]]
"""Phrases by their first word."""


def index(phrases: Iterable[Phrase]) -> Index:
    """The phrases by their first word."""
    by_first: dict[str, list[Phrase]] = defaultdict(list)
    for phrase in phrases:
        by_first[phrase.words[0]].append(phrase)
    return {word: tuple(found) for word, found in by_first.items()}


def spans(text: Text, phrases: Index) -> Iterator[Span]:
    """Every place at which one of the phrases stands, word for word."""
    for start, word in enumerate(text.words):
        for phrase in phrases.get(word, ()):
            end = start + len(phrase.words)
            if text.words[start:end] == phrase.words:
                yield Span(start, end, text.distance(start, end), phrase)

"""What the words around a name say of it: denial, doubt, history, family (pathway-2 1.4, 1.5).

A word of grammar speaks of the names of its own clause, as far as it reaches. A clause that holds
nothing else speaks of the name before it (", ruled out", "(suspected)", "- husband"); where there is
none and its end leads on ("Family history:"), of the clause after it.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, reduce
from operator import or_

from hooks.clinical.phrases import UNQUALIFIED, Grammar, Phrase, Span, Spoken
from hooks.clinical.words import HALF_WORDS, Text

DENIED, POSSIBLE, PAST = Spoken(denied=True), Spoken(possible=True), Spoken(past=True)
ASKED = Spoken(possible=True, asked=True)
SAYS = {
    Grammar.DENIAL_BEFORE: DENIED,
    Grammar.DENIAL_AFTER: DENIED,
    Grammar.FAMILY: DENIED,
    Grammar.DOUBT: POSSIBLE,
    Grammar.DOUBT_EITHER: POSSIBLE,
    Grammar.QUESTION: ASKED,
    Grammar.HISTORY: PAST,
    Grammar.HISTORY_AFTER: PAST,
    Grammar.DENIAL_NEVER: UNQUALIFIED,
}
BEFORE = {
    Grammar.DENIAL_BEFORE,
    Grammar.DOUBT,
    Grammar.DOUBT_EITHER,
    Grammar.QUESTION,
    Grammar.HISTORY,
    Grammar.HISTORY_AFTER,
}
DENIALS = {Grammar.DENIAL_BEFORE, Grammar.DENIAL_AFTER}
_ORDER = {role: place for place, role in enumerate((Grammar.DOUBT, Grammar.DOUBT_EITHER, Grammar.QUESTION, *Grammar))}
_ROLES = {role.value: role for role in Grammar}
FURTHEST = 6 * HALF_WORDS
IDIOM_REACH = 4 * HALF_WORDS
"""An idiom that holds a denial ("cannot be excluded") doubts where its words alone would deny."""

OF_WHOM = 2 * HALF_WORDS
"""Between a name and the relative who has it: "in her father"."""

DATE_WORDS = 4
"""Numbers that may follow a word that ends its clause: a date and its parts."""

_FINAL = {Grammar.DENIAL_NEVER, Grammar.DOUBT, Grammar.DOUBT_EITHER, Grammar.QUESTION}
"""Roles that take a word for themselves: an idiom of doubt holds words of denial."""

LEADS_ON = frozenset(":)]}-‐‑‒–—―")
_NUMBER = re.compile(r"[0-9]{1,4}")


def role_of(phrase: Phrase) -> Grammar | None:
    """The phrase's role, when it is a word of grammar."""
    return _ROLES.get(phrase.concept)


def _role(span: Span) -> Grammar:
    return _ROLES[span.phrase.concept]


class Around:
    """The words of grammar of one text. Each word belongs to the longest phrase it stands in."""

    def __init__(
        self,
        text: Text,
        names: Iterable[Span],
        masks: Iterable[Span],
        found: Iterable[Span],
        idioms: frozenset[Phrase],
    ) -> None:
        self._text, self._idioms = text, idioms
        self._names = sorted(names, key=lambda span: span.start)
        self._taken = bytearray(len(text.words))
        for span in (*self._names, *masks):
            self._take(span)
        self._from: dict[int, list[Span]] = {}
        self._to: dict[int, list[Span]] = {}
        for span in sorted(found, key=lambda span: (-span.width, _ORDER[_role(span)], span.start)):
            self._keep(span)
        self._alone: dict[int, Spoken | None] = {}

    def _take(self, span: Span) -> None:
        self._taken[span.start : span.end] = b"\1" * (span.end - span.start)

    def _keep(self, span: Span) -> None:
        """Keep a phrase whose words are free, or are the very words of one that is kept: "excluded" denies
        before a name and after it."""
        twins = self._from.get(span.start, [])
        if twins and twins[0].end == span.end:
            is_kept = _role(twins[0]) not in _FINAL and _role(span) not in _FINAL
        else:
            is_kept = not any(self._taken[span.start : span.end])
        if is_kept:
            self._take(span)
            self._from.setdefault(span.start, []).append(span)
            self._to.setdefault(span.end, []).append(span)

    def speak_of(self, name: Span) -> Spoken:
        """What they say of one of the names."""
        return _together((*self._before(name), *self._after(name), *self._beside(name)))

    def speak_of_all(self) -> Spoken:
        """What the first words and the last clause say where the text as a whole is the name."""
        said, place = UNQUALIFIED, 0
        while opening := [span for span in self._from.get(place, ()) if _role(span) in {*BEFORE, Grammar.FAMILY}]:
            said |= _together(SAYS[_role(span)] for span in opening)
            place = opening[0].end
        last = len(self._text.starts) - 2
        return said | ((self._said_alone(last) if last > 0 else None) or UNQUALIFIED)

    # In the name's own clause -----------------------------------------------------------------

    def _before(self, name: Span) -> Iterator[Spoken]:
        number = self._text.clauses[name.start]
        first = self._text.clause(number).start
        if self._relatives.get(number, name.end) <= name.start:
            yield DENIED
        for end in range(name.start, first, -1):
            between = self._text.distance(end, name.start)
            if between > FURTHEST:
                break
            for span in self._to.get(end, ()):
                if span.start >= first and _role(span) in BEFORE and between <= span.phrase.reach:
                    yield SAYS[_role(span)]

    @cached_property
    def _relatives(self) -> dict[int, int]:
        """Where the first word for a relative ends, by clause: it speaks of all that follows."""
        ends: dict[int, int] = {}
        for start in sorted(self._from):
            for span in self._from[start]:
                if _role(span) is Grammar.FAMILY:
                    ends.setdefault(self._text.clauses[start], span.end)
        return ends

    def _after(self, name: Span) -> Iterator[Spoken]:
        clause = self._text.clause(self._text.clauses[name.end - 1])
        for start in range(name.end, clause.stop):
            between = self._text.distance(name.end, start)
            if between > FURTHEST:
                break
            for span in self._from.get(start, ()):
                if self._reaches_back(span, between, closes=self._closes(span, clause)):
                    yield SAYS[_role(span)]

    def _reaches_back(self, span: Span, between: int, *, closes: bool) -> bool:
        """Does a word of grammar speak of a name so many half words before it? ``closes``: it ends its clause."""
        role, is_idiom = _role(span), span.phrase in self._idioms
        if role is Grammar.FAMILY:
            return closes and between <= OF_WHOM
        if role in {Grammar.DOUBT, Grammar.QUESTION} and not is_idiom:
            return between == 0 and (closes or span.phrase.words == ("?",))
        reach = {
            Grammar.DENIAL_AFTER: span.phrase.reach,
            Grammar.DOUBT: IDIOM_REACH,
            Grammar.DOUBT_EITHER: FURTHEST,
            Grammar.HISTORY_AFTER: HALF_WORDS if closes else 0,
        }
        return between <= reach.get(role, -1)

    def _closes(self, span: Span, clause: range) -> bool:
        """Does nothing but a few numbers follow in the clause?"""
        rest = self._text.words[span.end : clause.stop][:DATE_WORDS]
        return all(_NUMBER.fullmatch(word) for word in rest) and span.end + DATE_WORDS >= clause.stop

    # In the clauses beside it ------------------------------------------------------------------

    def _beside(self, name: Span) -> Iterator[Spoken]:
        own = self._text.clauses[name.end - 1]
        if self._last_names.get(own) is name:
            yield from self._following(own + 1)
            if any(_role(span) is Grammar.HISTORY_AFTER for span in self._from.get(name.end, ())):
                yield PAST  # "Name, resolved after treatment"
        before = self._text.clauses[name.start] - 1
        if before >= 0 and self._text.ends[before] in LEADS_ON and before - 1 not in self._last_names:
            yield self._said_alone(before) or UNQUALIFIED

    def _following(self, clause: int) -> Iterator[Spoken]:
        while said := self._said_alone(clause):
            yield said
            clause += 1

    @cached_property
    def _last_names(self) -> dict[int, Span]:
        """The last name of each clause that has one."""
        return {self._text.clauses[name.end - 1]: name for name in self._names}

    def _said_alone(self, clause: int) -> Spoken | None:
        """What a clause says that is nothing but words of grammar and numbers; None for any other."""
        if clause not in self._alone:
            self._alone[clause] = self._alone_in(self._text.clause(clause))
        return self._alone[clause]

    def _alone_in(self, places: range) -> Spoken | None:
        said: Spoken | None = None
        place = places.start
        while place < places.stop:
            found = self._from.get(place)
            if found:
                said = (said or UNQUALIFIED) | _together(SAYS[_role(span)] for span in found)
                place = found[0].end
            elif _NUMBER.fullmatch(self._text.words[place]):
                place += 1
            else:
                return None
        return said


def _together(sayings: Iterable[Spoken]) -> Spoken:
    return reduce(or_, sayings, UNQUALIFIED)

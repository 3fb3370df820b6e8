"""What the words of a record name, and how: said, possible, past, denied (pathway-2 1.1 to 1.5).

Names are found first, the longest first; then the words of grammar around them. Every step looks a
bounded number of words to either side, so reading is linear in the text.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from hooks.clinical.grammar import DENIALS, Around, role_of
from hooks.clinical.phrases import (
    UNQUALIFIED,
    Grammar,
    Index,
    Match,
    Phrase,
    Span,
    Spoken,
    Term,
    index,
    phrase_of,
    spans,
)
from hooks.clinical.words import HALF_WORDS, LONGEST_TEXT, Text, folded, in_clauses, normal

CONTRAST = "contrast"
GUARD = "_never"
STEM = 6
"""Letters of a name's longest word that have to stand in a text before the name is looked for."""

BESIDE = 6 * HALF_WORDS
"""Within which a qualifier stands beside a name."""

_HEADING = re.compile(r"(?:^|(?<=[\n.;]))[^\S\n]*(?P<name>[^\W\d_][^\n:.;]{1,40}):")
_SECTION_END = re.compile(r"\n\s*\n|(?:(?<=[\n.;]))[^\S\n]*[^\W\d_][^\n:.;]{1,40}:")
HINTS = {Match.ABBREVIATION, Match.POSSIBLE}


@dataclass(frozen=True, slots=True)
class Wanted:
    """The names looked for and the words that guard them."""

    names: Index
    stems: tuple[str, ...]


class Phrasebook:
    """The terms of a pathway, ready to read words with.

    ``guards`` names what a guard ("x_never") protects where that is more than x itself;
    ``qualifiers`` are concepts that say more of a name they stand beside. Raises ValueError for a
    term that cannot be looked for.
    """

    def __init__(
        self,
        terms: Iterable[Term],
        guards: Mapping[str, frozenset[str]] | None = None,
        qualifiers: frozenset[str] = frozenset(),
    ) -> None:
        self.terms = tuple(terms)
        self._guards, self._qualifiers = guards or {}, qualifiers
        phrases = [phrase_of(term) for term in self.terms]
        grammar = [phrase for phrase in phrases if role_of(phrase)]
        self._grammar = index(grammar)
        self._idioms = frozenset(_idioms(grammar))
        self._contrasts = frozenset(phrase.words[0] for phrase in phrases if phrase.concept == CONTRAST)
        self._abbreviations = _abbreviations(grammar)
        self._phrases: dict[str, list[Phrase]] = defaultdict(list)
        for phrase in phrases:
            if not role_of(phrase) and phrase.concept != CONTRAST:
                self._phrases[phrase.concept].append(phrase)
        self._headings = {(t.concept, normal(t.phrase)) for t in self.terms if t.match == Match.HEADING.value}
        self.known = frozenset(phrase.concept for phrase in phrases)
        self._wanted = lru_cache(maxsize=64)(self._look_for)

    def may_name(self, text: str, concepts: frozenset[str], longest: int = LONGEST_TEXT) -> bool:
        """The cheap test before reading: can the text name one of the concepts at all?"""
        return self._may_hold(folded(text, longest), concepts)

    def spoken(self, texts: Iterable[str], concepts: frozenset[str], longest: int = LONGEST_TEXT) -> dict[str, Spoken]:
        """How the texts of one entry speak of the concepts they name.

        An abbreviation counts only where no text gives the name in full; one word that silences a
        concept silences it in the whole entry.
        """
        sure: dict[str, Spoken] = {}
        weak: dict[str, Spoken] = {}
        silent: set[str] = set()
        for plain in dict.fromkeys(folded(text, longest) for text in texts):  # a text often repeats a display
            if self._may_hold(plain, concepts):
                for concept, how, match in self._read(plain, concepts):
                    if match is Match.SILENCE:
                        silent |= self._guarded(concept)
                        continue
                    into = weak if match is Match.ABBREVIATION else sure
                    into[concept] = into.get(concept, UNQUALIFIED) | how
        return {concept: how for concept, how in (weak | sure).items() if concept not in silent}

    def named(self, texts: Iterable[str], concepts: frozenset[str]) -> frozenset[str]:
        """The concepts the texts name and do not deny."""
        return frozenset(concept for concept, how in self.spoken(texts, concepts).items() if not how.denied)

    def said_of_all(self, texts: Iterable[str]) -> Spoken:
        """What a text says of itself as a whole: by its first words, and by a last clause of grammar alone.

        For an entry whose name no phrase of the table gives: its code does.
        """
        said = UNQUALIFIED
        for plain in dict.fromkeys(map(folded, texts)):
            cut = self._cut(plain)
            said |= Around(cut, (), (), spans(cut, self._grammar), self._idioms).speak_of_all()
        return said

    def heads(self, text: str, concept: str) -> bool:
        """Is the text a heading of this kind?"""
        return (concept, normal(text)) in self._headings

    def without_sections(self, text: str, concept: str) -> str:
        """A report without the sections under headings of this kind, each up to the next heading or empty line."""
        kept, end = [], 0
        for heading in _HEADING.finditer(text):
            if heading.start() >= end and self.heads(heading["name"], concept):
                kept.append(text[end : heading.start()])
                following = _SECTION_END.search(text, heading.end())
                end = following.start() if following else len(text)
        return "".join((*kept, text[end:]))

    def with_terms(self, terms: Iterable[Term]) -> "Phrasebook":
        """This phrasebook and a site's own terms. Raises ValueError for one that cannot be looked for."""
        return Phrasebook((*self.terms, *terms), self._guards, self._qualifiers)

    # Looking for names --------------------------------------------------------------------------

    def _look_for(self, concepts: frozenset[str]) -> Wanted:
        guards = [c for c in self._phrases if c.endswith(GUARD) and self._guarded(c) & (concepts | self._qualifiers)]
        wanted = [phrase for concept in sorted(concepts) for phrase in self._phrases.get(concept, ())]
        beside = [phrase for concept in (*guards, *sorted(self._qualifiers)) for phrase in self._phrases[concept]]
        return Wanted(index([*wanted, *beside]), _stems(wanted))

    def _may_hold(self, plain: str, concepts: frozenset[str]) -> bool:
        stems = [stem for stem in self._wanted(concepts).stems if stem in plain]
        return bool(stems) and any(_is_there(stem, plain) for stem in stems)

    def _guarded(self, guard: str) -> frozenset[str]:
        return self._guards.get(guard, frozenset({guard.removesuffix(GUARD)}))

    def _cut(self, plain: str) -> Text:
        return in_clauses(self._abbreviations.sub(_without_stops, plain), self._contrasts)

    def _read(self, plain: str, concepts: frozenset[str]) -> Iterator[tuple[str, Spoken, Match]]:
        """Every name of a folded text with what is said of it, and the words that silence one."""
        text = self._cut(plain)
        found = _standing(text, spans(text, self._wanted(concepts).names))
        for span in found:
            if span.phrase.match is Match.SILENCE:
                yield span.phrase.concept, UNQUALIFIED, Match.SILENCE
        names, masks = self._longest(text, [s for s in found if s.phrase.match is not Match.SILENCE])
        around = Around(text, names, masks, spans(text, self._grammar), self._idioms)
        beside = {
            n.start: n.phrase.concept
            for n in names
            if n.phrase.concept in self._qualifiers and not around.speak_of(n).denied
        }
        for name in names:
            if name.phrase.concept in concepts:
                more = frozenset(_beside(text, name, beside)) if beside else frozenset()
                hint = Spoken(possible=name.phrase.match in HINTS, qualifiers=more)
                yield name.phrase.concept, around.speak_of(name) | hint, name.phrase.match

    def _longest(self, text: Text, found: list[Span]) -> tuple[list[Span], list[Span]]:
        """The names no longer name and no guard covers, and the guards."""
        widest = [0] * len(text.words)
        masked: dict[str, list[int]] = {}
        for span in found:
            is_mask = span.phrase.match is Match.MASK
            covers = [masked.setdefault(c, [0] * len(text.words)) for c in self._guarded(span.phrase.concept)]
            for cover in covers if is_mask else (widest,):
                for place in range(span.start, span.end):
                    cover[place] = max(cover[place], span.width)
        names = [span for span in found if span.phrase.match is not Match.MASK and _wins(span, widest, masked)]
        return names, [span for span in found if span.phrase.match is Match.MASK]


def _wins(span: Span, widest: list[int], masked: Mapping[str, list[int]]) -> bool:
    if max(widest[span.start : span.end]) > span.width:
        return False
    mask = masked.get(span.phrase.concept)
    return mask is None or max(mask[span.start : span.end]) < span.width


def _standing(text: Text, found: Iterable[Span]) -> list[Span]:
    """The phrases that have around them what they need; each context is looked for once."""
    met: dict[tuple[str, ...], bool] = {(): True}
    standing = []
    for span in found:
        context = span.phrase.context
        if context not in met:
            met[context] = any(word in text.joined for word in context)
        is_whole = span.phrase.match is not Match.WHOLE_TEXT or len(span.phrase.words) == len(text.words)
        if is_whole and met[context]:
            standing.append(span)
    return standing


def _beside(text: Text, name: Span, others: Mapping[int, str]) -> Iterator[str]:
    """The qualifiers that begin within a few words of the name."""
    for place in range(max(name.start - BESIDE, 0), min(name.end + BESIDE, len(text.words))):
        if place in others and abs(text.distance(place, name.start if place < name.start else name.end)) <= BESIDE:
            yield others[place]


def _stems(phrases: Iterable[Phrase]) -> tuple[str, ...]:
    """The beginning of one word of each phrase, as few as will do.

    Of the words one that other phrases are cut to as well, else the longest.
    """
    longest = {words: max(words, key=len)[:STEM] for words in map(_written, phrases)}
    votes = Counter(longest.values())
    cut = {_shared(words, own, votes) for words, own in longest.items()}
    parts = {stem for stem in cut if not _is_short(stem)}
    return tuple(stem for stem in sorted(cut) if not any(part in stem for part in parts - {stem}))


def _is_there(stem: str, plain: str) -> bool:
    """An abbreviation has to be a word: "nme" is in "environment"."""
    return not _is_short(stem) or re.search(rf"(?<![^\W_]){re.escape(stem)}(?![^\W_])", plain) is not None


def _is_short(stem: str) -> bool:
    return len(stem) < STEM and stem.isascii()


def _shared(words: tuple[str, ...], own: str, votes: Mapping[str, int]) -> str:
    return max(words, key=lambda word: (votes[word[:STEM]] - (word[:STEM] == own), len(word)))[:STEM]


def _written(phrase: Phrase) -> tuple[str, ...]:
    """The words as they are written: of Chinese and Japanese, without blanks."""
    return ("".join(phrase.words),) if all(len(word) == 1 for word in phrase.words) else phrase.words


def _idioms(grammar: Iterable[Phrase]) -> Iterator[Phrase]:
    """Phrases of doubt that hold a denial, like "not excluded"."""
    denials = {word for phrase in grammar if role_of(phrase) in DENIALS for word in phrase.words}
    for phrase in grammar:
        if role_of(phrase) is Grammar.DOUBT and len(phrase.words) > 1 and denials & set(phrase.words):
            yield phrase


def _abbreviations(grammar: Iterable[Phrase]) -> re.Pattern[str]:
    """Letters written with full stops: "Z.n.", "V. a."; the stops end no clause."""
    short = {phrase.words for phrase in grammar if len(phrase.words) > 1 and max(map(len, phrase.words)) <= 2}
    written = sorted((r"\.\s?".join(map(re.escape, words)) for words in short), key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(written or ["(?!)"]) + r")\.")


def _without_stops(found: re.Match[str]) -> str:
    return found[0].replace(".", " ")

"""Words of a record: folded, cut into words, and the clauses a denial reaches in (pathway-2 1.1, 1.4).

Every function is linear in the text. Nothing here knows a disease or a language: which words end a
clause, and which are abbreviations, is told by whoever asks.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

LONGEST_TEXT = 1_000
"""Characters read of a text or a display; of a report's conclusion more are read (pathway-2 1.6)."""

_IDEOGRAPHS = "\u3005\u3040-\u30ff\u3400-\u9fff"
_SIGNS = re.compile(r"[\W_]+")  # whatever is neither letter nor digit, in any script
_PIECES = re.compile(
    rf"(?P<word>[{_IDEOGRAPHS}]|[^\W_{_IDEOGRAPHS}]+|[?¿])"
    r"|(?P<end>[\n,;:()\[\]{}。、]|(?<=\s)[-‐-―](?=\s)|\.(?=\s))"
)
_ONE_IDEOGRAPH = re.compile(rf"[{_IDEOGRAPHS}]")
_NO_MARKS = dict.fromkeys(code for code in range(0x300, 0x1F000) if unicodedata.combining(chr(code)))
_QUESTION = frozenset("?¿")
HALF_WORDS = 2
"""Distances are counted in half words: in Chinese and Japanese a word is two characters."""


def folded(text: str, longest: int = LONGEST_TEXT) -> str:
    """The beginning of a text with case, accents and the width of letters folded; signs stay.

    Combining marks go before the letters are taken apart: sorting a long run of them is not linear. A
    table takes them out in a fifth of the time of a pattern, which tries each letter against its ranges.
    """
    text = text[:longest]
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKD", text.translate(_NO_MARKS).casefold()).translate(_NO_MARKS)


def normal(text: str) -> str:
    """The folded words of a text, one blank between them."""
    return _SIGNS.sub(" ", folded(text)).strip()


def split(phrase: str) -> tuple[str, ...]:
    """The words of a phrase; of Chinese and Japanese each character is one."""
    return tuple(match["word"] for match in _PIECES.finditer(folded(phrase)) if match["word"])


@dataclass(frozen=True)
class Text:
    """A text as words.

    ``clauses`` numbers the clause of each word, ``starts`` is the first word of each clause with the
    end of the text as one more, ``ends`` the sign or word that ended each, ``at`` where each word
    begins in half words, with the end of the last as one more.
    """

    words: tuple[str, ...]
    clauses: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[str, ...]
    at: tuple[int, ...]

    @cached_property
    def joined(self) -> str:
        """The words with one blank between them and around them."""
        return f" {' '.join(self.words)} "

    def distance(self, left: int, right: int) -> int:
        """Half words between the end of the word before ``left`` and the word ``right``."""
        return self.at[right] - self.at[left]

    def clause(self, number: int) -> range:
        """The positions of one clause's words; none of a clause that is not there."""
        there = 0 <= number < len(self.starts) - 1
        return range(self.starts[number], self.starts[number + 1]) if there else range(0)


def in_clauses(text: str, contrasts: frozenset[str]) -> Text:
    """Cut an already folded text into words and clauses; a contrasting word ends one like a comma."""
    words: list[str] = []
    clauses: list[int] = []
    starts: list[int] = []
    ends: list[str] = []
    for word, end in _pieces(text, contrasts):
        if word:
            if len(starts) == len(ends):
                starts.append(len(words))
            words.append(word)
            clauses.append(len(ends))
        elif len(starts) > len(ends):  # a clause without words is none
            ends.append(end)
    return Text(tuple(words), tuple(clauses), (*starts, len(words)), (*ends, ""), _positions(words))


def _pieces(text: str, contrasts: frozenset[str]) -> Iterator[tuple[str, str]]:
    for match in _PIECES.finditer(text):
        word, end = match["word"] or "", match["end"] or ""
        yield ("", word) if word in contrasts else (word, end)


def _positions(words: list[str]) -> tuple[int, ...]:
    return tuple(accumulate(map(_width, words), initial=0))


def _width(word: str) -> int:
    return 1 if word in _QUESTION or _ONE_IDEOGRAPH.fullmatch(word) else HALF_WORDS

"""What a line of text says about a concept: stated, doubted, past, or nothing. Written from pathway 2, 1.1 to 1.6.

A second reading of the rules of denial, beside the product's own: phrases come from terms.csv, everything
else from the specification.
"""

import csv
import re
import unicodedata
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

NAMES_OF_NOTHING_ELSE = {
    "migratory necrolytic erythema",
    "necrolytic migrating erythema",
    "necrolytic erythema migrans",
}
GRAMMAR = {"denial_before", "denial_after", "denial_never", "doubt", "history", "family"}
SCRIPTS = {"zh", "ja"}  # no blanks: a word is two characters

SINGLE_LETTER = r"(?<!\b[^\W\d_])(?<!\b[^\W\d_]\.[^\W\d_])"
CONJUNCTION = r"\b(?:but|aber|pero|mais|ma|mas|maar|ale|men)\b"
CLAUSE_END = re.compile(
    rf"[,;:()\[\]{{}}\n、。，；：（）]|\s[-–—]\s|{SINGLE_LETTER}\.(?=\s)|{CONJUNCTION}", re.IGNORECASE
)
HEALED = {
    "resolved", "healed", "in-remission", "abgeheilt", "resuelto", "resuelta", "gueri", "guerie", "risolto", "risolta",
    "resolvido", "genezen",
}  # fmt: skip
ASKED = {"rule out", "r o", "query", "evaluate for", "eval for"}
EITHER_SIDE = {"vs", "versus", "dd"}
HEADING = re.compile(r"^\s*(?:clinical\s+)?(?:history|indication|information|reason)[^:\n]*:", re.IGNORECASE)
REPORT_LIMIT = 20_000


def folded(text: str) -> str:
    """Case, accents, punctuation and runs of space folded; a question mark stays, it is a word of doubt."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w?]+", " ", plain.replace("?", " ? ").replace("_", " ")).split())


@dataclass(frozen=True)
class Term:
    """One row of terms.csv, its phrase folded."""

    concept: str
    language: str
    phrase: str
    match: str
    reach: int
    context: tuple[str, ...]

    @property
    def is_script(self) -> bool:
        return self.match in {"substring", "masks-substring"} or self.language in SCRIPTS


def _ships(row: dict[str, str]) -> bool:
    known = "UNVERIFIED" not in row["source"] or row["concept"].endswith("_never") or row["concept"] in GRAMMAR
    return known or (row["concept"] == "nme" and row["phrase"] in NAMES_OF_NOTHING_ELSE)


class Terms:
    """The phrases of one terms.csv."""

    def __init__(self, path: Path) -> None:
        with path.open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if _ships(row)]
        self.of: dict[str, list[Term]] = {}
        for row in rows:
            context = tuple(folded(word.rstrip("*")) + "*" * word.endswith("*") for word in row["context"].split())
            term = Term(
                row["concept"], row["language"], folded(row["phrase"]), row["match"], int(row["reach"] or 0), context
            )
            if term.phrase:
                self.of.setdefault(term.concept, []).append(term)
        for shared, own in (("history", "history_after"), ("doubt", "doubt_either")):
            self.of[shared] = [*self.of.get(shared, []), *self.of.get(own, [])]

    def reading(self, text: str, concept: str, *, in_report: bool = False) -> str | None:
        """What the text says about the concept, None if nothing or if it is denied or another person's."""
        whole = folded(text)
        if any(t.match == "silences-entry" and _spans(whole, t) for t in self.of.get(f"{concept}_never", [])):
            return None
        clauses = _clauses(text)
        said = [self._in_clause(clauses, index, whole, concept, in_report) for index in range(len(clauses))]
        return next((word for word in ("past", "doubted", "stated") if word in said), None)

    def report_names(self, text: str, concept: str) -> bool:
        """Does a report name it, outside its history and indication parts?"""
        lines = text[:REPORT_LIMIT].splitlines()
        return self.reading("\n".join(_without_history(lines)), concept, in_report=True) in {"stated", "doubted"}

    def says_metastatic(self, text: str) -> bool:
        """Is "metastatic" said beside the name of the tumour, and not denied?"""
        return any(
            self.reading(clause, "glucagonoma") and re.search(r"\bmetasta", folded(clause)) for clause in _clauses(text)
        )

    def _in_clause(self, clauses: list[str], index: int, whole: str, concept: str, in_report: bool) -> str | None:
        clause = folded(clauses[index])
        said = [
            self._around(clauses, index, clause, span, term, in_report)
            for span, term in self._names(clause, concept, whole)
        ]
        return next((word for word in ("past", "doubted", "stated") if word in said), None)

    def _names(self, clause: str, concept: str, whole: str) -> list[tuple[tuple[int, int], Term]]:
        """The names in a clause, longest first wins; a mask covers only the words it is longer than."""
        found = [
            (span, term) for term in self.of.get(concept, []) for span in _spans(clause, term) if _fits(term, whole)
        ]
        masks = [span for term in self.of.get(f"{concept}_never", []) for span in _spans(clause, term)]

        def masked(span: tuple[int, int]) -> bool:
            return any(m[0] < span[1] and span[0] < m[1] and m[1] - m[0] > span[1] - span[0] for m in masks)

        return [(span, term) for span, term in found if not masked(span) and not _inside(span, found)]

    def _around(
        self, clauses: list[str], index: int, clause: str, span: tuple[int, int], term: Term, in_report: bool
    ) -> str | None:
        before, after = clause[: span[0]].strip(), clause[span[1] :].strip()
        beside = [folded(clauses[other]) for other in (index - 1, index + 1) if 0 <= other < len(clauses)]
        alone = [re.sub(r"\b(19|20)\d\d\b", "", text).strip() for text in beside]
        if self._has("family", clause) or any(self._is("family", text) for text in alone):
            return None
        doubt, before = self._idioms(before)
        later, after = self._idioms(after)
        following = alone[-1:] if index + 1 < len(clauses) else []
        if any(self._is("denial_after", text) or self._is("denial_before", text) for text in following):
            return None
        if self._near("denial_before", before, at_end=True) or self._near("denial_after", after, at_end=False):
            return None
        if (
            self._near("history", before, at_end=True)
            or _is_healed(after)
            or any(self._is("history", t) for t in following)
        ):
            return "past"
        asked = in_report and any(_ends(before, word) for word in (*ASKED, "?"))
        if asked or (in_report and after == "?"):
            return None
        weak = term.match in {"whole-phrase-provisional", "abbreviation-with-context"} or "?" in clause.split()
        doubt = doubt or later or weak or self._near("doubt", before, at_end=True) or self._doubt_after(after)
        return "doubted" if doubt or any(self._is("doubt", text) for text in following) else "stated"

    def _idioms(self, text: str) -> tuple[bool, str]:
        """Doubt that holds a word of denial, then false denials, tried first: their words are taken out."""
        doubt = False
        denials = [t.phrase for t in self.of["denial_before"] + self.of["denial_after"]]
        for term in sorted(self.of["doubt"], key=lambda t: -len(t.phrase)):
            if any(
                f" {word} " in f" {term.phrase} " or (term.is_script and word in term.phrase) for word in denials
            ) and _spans(text, term):
                doubt, text = True, _cut(text, term)
        for term in self.of["denial_never"]:
            text = _cut(text, term)
        return doubt, text

    def _near(self, concept: str, text: str, *, at_end: bool) -> bool:
        for term in self.of[concept]:
            for start, end in _spans(text, term):
                gap = text[end:] if at_end else text[:start]
                words = len(gap.strip()) / 2 if term.is_script else len(gap.split())
                if words <= max(term.reach - 1, 0) or (term.reach == 0 and not gap.strip()):
                    return True
        return False

    def _doubt_after(self, text: str) -> bool:
        return any(
            text == t.phrase or (t.phrase in EITHER_SIDE and text.startswith(t.phrase + " ")) for t in self.of["doubt"]
        )

    def _has(self, concept: str, text: str) -> bool:
        return any(_spans(text, term) for term in self.of[concept])

    def _is(self, concept: str, text: str) -> bool:
        return any(text == term.phrase for term in self.of[concept])


def _clauses(text: str) -> list[str]:
    return [part for part in CLAUSE_END.split(text) if part and part.strip()]


def _spans(text: str, term: Term) -> list[tuple[int, int]]:
    if not term.phrase:
        return []
    if term.match == "whole-text":
        return [(0, len(text))] if text == term.phrase else []
    edge = "" if term.is_script else r"(?!\w)"
    lead = "" if term.is_script else r"(?<!\w)"
    return [found.span() for found in re.finditer(lead + re.escape(term.phrase) + edge, text)]


def _fits(term: Term, whole: str) -> bool:
    if not term.context:
        return True
    others = [word for word in whole.split() if word != term.phrase]
    return any(fnmatchcase(word, pattern) for word in others for pattern in term.context) or any(
        not pattern.isascii() and pattern in whole for pattern in term.context
    )


def _inside(span: tuple[int, int], found: list[tuple[tuple[int, int], Term]]) -> bool:
    return any(o[0] <= span[0] and span[1] <= o[1] and o != span for o, _ in found)


def _cut(text: str, term: Term) -> str:
    for start, end in reversed(_spans(text, term)):
        text = text[:start] + "·" + text[end:]
    return text


def _ends(text: str, phrase: str) -> bool:
    return f" {text} ".find(f" {phrase} ") >= 0 if phrase != "?" else "?" in text.split()


def _is_healed(after: str) -> bool:
    words = after.replace("in remission", "in-remission").split()
    return bool(words) and words[0] in HEALED


def _without_history(lines: list[str]) -> list[str]:
    kept, in_history = [], False
    for line in lines:
        if HEADING.match(line):
            in_history = True
        elif re.match(r"^\s*[A-Za-z][^:\n]{0,60}:", line):
            in_history = False
        if not in_history:
            kept.append(line)
    return kept

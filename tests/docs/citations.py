"""Where a citation may lead: kinds of citation, and the ids that stand in this repository (docs/spec/README.md)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.docs.files import ROOT

SPEC = ROOT / "docs" / "spec"
CONTENT = ROOT / "hooks" / "nme"
CASES = ROOT / "fixtures" / "cases"
DOCS = ROOT / "docs"

_ROW = re.compile(r"^\| *(?P<cell>[^|]+?) *\|", re.MULTILINE)
_HEADING = re.compile(r"^#+ +(?P<number>[A-Z]?\.?\d+(?:\.\d+)*)\b", re.MULTILINE)
_TITLE = re.compile(r"^#+ (?P<title>[^(\n]+?)(?: \(.*)?$", re.MULTILINE)
_NAMED = re.compile(r"^#+ .*\((?P<name>pathway-2 section \w+)\)$", re.MULTILINE)
_KEY = re.compile(r"^(?:\[(?:\w+\.)?\"?(?P<table>[\w.]+)\"?\]|\"?(?P<row>[\w.]+)\"? = \{)", re.MULTILINE)
_WORKED = re.compile(r"- name: \"(?P<id>V\d\d)")


def _text(*paths: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def _rows(*paths: Path) -> frozenset[str]:
    """The first cells of the tables."""
    return frozenset(m["cell"].strip("*`") for m in _ROW.finditer(_text(*paths)))


def _headings(*paths: Path) -> frozenset[str]:
    """The numbers of the headings."""
    return frozenset(m["number"] for m in _HEADING.finditer(_text(*paths)))


def _titles(*paths: Path) -> frozenset[str]:
    """The words of the headings, without what stands in brackets."""
    return frozenset(m["title"] for m in _TITLE.finditer(_text(*paths)))


def _keys(*paths: Path) -> frozenset[str]:
    """The ids of tables and rows in TOML."""
    return frozenset(m["table"] or m["row"] for m in _KEY.finditer(_text(*paths)))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of citation. ``cited`` finds it, with the ids in its groups, several in one group as a list."""

    cited: re.Pattern[str]
    known: frozenset[str]

    def ids(self, text: str) -> Iterator[tuple[str, str]]:
        """Every id cited, with the words that cite it."""
        for match in self.cited.finditer(text):
            for part in _LIST.split(" ".join(group for group in match.groups() if group)):
                yield part, match[0]


_LIST = re.compile(r",? and |, |/| to (?=\w)")
_MORE = r"(?:(?:,? and |, )N)*"


def _numbered(before: str, number: str) -> re.Pattern[str]:
    """``before`` and a list of numbers: "pathway 2.3, 2.4 and 2.6"."""
    return re.compile(f"{before}({number}{_MORE.replace('N', number)})", re.IGNORECASE)


def _id(pattern: str) -> re.Pattern[str]:
    """An id that stands alone: neither part of a longer word, code, number or time of day."""
    return re.compile(rf"(?<![\w./:-])({pattern})(?![\w-]|[.:][\d-])")


@cache
def kinds() -> tuple[Kind, ...]:
    """Every kind of citation, in the order of docs/spec/README.md."""
    pathway, inputs = SPEC / "pathway.md", SPEC / "fhir-inputs.md"
    notes, quirks = SPEC / "terminology-notes.md", SPEC / "client-quirks.md"
    conformance, protocol = DOCS / "conformance.md", SPEC / "protocol.md"
    sources = _keys(*CONTENT.rglob("*.toml")) | _rows(pathway)
    named = frozenset(m["name"].removeprefix("pathway-2 section ") for m in _NAMED.finditer(_text(pathway, inputs)))
    version_2 = named | {cell.removeprefix("pathway-2 ") for cell in _rows(pathway, inputs) if "pathway-2" in cell}
    worked = frozenset(m["id"] for m in _WORKED.finditer(_text(*CASES.glob("vignettes_*.yaml"))))
    pages = frozenset(page.stem for page in SPEC.glob("*.md"))
    number = r"\d{1,2}(?:\.\d{1,2})?(?![.\w]*\d)"
    return (
        Kind(_id(r"[SE]\d\.(?:\d\d|P\d)"), sources),
        Kind(_id(r"E\d\d[a-z]?"), sources),
        Kind(_id(r"X\d{1,2}"), sources),
        Kind(_numbered(r"\bpathway (?:sections? )?", number), _headings(pathway)),
        Kind(_numbered(r"\bpathway-2 (?:sections? )?", r"\d(?:b|\.\d{1,2})?(?![.\w]*\d)"), version_2),
        Kind(_numbered(r"\bdecisions? ", r"\d{1,3}(?![.\w])"), _rows(SPEC / "decisions.md")),
        Kind(_numbered(r"\bterminology-notes (?:section )?", r"\d"), _headings(notes)),
        Kind(re.compile(r"fhir-inputs,? \"(\w[\w ]+)\""), _rows(inputs) | _titles(inputs)),
        Kind(re.compile(r"\b(cards|review|performance|terminology-notes)-2\b"), pages),
        Kind(_id(r"D[012]\d"), _rows(pathway) & _rows(inputs)),
        Kind(_id(r"G\d"), _rows(pathway)),
        Kind(_id(r"S[01]\d[A-Z]?"), _rows(pathway)),
        Kind(_id(r"K\d\d"), _rows(pathway)),
        Kind(_id(r"R[1-9]"), _rows(inputs)),
        Kind(_id(r"T[1-9]\d?"), _rows(notes)),
        Kind(_id(r"V(?!00)\d\d"), worked),
        Kind(_id(r"[AB]-\d+"), _rows(conformance)),
        Kind(_id(r"C-[A-Z]{1,2}\d+"), _rows(conformance, quirks)),
        Kind(_id(r"C\.\d-\d+"), _rows(conformance)),
        Kind(_id(r"A\.\d+"), _rows(protocol)),
        Kind(_id(r"C\.\d"), _headings(quirks)),
        Kind(_id(r"[BQ]-[A-Z]+-\d{3}"), _rows(quirks)),
        Kind(_id(r"D-\d+"), _rows(DOCS / "security.md")),
        Kind(_id(r"E-\d+"), _rows(DOCS / "reliability.md")),
    )


def broken(text: str) -> list[str]:
    """The citations in ``text`` that lead nowhere, with the words that cite them."""
    return [f"{cited} ({words})" for kind in kinds() for cited, words in kind.ids(text) if cited not in kind.known]

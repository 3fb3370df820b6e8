"""Whatever code, data and documents cite stands in this repository."""

import re
from collections.abc import Iterator

import pytest

from tests.docs.citations import SPEC, broken, kinds
from tests.docs.files import name, written

CODES = re.compile(r"hooks/nme/(REVIEW\.md|.*\.csv)$|docs/review/|pyproject\.toml")
"""Where K50 is Crohn disease and T20 a rule of ruff: tables of codes, the pages made from them."""

INVENTED = {
    "tests/hooks/test_statements.py",
    "tests/service/test_pages.py",
    "tests/docs/test_citations.py",
    "tests/screen/test_companions.py",
    "tests/second_pathway/pathway.py",
}
"""Tests with ids that are meant to lead nowhere, and a pathway with ids of its own."""


def _texts() -> Iterator[tuple[str, str]]:
    """Every file that has no invented ids, with its text."""
    return ((name(path), path.read_text(encoding="utf-8")) for path in written() if name(path) not in INVENTED)


def test_every_citation_leads_somewhere() -> None:
    citing = ((file, text) for file, text in _texts() if not CODES.match(file))
    assert {file: lost for file, text in citing if (lost := broken(text))} == {}


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("S1.04 and S2.P2", "S1.99"),
        ("E59, E10a and E75", "E99"),
        ("X1", "X16"),
        ("pathway 3.2", "pathway 3.11"),
        ("pathway 2.3, 2.4; pathway section 4", "pathway 2.3, 2.9"),
        ("pathway-2 4.12", "pathway-2 4.13"),
        ("pathway-2 section 2b", "pathway-2 section 8"),
        ("decisions 1, 16 and 26", "decisions 1, 16 and 260"),
        ('fhir-inputs "Text"', 'fhir-inputs "Prose"'),
        ('fhir-inputs, "Words"', 'fhir-inputs, "Sentences"'),
        ("terminology-notes section 5", "terminology-notes section 9"),
        ("D07", "D21"),
        ("G3", "G4"),
        ("S04X", "S04Y"),
        ("K22", "K23"),
        ("R8", "R9"),
        ("T19", "T20"),
        ("V62", "V63"),
        ("A-32, B-12", "A-140"),
        ("C-E4", "C-E27"),
        ("C.4-2", "C.4-99"),
        ("client-quirks C.6", "client-quirks C.7"),
        ("conformance A.11", "conformance A.14"),
        ("Q-ORD-030", "Q-ORD-999"),
        ("D-13", "D-99"),
        ("E-11", "E-99"),
    ],
)
def test_a_wrong_citation_is_caught(right: str, wrong: str) -> None:
    assert broken(f"Stays unknown ({right}).") == []
    assert len(broken(f"Stays unknown ({wrong}).")) == 1


@pytest.mark.parametrize(
    "words", ["a draw at T08:00Z", "E16.3 and K85.9", "a 5 kB body", "UTF-8", "ICD-10", "FHIR R4B"]
)
def test_what_only_looks_like_a_citation_is_none(words: str) -> None:
    assert [cited for kind in kinds() for cited, _ in kind.ids(words)] == []


OUTSIDE = re.compile(r"(?<![\w.}/-])/(?:work|root|home|Users)/\w|\.\./shared\b|(?<![\w/])shared/\w")
"""Places on somebody's machine."""


def test_nothing_speaks_of_places_outside_the_repository() -> None:
    assert {file: found for file, text in _texts() if (found := OUTSIDE.findall(text))} == {}


@pytest.mark.parametrize("words", ["see /home/me/notes.md", "../shared/pathway.md", "in shared/terms.csv"])
def test_a_place_on_somebodys_machine_is_caught(words: str) -> None:
    assert OUTSIDE.search(words)


def test_the_index_names_every_page_of_the_specification() -> None:
    index = (SPEC / "README.md").read_text(encoding="utf-8")
    assert [page.name for page in SPEC.glob("*.md") if f"({page.name})" not in index and page.name != "README.md"] == []


def test_no_decision_is_numbered_twice() -> None:
    numbers = re.findall(r"^\| (\d+) \|", (SPEC / "decisions.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert numbers == [str(number + 1) for number in range(len(numbers))]

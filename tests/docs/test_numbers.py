"""Every number of the pathway stands in the specification, in the section its row names."""

import re

import pytest

from hooks.clinical.evidence import Parameter
from hooks.nme.codes.parameters import ALL, SWITCHES
from tests.docs.citations import SPEC, broken

PAGES = "\n".join((SPEC / page).read_text(encoding="utf-8") for page in ("pathway.md", "fhir-inputs.md"))
HEADING = re.compile(r"^#+ (?P<number>\d+(?:\.\d+)?)?.*$", re.MULTILINE)


def section(number: str) -> str:
    """The text under the heading of that number and under its parts; all pages for what is no number."""
    starts = [*HEADING.finditer(PAGES)]
    ends = [*(start.start() for start in starts[1:]), len(PAGES)]
    parts = [
        PAGES[start.end() : end]
        for start, end in zip(starts, ends, strict=True)
        if start["number"] == number or (start["number"] or "").startswith(f"{number}.")
    ]
    return "".join(parts) if number[0].isdigit() else PAGES


def says(text: str, number: Parameter) -> bool:
    """Does the value stand in the text, alone and not inside a longer number?"""
    return re.search(rf"(?<![\d.]){re.escape(f'{number.value:f}')}(?!\d|\.\d)", text) is not None


@pytest.mark.parametrize("number", [n for n in ALL if n not in SWITCHES], ids=lambda number: number.name)
def test_every_number_stands_where_it_says(number: Parameter) -> None:
    cited = f"pathway {number.spec}" if number.spec[0].isdigit() else number.spec
    assert broken(f"{cited}; {number.source}") == []
    assert says(section(number.spec.split()[0]), number), f"{number.name} {number.value} is not in {cited}"


def test_a_number_elsewhere_does_not_count() -> None:
    window = next(number for number in ALL if number.name == "glucagon_window")
    assert says(section("2.1"), window)
    assert not says(section("1.1"), window)
    assert not says("1800 or 18 or 0.180", window)

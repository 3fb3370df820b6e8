"""The pathway as a map: every state with its cards, and a patient's own lit."""

from xml.etree import ElementTree

import pytest

from hooks.nme import PATHWAY
from service.review.document import MAP_FILE
from service.review.edition import Edition
from service.review.overview import overview_svg
from service.site import Site

EDITION = Edition(Site(PATHWAY))
SVG = "{http://www.w3.org/2000/svg}"


def texts(here: str | None = None) -> list[str]:
    """Every line of the picture."""
    svg = ElementTree.fromstring(overview_svg(EDITION, here))  # noqa: S314 - our own text, not a stranger's
    return ["".join(text.itertext()) for text in svg.iter(f"{SVG}text")]


def test_every_state_in_scope_has_a_box_of_its_own_in_a_phase() -> None:
    placed = [state for phase in PATHWAY.phases for state in phase.states]
    assert set(PATHWAY.in_scope) <= set(placed)
    assert len(set(placed)) == len(placed)
    assert set(PATHWAY.in_scope) <= set(texts())


def test_a_box_names_the_cards_of_its_state() -> None:
    assert "K04 Surgery first" in texts()


@pytest.mark.parametrize("state", sorted(PATHWAY.in_scope))
def test_the_patients_state_is_lit_and_said(state: str) -> None:
    picture = overview_svg(EDITION, state)
    assert picture.count("this patient") == 1
    assert f"This patient: {state} " in picture


def test_nobody_is_lit_without_a_patient_or_out_of_scope() -> None:
    assert "this patient" not in overview_svg(EDITION)
    assert "\N{LEFTWARDS ARROW}" not in overview_svg(EDITION, PATHWAY.out_of_scope)


def test_the_picture_in_the_documents_is_fresh() -> None:
    assert MAP_FILE.read_text(encoding="utf-8") == overview_svg(EDITION), "run ./regenerate"

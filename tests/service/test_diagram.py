"""The picture of the pathway: the state table, whole and readable."""

import re
from xml.etree import ElementTree

from hooks.nme import PATHWAY
from hooks.nme.overlays import OVERLAYS
from hooks.nme.states import STATES
from service.review.diagram import WIDTH, pathway_svg
from service.review.drawing import BOLD, LETTER, SIZE
from service.review.edition import Edition
from service.site import Site

SVG = "{http://www.w3.org/2000/svg}"


def drawn() -> ElementTree.Element:
    """The picture, read back."""
    return ElementTree.fromstring(pathway_svg(Edition(Site(PATHWAY))))  # noqa: S314 - our own text, not a stranger's


def test_the_picture_names_every_state_in_order_with_its_cards_and_every_overlay() -> None:
    texts = [text.text or "" for text in drawn().iter(f"{SVG}text")]
    states = [text for text in texts if text in {state.id for state in STATES}]
    assert states == [state.id for state in STATES]
    cards = [text[:3] for text in texts if re.match(r"K\d\d ", text)]
    assert cards == [brings.recommendation.id for state in STATES for brings in state.cards]
    assert [o.id for o in OVERLAYS if not any(text.startswith(f"{o.id}:") for text in texts)] == []


def test_the_picture_has_a_title_and_a_description_for_those_who_cannot_see_it() -> None:
    picture = drawn()
    named = [picture.findtext(f"{SVG}title"), picture.findtext(f"{SVG}desc")]
    assert picture.get("role") == "img"
    assert all(named)


def test_no_text_leaves_the_picture_and_no_line_is_written_over_another() -> None:
    picture = drawn()
    seen: list[tuple[float, float, float]] = []
    for text in picture.iter(f"{SVG}text"):
        letter = SIZE * (BOLD if text.get("font-weight") else LETTER)
        left, bottom = float(text.get("x", "")), float(text.get("y", ""))
        right = left + len(text.text or "") * letter
        assert right <= WIDTH, text.text
        assert not [1 for a, b, y in seen if abs(y - bottom) < SIZE and a < right and left < b], text.text
        seen.append((left, right, bottom))

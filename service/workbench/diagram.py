"""The pathway as a picture, drawn from the state table: a ladder of questions, first yes wins."""

from collections.abc import Mapping
from decimal import Decimal
from xml.etree.ElementTree import Element

from hooks.clinical.criterion import ALWAYS
from hooks.clinical.pathway import Brings, Overlay, State
from hooks.nme.overlays import OVERLAYS
from hooks.nme.states import STATES
from service.workbench.appearances import cards_of_overlay
from service.workbench.drawing import (
    BOLD,
    FAINT,
    LINE,
    PAD,
    Style,
    arrow_down,
    arrow_right,
    as_text,
    box,
    height_of,
    new_picture,
    wrapped,
    write,
)
from service.workbench.edition import Edition
from service.workbench.review_cards import card_title
from service.workbench.words import in_words

WIDTH, MARGIN = 960, 20
QUESTION_X, QUESTION_WIDTH = MARGIN, 376
STATE_X, STATE_WIDTH = 440, 214
CARDS_X, CARDS_WIDTH = 674, 266
GAP = 24  # px between rungs, room for "no"
TOP = 92  # px, room for the heading
OVERLAY_WIDTH, OVERLAY_GAP = 452, 16

QUESTION = Style("#ffffff", "#9aa5b1")
STATE = Style("#e3f0fb", "#2b6cb0")
SILENT = Style("#edf0f3", "#7b8794")
CARDS = Style("#fdf6e3", "#c99a2e")
OVERLAY = Style("#f3f7f2", "#6b8f63")
UNDER_CONDITION = "°"
TOGETHER = "\N{NO-BREAK SPACE}"

TITLE = "The pathway: from the record to one state and its cards"
DESCRIPTION = (
    "Questions from the top down. The first one answered yes gives the patient's one state and its cards. Below, the "
    "overlays that can stand beside any state, and the cards they bring."
)


def pathway_svg(overrides: Mapping[str, Decimal] | None = None) -> str:
    """The state table and the overlays as SVG, with a site's numbers where it has some."""
    edition = Edition(overrides or {})
    rungs = [_Rung(number, state, edition) for number, state in enumerate(STATES, 1)]
    overlays_top = TOP + sum(rung.height + GAP for rung in rungs) + 10
    rows = _overlay_rows(edition)
    height = overlays_top + 40 + sum(_row_height(row) + OVERLAY_GAP for row in rows) + 4
    svg = new_picture(WIDTH, height, TITLE, DESCRIPTION)
    _draw_heading(svg)
    _draw_ladder(svg, rungs)
    _draw_overlays(svg, overlays_top, rows)
    return as_text(svg)


class _Rung:
    """One row of the state table, wrapped into its three boxes."""

    def __init__(self, number: int, state: State, edition: Edition) -> None:
        words = "Otherwise" if state.when is ALWAYS else _capital(edition.plain(in_words(state.when)))
        self.last = state.when is ALWAYS
        self.question = wrapped(f"{number}. {words}", QUESTION_WIDTH)
        self.name = state.id
        self.title = wrapped(edition.plain(state.title), STATE_WIDTH)
        self.cards = [line for brings in state.cards for line in wrapped(_card(brings), CARDS_WIDTH)]
        lines = max(len(self.question), 1 + len(self.title), len(self.cards))
        self.height = height_of(lines)

    def draw(self, svg: Element, y: int) -> None:
        """Question, state and cards side by side."""
        middle = y + self.height // 2
        box(svg, QUESTION_X, y, QUESTION_WIDTH, self.height, QUESTION)
        self._write(svg, QUESTION_X, y, self.question)
        arrow_right(svg, QUESTION_X + QUESTION_WIDTH, middle, STATE_X - QUESTION_X - QUESTION_WIDTH)
        write(svg, QUESTION_X + QUESTION_WIDTH + 8, middle - LINE - 1, ["" if self.last else "yes"], colour=FAINT)
        self._draw_state(svg, y)
        if self.cards:
            arrow_right(svg, STATE_X + STATE_WIDTH, middle, CARDS_X - STATE_X - STATE_WIDTH)
            box(svg, CARDS_X, y, CARDS_WIDTH, self.height, CARDS)
            self._write(svg, CARDS_X, y, self.cards)

    def _draw_state(self, svg: Element, y: int) -> None:
        box(svg, STATE_X, y, STATE_WIDTH, self.height, STATE if self.cards else SILENT)
        top = self._top(y, 1 + len(self.title))
        top = write(svg, STATE_X + PAD, top, [self.name], bold=True)
        write(svg, STATE_X + PAD, top, self.title)

    def _write(self, svg: Element, x: int, y: int, lines: list[str]) -> None:
        write(svg, x + PAD, self._top(y, len(lines)), lines)

    def _top(self, y: int, lines: int) -> int:
        """Where so many lines start to stand in the middle."""
        return y + (self.height - lines * LINE) // 2


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _card(brings: Brings) -> str:
    title = card_title(brings.recommendation)
    return title if brings.when is ALWAYS else f"{title}{TOGETHER}{UNDER_CONDITION}"


def _draw_heading(svg: Element) -> None:
    y = write(svg, MARGIN, 12, [TITLE], bold=True)
    y = write(svg, MARGIN, y, ["Read from the top: the first question answered yes gives the one state."], colour=FAINT)
    for x, words in ((QUESTION_X, "What the record holds"), (STATE_X, "State"), (CARDS_X, "Cards, in order")):
        write(svg, x, y + 14, [words], bold=True)
    write(svg, CARDS_X + 124, y + 14, [f"{UNDER_CONDITION} under a condition"], colour=FAINT)


def _draw_ladder(svg: Element, rungs: list[_Rung]) -> None:
    y = TOP
    for rung in rungs:
        rung.draw(svg, y)
        y += rung.height
        if not rung.last:
            arrow_down(svg, QUESTION_X + 40, y, GAP)
            write(svg, QUESTION_X + 48, y + 2, ["no or unknown"], colour=FAINT)
        y += GAP


def _overlay_rows(edition: Edition) -> list[list[tuple[list[str], list[str]]]]:
    """Overlays two by two, each as its bold lines and its plain ones."""
    boxes = [_overlay(overlay, edition) for overlay in OVERLAYS]
    return [boxes[start : start + 2] for start in range(0, len(boxes), 2)]


def _overlay(overlay: Overlay, edition: Edition) -> tuple[list[str], list[str]]:
    brings = ", ".join(cards_of_overlay(overlay))
    name = wrapped(f"{overlay.id}: {brings}", OVERLAY_WIDTH, BOLD)
    return name, wrapped(edition.plain(overlay.title), OVERLAY_WIDTH)


def _row_height(row: list[tuple[list[str], list[str]]]) -> int:
    return max(height_of(len(name) + len(title)) for name, title in row)


def _draw_overlays(svg: Element, y: int, rows: list[list[tuple[list[str], list[str]]]]) -> None:
    write(svg, MARGIN, y, ["Beside any state: overlays and the cards they bring"], bold=True)
    y += 32
    for row in rows:
        height = _row_height(row)
        for column, (name, title) in enumerate(row):
            x = MARGIN + column * (OVERLAY_WIDTH + OVERLAY_GAP)
            box(svg, x, y, OVERLAY_WIDTH, height, OVERLAY)
            write(svg, x + PAD, write(svg, x + PAD, y + PAD - 4, name, bold=True), title)
        y += height + OVERLAY_GAP

"""The pathway as a picture, drawn from the state table: a ladder of questions, first yes wins."""

from typing import TypeAlias
from xml.etree.ElementTree import Element

from hooks.clinical.criterion import ALWAYS
from hooks.clinical.orders import OrderKind, OrderTable
from hooks.clinical.pathway import Brings, Overlay, State
from service.cards import capital
from service.review.appearances import cards_of_overlay
from service.review.cards import card_title
from service.review.drawing import (
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
from service.review.edition import Edition

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
ORDER = Style("#f6f1f8", "#86679a")
Box: TypeAlias = tuple[list[str], list[str]]
"""The bold lines of a box and its plain ones."""

UNDER_CONDITION = "°"
TOGETHER = "\N{NO-BREAK SPACE}"

TITLE = "The pathway: from the record to one state and its cards"
DESCRIPTION = (
    "Questions from the top down. The first one answered yes gives the patient's one state and its cards. Below, the "
    "overlays that can stand beside any state and the orders, with the cards they bring."
)


def pathway_svg(edition: Edition) -> str:
    """The state table, the overlays and the orders as SVG, with a site's numbers where it has some."""
    pathway = edition.pathway
    rungs = [_Rung(number, state, edition) for number, state in enumerate(pathway.states, 1)]
    overlays_top = TOP + sum(rung.height + GAP for rung in rungs) + 10
    rows = _overlay_rows(edition)
    orders_top = overlays_top + 40 + _height_of_rows(rows)
    orders = _in_pairs([_order(kind, pathway.orders) for kind in pathway.orders.kinds])
    height = orders_top + 40 + _height_of_rows(orders) + 4
    svg = new_picture(WIDTH, height, TITLE, DESCRIPTION)
    _draw_heading(svg)
    _draw_ladder(svg, rungs)
    _draw_boxes(svg, overlays_top, "Beside any state: overlays and the cards they bring", rows, OVERLAY)
    _draw_boxes(svg, orders_top, "Choosing or signing an order: the cards it can bring", orders, ORDER)
    return as_text(svg)


class _Rung:
    """One row of the state table, wrapped into its three boxes."""

    def __init__(self, number: int, state: State, edition: Edition) -> None:
        words = "Otherwise" if state.when is ALWAYS else capital(edition.plain(edition.words(state.when)))
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


def _overlay_rows(edition: Edition) -> list[list[Box]]:
    """Overlays two by two, each as its bold lines and its plain ones."""
    return _in_pairs([_overlay(overlay, edition) for overlay in edition.pathway.overlays])


def _in_pairs(boxes: list[Box]) -> list[list[Box]]:
    return [boxes[start : start + 2] for start in range(0, len(boxes), 2)]


def _overlay(overlay: Overlay, edition: Edition) -> Box:
    brings = ", ".join(cards_of_overlay(overlay, edition.pathway))
    name = wrapped(f"{overlay.id}: {brings}", OVERLAY_WIDTH, BOLD)
    return name, wrapped(edition.plain(overlay.title), OVERLAY_WIDTH)


def _order(kind: OrderKind, table: OrderTable) -> Box:
    """An order and every card a row of its table can bring, the core card of the state among them."""
    rows = [row for row in table.rows if kind in row.orders]
    ids = sorted({card.id for row in rows for card in row.cards})
    core = ["the state's core card"] if any(row.core for row in rows) else []
    brings = ", ".join([*ids, *core]) or "none"
    return wrapped(capital(kind.words), OVERLAY_WIDTH, BOLD), wrapped(brings, OVERLAY_WIDTH)


def _height_of_rows(rows: list[list[Box]]) -> int:
    return sum(_row_height(row) + OVERLAY_GAP for row in rows)


def _row_height(row: list[Box]) -> int:
    return max(height_of(len(name) + len(title)) for name, title in row)


def _draw_boxes(svg: Element, y: int, heading: str, rows: list[list[Box]], style: Style) -> None:
    write(svg, MARGIN, y, [heading], bold=True)
    y += 32
    for row in rows:
        height = _row_height(row)
        for column, (name, title) in enumerate(row):
            x = MARGIN + column * (OVERLAY_WIDTH + OVERLAY_GAP)
            box(svg, x, y, OVERLAY_WIDTH, height, style)
            write(svg, x + PAD, write(svg, x + PAD, y + PAD - 4, name, bold=True), title)
        y += height + OVERLAY_GAP

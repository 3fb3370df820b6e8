"""The pathway as a map: its states in the course of the disease, each with its cards; a patient's own state lit."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from hooks.clinical.pathway import Pathway, Phase, State
from service.review.cards import card_title
from service.review.drawing import FAINT, LINE, PAD, Style, as_text, box, height_of, new_picture, wrapped, write
from service.review.edition import Edition

COLUMN, GAP, MARGIN = 208, 20, 16  # px
TOP = 96  # px, below the heading and the headings of the columns
FEW = 2  # states; so many phases share a column with the next one

TITLE = "The pathway as a map"
DESCRIPTION = "Each box is a state with the cards it can bring. A patient is in exactly one."
HERE = Style("#fff3c4", "#b44d12")
STATE = Style("#e3f0fb", "#2b6cb0")
ELSEWHERE = Style("#ffffff", "#9aa5b1")  # the other states, where one is lit
CARDS = "#52606d"
OTHERS = "More states"


@dataclass(frozen=True, slots=True)
class _Tile:
    """One state: its rows share an id, and their titles and cards stand together."""

    id: str
    title: list[str]
    cards: list[str]

    @property
    def height(self) -> int:
        return height_of(1 + len(self.title) + len(self.cards))


def overview_svg(edition: Edition, here: str | None = None) -> str:
    """The map as SVG. ``here`` is the state of a patient to light, by its id."""
    columns = list(_columns(edition.pathway))
    tiles = [[(phase, [_tile(s, edition) for s in _states(edition.pathway, phase)]) for phase in c] for c in columns]
    height = max(sum(_height(found) for _, found in column) for column in tiles) + TOP - 30 + MARGIN
    width = 2 * MARGIN + len(tiles) * COLUMN + (len(tiles) - 1) * GAP
    svg = new_picture(width, height, TITLE, _described(here, edition), "map")
    svg.set("class", "pathway-map")
    write(svg, MARGIN, 10, [TITLE], bold=True)
    write(svg, MARGIN, 10 + LINE, [DESCRIPTION], colour=FAINT)
    for place, column in enumerate(tiles):
        _draw_column(svg, MARGIN + place * (COLUMN + GAP), column, here)
    return as_text(svg)


def _described(here: str | None, edition: Edition) -> str:
    state = next((s for s in edition.pathway.states if s.id == here), None)
    return f"{DESCRIPTION} This patient: {state.id} {edition.plain(state.title)}." if state else DESCRIPTION


def _columns(pathway: Pathway) -> Iterator[list[Phase]]:
    """The phases side by side; short ones that follow each other share a column."""
    waiting: list[Phase] = []
    for phase in _phases(pathway):
        if len(_states(pathway, phase)) > FEW:
            if waiting:
                yield waiting
            waiting = []
            yield [phase]
        else:
            waiting.append(phase)
    if waiting:
        yield waiting


def _phases(pathway: Pathway) -> Iterator[Phase]:
    """The phases that have states, and at the end one for states that stand in none."""
    placed = {state for phase in pathway.phases for state in phase.states}
    left = tuple(dict.fromkeys(s.id for s in pathway.states if s.id in pathway.in_scope - placed))
    for phase in (*pathway.phases, Phase(OTHERS, left)):
        if _states(pathway, phase):
            yield phase


def _states(pathway: Pathway, phase: Phase) -> list[list[State]]:
    """The rows of each state of the phase, in its order."""
    rows = ([state for state in pathway.states if state.id == wanted] for wanted in phase.states)
    return [found for found in rows if found]


def _tile(rows: list[State], edition: Edition) -> _Tile:
    title = wrapped(edition.plain(rows[0].title), COLUMN)
    cards = dict.fromkeys(card_title(brings.recommendation) for row in rows for brings in row.cards)
    return _Tile(rows[0].id, title, [line for card in cards for line in wrapped(card, COLUMN)])


def _height(tiles: list[_Tile]) -> int:
    return 30 + sum(tile.height + 12 for tile in tiles)


def _draw_column(svg: Element, x: int, column: list[tuple[Phase, list[_Tile]]], here: str | None) -> None:
    y = TOP - 30
    for phase, tiles in column:
        write(svg, x, y, [phase.title], bold=True)
        y += 30
        for tile in tiles:
            _draw_tile(svg, x, y, tile, here)
            y += tile.height + 12


def _draw_tile(svg: Element, x: int, y: int, tile: _Tile, here: str | None) -> None:
    is_here = tile.id == here
    group = SubElement(svg, "g", {"class": "state here" if is_here else "state"})
    box(group, x, y, COLUMN, tile.height, _style(tile, here))
    if is_here:
        group[-1].set("stroke-width", "3")
    label = f"{tile.id}  \N{LEFTWARDS ARROW} this patient" if is_here else tile.id
    top = write(group, x + PAD, y + PAD - 4, [label], bold=True)
    top = write(group, x + PAD, top, tile.title)
    write(group, x + PAD, top, tile.cards, colour=CARDS)


def _style(tile: _Tile, here: str | None) -> Style:
    if tile.id == here:
        return HERE
    return ELSEWHERE if here else STATE

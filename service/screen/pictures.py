"""Two pictures as inline SVG: bars with names, and columns over time. The page has to stand alone."""

from collections.abc import Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, tostring

LABEL, PLOT, NUMBERS = 380, 360, 200  # px: names, the plot itself, the numbers beside it
ROW, WIDEST_COLUMN, HEIGHT, FOOT = 26, 72, 170, 44  # px: a bar with its gap; a column; the columns, their names
LONGEST_NAME = 52  # characters
COLOUR, INK, FAINT = "#2b6cb0", "currentColor", "#7b8794"


class Bar(NamedTuple):
    """A name, how long its bar is, and what is said beside it."""

    name: str
    number: float
    told: str


def bars(title: str, rows: Sequence[Bar]) -> str:
    """A bar a row, the longest over the whole width."""
    most = max((row.number for row in rows), default=1) or 1
    svg = _picture(title, LABEL + PLOT + NUMBERS, len(rows) * ROW)
    for line, row in enumerate(rows):
        width = PLOT * row.number / most
        _text(svg, LABEL - 10, line * ROW + 17, _short(row.name), "end")
        _box(svg, LABEL, line * ROW + 4, width, ROW - 8)
        _text(svg, LABEL + width + 8, line * ROW + 17, row.told, "start")
    return tostring(svg, encoding="unicode")


def columns(title: str, rows: Sequence[Bar]) -> str:
    """A column a row, side by side, its number above and its name below."""
    most = max((row.number for row in rows), default=1) or 1
    step = min((LABEL + PLOT + NUMBERS) / max(len(rows), 1), WIDEST_COLUMN * 1.6)
    svg = _picture(title, LABEL + PLOT + NUMBERS, HEIGHT + FOOT)
    for at, row in enumerate(rows):
        tall, middle = (HEIGHT - 24) * row.number / most, (at + 0.5) * step
        _box(svg, middle - step * 0.35, HEIGHT - tall, step * 0.7, tall)
        _text(svg, middle, HEIGHT - tall - 6, row.told, "middle")
        _text(svg, middle, HEIGHT + 18, row.name, "middle")
    SubElement(
        svg, "line", {"x1": "0", "x2": f"{step * len(rows):.1f}", "y1": f"{HEIGHT}", "y2": f"{HEIGHT}", "stroke": FAINT}
    )
    return tostring(svg, encoding="unicode")


def _picture(title: str, width: float, height: float) -> Element:
    svg = Element(
        "svg", {"viewBox": f"0 0 {width:.0f} {height:.0f}", "width": f"{width:.0f}", "height": f"{height:.0f}"}
    )
    svg.attrib.update({"role": "img", "aria-label": title, "font-size": "13", "font-family": "system-ui, sans-serif"})
    return svg


def _box(svg: Element, left: float, top: float, width: float, height: float) -> None:
    place = {"x": left, "y": top, "width": width, "height": height}
    SubElement(svg, "rect", {**{name: f"{value:.1f}" for name, value in place.items()}, "fill": COLOUR})


def _text(svg: Element, x: float, y: float, words: str, anchor: str) -> None:
    text = SubElement(svg, "text", {"x": f"{x:.1f}", "y": f"{y:.1f}", "text-anchor": anchor, "fill": INK})
    text.text = words


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"

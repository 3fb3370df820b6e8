"""Two plots as inline SVG.

Drawn here and not by a library: matplotlib brings 40 MB, pygal and its kind scripts or fonts from
elsewhere, and the page has to stand alone. It is bars, whiskers and labels.
"""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from service.ledger.report.figures import Tally

LABEL, PLOT, NUMBERS = 60, 560, 180  # px: names, the plot itself, the numbers beside it
ROW, AXIS = 26, 28  # px: a bar with its gap, the axis below
ACCEPTED, OVERRIDDEN, SILENT, INK, GRID = "#2b7a4b", "#b45309", "#9aa5b1", "currentColor", "#9aa5b1"


def outcomes(tallies: Sequence[Tally]) -> str:
    """Per group a bar of its cards: accepted, overridden, not answered."""
    most = max((tally.cards for tally in tallies), default=1)
    svg = _picture(len(tallies), "Cards given and what became of them")
    for line, tally in enumerate(tallies):
        left = float(LABEL)
        parts = ((tally.accepted, ACCEPTED), (tally.overridden, OVERRIDDEN), (tally.cards - tally.answered, SILENT))
        for count, colour in parts:
            width = PLOT * count / most
            _bar(svg, line, left, width, colour)
            left += width
        _names(svg, line, tally.name, f"{tally.answered} of {tally.cards} answered")
    _axis(svg, len(tallies), [(0.0, "0"), (1.0, f"{most} cards")])
    return tostring(svg, encoding="unicode")


def override_rates(tallies: Sequence[Tally]) -> str:
    """Per group the share overridden with its 95 % interval, and a line at one half."""
    svg = _picture(len(tallies), "Share overridden, with 95 % interval")
    _axis(svg, len(tallies), [(0.0, "0 %"), (0.5, "50 %"), (1.0, "100 %")])
    for line, tally in enumerate(tallies):
        _names(svg, line, tally.name, f"{tally.overridden} of {tally.answered}")
        if tally.override is None:
            continue
        share, low, high = (LABEL + PLOT * value for value in tally.override)
        middle = line * ROW + ROW / 2
        _line(svg, (low, middle), (high, middle), OVERRIDDEN, "2")
        SubElement(svg, "circle", {"cx": f"{share:.1f}", "cy": f"{middle:.1f}", "r": "5", "fill": OVERRIDDEN})
    return tostring(svg, encoding="unicode")


def _picture(rows: int, title: str) -> Element:
    width, height = LABEL + PLOT + NUMBERS, rows * ROW + AXIS
    svg = Element("svg", {"viewBox": f"0 0 {width} {height}", "width": str(width), "height": str(height)})
    svg.attrib.update({"role": "img", "aria-label": title, "font-size": "12", "font-family": "system-ui, sans-serif"})
    return svg


def _bar(svg: Element, line: int, left: float, width: float, colour: str) -> None:
    box = {"x": f"{left:.1f}", "y": str(line * ROW + 4), "width": f"{width:.1f}", "height": str(ROW - 8)}
    SubElement(svg, "rect", {**box, "fill": colour})


def _names(svg: Element, line: int, name: str, numbers: str) -> None:
    baseline = line * ROW + ROW / 2 + 4
    _text(svg, LABEL - 8, baseline, name, "end")
    _text(svg, LABEL + PLOT + 10, baseline, numbers, "start")


def _axis(svg: Element, rows: int, marks: Sequence[tuple[float, str]]) -> None:
    for share, name in marks:
        x = LABEL + PLOT * share
        _line(svg, (x, 0), (x, rows * ROW + 4), GRID, "1")
        _text(svg, x, rows * ROW + 20, name, "middle")


def _line(svg: Element, start: tuple[float, float], end: tuple[float, float], colour: str, width: str) -> None:
    ends = {"x1": start[0], "y1": start[1], "x2": end[0], "y2": end[1]}
    places = {name: f"{value:.1f}" for name, value in ends.items()}
    SubElement(svg, "line", {**places, "stroke": colour, "stroke-width": width})


def _text(svg: Element, x: float, y: float, words: str, anchor: str) -> None:
    text = SubElement(svg, "text", {"x": f"{x:.1f}", "y": f"{y:.1f}", "text-anchor": anchor, "fill": INK})
    text.text = words

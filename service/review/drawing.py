"""A little SVG: boxes, arrows and wrapped text. Built with the standard library, read nowhere."""

from dataclasses import dataclass
from textwrap import wrap
from xml.etree.ElementTree import Element, SubElement, indent, tostring

SIZE = 13  # px, of the letters
LINE = 17  # px, from one line to the next
PAD = 10  # px, between the text and its box
LETTER = 0.54  # of the letter size: a wide average, so that no line leaves its box in any common sans serif
BOLD = 0.61
FONT = "Helvetica, Arial, 'Liberation Sans', sans-serif"
INK, FAINT = "#1f2933", "#7b8794"


@dataclass(frozen=True, slots=True)
class Style:
    """How a box looks."""

    fill: str
    stroke: str


def new_picture(width: int, height: int, title: str, description: str, name: str = "picture") -> Element:
    """An empty picture with its name and description for those who cannot see it. ``name`` tells it from others."""
    svg = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {width} {height}",
            "width": str(width),
            "height": str(height),
            "role": "img",
            "aria-labelledby": f"{name}-title {name}-description",
            "font-family": FONT,
            "font-size": str(SIZE),
        },
    )
    SubElement(svg, "title", {"id": f"{name}-title"}).text = title
    SubElement(svg, "desc", {"id": f"{name}-description"}).text = description
    SubElement(svg, "rect", {"width": str(width), "height": str(height), "fill": "#ffffff"})
    return svg


def wrapped(text: str, width: int, letter: float = LETTER) -> list[str]:
    """The text in lines that fit a box of this width."""
    return wrap(text, int((width - 2 * PAD) / (SIZE * letter)))


def height_of(lines: int) -> int:
    """How high a box with so many lines is."""
    return lines * LINE + 2 * PAD - 4


def box(svg: Element, x: int, y: int, width: int, height: int, style: Style) -> None:
    """A box with round corners."""
    at = {"x": str(x), "y": str(y), "width": str(width), "height": str(height), "rx": "6"}
    SubElement(svg, "rect", {**at, "fill": style.fill, "stroke": style.stroke})


def write(svg: Element, x: int, y: int, lines: list[str], *, bold: bool = False, colour: str = INK) -> int:
    """Lines of text below ``y``; where the next line would go."""
    for line in lines:
        y += LINE
        text = SubElement(svg, "text", {"x": str(x), "y": str(y - 4), "fill": colour})
        if bold:
            text.set("font-weight", "bold")
        text.text = line
    return y


def arrow_right(svg: Element, x: int, y: int, length: int) -> None:
    """An arrow to the right."""
    _arrow(svg, f"M{x} {y}h{length}", f"M{x + length} {y}l-7 -4v8z")


def arrow_down(svg: Element, x: int, y: int, length: int) -> None:
    """An arrow downwards."""
    _arrow(svg, f"M{x} {y}v{length}", f"M{x} {y + length}l-4 -7h8z")


def _arrow(svg: Element, line: str, head: str) -> None:
    SubElement(svg, "path", {"d": line, "stroke": FAINT, "fill": "none"})
    SubElement(svg, "path", {"d": head, "fill": FAINT})


def as_text(svg: Element) -> str:
    """The picture as a file."""
    indent(svg)
    return tostring(svg, encoding="unicode") + "\n"

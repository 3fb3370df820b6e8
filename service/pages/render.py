"""Templates to pages. Whatever is put into one is escaped, unless it is markup already."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


def markdown(text: str) -> Markup:
    """Markdown as a client renders it. HTML inside it stays text."""
    return Markup(_MARKDOWN.render(text))  # noqa: S704 - the renderer escapes


_TEMPLATES = Environment(
    loader=PackageLoader("service.pages"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.globals["markdown"] = markdown


def rendered(template: str, **values: object) -> str:
    """A page of ``service/pages/templates``. Raises UndefinedError when a value is missing."""
    return _TEMPLATES.get_template(template).render(**values)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Markup:
    """A table. Cells are text, or markup that stays as it is."""
    return Markup(rendered("_table.html", head=head, rows=rows))  # noqa: S704 - the template escapes


class Bar(NamedTuple):
    """A name, how long its bar is, and what is said beside it."""

    name: str
    number: float
    told: str


def bars(rows: Sequence[Bar]) -> Markup:
    """A bar a row, the longest over the whole width, its words beside it where there is room, else around it."""
    most = max((row.number for row in rows), default=0) or 1
    return Markup(rendered("_bars.html", rows=rows, most=most))  # noqa: S704 - the template escapes


def picture(svg: str) -> Markup:
    """A drawing of ours, as markup. Wider than the window it is scrolled, so that its words can be read."""
    return Markup('<div class="wide" tabindex="0">{}</div>').format(Markup(svg))  # noqa: S704 - built element by element


def note(text: str) -> Markup:
    """A paragraph in small letters."""
    return Markup("<p class=note>{}</p>").format(text)


def warning(text: str) -> Markup:
    """A paragraph nobody should miss."""
    return Markup("<p class=warn>{}</p>").format(text)


def section(title: str, *parts: str) -> Markup:
    """A heading and what stands below it: text as paragraphs, markup as it is."""
    return Markup(rendered("_section.html", title=title, parts=parts))  # noqa: S704 - the template escapes


def report(title: str, about: str, *sections: str) -> str:
    """A page of sections that stands alone, to be written to a file."""
    return rendered("report.html", title=title, about=about, sections=sections)

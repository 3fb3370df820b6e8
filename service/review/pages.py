"""The pages a card links to: the review document, and one page a recommendation.

They are the same text as REVIEW.md, self-contained, without scripts, and know no patient.
"""

from collections import Counter
from functools import cached_property
from html import escape
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from hooks.clinical.advice import Recommendation
from service.protocol.errors import ServiceError
from service.review.cards import card_section, card_title
from service.review.diagram import pathway_svg
from service.review.document import PICTURE, review, title_of
from service.review.edition import Edition
from service.review.markdown import paragraphs, slug
from service.site import Site

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}

STYLE = """\
body { font: 16px/1.5 system-ui, sans-serif; color: #1f2933; max-width: 72rem; margin: 0 auto; padding: 1rem; }
h1, h2, h3 { line-height: 1.25; }
h2 { border-bottom: 1px solid #cbd2d9; margin-top: 2.5rem; }
table { border-collapse: collapse; display: block; overflow-x: auto; margin: 1rem 0; font-size: .9rem; }
th, td { border: 1px solid #cbd2d9; padding: .35rem .6rem; text-align: left; vertical-align: top; }
th { background: #f0f4f8; }
svg { max-width: 100%; height: auto; }
code { background: #f0f4f8; padding: 0 .2rem; }
a { color: #1f5fa8; }"""

SHELL = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{style}
</style>
</head>
<body>
{body}
</body>
</html>
"""

TO_THE_REVIEW = (
    "What the words of conditions ask of the record: [predicates](../review#predicates). "
    "All cards, numbers and codes: [the review document](../review)."
)


class UnknownRecommendation(ServiceError):  # noqa: N818 - named after what the client is told
    """No recommendation has this id."""

    status, code = 404, "not-found"

    def __init__(self) -> None:
        super().__init__("There is no recommendation with this id. GET /review lists them.")


class Pages:
    """The pages of one site, each rendered when it is first asked for."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._edition = Edition(site)
        self._explained: dict[str, str] = {}

    @cached_property
    def review(self) -> str:
        """The review document with the picture inside."""
        whole = _html(review(self._site)).replace(_html(PICTURE), pathway_svg(self._edition))
        return page(title_of(self._site.pathway), whole)

    def recommendation(self, id_: str) -> str:
        """What one card says, why, and what it never says. Raises UnknownRecommendation."""
        card = self._site.pathway.recommendations.get(id_)
        if card is None:
            raise UnknownRecommendation
        if id_ not in self._explained:
            self._explained[id_] = self._explanation(card)
        return self._explained[id_]

    def _explanation(self, card: Recommendation) -> str:
        title, texts = card_title(card), self._site.pathway.texts
        what_it_is = f"{texts.intended_use} {texts.audience} {texts.not_for}"
        section = card_section(card, self._edition, level="##")
        return page(title, _html(paragraphs((f"# {title}", what_it_is, section, TO_THE_REVIEW))))


def page_routes(site: Site) -> list[Route]:
    """``GET /review`` and ``GET /recommendations/{id}``, in a worker thread: a first rendering takes a moment."""
    pages = Pages(site)

    def show_review(_request: Request) -> HTMLResponse:
        return HTMLResponse(pages.review, headers=HEADERS)

    def show_recommendation(request: Request) -> HTMLResponse:
        return HTMLResponse(pages.recommendation(request.path_params["id"]), headers=HEADERS)

    return [Route("/review", show_review), Route("/recommendations/{id}", show_recommendation)]


def page(title: str, body: str) -> str:
    """A whole HTML page around a body that is HTML already."""
    return SHELL.format(title=escape(title), style=STYLE, body=body)


def _anchors(state: StateCore) -> None:
    """Headings get the anchors the contents link to; a repeated one is numbered, as on GitHub."""
    used: Counter[str] = Counter()
    for heading, inline in pairwise(state.tokens):
        if heading.type == "heading_open":
            anchor = slug(inline.content)
            heading.attrSet("id", f"{anchor}-{used[anchor]}" if used[anchor] else anchor)
            used[anchor] += 1


def _html(markdown: str) -> str:
    """Markdown as HTML; HTML inside it stays text."""
    renderer = MarkdownIt("commonmark", {"html": False}).enable("table")
    renderer.core.ruler.push("anchors", _anchors)
    return str(renderer.render(markdown))

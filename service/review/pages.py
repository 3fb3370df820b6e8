"""The review as it is served: the core, a page for each card, the annexes, and a search over the content.

Self-contained, without scripts, and they know no patient. Each is rendered when it is first asked for.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from functools import cached_property
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from hooks.clinical.advice import Recommendation
from hooks.clinical.criterion import Criterion
from service.pages.render import rendered, table
from service.pages.served import Served
from service.protocol.errors import ServiceError
from service.review.annexes import ANNEXES, PICTURE, annex, titles
from service.review.cards import card_section, card_title
from service.review.core import Core
from service.review.diagram import pathway_svg
from service.review.markdown import slug
from service.review.signatures import Signatures
from service.review.sources import as_json, sources_page
from service.review.where import find, where
from service.review.why import Why
from service.site import Site

MOST_FOUND = 100
LONGEST_WORDS = 200  # characters of a search
_TO_ANNEX = re.compile(r'href="([a-z]+)\.md')


class UnknownPage(ServiceError):  # noqa: N818 - named after what the client is told
    """No card and no annex has this name."""

    status, code = 404, "not-found"

    def __init__(self) -> None:
        super().__init__("There is no recommendation with this id. GET /review lists them.")


class Pages:
    """The pages of one site."""

    def __init__(self, site: Site, signatures: Signatures | None = None) -> None:
        self.core = Core(site, signatures or Signatures(None))
        self._made: dict[str, Served] = {}

    def page(self, name: str) -> Served:
        """The core (an empty name), a card by its id, an annex by its name. Raises UnknownPage."""
        return self._once(name, self._rendered)

    def why(self, name: str) -> Served:
        """Why a card is shown, by its id. Raises UnknownPage."""
        return self._once(f"why/{name}", lambda _: Why(self._card_of(name), self.core.edition).page())

    @property
    def _signed(self) -> tuple[int, int]:
        return len(self.core.parts), self.core.unsigned

    def sources(self) -> Served:
        """The texts, the other sources, and what of a patient is used."""
        return self._once("sources", lambda _: sources_page(self.core.site.pathway, *self._signed))

    def sources_as_json(self) -> Served:
        """The same for machines."""
        if "sources.json" not in self._made:
            self._made["sources.json"] = Served(as_json(self.core.site.pathway, *self._signed), "application/json")
        return self._made["sources.json"]

    def _once(self, name: str, made: Callable[[str], str]) -> Served:
        if name not in self._made:
            self._made[name] = Served(made(name))
        return self._made[name]

    def known(self, name: str) -> str:
        """The id of a card. Raises UnknownPage."""
        return self._card_of(name).id

    def _card_of(self, name: str) -> Recommendation:
        card = self.core.site.pathway.recommendations.get(name)
        if card is None:
            raise UnknownPage
        return card

    def _rendered(self, name: str) -> str:
        cards = self.core.site.pathway.recommendations
        if not name:
            return self.core.page(lambda part: f"review/{part}", "review/find")
        if name in cards:
            return self._card(cards[name])
        if name in ANNEXES:
            return self._annex(name)
        raise UnknownPage

    def _card(self, card: Recommendation) -> str:
        return rendered(
            "review_card.html",
            title=card_title(card),
            status=self.core.standing[card.id],
            example=self.core.examples.get(card.id),
            sentences=table(("Part", "Sentence", "Said if", "Rests on", "Stands in"), self._sentences(card)),
            body=_html(card_section(card, self.core.edition, level="###")),
            to=_from_below,
        )

    def _sentences(self, card: Recommendation) -> Iterator[tuple[str, ...]]:
        """Every sentence of a card with the file and line that hold it."""
        edition = self.core.edition
        for part, text, when, basis in _sayings(card):
            words = edition.plain(edition.words(when)) if when else "always"
            yield part, edition.plain(text), words, ", ".join(basis), str(self._where.get(text, ""))

    @cached_property
    def _where(self) -> dict[str, object]:
        return dict(where(self.core.site.pathway.home))

    def _annex(self, name: str) -> str:
        body = _html(annex(name, self.core.edition))
        if name == "states":
            picture = Markup(pathway_svg(self.core.edition))  # noqa: S704 - drawn element by element
            body = body.replace(_html(PICTURE), picture)
        return rendered("review_annex.html", title=ANNEXES[name].title, body=body, annexes=titles(), to=_from_below)

    def find(self, words: str) -> str:
        """The places of the content that hold the words."""
        found = find(self.core.site.pathway.home, words)
        return rendered(
            "review_find.html",
            title="Find in the content",
            words=words,
            found=found[:MOST_FOUND],
            more=len(found[MOST_FOUND:]),
            to=_from_below,
        )


def _from_below(name: str) -> str:
    """The address of another page, from a page below the core's."""
    return "../review" if name == "core" else name


def _sayings(value: object, part: str = "") -> Iterator[tuple[str, str, Criterion | None, tuple[str, ...]]]:
    """Every sentence in a value: where in it, its text, its condition, what it rests on."""
    if isinstance(value, tuple):
        for inner in value:
            yield from _sayings(inner, part)
    elif isinstance(value, Criterion) or not is_dataclass(value):
        return
    elif hasattr(value, "text") and hasattr(value, "when"):
        yield part, value.text, value.when, getattr(value, "basis", ())
    else:
        for field in fields(value):
            yield from _sayings(getattr(value, field.name), f"{part} {field.name}".strip())


def page_routes(site: Site, signatures: Signatures | None = None) -> list[Route]:
    """The pages of the review, of each card and of the sources, in a worker thread: a first one takes a moment."""
    pages = Pages(site, signatures)

    def show(request: Request) -> Response:
        return pages.page(request.path_params.get("name", "")).response(request)

    def search(request: Request) -> Response:
        words = request.query_params.get("words", "")[:LONGEST_WORDS]
        return Served(pages.find(words)).response(request)

    def moved(request: Request) -> Response:
        return RedirectResponse(f"../why/{pages.known(request.path_params['name'])}", status_code=301)

    return [
        Route("/review", show),
        Route("/review/find", search),
        Route("/review/{name}", show),
        Route("/why/{name}", lambda request: pages.why(request.path_params["name"]).response(request)),
        Route("/recommendations/{name}", moved),
        Route("/sources", lambda request: pages.sources().response(request)),
        Route("/sources.json", lambda request: pages.sources_as_json().response(request)),
    ]


def _anchors(state: StateCore) -> None:
    """Headings get the anchors the contents link to; a repeated one is numbered, as on GitHub."""
    used: Counter[str] = Counter()
    for heading, inline in pairwise(state.tokens):
        if heading.type == "heading_open":
            anchor = slug(inline.content)
            heading.attrSet("id", f"{anchor}-{used[anchor]}" if used[anchor] else anchor)
            used[anchor] += 1


def _html(text: str) -> Markup:
    """Markdown as HTML; HTML inside it stays text."""
    renderer = MarkdownIt("commonmark", {"html": False}).enable("table")
    renderer.core.ruler.push("anchors", _anchors)
    return Markup(_TO_ANNEX.sub(r'href="\1', renderer.render(text)))  # noqa: S704 - the renderer escapes

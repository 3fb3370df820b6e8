"""One edition of the review: a pathway with the numbers and codes of one site, or of none."""

from collections.abc import Mapping
from functools import cached_property

from hooks.clinical.criterion import ALWAYS, Criterion
from hooks.clinical.evidence import Library
from hooks.clinical.plain_words import in_words
from hooks.clinical.sentence import with_numbers
from service.review.markdown import escaped
from service.site import Site

ANY_ISSUE = "any of the limits listed under “Data that limit the advice”"


class Edition:
    """A pathway at a site, its texts with the site's numbers filled in and its conditions in words."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.pathway = site.pathway

    @cached_property
    def _numbers(self) -> Mapping[str, str]:
        overrides = self.site.overrides
        return {p.name: f"{overrides.get(p.name, p.value):f}" for p in self.pathway.parameters}

    def words(self, criterion: Criterion) -> str:
        """The condition in words, its numbers still named."""
        return ANY_ISSUE if criterion is self.pathway.limits.any else in_words(criterion)

    def plain(self, text: str) -> str:
        """The text with its numbers."""
        return with_numbers(text, self._numbers)

    def text(self, text: str) -> str:
        """The text with its numbers, as markdown."""
        return escaped(self.plain(text))

    def when(self, criterion: Criterion) -> str:
        """The condition in words, as markdown."""
        return self.text(self.words(criterion))


def only_if(edition: Edition, what: str, condition: Criterion) -> str:
    """Something, and the condition it stands under."""
    return what if condition is ALWAYS else f"{what}, if {edition.when(condition)}"


def cited(source_id: str, library: Library) -> str:
    """A source by id, title and year; the id alone when it is no external source."""
    source = library.sources.get(source_id)
    if source is None:
        return source_id
    year = f", {source.year}" if source.year and source.year not in source.title else ""
    return escaped(f"{source.id} {source.title}{year}")

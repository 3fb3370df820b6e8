"""One edition of the review: the pathway with the numbers and codes of one site, or of none."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from hooks.clinical.advise import Wording
from hooks.clinical.case import Case
from hooks.clinical.codes import ValueSetRow
from hooks.clinical.criterion import ALWAYS, Assessment, Criterion
from hooks.nme.codes.parameters import BY_NAME
from hooks.nme.sources.library import LIBRARY
from service.review.markdown import escaped
from service.review.words import in_words


@dataclass(frozen=True)
class Edition:
    """What a site changes, and the texts with those numbers filled in."""

    overrides: Mapping[str, Decimal] = field(default_factory=dict)
    local_codes: tuple[ValueSetRow, ...] = ()

    @cached_property
    def _wording(self) -> Wording:
        return Wording(Assessment(Case(today=date.min), self.overrides), BY_NAME)

    def plain(self, text: str) -> str:
        """The text with its numbers."""
        return self._wording.fill(text)

    def text(self, text: str) -> str:
        """The text with its numbers, as markdown."""
        return escaped(self.plain(text))

    def when(self, criterion: Criterion) -> str:
        """The condition in words, as markdown."""
        return self.text(in_words(criterion))


def only_if(edition: Edition, what: str, condition: Criterion) -> str:
    """Something, and the condition it stands under."""
    return what if condition is ALWAYS else f"{what}, if {edition.when(condition)}"


def cited(source_id: str) -> str:
    """A source by id, title and year; the id alone when it is no external source."""
    source = LIBRARY.sources.get(source_id)
    if source is None:
        return source_id
    year = f", {source.year}" if source.year and source.year not in source.title else ""
    return escaped(f"{source.id} {source.title}{year}")

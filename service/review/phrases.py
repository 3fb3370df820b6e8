"""The phrases of the review document, by what they mean."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from hooks.clinical.phrases import Term
from service.review.edition import Edition
from service.review.markdown import escaped, paragraphs, table

NOTE = (
    "A name counts only where no word of denial, doubt, history or family in its clause says otherwise; the longest "
    "name is read first. Words of grammar (denied, possible, past ...) and how far they reach stand in the same table."
)
HEAD = ("Means", "Language", "Phrase", "Matches", "Reach", "Only beside", "Seen in")


def phrases_section(edition: Edition) -> str:
    """Every phrase that is read, and a site's own."""
    local = edition.site.local_phrases
    return paragraphs(
        (
            NOTE,
            table(HEAD, _rows(edition.pathway.reading.phrasebook.terms)),
            "### Phrases of this site",
            table(HEAD, _rows(local)) if local else "None.",
        )
    )


def _rows(terms: Iterable[Term]) -> Iterator[list[str]]:
    """One line a phrase; what it means is named on its first line only."""
    for concept, group in groupby(terms, key=lambda term: term.concept):
        for number, term in enumerate(group):
            told = (term.language, term.phrase, term.match, term.reach, term.context, term.source)
            yield [f"`{concept}`" if number == 0 else "", *map(escaped, told)]

"""The report as one page that stands alone: no script, no font, no picture from elsewhere."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from service.ledger.report import plots
from service.ledger.report.figures import Figures, Tally
from service.ledger.report.table import CALLS, HEAD, calls, row, span
from service.ledger.report.table import warning as in_words
from service.pages.render import picture, report, section, table, warning

TITLE = "Cards and what became of them"
_NOTE = (
    "A card nobody reported on is unanswered, not dismissed: some clients report nothing, and ignored cards are "
    "never reported. Rates count answered cards; of several reports on a card the latest counts. CI: Wilson "
    "score interval. Calls are counted by whole days, UTC, since the ledger's second version. Time to answer runs "
    "from the card to the first report, by the client's clock."
)


def html(figures: Figures) -> str:
    """The page."""
    return report(
        TITLE,
        span(figures),
        section("To look at", *_warnings(figures)),
        section("Calls", table(("", *CALLS), calls(figures))),
        section("Cards", _table("", (figures.total,))),
        section("Cards by recommendation", _KEY, picture(plots.outcomes(figures.recommendations))),
        section("Overridden, of those answered", picture(plots.override_rates(figures.recommendations))),
        *(section(f"By {name.lower()}", _table(name, tallies)) for name, tallies in figures.groups),
        section("Reasons for overriding", _reasons(figures.recommendations)),
        section(
            "How to read it", _NOTE, f"Events on cards this service did not give to that client: {figures.unmatched}."
        ),
    )


_KEY = Markup("<p class=note>{}</p>").format(
    Markup(" ").join(
        Markup('<b style="display: inline-block; width: .8em; height: .8em; background: {}"></b> {}').format(
            colour, name
        )
        for colour, name in (
            (plots.ACCEPTED, "accepted"),
            (plots.OVERRIDDEN, "overridden"),
            (plots.SILENT, "not answered"),
        )
    )
)


def _warnings(figures: Figures) -> Iterable[str]:
    none = f"No recommendation with {figures.least_answers} answers or more was overridden more than half the time."
    return [warning(in_words(tally)) for tally in figures.warnings] or [none]


def _table(name: str, tallies: Iterable[Tally]) -> Markup:
    return table((name, *HEAD), ((tally.name, *row(tally)) for tally in tallies))


def _reasons(tallies: Sequence[Tally]) -> Markup:
    lines = ((tally.name, reason, str(count)) for tally in tallies for reason, count in tally.reasons)
    return table(("Recommendation", "Reason", "Cards"), lines)

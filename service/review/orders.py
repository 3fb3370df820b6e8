"""The order table of pathway section 4, as a section of the review document."""

from collections.abc import Iterable

from hooks.clinical.advice import Recommendation
from hooks.clinical.criterion import ALWAYS, Criterion
from hooks.clinical.orders import OrderKind, OrderRow
from service.review.appearances import states_in_words
from service.review.cards import card_title
from service.review.edition import Edition, only_if
from service.review.markdown import numbered, paragraphs, table

HOW = (
    "Choosing or signing an order gives only the cards about that order. Of the rows of one order the first that holds "
    "counts; rows marked “added” add their card to whatever the order gives. In S00 no order gives a card; "
    "in S01 with an unread problem list each order of the table gives K17 and nothing else."
)


def orders_section(edition: Edition) -> str:
    """The core card of each state, the rows of the table, and what happens where no row holds."""
    orders = edition.pathway.orders
    head = ["Order", "In states", "If", "Gives", "Says about the order"]
    return paragraphs(
        (
            HOW,
            table(["State", "Core card"], ([state, card_title(card)] for state, card in orders.core.items())),
            table(head, (_row(row, edition) for row in orders.rows)),
            "Where no row holds, no card.",
        )
    )


def _row(row: OrderRow, edition: Edition) -> list[str]:
    return [
        _words(row.orders),
        states_in_words(row.states, edition.pathway),
        edition.when(row.when),
        _gives(row, edition),
        numbered(
            f"{only_if(edition, edition.text(line.text), line.when)}{_basis(line.basis)}"
            for line in (*row.says.lines(), *row.then.lines())
        ),
    ]


def _words(kinds: Iterable[OrderKind]) -> str:
    return ", ".join(kind.words for kind in kinds)


def _basis(ids: tuple[str, ...]) -> str:
    return f" ({', '.join(ids)})" if ids else ""


def _gives(row: OrderRow, edition: Edition) -> str:
    cards = [_marked(card, row.warning, edition) for card in row.cards]
    core = [_warned("the state's core card", row.core_warning, edition)] if row.core else []
    added = "added: " if row.also else ""
    deletes = "; offers to remove the stop order" if row.deletes else ""
    return f"{added}{numbered([*cards, *core])}{deletes}"


def _marked(card: Recommendation, warning: Criterion | None, edition: Edition) -> str:
    return _warned(card_title(card), warning, edition)


def _warned(what: str, warning: Criterion | None, edition: Edition) -> str:
    if warning is None:
        return what
    return f"{what}, as a warning" if warning is ALWAYS else f"{what}, as a warning if {edition.when(warning)}"

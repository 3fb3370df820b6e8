"""The CQL library of a pathway, made from its criteria tree: states, overlays, cards of each hook, drafts.

Nothing of it is written by hand: ``./regenerate`` makes it, and a test compares it with the tree.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hooks.clinical.advice import Proposal, Recommendation
from hooks.clinical.criterion import ALWAYS, Criterion
from hooks.clinical.orders import OrderKind, OrderRow
from hooks.clinical.pathway import Overlay, Pathway
from hooks.clinical.plain_words import in_words
from hooks.clinical.service import Answers
from service.export.criteria import FACTS, Printer, bracketed, joined, quoted, string, strings

LIMITED = "Data limit this advice"
"""The parameter behind the card of data limits: an issue is found beside the state."""
ON_REQUEST = "Cards on request are asked for"
KINDS = "Kinds of the selected orders"

CHART, ORDER = "Chart", "Order"
HOOKS = {Answers.CHART: CHART, Answers.ORDERS: ORDER}
_NOTHING_TOLD = "Nothing is told"
_FHIR = "4.0.1"


@dataclass(frozen=True, kw_only=True)
class Library:
    """The text, and what it defines and asks.

    ``cards`` are the definitions of cards by (kind of hook, card id), ``drafts`` those of drafts by (card id,
    proposal id), ``told`` the Boolean parameters the caller answers, with the leaf behind each.
    """

    name: str
    text: str
    cards: dict[tuple[str, str], str]
    drafts: dict[tuple[str, str], str]
    told: dict[str, Criterion]


def library_name(pathway: Pathway) -> str:
    """What the library of the pathway is called."""
    return f"{pathway.id.upper()}Pathway"


def pathway_library(pathway: Pathway) -> Library:
    """The library of a pathway. Raises ValueError where two leaves have the same words."""
    return _Writer(pathway).library()


class _Writer:
    def __init__(self, pathway: Pathway) -> None:
        self._pathway, self._printer = pathway, Printer(pathway)
        self._cards: dict[tuple[str, str], str] = {}
        self._drafts: dict[tuple[str, str], str] = {}

    def library(self) -> Library:
        states, overlays, chart = list(self._states()), list(self._overlays()), list(self._chart())
        for_states = dict(self._printer.told)
        orders = list(self._orders())
        for_orders = {name: leaf for name, leaf in self._printer.told.items() if name not in for_states}
        drafts = list(self._drafted())
        told = self._printer.told
        for_drafts = {name: leaf for name, leaf in told.items() if name not in for_states | for_orders}
        blocks = [
            self._head(),
            _parameters(
                "The caller tells: for the state, its overlays and the cards on opening the chart.", for_states
            ),
            f'// Does an issue limit the advice beside the state?\nparameter "{LIMITED}" Boolean default false',
            f'// Cards only some clients ask for.\nparameter "{ON_REQUEST}" Boolean default false',
            _parameters("The caller tells: for orders.", for_orders),
            f"// Of each selected order its kinds, by their ids.\nparameter {quoted(KINDS)} List<String> default null",
            _parameters("The caller tells: for drafts. What is not told counts as not found.", for_drafts),
            "context Patient",
            *_titled("Predicates, as the library of the facts has them", list(self._facts())),
            *_titled("States: the first row that holds is the state", states),
            *_titled("Overlays", overlays),
            *_titled("Cards on opening the chart", chart),
            *_titled("Rows of the order table, and the cards they bring", orders),
            *_titled("What a card may draft: not its choice among them, nor what is ordered already", drafts),
        ]
        return Library(
            name=library_name(self._pathway),
            text="\n\n".join(block for block in blocks if block) + "\n",
            cards=self._cards,
            drafts=self._drafts,
            told=dict(told),
        )

    def _head(self) -> str:
        pathway, written = self._pathway, self._pathway.written
        included = f"\ninclude {written.library} version '{pathway.version}' called {FACTS}" if written else ""
        return (
            f"/*\n{pathway.texts.disease}: states, overlays, cards and orders.\nMade from the criteria tree of the "
            "pathway by ./regenerate, not to be edited. What CQL cannot find is a parameter: null is unknown.\n*/\n"
            f"library {library_name(pathway)} version '{pathway.version}'\n\nusing FHIR version '{_FHIR}'{included}"
        )

    def _facts(self) -> Iterator[str]:
        """Only what CQL finds itself: the others are parameters of the same name."""
        written = self._pathway.written
        for predicate in self._pathway.predicates if written else ():
            if written and predicate.id in written.defined:
                yield _define(predicate.id, self._printer.printed(predicate), in_words(predicate))

    def _states(self) -> Iterator[str]:
        rows = [(f"State {number}: {state.id}", state) for number, state in enumerate(self._pathway.states, 1)]
        for name, state in rows:
            yield _define(name, self._printer.holds(state.when), _words(state.title))
        cases = [f"when {quoted(name)} then {string(state.id)}" for name, state in rows]
        yield _define(
            "State",
            "case\n" + "".join(f"  {case}\n" for case in cases) + "  else null\nend",
            "The patient's one state.",
        )

    def _overlays(self) -> Iterator[str]:
        """But the overlay of data limits, which are told as one."""
        for overlay in self._pathway.overlays:
            if overlay.when is not self._pathway.limits.any:
                yield _define(f"Overlay {overlay.id}", self._beside(overlay), _words(overlay.title))

    def _beside(self, overlay: Overlay) -> str:
        alone = [state.id for state in self._pathway.states if state.alone]
        here = [_in(overlay.only_in)] if overlay.only_in else [f"not ({_in(alone)})"] if alone else []
        return joined("and", [*here, self._printer.holds(overlay.when)])

    def _chart(self) -> Iterator[str]:
        for card in (*self._pathway.recommendations.values(), *self._pathway.on_request):
            ways = [*self._by_state(card), *self._by_overlay(card), *self._besides(card)]
            if ways and (CHART, card.id) not in self._cards:
                yield self._card(CHART, card, ways)

    def _by_state(self, card: Recommendation) -> Iterator[str]:
        for state in self._pathway.states:
            for brings in state.cards:
                if brings.recommendation is card:
                    yield self._and(_in([state.id]), brings.when)

    def _by_overlay(self, card: Recommendation) -> Iterator[str]:
        for added in self._pathway.added:
            if added.card is card:
                yield self._and(_in(added.states), added.when)

    def _besides(self, card: Recommendation) -> Iterator[str]:
        decided = [state.id for state in self._pathway.states if state.id not in self._pathway.undecided]
        for name, holds in (
            (LIMITED, card is self._pathway.limits.card),
            (ON_REQUEST, card in self._pathway.on_request),
        ):
            if holds:
                yield joined("and", [_in(decided), f"{quoted(name)} is true"])

    def _orders(self) -> Iterator[str]:
        pathway, table = self._pathway, self._pathway.orders
        unread = pathway.undecided - {pathway.out_of_scope}
        yield _define(
            _NOTHING_TOLD, self._and(_in(unread), pathway.limits.unread), "No branch: no row of the table is asked."
        )
        for number, row in enumerate(table.rows, 1):
            yield _define(f"Row {number}", self._row(row), _words(", ".join(kind.words for kind in row.orders)))
        for kind in table.kinds:
            yield _define(f"First row: {kind.id}", self._first(kind), f"The row that speaks first of {kind.words}.")
        for number, row in enumerate(table.rows, 1):
            yield _define(f"Row {number} speaks", self._speaks(number, row), "")
        for card in pathway.recommendations.values():
            ways = list(self._by_order(card))
            if ways:
                yield self._card(ORDER, card, ways)

    def _row(self, row: OrderRow) -> str:
        asked = joined("and", [f"not {quoted(_NOTHING_TOLD)}", _in(row.states)])
        return self._and(asked, row.when)

    def _first(self, kind: OrderKind) -> str:
        numbers = [n for n, row in enumerate(self._pathway.orders.rows, 1) if kind in row.orders and not row.also]
        cases = "".join(f"  when {quoted(f'Row {number}')} then {number}\n" for number in numbers)
        return f"case\n{cases}  else null\nend" if cases else "null as Integer"

    def _speaks(self, number: int, row: OrderRow) -> str:
        selected = [f"exists ({quoted(KINDS)} K where K = {string(kind.id)})" for kind in row.orders]
        if row.also:
            return joined("and", [quoted(f"Row {number}"), joined("or", selected)])
        firsts = [f"{quoted(f'First row: {kind.id}')} = {number}" for kind in row.orders]
        ways = [f"({chosen} and {first}) is true" for chosen, first in zip(selected, firsts, strict=True)]
        return joined("or", ways)

    def _by_order(self, card: Recommendation) -> Iterator[str]:
        table = self._pathway.orders
        for number, row in enumerate(table.rows, 1):
            speaks = quoted(f"Row {number} speaks")
            core = [state for state, of in table.core.items() if row.core and of is card and state in row.states]
            if _brings(row, card):
                yield speaks
            elif core:
                yield joined("and", [speaks, _in(core)])
        if card is self._pathway.limits.card:
            yield joined("and", [quoted(_NOTHING_TOLD), f"exists {quoted(KINDS)}"])

    def _card(self, hook: str, card: Recommendation, ways: list[str]) -> str:
        name = self._cards[hook, card.id] = f"{hook} {card.id}"
        return _define(name, joined("or", ways), _words(card.name))

    def _drafted(self) -> Iterator[str]:
        for card in self._pathway.recommendations.values():
            for proposal in {proposal.id: proposal for proposal in card.proposals}.values():
                name = self._drafts[card.id, proposal.id] = f"Draft {card.id} {proposal.id}"
                ways = [self._draft(way) for way in card.proposals if way.id == proposal.id]
                yield _define(name, joined("or", ways), _words(proposal.text))

    def _draft(self, proposal: Proposal) -> str:
        only = [one.when for one in self._pathway.screen.only_drafts if proposal.id not in one.proposals]
        never = [f"{bracketed(self._printer.printed(when))} is not true" for when in only]
        return joined("and", [self._printer.holds(proposal.when), *never])

    def _and(self, here: str, when: Criterion) -> str:
        return here if when is ALWAYS else joined("and", [here, self._printer.holds(when)])


def _brings(row: OrderRow, card: Recommendation) -> bool:
    """The row's own card, or the variant an order brings under the same id."""
    return any(brought.id == card.id for brought in row.cards)


def _in(states: Iterable[str]) -> str:
    chosen = sorted(set(states))
    return f'"State" = {string(chosen[0])}' if len(chosen) == 1 else f'"State" in {strings(chosen)}'


def _define(name: str, expression: str, comment: str) -> str:
    said = f"// {comment}\n" if comment else ""
    indented = expression.replace("\n", "\n  ")
    return f"{said}define {quoted(name)}:\n  {indented}"


def _words(text: str) -> str:
    return " ".join(text.split())


def _titled(title: str, blocks: list[str]) -> list[str]:
    return [f"// {'-' * 10} {title}", *blocks] if blocks else []


def _parameters(title: str, told: Iterable[str]) -> str:
    lines = "\n".join(f"parameter {quoted(name)} Boolean default null" for name in told)
    return f"// {title}\n{lines}" if lines else ""

"""What a clinician reads in ten pages: what it is for, states, each card as it is shown, numbers, open questions."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from markupsafe import Markup

from hooks.clinical.advice import Recommendation
from hooks.clinical.criterion import ALWAYS
from hooks.clinical.pathway import Brings, State
from service.pages.render import rendered
from service.review.annexes import titles
from service.review.appearances import all_added, where
from service.review.edition import Edition
from service.review.examples import Example, examples
from service.review.overview import overview_svg
from service.review.sheet import Sheet, sheets
from service.review.signatures import Signatures, Standing, Status
from service.site import Site

ONLY_ON_ORDERS = "only when an order brings it (see the order table)"
OFF = "never by itself: a site switches it on"


@dataclass(frozen=True, slots=True)
class Number:
    """A number in force, the shipped one beside a site's own, and who answers for it."""

    meaning: str
    value: str
    shipped: str
    source: str
    owner: str


@dataclass(frozen=True)
class Core:
    """The core of the review of one site, and how it is signed."""

    site: Site
    signatures: Signatures

    @cached_property
    def edition(self) -> Edition:
        """The texts with the site's numbers."""
        return Edition(self.site)

    @cached_property
    def examples(self) -> dict[str, Example]:
        """A rendered card for each recommendation that has one."""
        return dict(examples(self.site))

    @cached_property
    def parts(self) -> dict[str, Sheet]:
        """What is signed."""
        return dict(sheets(self.edition))

    @cached_property
    def standing(self) -> dict[str, Status]:
        """How each part stands."""
        return {status.sheet.id: status for status in self.signatures.status(self.parts)}

    @property
    def unsigned(self) -> int:
        """How many parts nobody signed as they are now."""
        return sum(status.standing is not Standing.SIGNED for status in self.standing.values())

    def page(self, to: Callable[[str], str], search: str = "") -> str:
        """The page. ``to`` gives the address of a part by its id, or of an annex by its name; ``search`` is another."""
        pathway = self.site.pathway
        return rendered(
            "review.html",
            title=f"Review: {pathway.texts.disease}",
            core=self,
            pathway=pathway,
            texts=pathway.texts,
            picture=Markup(overview_svg(self.edition)),  # noqa: S704 - drawn element by element
            annexes=titles(),
            to=to,
            search=search,
        )

    def states(self) -> Iterator[tuple[State, str, str]]:
        """Each state, in words, and its cards in order."""
        for state in self.site.pathway.states:
            cards = ", ".join(map(self._brought, state.cards)) or "none"
            yield state, self.edition.plain(state.title), cards

    def _brought(self, brings: Brings) -> str:
        card = brings.recommendation
        sometimes = "" if brings.when is ALWAYS else " \N{DEGREE SIGN}"
        return f"{card.id} {card.name}{sometimes}"

    def shown_when(self, card: Recommendation) -> str:
        """When a card appears, in one sentence."""
        places = [*self._in_states(card), *self._added(card)]
        if not places:
            return OFF if card in self.site.pathway.on_request else ONLY_ON_ORDERS
        return "; or ".join(places)

    def _in_states(self, card: Recommendation) -> Iterator[str]:
        for state in self.site.pathway.states:
            for brings in (brings for brings in state.cards if brings.recommendation is card):
                condition = "" if brings.when is ALWAYS else f", if {self._words(brings)}"
                yield f"{state.id} {self.edition.plain(state.title)}{condition}"

    def _words(self, brings: Brings) -> str:
        return self.edition.plain(self.edition.words(brings.when))

    def _added(self, card: Recommendation) -> Iterator[str]:
        for added in (added for added in all_added(self.site.pathway) if added.card is card):
            condition = self.edition.plain(self.edition.words(added.when))
            yield f"{condition} (in {where(added, self.site.pathway)})"

    def numbers(self) -> Sequence[Number]:
        """Every number with its source and owner."""
        return [
            Number(
                self.edition.plain(number.meaning),
                f"{self.site.overrides.get(number.name, number.value):f} {number.unit}",
                self._shipped(number.name, number.value),
                number.source,
                number.sign_off,
            )
            for number in self.site.pathway.parameters
        ]

    def _shipped(self, name: str, value: Decimal) -> str:
        return f"{value:f}" if name in self.site.overrides else ""

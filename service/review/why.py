"""Why a card is shown: what the sources say of it, without a word about any patient (cards, "Why page")."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from hooks.clinical.advice import Recommendation
from hooks.clinical.criterion import ALWAYS, Criterion, Predicate
from hooks.clinical.evidence import Parameter, Source, Statement
from hooks.clinical.library import Seed
from hooks.clinical.pathway import State
from service.pages.render import rendered
from service.review.addresses import link
from service.review.appearances import all_added
from service.review.edition import Edition

_PLACE = re.compile(r"\{([a-z0-9_]+)\}")
_STATEMENT = re.compile(r"\bS\d\.\w+")


@dataclass(frozen=True)
class Why:
    """The parts of one card's page, with the numbers of one site."""

    card: Recommendation
    edition: Edition

    def page(self) -> str:
        """The page."""
        return rendered("why.html", title=f"Why: {self.card.name}", why=self, card=self.card, link=link)

    @cached_property
    def basis(self) -> frozenset[str]:
        """Every statement and source the card can rest on, whoever brings it."""
        variant = self.edition.pathway.variants.get(self.card.id)
        return frozenset((*self.card.basis(), *(variant.basis() if variant else ())))

    def shown_when(self) -> str:
        """When it is shown, in one sentence: what a single state asks, or the names of several."""
        places = [*self._in_states(), *self._added()]
        if self._beside_orders():
            places.append("beside an order it is about")
        return "; or ".join(dict.fromkeys(places)) or "a site has switched it on"

    def _in_states(self) -> Iterator[str]:
        """States under the same condition stand together."""
        states = self.edition.pathway.states
        found = [(s, brings.when) for s in states for brings in s.cards if brings.recommendation is self.card]
        together: dict[Criterion, list[State]] = {}
        for state, when in found:
            together.setdefault(when, []).append(state)
        for when, named in together.items():
            words = " or ".join(self._state(state, alone=len(found) == 1) for state in named)
            yield words if when is ALWAYS else f"{words}, if {self._words(when)}"

    def _state(self, state: State, *, alone: bool) -> str:
        return self._words(state.when) if alone else f"“{self.edition.plain(state.title)}”"

    def _added(self) -> Iterator[str]:
        return (self._words(a.when) for a in all_added(self.edition.pathway) if a.card is self.card)

    def _beside_orders(self) -> bool:
        orders = self.edition.pathway.orders
        return any(self.card in row.cards for row in orders.rows) or self.card in orders.core.values()

    def _words(self, criterion: Criterion) -> str:
        if criterion is self.edition.pathway.limits.any:
            return "data that could change the advice are missing, unreadable, out of date or in conflict"
        return self.edition.plain(self.edition.words(criterion))

    def texts(self) -> Iterator[tuple[Seed, list[Statement]]]:
        """Each source text with what it says about this card, in our words."""
        contents = self.edition.pathway.sources
        for seed in contents.seeds:
            statements = contents.library.statements.items()
            said = [s for id_, s in statements if id_ in self.basis and id_.startswith(f"{seed.id}.")]
            if said:
                yield seed, said

    def differences(self) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """Where the texts differ on what the card is about: the topic, and what each text that speaks of it says."""
        contents = self.edition.pathway.sources
        for one in contents.differences:
            sides = zip((seed.name for seed in contents.seeds), (one.seed_1, one.seed_2), strict=True)
            said = [(name, text) for name, text in sides if _STATEMENT.search(text)]
            if said and all(self.basis & {*_STATEMENT.findall(text)} for _, text in said):
                yield one.topic, said

    def external(self) -> Iterator[Source]:
        """The sources beyond the two texts."""
        sources = self.edition.pathway.sources.library.sources
        return (sources[id_] for id_ in sorted(self.basis & sources.keys()))

    def numbers(self) -> Iterator[tuple[str, str, str]]:
        """Each number in force: what it is, its value, and the shipped one where the site has its own."""
        for number in self.edition.pathway.parameters:
            if number.name in self._named or number in self._of_predicates:
                own = self.edition.site.overrides.get(number.name)
                value = number.value if own is None else own
                yield number.meaning, f"{value:f} {number.unit}", "" if own is None else f"{number.value:f}"

    @cached_property
    def _named(self) -> frozenset[str]:
        """The numbers its sentences name."""
        return frozenset(name for line in self.card.says.lines() for name in _PLACE.findall(line.text))

    @cached_property
    def _of_predicates(self) -> frozenset[Parameter]:
        """The numbers the answers it shows are judged by. Those of what they consult stand on the review page."""
        asked = (shown for shown in self.card.shows if isinstance(shown, Predicate))
        return frozenset(number for one in asked for number in one.parameters)

    def carries(self) -> Iterator[Recommendation]:
        """The cards it can speak for."""
        pathway = self.edition.pathway
        ids = dict.fromkeys(carry.other for carry in pathway.screen.carries if carry.lead == self.card.id)
        return (pathway.recommendations[id_] for id_ in ids)

    def cannot_see(self) -> tuple[str, ...]:
        """What no card knows of."""
        return self.edition.pathway.texts.cannot_see

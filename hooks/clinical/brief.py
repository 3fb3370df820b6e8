"""From the recommendations that apply to cards that can be read in ten seconds (cards-2, "The form").

A card has a budget of words (hooks.clinical.layout) and so has the whole response: cards are joined, cut
and, last of all, left out until it fits.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from hooks.clinical.advice import Advice, Indicator
from hooks.clinical.briefing import Briefing
from hooks.clinical.called import Called
from hooks.clinical.grounds import evidence
from hooks.clinical.lacking import not_offered
from hooks.clinical.layout import cut, whole, words_of
from hooks.clinical.proposing import proposals
from hooks.clinical.screen import GivesWay

TIGHTER = (60, 52, 45, 38)
"""Words of Next, Why, Careful and Also of one card together: tried in turn until the whole response fits."""

SOURCES_WORDS = 13  # of the first card's last line, its mark among them
LATER_SOURCES_WORDS = 3


def on_screen(called: Iterable[Called], briefing: Briefing) -> list[Called]:
    """In screen order; within one place the order called is kept (pathway-2 section 5)."""
    return sorted(called, key=lambda card: _place(card, briefing))


def _place(card: Called, briefing: Briefing) -> int:
    """What is outside the texts, data limits that warn, warnings, information, support, data limits."""
    screen = briefing.screen
    if card.id in screen.first:
        return screen.first.index(card.id) - len(screen.first)
    is_warning = _is_warning(card, briefing)
    if card.id == screen.data:
        return 0 if is_warning else 4
    if card.id == screen.support and not is_warning:
        return 3
    return 1 if is_warning else 2


def _is_warning(card: Called, briefing: Briefing) -> bool:
    return card.weighs(briefing.assessment) is Indicator.WARNING


def brief(called: Sequence[Called], briefing: Briefing) -> tuple[Advice, ...]:
    """The cards of one response, in the order called, within every budget."""
    for cards, left_out in _ever_fewer(_carried(list(called), briefing), briefing):
        fitting = _fitting(cards, left_out, briefing)
        if fitting is not None:
            return fitting
    return _backed(cards, [cut(card, TIGHTER[-1]) for card in _whole(cards, left_out, briefing)], briefing)


def _ever_fewer(cards: list[Called], briefing: Briefing) -> Iterator[tuple[list[Called], tuple[str, ...]]]:
    """The cards, then without those that give way, then with cards left out from the end, by name.

    Those that are kept are left out after all others.
    """
    yield cards, ()
    for way in briefing.screen.gives_way:
        cards = _given_way(cards, way, briefing)
        yield cards, ()
    left_out: tuple[str, ...] = ()
    while len(cards) > 1:
        last = next((c for c in reversed(cards) if not _is_kept(c, briefing)), cards[-1])
        cards = [card for card in cards if card is not last]
        left_out = (*(recommendation.name for recommendation in last.all), *left_out)
        yield cards, left_out


def _carried(cards: list[Called], briefing: Briefing) -> list[Called]:
    """One card for those the pathway joins."""
    for carry in briefing.screen.carries:
        if (not carry.states or briefing.state in carry.states) and briefing.assessment.holds(carry.when):
            cards = _joined(cards, carry.lead, carry.other)
    return cards


def _joined(cards: list[Called], lead: str, other: str) -> list[Called]:
    by_id = {card.id: card for card in cards}
    if lead not in by_id or other not in by_id:
        return cards
    joined = by_id[lead].carrying(by_id[other])
    return [joined if card.id == lead else card for card in cards if card.id != other]


def _given_way(cards: list[Called], way: GivesWay, briefing: Briefing) -> list[Called]:
    if way.unless is not None and briefing.assessment.holds(way.unless):
        return cards
    lead = next((card.id for card in cards if card.id != way.id), None)
    return _joined(cards, lead, way.id) if lead else cards


def _is_kept(card: Called, briefing: Briefing) -> bool:
    return card.id in briefing.screen.keeps or _is_warning(card, briefing)


def _fitting(cards: list[Called], left_out: tuple[str, ...], briefing: Briefing) -> tuple[Advice, ...] | None:
    """The cards at the largest budget a card at which the response fits; None when none does."""
    if len(cards) > briefing.limits.cards:
        return None
    everything = _whole(cards, left_out, briefing)
    for most in TIGHTER:
        made = [cut(advice, most) for advice in everything]
        if sum(map(words_of, made)) + _sources_words(made) <= briefing.limits.words:
            return _backed(cards, made, briefing)
    return None


def _sources_words(made: Sequence[Advice]) -> int:
    differences = sum(said.words for advice in made for said in advice.differs)
    return SOURCES_WORDS + LATER_SOURCES_WORDS * (len(made) - 1) + differences


def _whole(cards: list[Called], left_out: tuple[str, ...], briefing: Briefing) -> list[Advice]:
    """All they could say. For the whole response the first says what the server does not hold, the last what is
    left out."""
    prefaces = _prefaces(cards, briefing)
    return [
        whole(
            card,
            briefing,
            not_offered=not_offered(briefing) if card is cards[0] else (),
            left_out=left_out if card is cards[-1] else (),
            preface=prefaces.get(card.id, ""),
        )
        for card in cards
    ]


def _prefaces(cards: list[Called], briefing: Briefing) -> dict[str, str]:
    """What leads the next step of a card, by its id, where another asks for the one thing that may be drafted."""
    proposed = {proposal.id for card in cards for one in card.all for proposal in one.proposals}
    first = [only for only in briefing.screen.only_drafts if only.preface and only.proposals & proposed]
    holding = [only for only in first if briefing.assessment.holds(only.when)]
    return {card.id: only.preface for only in holding for card in cards if card.id not in only.spares}


def _backed(cards: list[Called], made: list[Advice], briefing: Briefing) -> tuple[Advice, ...]:
    """With their orders and what they rest on."""
    drafted: set[str] = set()
    backed = []
    for card, advice in zip(cards, made, strict=True):
        drafts = tuple(proposals(card, briefing, drafted))
        drafted.update(proposal.id for proposal in drafts)
        backed.append(replace(advice, proposals=drafts, evidence=evidence(card, briefing, advice.said())))
    return tuple(backed)

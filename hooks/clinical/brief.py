"""From the recommendations that apply to cards that can be read in ten seconds (cards-2, "The form").

A card has a budget of words and so has the whole response. What does not fit is left to the card's why
page and the evidence, never to chance: each part is in order of weight.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from hooks.clinical.advice import NOTHING, Advice, Evidence, Indicator, Order, Proposal, Recommendation, Wording
from hooks.clinical.case import Availability
from hooks.clinical.criterion import Assessment, Criterion, Leaf, Predicate
from hooks.clinical.evidence import Fact, Finding
from hooks.clinical.needs import needs, parts_of
from hooks.clinical.proposing import already_ordered
from hooks.clinical.screen import GivesWay, Screen
from hooks.clinical.sentence import Line, Places, Said, Sentence, plain
from hooks.clinical.truth import UNKNOWN, YES

SUMMARY_CHARACTERS = 120
PART_WORDS = 60  # Next, Why, Careful and Also of one card together
TIGHTER = (60, 52, 45, 38)  # tried in turn until the whole response fits
ALSO_WORDS, ALSO_LINES = 30, 2
CARD_DRAFTS, RESPONSE_DRAFTS = 4, 8
SOURCES_WORDS = 13  # of the first card's last line, its mark among them
LATER_SOURCES_WORDS = 3
NOT_FOUND, NOT_READ, NOT_OFFERED, LEFT_OUT, ORDER = "not_found", "not_read", "not_offered", "left_out", "order"
"""The places of sentence.GIVEN."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most one response holds."""

    cards: int
    words: int


CHART = Limits(cards=4, words=260)
ORDERS = Limits(cards=2, words=140)
"""What a clinician reads in ten seconds, on opening the chart and beside an order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """A recommendation that applies, and what its cause adds: the words about an order, an indicator."""

    recommendation: Recommendation
    says: Wording = NOTHING
    orders: Sentence = ()
    indicator: Indicator | None = None
    deletes: tuple[tuple[str, str], ...] = ()
    carried: tuple[Recommendation, ...] = ()
    no_drugs: bool = False

    @property
    def id(self) -> str:
        """The recommendation's id."""
        return self.recommendation.id

    @property
    def all(self) -> tuple[Recommendation, ...]:
        """The recommendation and those it carries."""
        return (self.recommendation, *self.carried)

    def carrying(self, other: "Called") -> "Called":
        """The same card, which now speaks for the other too."""
        return replace(self, carried=(*self.carried, *other.all), says=self.says.then(replace(other.says, summary=())))


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """Everything the cards of one response are made from."""

    assessment: Assessment
    places: Places
    screen: Screen
    limits: Limits
    state: str
    asks: tuple[Criterion, ...] = ()
    left_out: tuple[str, ...] = ()


def on_screen(called: Iterable[Called], briefing: Briefing) -> list[Called]:
    """In screen order; within one place the order called is kept (pathway-2 section 5)."""
    return sorted(called, key=lambda card: _place(card, briefing))


def _place(card: Called, briefing: Briefing) -> int:
    """What is outside the texts, data limits that warn, warnings, information, support, data limits."""
    screen = briefing.screen
    if card.id in screen.first:
        return screen.first.index(card.id) - len(screen.first)
    is_warning = _indicator(card, briefing.assessment) is Indicator.WARNING
    if card.id == screen.data:
        return 0 if is_warning else 4
    if card.id == screen.support and not is_warning:
        return 3
    return 1 if is_warning else 2


def brief(called: Sequence[Called], briefing: Briefing) -> tuple[Advice, ...]:
    """The cards of one response, in the order called, within every budget."""
    cards = _carried(list(called), briefing)
    for way in (None, *briefing.screen.gives_way):
        cards = _given_way(cards, way, briefing) if way else cards
        fitting = _fitting(cards, briefing)
        if fitting is not None:
            return fitting
    return _shortened(cards, briefing)


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


def _shortened(cards: list[Called], briefing: Briefing) -> tuple[Advice, ...]:
    """Cards left out from the end, those that are kept before all others, and named on the last one."""
    left_out: list[str] = []
    while len(cards) > 1:
        last = next((c for c in reversed(cards) if not _is_kept(c, briefing)), cards[-1])
        cards = [card for card in cards if card is not last]
        left_out[:0] = [recommendation.name for recommendation in last.all]
        fitting = _fitting(cards, replace(briefing, left_out=tuple(left_out)))
        if fitting is not None:
            return fitting
    return _cards(cards, replace(briefing, left_out=tuple(left_out)), TIGHTER[-1])


def _is_kept(card: Called, briefing: Briefing) -> bool:
    return card.id in briefing.screen.keeps or _indicator(card, briefing.assessment) is Indicator.WARNING


def _fitting(cards: list[Called], briefing: Briefing) -> tuple[Advice, ...] | None:
    """The cards at the largest budget a card at which the response fits; None when none does."""
    if len(cards) > briefing.limits.cards:
        return None
    for most in TIGHTER:
        made = _cards(cards, briefing, most)
        if sum(map(_words, made)) + _sources_words(made) <= briefing.limits.words:
            return made
    return None


def _words(advice: Advice) -> int:
    parts = [part for part in (advice.next, advice.why, advice.careful, advice.also) if part]
    return len(plain(advice.summary).split()) + len(parts) + sum(said.words for part in parts for said in part)


def _sources_words(made: tuple[Advice, ...]) -> int:
    differences = sum(said.words for advice in made for said in advice.differs)
    return SOURCES_WORDS + LATER_SOURCES_WORDS * (len(made) - 1) + differences


def _cards(cards: list[Called], briefing: Briefing, most: int) -> tuple[Advice, ...]:
    drafted: set[str] = set()
    made = []
    for card in cards:
        advice = _advice(card, briefing, most, _of_all(card, cards, briefing), drafted)
        drafted.update(proposal.id for proposal in advice.proposals)
        made.append(advice)
    return tuple(made)


def _of_all(card: Called, cards: list[Called], briefing: Briefing) -> dict[str, Sentence]:
    """What one card says for the whole response: the first what the server does not hold, the last what is left out."""
    return {
        NOT_OFFERED: _listed(_not_offered(briefing) if card is cards[0] else ()),
        LEFT_OUT: _listed(briefing.left_out if card is cards[-1] else ()),
    }


def _not_offered(briefing: Briefing) -> list[str]:
    """The data types the server does not hold: said once, limiting nothing (decisions 28)."""
    told = briefing.assessment.case.availability
    return sorted(kind for kind, how in told.items() if how is Availability.NOT_OFFERED)


def _advice(card: Called, briefing: Briefing, most: int, of_all: dict[str, Sentence], drafted: set[str]) -> Advice:
    assessment, recommendation = briefing.assessment, card.recommendation
    places = briefing.places.beside(_given(card, briefing) | of_all)
    wording = _wording(card)
    parts = _parts(wording, places, most)
    return Advice(
        recommendation=recommendation,
        indicator=_indicator(card, assessment),
        summary=_summary(wording.summary, places),
        **parts,
        differs=tuple(_said(wording.differs, places))[:1],
        proposals=tuple(_proposals(card, briefing, drafted)),
        deletes=card.deletes,
        also_carries=tuple(other.id for other in card.carried),
        evidence=_evidence(card, briefing, [said for part in parts.values() for said in part]),
    )


def _wording(card: Called) -> Wording:
    """The words of the cause, of the recommendation, and of what it carries."""
    own = card.says.then(card.recommendation.says)
    carried = tuple(line for other in card.carried for line in other.says.carried)
    differs = tuple(line for other in card.carried for line in other.says.differs)
    return replace(
        own,
        careful=(NAMED_LEFT_OUT, DATA_NOT_READ, NOT_OFFERED_HERE, *own.careful),
        also=(*carried, *own.also),
        differs=(*own.differs, *differs),
    )


NAMED_LEFT_OUT = Line("Not shown here: {left_out}.")
DATA_NOT_READ = Line("{not_read}.")
NOT_OFFERED_HERE = Line("Not offered by this server: {not_offered}.")


def _given(card: Called, briefing: Briefing) -> dict[str, Sentence]:
    return {
        ORDER: card.orders,
        NOT_FOUND: _listed(_not_found(card, briefing)),
        NOT_READ: _listed(_not_read(card, briefing)),
    }


def _listed(words: Iterable[str]) -> Sentence:
    text = ", ".join(dict.fromkeys(words))
    return (text,) if text else ()


def _not_found(card: Called, briefing: Briefing) -> Iterator[str]:
    """The short words of what the card looks for and the record does not hold."""
    for criterion in (c for recommendation in card.all for c in recommendation.looks_for):
        if isinstance(criterion, Leaf) and criterion.missing and _is_empty(briefing.assessment.finding(criterion)):
            yield criterion.missing


def _is_empty(finding: Finding) -> bool:
    return finding.truth is UNKNOWN and not finding.facts


_UNREAD = {Availability.UNAVAILABLE: "{} data could not be read", Availability.PARTIAL: "{} list is incomplete"}


def _not_read(card: Called, briefing: Briefing) -> Iterator[str]:
    """The data types the card's criteria look at that were not told whole."""
    lacking = {k: how for k, how in sorted(briefing.assessment.case.availability.items()) if how in _UNREAD}
    if not lacking:
        return
    criteria = (c for recommendation in card.all for c in (*recommendation.shows, *recommendation.looks_for))
    looked_at = {need.resource_type for c in (*criteria, *briefing.asks) for need in needs(c)}
    yield from (_UNREAD[how].format(kind) for kind, how in lacking.items() if kind in looked_at)


def _indicator(card: Called, assessment: Assessment) -> Indicator:
    rules = [r.warning_when for r in card.all if r.warning_when is not None]
    if card.indicator is not None:
        return card.indicator
    return Indicator.WARNING if any(assessment.holds(rule) for rule in rules) else Indicator.INFO


def _said(lines: Iterable[Line], places: Places) -> Iterator[Said]:
    return (said for said in map(places.said, lines) if said is not None)


def _summary(lines: Iterable[Line], places: Places) -> Sentence:
    """The first that holds and is short enough. Raises LookupError when none is: the last has to be."""
    for said in _said(lines, places):
        if len(plain(said.sentence)) <= SUMMARY_CHARACTERS:
            return said.sentence
    raise LookupError("no summary of the card holds and is short enough")


def _parts(wording: Wording, places: Places, most: int) -> dict[str, tuple[Said, ...]]:
    """The four parts. What weighs most comes first into the budget; each part keeps its own order."""
    held = {part: list(_unique(_said(getattr(wording, part), places))) for part in ("next", "why", "careful", "also")}
    held["next"], held["also"] = held["next"][:1], _short(held["also"])
    kept: dict[str, list[Said]] = {part: [] for part in held}
    used = 0
    for part, said in _by_weight(held):
        words = said.words + (0 if kept[part] else 1)
        if part == "next" or used + words <= most:
            kept[part].append(said)
            used += words
    return {part: tuple(said for said in held[part] if said in kept[part]) for part in held}


def _unique(said: Iterable[Said]) -> list[Said]:
    return list({plain(s.sentence): s for s in said}.values())


def _short(said: list[Said]) -> list[Said]:
    """At most two sentences of thirty words together."""
    kept: list[Said] = []
    for one in said:
        if len(kept) < ALSO_LINES and sum(s.words for s in (*kept, one)) <= ALSO_WORDS:
            kept.append(one)
    return kept


WEIGHT = ("next", "why", "why", "careful", "also", "careful", "why", "careful", "careful", "also", "why")


def _by_weight(held: dict[str, list[Said]]) -> Iterator[tuple[str, Said]]:
    waiting = {part: iter(said) for part, said in held.items()}
    for part in WEIGHT:
        said = next(waiting[part], None)
        if said is not None:
            yield part, said
    for part, rest in waiting.items():
        yield from ((part, said) for said in rest)


def _proposals(card: Called, briefing: Briefing, drafted: set[str]) -> Iterator[Proposal]:
    """At most four a card and eight a response, nearest next step first, none twice (pathway-2 section 4)."""
    room = min(CARD_DRAFTS, RESPONSE_DRAFTS - len(drafted))
    seen, assessment = set(drafted), briefing.assessment
    for proposal in (p for r in card.all for p in r.proposals if _may_be_drafted(p, card, briefing)):
        if room and proposal.id not in seen and assessment.holds(proposal.when):
            if not already_ordered(proposal, assessment):
                room -= 1
                yield proposal
            seen.add(proposal.id)


def _may_be_drafted(proposal: Proposal, card: Called, briefing: Briefing) -> bool:
    """Not beside what rules every other draft out; no drug on a card about a procedure (pathway-2 4.1, 4.5)."""
    for only in briefing.screen.only_drafts:
        if proposal.id not in only.proposals and briefing.assessment.holds(only.when):
            return False
    return not (card.no_drugs and proposal.order is Order.MEDICATION)


def _evidence(card: Called, briefing: Briefing, said: Sequence[Said]) -> Evidence:
    assessment = briefing.assessment
    criteria = tuple(dict.fromkeys(c for r in card.all for c in (*r.shows, *r.looks_for)))
    findings = [assessment.finding(criterion) for criterion in criteria]
    predicates = [p for p in dict.fromkeys(p for c in criteria for p in _predicates(c)) if p.id]
    return Evidence(
        used=_facts(fact for finding in findings if finding.truth is YES or finding.facts for fact in finding.facts),
        not_used=_facts(fact for finding in findings for fact in finding.unused),
        missing=tuple(dict.fromkeys(_not_found(card, briefing))),
        basis=tuple(dict.fromkeys(i for s in said for i in s.basis)),
        predicates=tuple(p.id for p in predicates),
        parameters={
            p.name: f"{assessment.number(p):f} {p.unit}".strip()
            for predicate in predicates
            for p in predicate.parameters
        },
    )


def _predicates(criterion: Criterion) -> Iterator[Predicate]:
    if isinstance(criterion, Predicate):
        yield criterion
    for part in parts_of(criterion):
        yield from _predicates(part)


def _facts(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """One line an entry of the record: the first that names it."""
    seen: dict[tuple[str, str], Fact] = {}
    for fact in facts:
        seen.setdefault((fact.source, fact.value), fact)
    return tuple(seen.values())

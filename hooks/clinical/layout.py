"""One card's words: everything it could say of this patient, then cut to a budget (cards-2, "The form").

What does not fit is left to the card's why page and the evidence, never to chance: each part is in order of weight.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain

from hooks.clinical.advice import Advice
from hooks.clinical.briefing import Briefing
from hooks.clinical.called import Called
from hooks.clinical.lacking import not_found, not_read
from hooks.clinical.sentence import (
    LEFT_OUT,
    NOT_FOUND,
    NOT_OFFERED,
    NOT_READ,
    ORDER,
    Line,
    Places,
    Said,
    Sentence,
    listed,
    plain,
)

SUMMARY_CHARACTERS = 120
ALSO_WORDS, ALSO_LINES = 30, 2
NAMED_LEFT_OUT = Line("Not shown here: {left_out}.")
DATA_NOT_READ = Line("{not_read}.")
NOT_OFFERED_HERE = Line("Not offered by this server: {not_offered}.")
WEIGHT = ("next", "why", "why", "careful", "also", "careful", "why", "careful", "careful", "also", "why")


def whole(
    card: Called,
    briefing: Briefing,
    *,
    not_offered: Iterable[str] = (),
    left_out: Iterable[str] = (),
    preface: str = "",
) -> Advice:
    """The card with all it could say. ``not_offered`` and ``left_out`` are what it says for the whole response, and
    ``preface`` leads what comes next.
    """
    without_words = (other for other in card.carried if not other.says.carried)  # the others say there what they miss
    places = briefing.places.beside(
        {
            ORDER: card.orders,
            NOT_FOUND: _in_a_row(not_found((card.recommendation, *without_words), briefing)),
            NOT_READ: _in_a_row(not_read(card, briefing)),
            NOT_OFFERED: _in_a_row(not_offered),
            LEFT_OUT: _in_a_row(left_out),
        }
    )
    own = card.says.then(card.recommendation.says)
    carried = [other.says for other in card.carried]
    why = _said(own.why, places)
    also = _said((*chain.from_iterable(says.carried for says in carried), *own.also), places)
    return Advice(
        recommendation=card.recommendation,
        indicator=card.weighs(briefing.assessment),
        summary=_summary(own.summary, places),
        next=tuple(said.led_by(preface) if preface else said for said in _said(own.next, places)[:1]),
        why=why,
        careful=_said((NAMED_LEFT_OUT, DATA_NOT_READ, NOT_OFFERED_HERE, *own.careful), places),
        also=_short(_but(why, also)),
        differs=_said((*own.differs, *chain.from_iterable(says.differs for says in carried)), places)[:1],
        deletes=card.deletes,
        also_carries=tuple(other.id for other in card.carried),
    )


def _in_a_row(words: Iterable[str]) -> Sentence:
    return listed((word,) for word in dict.fromkeys(words))


def _summary(lines: Iterable[Line], places: Places) -> Sentence:
    """The first that holds and is short enough. Raises LookupError when none is: the last has to be."""
    for said in map(places.said, lines):
        if said is not None and len(said.text) <= SUMMARY_CHARACTERS:
            return said.sentence
    raise LookupError("no summary of the card holds and is short enough")


def _said(lines: Iterable[Line], places: Places) -> tuple[Said, ...]:
    """The lines that hold, none twice."""
    return tuple({said.text: said for said in map(places.said, lines) if said is not None}.values())


def _but(before: Iterable[Said], said: Iterable[Said]) -> Iterator[Said]:
    """Those of the sentences that were not said before; the reasons begin and end otherwise."""
    told = {one.text.lower() for one in before}
    return (one for one in said if one.text.removesuffix(".").lower() not in told)


def _short(said: Iterable[Said]) -> tuple[Said, ...]:
    """At most two sentences of thirty words together."""
    kept: list[Said] = []
    for one in said:
        if len(kept) < ALSO_LINES and sum(s.words for s in (*kept, one)) <= ALSO_WORDS:
            kept.append(one)
    return tuple(kept)


def cut(advice: Advice, most: int) -> Advice:
    """The card within a number of words. What weighs most comes first into it; what is next is always said."""
    kept: dict[str, list[Said]] = {part: [] for part in WEIGHT}
    used = 0
    for part, said in _by_weight(advice):
        words = said.words + (0 if kept[part] else 1)  # the part's own name
        if part == "next" or used + words <= most:
            kept[part].append(said)
            used += words
    return replace(
        advice,
        next=tuple(kept["next"]),
        why=tuple(kept["why"]),
        careful=tuple(kept["careful"]),
        also=tuple(kept["also"]),
    )


def _by_weight(advice: Advice) -> Iterator[tuple[str, Said]]:
    waiting = {part: iter(getattr(advice, part)) for part in ("next", "why", "careful", "also")}
    for part in WEIGHT:
        said = next(waiting[part], None)
        if said is not None:
            yield part, said
    for part, rest in waiting.items():
        yield from ((part, said) for said in rest)


def words_of(advice: Advice) -> int:
    """The words of a card, the names of its parts among them; those of its last line not."""
    parts = (advice.next, advice.why, advice.careful, advice.also)
    return len(plain(advice.summary).split()) + len(list(filter(None, parts))) + sum(s.words for s in advice.said())

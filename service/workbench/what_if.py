"""What would change if: every answer changed by one step, and the state and cards it would lead to."""

from collections.abc import Mapping
from dataclasses import dataclass

from hooks.clinical.advice import Answer
from hooks.clinical.case import Case
from hooks.clinical.criterion import Predicate
from hooks.clinical.pathway import Pathway
from hooks.clinical.service import HookService
from hooks.clinical.truth import NO, UNKNOWN, YES, Truth
from service.call import PathwayService
from service.explain.why import said
from service.review.cards import card_title
from service.review.edition import Edition

STEPS = (YES, NO, UNKNOWN)


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer a control offers."""

    value: str
    words: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Control:
    """A question whose answer changes the branch, with the answers that can be supposed."""

    id: str
    question: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One changed answer and what it would bring and take away. ``suppose`` is what a button sends for it."""

    words: str
    suppose: str
    state: str
    is_other_state: bool
    brings: tuple[str, ...]
    takes_away: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """Every one-step change of an answer: those that change state or cards, and in words those that change neither."""

    that_matter: tuple[Change, ...]
    without_effect: tuple[str, ...]


def controls(pathway: Pathway, supposed: Mapping[str, Truth], edition: Edition) -> tuple[Control, ...]:
    """The questions the states ask, each once."""
    asked = dict.fromkeys(q for state in pathway.states for q in state.asks if isinstance(q, Predicate))
    return tuple(_control(predicate, supposed.get(predicate.id), edition) for predicate in asked)


def _control(predicate: Predicate, supposed: Truth | None, edition: Edition) -> Control:
    choices = [Choice(truth.value, said(predicate, truth, edition), truth is supposed) for truth in STEPS]
    return Control(predicate.id, edition.plain(predicate.sentence), tuple(choices))


class WhatIf:
    """Changed answers, tried on one case at one service."""

    def __init__(self, machine: PathwayService, service: HookService, case: Case, edition: Edition) -> None:
        self._machine, self._service, self._case, self._edition = machine, service, case, edition

    def changes(self, supposed: Mapping[str, Truth]) -> Changes:
        """Every answer changed by one step from what is recorded or supposed already."""
        now = self._machine.suppose(self._service, self._case, supposed)
        that_matter, without_effect = [], []
        for predicate in self._machine.pathway.predicates:
            for truth in (t for t in STEPS if t is not now.predicates[predicate.id].truth):
                then = self._machine.suppose(self._service, self._case, {**supposed, predicate.id: truth})
                if _outcome(then) == _outcome(now):
                    without_effect.append(said(predicate, truth, self._edition))
                else:
                    that_matter.append(self._change(predicate, truth, now, then))
        return Changes(tuple(that_matter), tuple(without_effect))

    def _change(self, predicate: Predicate, truth: Truth, now: Answer, then: Answer) -> Change:
        before, after = _titles(now), _titles(then)
        title = next(s.title for s in self._machine.pathway.states if s.id == then.state)
        return Change(
            words=said(predicate, truth, self._edition),
            suppose=f"{predicate.id}:{truth.value}",
            state=f"{then.state} {self._edition.plain(title)}",
            is_other_state=then.state != now.state,
            brings=tuple(card for card in after if card not in before),
            takes_away=tuple(card for card in before if card not in after),
        )


def _titles(answer: Answer) -> list[str]:
    return [card_title(advice.recommendation) for advice in answer.advice]


def _outcome(answer: Answer) -> tuple[str, list[str]]:
    return answer.state, _titles(answer)

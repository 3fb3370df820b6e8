"""One case through a pathway: state, overlays, and the cards of opening the chart (pathway 3.2, 3.3)."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property

from hooks.clinical.advice import Answer, Indicator, Recommendation
from hooks.clinical.brief import brief, on_screen
from hooks.clinical.briefing import Briefing, Limits
from hooks.clinical.called import Called
from hooks.clinical.case import NO_ID, Case
from hooks.clinical.criterion import Assessment
from hooks.clinical.evidence import Finding
from hooks.clinical.limits import Issue, changes_branch
from hooks.clinical.pathway import Overlay, Pathway, State, first_match
from hooks.clinical.sentence import Places
from hooks.clinical.truth import Truth


class Consultation:
    """One assessment of one case, ready to be turned into cards.

    ``supposed`` are answers to predicates, by id, that count instead of the record's.
    """

    def __init__(
        self,
        pathway: Pathway,
        case: Case,
        overrides: Mapping[str, Decimal] | None = None,
        supposed: Mapping[str, Truth] | None = None,
    ) -> None:
        self.pathway = pathway
        self.assessment = Assessment(case, overrides or {})
        for predicate in pathway.predicates:
            if supposed and predicate.id in supposed:
                self.assessment.suppose(predicate, supposed[predicate.id])
        self.state: State = first_match(pathway.states, self.assessment)

    @property
    def decided(self) -> bool:
        """Is the patient in scope and on a branch?"""
        return self.state.id not in self.pathway.undecided

    def overlays(self) -> tuple[str, ...]:
        """The overlays that hold, in alphabetical order; none beside a state that stands alone."""
        if self.state.alone:
            return ()
        held = [o.id for o in self.pathway.overlays if self.assessment.holds(o.when) and self._applies(o)]
        return tuple(sorted(held))

    def _applies(self, overlay: Overlay) -> bool:
        """Beside this state? A problem list that could not be read is a state of its own and no limit beside one."""
        if overlay.only_in and self.state.id not in overlay.only_in:
            return False
        limits = self.pathway.limits
        return overlay.when is not limits.any or any(issue.when is not limits.unread for issue in self.issues)

    @cached_property
    def issues(self) -> list[Issue]:
        """What limits the advice; none out of scope."""
        if self.state.alone or self.state.id == self.pathway.out_of_scope:
            return []
        return self.pathway.limits.found(self.assessment, self.state.id)

    def predicates(self) -> dict[str, Finding]:
        """Every predicate with its reasons."""
        return {p.id: self.assessment.finding(p) for p in self.pathway.predicates}

    def state_cards(self) -> list[Recommendation]:
        """The cards the state brings, in the order of its row."""
        return [b.recommendation for b in self.state.cards if self.assessment.holds(b.when)]

    def added_cards(self) -> list[Recommendation]:
        """The cards the overlays add, in the order of their table."""
        here = [a for a in self.pathway.added if self.state.id in a.states]
        return [a.card for a in here if self.assessment.holds(a.when)]

    def chart_cards(self) -> list[Called]:
        """Everything that applies on opening the chart."""
        called = [Called(recommendation=card) for card in (*self.state_cards(), *self.added_cards())]
        found = self.issues if self.decided else []  # without a branch the state brings the card itself
        if found:
            changes = changes_branch(self.assessment, found, self.state.asks)
            indicator = Indicator.WARNING if changes else Indicator.INFO
            called.append(Called(recommendation=self.pathway.limits.card, indicator=indicator))
        return called

    def answer(self, called: list[Called], limits: Limits) -> Answer:
        """The answer of a hook: what applies in screen order, and the cards within the budgets."""
        briefing = Briefing(
            assessment=self.assessment,
            places=Places(self.assessment, self.pathway.parameters_by_name, self.pathway.screen.places),
            screen=self.pathway.screen,
            limits=limits,
            state=self.state.id,
            asks=self.state.asks,
        )
        ordered = on_screen(called, briefing)
        return Answer(
            state=self.state.id,
            overlays=self.overlays(),
            predicates=self.predicates(),
            applies=tuple(dict.fromkeys(card.id for card in ordered)),
            advice=brief(ordered, briefing),
            reason=self.reason(),
        )

    def reason(self) -> str | None:
        """The condition suggested orders are for: the first that is a diagnosis, never a refuted one."""
        found = (self.assessment.finding(p) for p in self.pathway.drafts_for)
        sources = (fact.source for finding in found for fact in finding.facts)
        refuted = {d.source for d in self.assessment.case.diagnoses or () if d.verification == "refuted"}
        nameless = f"Condition/{NO_ID}"
        return next((s for s in sources if s.startswith("Condition/") and s not in refuted | {nameless}), None)

"""One case through the pathway: state, overlays, and the cards of opening the chart (pathway 3.2, 3.3)."""

from collections.abc import Mapping
from decimal import Decimal

from hooks.clinical.advice import Advice, Answer, Indicator, Recommendation
from hooks.clinical.advise import Wording, advise, said_once
from hooks.clinical.case import NO_ID, Case
from hooks.clinical.criterion import Assessment, Finding, Predicate
from hooks.clinical.pathway import State, first_match
from hooks.nme.added_cards import ADDED
from hooks.nme.cards.data import DATA_LIMITS
from hooks.nme.codes.parameters import BY_NAME
from hooks.nme.evidence.background import associated, confounders, diabetes, minor, pregnant, progression
from hooks.nme.evidence.candidacy import cand
from hooks.nme.evidence.glucagon import elev, gt500, gt1000
from hooks.nme.evidence.medication import exogenous, ssa
from hooks.nme.evidence.metastasis import mets
from hooks.nme.evidence.nutrition import aa_low, efa_low, zinc_low
from hooks.nme.evidence.resection import resected
from hooks.nme.evidence.skin import nme, recur
from hooks.nme.evidence.tumour import tumour
from hooks.nme.overlays import OVERLAYS, STOPPED_STATES, UNDECIDED_STATES
from hooks.nme.quality import Issue, changes_branch, conditions_unread, issues
from hooks.nme.states import STATES

PREDICATES: tuple[Predicate, ...] = (
    nme,
    tumour,
    mets,
    cand,
    ssa,
    resected,
    recur,
    elev,
    gt500,
    gt1000,
    zinc_low,
    aa_low,
    efa_low,
    diabetes,
    associated,
    confounders,
    exogenous,
    progression,
    minor,
    pregnant,
)


class Consultation:
    """One assessment of one case, ready to be turned into cards."""

    def __init__(self, case: Case, overrides: Mapping[str, Decimal] | None = None) -> None:
        self.assessment = Assessment(case, overrides or {})
        self.wording = Wording(self.assessment, BY_NAME)
        self.state: State = first_match(STATES, self.assessment)

    @property
    def decided(self) -> bool:
        """Is the patient in scope and on a branch?"""
        return self.state.id not in UNDECIDED_STATES

    def overlays(self) -> tuple[str, ...]:
        """The overlays that hold, in alphabetical order."""
        held = [o.id for o in OVERLAYS if self.assessment.holds(o.when) and self._overlay_applies(o.id)]
        return tuple(sorted(held))

    def _overlay_applies(self, overlay: str) -> bool:
        if overlay == "SSA_STOPPED":
            return self.state.id in STOPPED_STATES
        return overlay != "DATA_QUALITY" or any(issue.when is not conditions_unread for issue in self.issues())

    def issues(self) -> list[Issue]:
        """What limits the advice; none out of scope."""
        return issues(self.assessment, self.state.id) if self.state.id != "S00" else []

    def predicates(self) -> dict[str, Finding]:
        """Every predicate with its reasons."""
        return {p.id: self.assessment.finding(p) for p in PREDICATES}

    def advise(self, recommendation: Recommendation, indicator: Indicator | None = None) -> Advice:
        """The card of a recommendation, with the state's open questions."""
        return advise(recommendation, self.assessment, self.wording, asks=self.state.asks, indicator=indicator)

    def state_cards(self) -> list[Recommendation]:
        """The cards the state brings, in the order of its row."""
        return [b.recommendation for b in self.state.cards if self.assessment.holds(b.when)]

    def added_cards(self) -> list[Recommendation]:
        """The cards the overlays add, in the order of their table."""
        here = [a for a in ADDED if self.state.id in a.states]
        return [a.card for a in here if self.assessment.holds(a.when)]

    def chart_cards(self) -> tuple[Advice, ...]:
        """All cards of opening the chart, in screen order (decisions 2, 14)."""
        cards = [self.advise(card) for card in (*self.state_cards(), *self.added_cards())]
        found = self.issues() if self.decided else []  # the card of S01 is K17 itself
        if not found:
            return tuple(cards)
        if changes_branch(self.assessment, found, self.state.asks):
            return (self.advise(DATA_LIMITS), *cards)
        return (*cards, self.advise(DATA_LIMITS, Indicator.INFO))

    def answer(self, advice: tuple[Advice, ...]) -> Answer:
        """The answer of a hook with this advice."""
        return Answer(
            state=self.state.id,
            overlays=self.overlays(),
            predicates=self.predicates(),
            advice=said_once(advice),
            reason=self.reason(),
        )

    def reason(self) -> str | None:
        """The condition suggested orders are for: the tumour when it is a diagnosis, else NME; never a refuted one."""
        found = (self.assessment.finding(p) for p in (tumour, nme))
        sources = (fact.source for finding in found for fact in finding.facts)
        refuted = {d.source for d in self.assessment.case.diagnoses or () if d.verification == "refuted"}
        nameless = f"Condition/{NO_ID}"
        return next((s for s in sources if s.startswith("Condition/") and s not in refuted | {nameless}), None)

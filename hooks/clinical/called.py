"""A recommendation that applies to one patient, and what its cause adds to it."""

from dataclasses import replace

from hooks.clinical.advice import NOTHING, Indicator, Recommendation, Wording
from hooks.clinical.criterion import Assessment
from hooks.clinical.sentence import Sentence
from hooks.clinical.value import value


@value(kw_only=True)
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

    def weighs(self, assessment: Assessment) -> Indicator:
        """The cause's indicator; else a warning where one of the recommendations warns."""
        if self.indicator is not None:
            return self.indicator
        rules = (r.warning_when for r in self.all if r.warning_when is not None)
        return Indicator.WARNING if any(map(assessment.holds, rules)) else Indicator.INFO

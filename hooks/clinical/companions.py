"""Signs that together are worth a thought where the disease itself is not on record (pathway-2 3.2)."""

from collections.abc import Mapping
from dataclasses import dataclass

from hooks.clinical.criterion import Criterion


@dataclass(frozen=True, slots=True)
class Together:
    """What a record has to hold at all before the signs can count: one of ``lead``, and ``least`` of the groups."""

    lead: frozenset[str]
    groups: tuple[frozenset[str], ...]
    least: int

    @property
    def concepts(self) -> frozenset[str]:
        """Everything that can play a part."""
        return self.lead.union(*self.groups)


@dataclass(frozen=True, slots=True)
class Companions:
    """The companions of a disease: reported of patients out of scope for whom ``when`` holds.

    ``signs`` are those that are counted, by name. ``together`` says the same of codes alone, window and status left
    aside: of a population only such patients are looked at.
    """

    when: Criterion
    signs: Mapping[str, Criterion]
    together: tuple[Together, ...]

    @property
    def concepts(self) -> frozenset[str]:
        """Everything that can play a part."""
        return frozenset().union(*(one.concepts for one in self.together))

"""The 13 source attributes of decision support (45 CFR 170.315(b)(11)(iv)(A)), used or not as the criteria say."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from hooks.clinical.evidence import Need
from hooks.clinical.pathway import Pathway

ELEMENTS: Mapping[str, frozenset[str]] = {
    "Race": frozenset({"us-core-race"}),
    "Ethnicity": frozenset({"us-core-ethnicity"}),
    "Language": frozenset({"communication"}),
    "Sexual orientation": frozenset({"us-core-sexual-orientation"}),
    "Gender identity": frozenset({"genderIdentity"}),
    "Sex": frozenset({"gender", "us-core-sex", "us-core-birthsex"}),
    "Date of birth": frozenset({"birthDate"}),
    "Social determinants of health": frozenset({"social-history", "sdoh"}),
}
"""The elements of Patient, or categories of Observation, that hold each attribute."""

HEALTH_STATUS = "Health status assessments"


@dataclass(frozen=True, slots=True)
class Use:
    """An attribute of a patient, and the elements or assessments by which it is used: none if it is not."""

    name: str
    by: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Used or not used, and by what."""
        return f"used: {', '.join(self.by)}" if self.by else "not used"


def uses(needs: Iterable[Need], assessments: Mapping[str, frozenset[str]]) -> Iterator[Use]:
    """Attributes 5 to 13, in order, as these needs have it."""
    needs = tuple(needs)
    looked_at = {element for need in needs for element in need.elements}
    asked = {concept for need in needs for concept in need.concepts}
    for name, elements in ELEMENTS.items():
        yield Use(name, tuple(sorted(elements & looked_at)))
    yield Use(HEALTH_STATUS, tuple(words for words, concepts in assessments.items() if concepts & asked))


def of_service(pathway: Pathway) -> tuple[Use, ...]:
    """What the whole service uses."""
    return tuple(uses(pathway.needs, pathway.assessments))


def of_cards(pathway: Pathway) -> dict[str, tuple[Use, ...]]:
    """What each card uses, by its id."""
    cards = pathway.recommendations
    return {id_: tuple(uses(pathway.needs_of(card), pathway.assessments)) for id_, card in cards.items()}

"""Picking entries out of a case, and writing them down as facts."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import TypeVar

from hooks.clinical.case import NO_ID, Diagnosis, Feature, Observed, Reason, Report, Withheld
from hooks.clinical.criterion import Assessment
from hooks.clinical.evidence import Fact, Need, Parameter
from hooks.clinical.truth import YES
from hooks.clinical.when import When

F = TypeVar("F", bound=Feature)
BIRTH_DATE = Need("Patient", elements=frozenset({"birthDate"}))
LONG_AGO = datetime.min.replace(tzinfo=UTC)
OVER = {"inactive", "remission", "resolved"}
POSSIBLE = {"provisional", "differential", "unconfirmed"}


def is_active(diagnosis: Diagnosis) -> bool:
    """Not marked as over. A missing clinical status counts as active and is said."""
    return diagnosis.clinical not in OVER


def is_confirmed(diagnosis: Diagnosis) -> bool:
    """Confirmed, or without a verification status (pathway 2.5: counted, and said)."""
    return diagnosis.verification in (None, "confirmed")


def is_possible(diagnosis: Diagnosis) -> bool:
    """Provisional, differential or unconfirmed."""
    return diagnosis.verification in POSSIBLE


def is_refuted(diagnosis: Diagnosis) -> bool:
    """Refuted."""
    return diagnosis.verification == "refuted"


def having(features: Sequence[F] | None, concepts: frozenset[str]) -> list[F]:
    """The features in any of the concepts; none when the data type was not told."""
    return [f for f in features or () if not f.concepts.isdisjoint(concepts)]


def diagnoses(assessment: Assessment, concepts: frozenset[str]) -> list[Diagnosis]:
    """The case's diagnoses in any of the concepts."""
    return having(assessment.case.diagnoses, concepts)


def observed(assessment: Assessment, concepts: frozenset[str]) -> list[Observed]:
    """The case's observations in any of the concepts."""
    return having(assessment.case.observations, concepts)


def observed_or_component(assessment: Assessment, concepts: frozenset[str]) -> list[Observed]:
    """The same, and the components of observations with another question (client-quirks C.4: read one by one)."""
    everything = assessment.case.observations or ()
    components = [part for whole in everything for part in whole.members if part.source == whole.source]
    return having([*everything, *components], concepts)


def named(assessment: Assessment, concepts: frozenset[str]) -> list[Feature]:
    """Reports and sections of reports whose words name one of the concepts (pathway-2 1.6)."""
    everything: list[Report | Observed] = [*(assessment.case.reports or ()), *(assessment.case.observations or ())]
    return [entry for entry in everything if not entry.named.isdisjoint(concepts)]


def identities(features: Iterable[Feature]) -> set[str]:
    """The ids of the entries. One without an id is the same as no other, nor as another part of itself."""
    return {f.source for f in features if not f.source.endswith(f"/{NO_ID}")}


def withheld(assessment: Assessment, concepts: frozenset[str], *reasons: Reason) -> list[Withheld]:
    """What was left out for one of the reasons and would have been about the concepts."""
    return [w for w in assessment.case.withheld if w.reason in reasons and w.concepts & concepts]


def newest_first(features: Iterable[F]) -> list[F]:
    """Dated features, newest first; undated ones last. The order of the record never decides a tie."""
    by_source = sorted(features, key=lambda f: f.source)
    return sorted(by_source, key=moment, reverse=True) if len(by_source) > 1 else by_source


def moment(feature: Feature) -> tuple[datetime, datetime]:
    """When it happened and, of one moment, when it was given out (client-quirks C.4); LONG_AGO where not recorded."""
    issued = feature.issued if isinstance(feature, Observed) else None
    return _order(feature.when), _order(issued)


def _order(when: When | None) -> datetime:
    return when.order() if when else LONG_AGO


def of_the_newest_day(features: Iterable[F]) -> list[F]:
    """The features that no other is certainly a day newer than: several of one day, or of dates that overlap."""
    dated = [(f, f.when) for f in features if f.when]
    newest = max((when.first for _, when in dated), default=date.min)
    return [f for f, when in dated if when.last >= newest]


def tied(features: Iterable[F]) -> list[F]:
    """The features that no other is certainly newer than: the newest, or several whose order is open (decisions 58)."""
    newest = of_the_newest_day(features)
    last = max((f.when.instant for f in newest if f.when and f.when.instant), default=LONG_AGO)
    timed = [f for f in newest if not (f.when and f.when.instant) or f.when.instant == last]
    given_out: dict[object, datetime] = {}
    for feature in timed:
        given_out[_span(feature)] = max(given_out.get(_span(feature), LONG_AGO), moment(feature)[1])
    return [f for f in timed if moment(f)[1] in (LONG_AGO, given_out[_span(f)])]


def _span(feature: Feature) -> object:
    """What has to be equal for one moment: the offset of the recording clock makes no difference."""
    when = feature.when
    return when and (when.first, when.last, when.instant)


def fact(feature: Feature, label: str, note: str = "", value: str | None = None) -> Fact:
    """The feature as a card shows it."""
    notes = [note, "found by text" if feature.by_text else ""]
    return Fact(
        label=label,
        source=feature.source,
        value=feature.display if value is None else value,
        when=feature.when,
        note="; ".join(n for n in notes if n),
    )


def diagnosis_fact(diagnosis: Diagnosis, label: str, note: str = "") -> Fact:
    """A diagnosis with its statuses; a missing verification status is said."""
    statuses = [diagnosis.verification or "verification status not recorded", diagnosis.clinical or ""]
    notes = [", ".join(s for s in statuses if s), note]
    return fact(diagnosis, label, "; ".join(n for n in notes if n))._replace(
        status=diagnosis.verification or "recorded"
    )


def early_words(reason: Reason) -> str:
    """A result that does not count, preliminary or without a status (fhir-inputs, "Status")."""
    if reason is Reason.NO_STATUS:
        return "a result exists without a status, not used"
    return f"a {reason.value} result exists, not used"


def in_window(assessment: Assessment, result: Feature, window: Parameter) -> bool:
    """Is it certainly within the window?"""
    return result.when is not None and result.when.within(assessment.days(window), assessment.case.today) is YES

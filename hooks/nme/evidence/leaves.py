"""The kinds of leaf beside the predicates: each a value with its words, its concepts and one way to settle.

An item is YES with its newest entry, or UNKNOWN with the words for what was not found. It is never NO:
that nothing was found does not mean that nothing was done.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from hooks.clinical.case import Act, Availability, Feature, Medication, Observed, Reason, Report
from hooks.clinical.criterion import Assessment, Criterion, Leaf, Predicate
from hooks.clinical.evidence import Fact, Finding, Need
from hooks.clinical.logic import Is, unknown
from hooks.clinical.truth import NO, UNKNOWN, YES, known
from hooks.nme.evidence.background import coded
from hooks.nme.evidence.medication import ENDED, MEDICATIONS, UNDERSTOOD, unknown_drugs
from hooks.nme.evidence.select import early_words, fact, having, newest_first, observed, withheld

RUNNING = frozenset({"active", "in-progress"})


def missing(item: Criterion) -> Is:
    """YES when the item is UNKNOWN: not found."""
    return unknown(item)


@dataclass(frozen=True)
class Drafted(Leaf):
    """YES when a draft order of this hook is in the concepts and ends no treatment; never UNKNOWN."""

    concepts: frozenset[str]

    def settle(self, assessment: Assessment) -> Finding:
        """Over the drafts of the call."""
        begun = (draft.order for draft in assessment.case.drafts if not _ends(draft.order))
        return Finding(known(any(order.concepts & self.concepts for order in begun)))


def drafted(words: str, concepts: frozenset[str]) -> Drafted:
    """Such an order is among the drafts."""
    return Drafted(f"{words} is being ordered", concepts)


def _ends(order: Medication | Act) -> bool:
    return isinstance(order, Medication) and (order.status in ENDED or order.do_not_perform)


@dataclass(frozen=True)
class OnRecord(Leaf):
    """YES with the newest result, report or completed procedure; UNKNOWN with the missing words.

    Preliminary entries are not used and said (fhir-inputs, "Status").
    """

    label: str
    concepts: frozenset[str]

    def settle(self, assessment: Assessment) -> Finding:
        """The newest entry of the concepts."""
        newest = newest_first(_entries(assessment, self.concepts))[:1]
        facts = tuple(fact(entry, self.label, value=value_of(entry)) for entry in newest)
        return Finding(YES if facts else UNKNOWN, facts, _early(assessment, self.label, self.concepts))


def on_record(
    label: str, missing: str, concepts: frozenset[str], kinds: tuple[str, ...] = ("Observation", "DiagnosticReport")
) -> OnRecord:
    """The item, looked for in these resource types."""
    needs = frozenset(Need(kind, concepts, newest=True) if kind == "Observation" else Need(kind) for kind in kinds)
    return OnRecord(f"{label} is on record", label, concepts, needs=needs, missing=missing)


def _entries(assessment: Assessment, concepts: frozenset[str]) -> Iterator[Feature]:
    yield from (r for r in observed(assessment, concepts) if is_result(r))
    yield from having(assessment.case.reports, concepts)
    yield from (p for p in having(assessment.case.procedures, concepts) if p.status == "completed")


def is_result(result: Observed) -> bool:
    """Does it hold a value of any kind?"""
    return bool(result.reading or result.flag or result.text_value or result.answers or result.members)


def value_of(entry: Feature) -> str:
    """The value, the conclusion or the words of an entry."""
    if isinstance(entry, Observed) and (entry.reading or entry.text_value):
        return str(entry.reading or entry.text_value)
    if isinstance(entry, Report) and entry.conclusion_words:
        return ": ".join(words for words in (entry.display, entry.concluded()) if words)
    return entry.display


def _early(assessment: Assessment, label: str, concepts: frozenset[str]) -> tuple[Fact, ...]:
    found = withheld(assessment, concepts, Reason.PRELIMINARY, Reason.NO_STATUS)
    return tuple(Fact(label, w.source, "", w.when, early_words(w.reason)) for w in found)


@dataclass(frozen=True)
class Answered(Leaf):
    """YES with what the predicate rests on, whichever way it was answered (its window applies)."""

    label: str
    predicate: Predicate
    early: frozenset[str]

    def settle(self, assessment: Assessment) -> Finding:
        """The predicate's entries, and the preliminary ones."""
        finding = assessment.finding(self.predicate)
        unused = (*finding.unused, *_early(assessment, self.label, self.early))
        return Finding(YES if finding.facts else UNKNOWN, finding.facts, unused)


def answered(predicate: Predicate, label: str, missing: str, early: frozenset[str] = frozenset()) -> Answered:
    """The item a predicate reads; ``early`` are the concepts whose preliminary results are said."""
    return Answered(f"{label} is on record", label, predicate, early, asks=(predicate,), missing=missing)


@dataclass(frozen=True)
class Aged(Leaf):
    """The item with the age of its entries, as the row on zinc orders asks (pathway section 4)."""

    item: Leaf

    def settle(self, assessment: Assessment) -> Finding:
        """The item's answer, its entries dated."""
        finding = assessment.finding(self.item)
        return finding._replace(facts=tuple(_with_age(entry, assessment.case.today) for entry in finding.facts))


def aged(item: Leaf) -> Aged:
    """The item with the age of its entries."""
    return Aged(item.sentence, item, asks=(item,), missing=item.missing)


def _with_age(entry: Fact, today: date) -> Fact:
    age = f"{entry.when.age(today)} d old" if entry.when else ""
    return entry._replace(note="; ".join(words for words in (age, entry.note) if words))


@dataclass(frozen=True)
class Diagnosed(Leaf):
    """YES with the active, confirmed diagnoses in the concepts; UNKNOWN when none is coded."""

    label: str
    concepts: frozenset[str]

    def settle(self, assessment: Assessment) -> Finding:
        """Over the problem list."""
        return coded(assessment, self.concepts, self.label)


@dataclass(frozen=True)
class Treated(Leaf):
    """YES with the medications in one of the statuses; NO only in data that tell every drug and its status."""

    label: str
    concepts: frozenset[str]
    statuses: frozenset[str]

    def settle(self, assessment: Assessment) -> Finding:
        """Over the medication data."""
        recorded = [m for m in having(assessment.case.medications, self.concepts) if not m.do_not_perform]
        found = [m for m in recorded if m.status in self.statuses]
        if found:
            return Finding(YES, tuple(fact(m, self.label) for m in newest_first(found)[:1]))
        unsure = any(m.status not in UNDERSTOOD for m in recorded) or assessment.once(unknown_drugs)
        return Finding(UNKNOWN if unsure or not _told(assessment) else NO)


def treated(sentence: str, label: str, concepts: frozenset[str], statuses: frozenset[str] = RUNNING) -> Treated:
    """Such a medication is on record."""
    return Treated(sentence, label, concepts, statuses, needs=MEDICATIONS, missing=label.lower())


def _told(assessment: Assessment) -> bool:
    """Decisions 28: MedicationRequest is the decisive type."""
    case = assessment.case
    return case.medications is not None and case.available("MedicationRequest") is Availability.GIVEN


@dataclass(frozen=True)
class Allergic(Leaf):
    """YES with the entries; UNKNOWN when allergies were not told, which blocks nothing (pathway 2.7)."""

    label: str
    concepts: frozenset[str]

    def settle(self, assessment: Assessment) -> Finding:
        """Over the allergies."""
        if assessment.case.allergies is None:
            return Finding(UNKNOWN)
        found = having(assessment.case.allergies, self.concepts)
        return Finding(known(bool(found)), tuple(fact(f, self.label) for f in found))


def allergic(concepts: frozenset[str], words: str) -> Allergic:
    """An allergy or intolerance to one of the substances."""
    label = f"Allergy or intolerance: {words}"
    return Allergic(
        f"an allergy to {words} is recorded", label, concepts, needs=frozenset({Need("AllergyIntolerance")})
    )

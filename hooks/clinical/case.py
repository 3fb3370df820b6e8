"""A case: one patient's facts, freed of FHIR but not of their sources.

Two conventions run through every member. ``None`` means "not told" and ``()`` means "told
there are none". What was left out on purpose stands in ``withheld`` with the reason, so that
a card can say so.
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from enum import Enum

from hooks.clinical.truth import UNKNOWN, Truth
from hooks.clinical.units import Reading
from hooks.clinical.value import value
from hooks.clinical.when import When

NO_ID = "(no id)"
"""Stands in a source for the id of a resource that came without one."""


class Availability(Enum):
    """What became of one FHIR data type (decisions 1 and 28)."""

    __hash__ = object.__hash__  # an Enum's own is a function in Python

    GIVEN = "given"  # told, possibly "there are none"
    PARTIAL = "partial"  # told, but the list is known to be incomplete
    NOT_GIVEN = "not given"  # nobody asked or could ask
    UNAVAILABLE = "unavailable"  # asked for and refused or failed
    NOT_OFFERED = "not offered"  # this server does not hold the type: said once, not an error


class Reason(Enum):
    """Why a resource was left out."""

    INVALID = "entered in error"
    PRELIMINARY = "preliminary"
    NO_STATUS = "without a status"
    FUTURE = "dated in the future"
    FOREIGN = "another patient's"
    UNREADABLE = "unreadable"


@value(kw_only=True)
class Feature:
    """What every recorded fact has.

    ``source`` is "Type/id", ``concepts`` the value sets its codes are in, ``display`` the
    words of the record (patient-supplied: escape before showing), ``when`` the most specific
    date, ``by_text`` whether words rather than a code put it into its concepts.
    """

    source: str
    concepts: frozenset[str] = frozenset()
    display: str = ""
    when: When | None = None
    by_text: bool = False


@value(kw_only=True)
class Diagnosis(Feature):
    """A Condition, or what one Condition says of some of its concepts.

    ``clinical`` and ``verification`` are the FHIR codes, None when absent: words of doubt make an
    entry provisional, words of history resolved (pathway-2 1.4, 1.5). ``qualifiers`` are words beside
    a name that say more of it ("metastatic"), by their concept.
    """

    qualifiers: frozenset[str] = frozenset()
    clinical: str | None = None
    verification: str | None = None
    onset: When | None = None
    recorded: When | None = None
    sites: frozenset[str] = frozenset()
    icd_weeks: int | None = None


class Flag(Enum):
    """A laboratory's own interpretation."""

    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class Flaw(Enum):
    """Why a result that exists has no usable value (R7)."""

    CONTRADICTORY = "contradicts itself"
    NEGATIVE = "is negative"
    UNREADABLE = "is in a form that cannot be read"


@value(kw_only=True)
class Observed(Feature):
    """An Observation, or one of its components or members.

    A laboratory result has ``reading``, ``low``, ``high``, ``flag`` and ``fasting``. A coded
    answer has ``answers`` (concepts of the value's codes), ``tokens`` (its codes and words as
    written) and ``number``. ``present`` is YES or NO where the value says present or absent.
    ``molar`` tells whether the code itself is a molar (True) or a mass (False) code. ``issued``
    settles which of two results of one moment is the newer. ``flaw`` says why a result has no
    ``reading``; its words are then in ``text_value``. ``named`` is what the words of a section of a
    pathology report name (pathway-2 1.6).
    """

    reading: Reading | None = None
    low: Reading | None = None
    high: Reading | None = None
    flag: Flag | None = None
    fasting: Truth = UNKNOWN
    molar: bool | None = None
    text_value: str | None = None
    answers: frozenset[str] = frozenset()
    tokens: tuple[str, ...] = ()
    number: int | None = None
    present: Truth = UNKNOWN
    imaging: bool = False
    sites: frozenset[str] = frozenset()
    issued: When | None = None
    members: tuple["Observed", ...] = ()
    flaw: Flaw | None = None
    named: frozenset[str] = frozenset()


@value(kw_only=True)
class Report(Feature):
    """A DiagnosticReport: its kind in ``concepts``, its coded conclusions with their words, its results.

    ``named`` is what the conclusion of a final pathology report names in words or by code and does
    not deny; never more than a possibility (pathway-2 1.6).
    """

    conclusions: frozenset[str] = frozenset()
    conclusion_words: tuple[tuple[frozenset[str], str], ...] = ()
    results: tuple[str, ...] = ()
    named: frozenset[str] = frozenset()

    def concluded(self, concepts: frozenset[str] | None = None) -> str:
        """The words of its coded conclusions: all, or those of the concepts."""
        return "; ".join(words for own, words in self.conclusion_words if concepts is None or own & concepts)


@value(kw_only=True)
class Act(Feature):
    """A Procedure or a ServiceRequest, done, asked for or not done."""

    kind: str
    status: str
    reasons: frozenset[str] = frozenset()
    reason_sources: tuple[str, ...] = ()
    status_reasons: frozenset[str] = frozenset()


@value(kw_only=True)
class Medication(Feature):
    """A MedicationRequest, MedicationStatement, MedicationAdministration or a draft of one.

    ``start`` and ``end`` are the recorded limits of the treatment, None when not recorded.
    """

    kind: str
    status: str
    start: When | None = None
    end: When | None = None
    as_needed: bool = False
    do_not_perform: bool = False
    status_reasons: frozenset[str] = frozenset()


@value(kw_only=True)
class Consent(Feature):
    """A Consent that refuses what ``concepts`` name."""


@value(kw_only=True)
class Draft:
    """One unsigned order. ``order`` is what it asks for; ``selected`` whether the hook is about it.

    ``ends`` is an end the draft sets for a treatment (dosage bounds or validity), ``replaces`` the
    sources of the orders it edits, itself included, ``topical`` whether its route is the skin.
    """

    order: Medication | Act
    selected: bool
    ends: When | None = None
    bounded: bool = False
    replaces: tuple[str, ...] = ()
    topical: bool = False


@value(kw_only=True)
class Withheld:
    """A resource left out, with what it would have been about."""

    reason: Reason
    kind: str
    source: str
    concepts: frozenset[str] = frozenset()
    when: When | None = None


@value(kw_only=True)
class Person:
    """The Patient. ``sex`` is the administrative gender, None when not recorded."""

    birth: When | None = None
    sex: str | None = None


@value(kw_only=True)
class Case:
    """One patient on one day. ``today`` is an argument: there is no hidden clock.

    ``unknown_drugs`` are medication records whose drug cannot be told (R3); ``unread_systems`` counts,
    by code system, the Conditions coded only in systems that are not read and named by no known words
    (pathway-2 2.2).
    """

    today: date
    patient: str = ""
    person: Person | None = None
    diagnoses: tuple[Diagnosis, ...] | None = None
    observations: tuple[Observed, ...] | None = None
    reports: tuple[Report, ...] | None = None
    procedures: tuple[Act, ...] | None = None
    requests: tuple[Act, ...] | None = None
    medications: tuple[Medication, ...] | None = None
    allergies: tuple[Feature, ...] | None = None
    consents: tuple[Consent, ...] | None = None
    unknown_drugs: tuple[Medication, ...] = ()
    unread_systems: Mapping[str, int] = field(default_factory=dict)
    drafts: tuple[Draft, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    availability: Mapping[str, Availability] = field(default_factory=dict)

    def available(self, resource_type: str) -> Availability:
        """What became of a FHIR data type; NOT_GIVEN when nothing is known about it."""
        return self.availability.get(resource_type, Availability.NOT_GIVEN)

    def told(self, *kinds: str) -> bool:
        """Were these FHIR data types told completely, or does the server not hold them at all?"""
        whole = (Availability.GIVEN, Availability.NOT_OFFERED)
        return all(self.available(kind) in whole for kind in kinds)

"""Resources -> Case: whose they are, whether they count, and what they say (fhir-inputs, "Common rules").

Only what is in a value set becomes part of a case. What is left out on purpose stands in
``withheld`` with the reason.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar
from zoneinfo import ZoneInfo

import msgspec

from hooks.clinical.case import Availability, Case, Feature, Observed, Person, Reason, Report, Withheld
from hooks.clinical.codes import CodeIndex
from hooks.clinical.reading import ReadingRules
from service.fhir.chart import Chart, fault, is_ignored, source, source_of
from service.fhir.concepts import Prescription, coded, words
from service.fhir.conditions import allergy, diagnoses, unread_systems
from service.fhir.datatypes import CodeableConcept
from service.fhir.dates import when
from service.fhir.drafts import draft_entries, drafts, drugs_by_address
from service.fhir.gathered import Gathered
from service.fhir.items import Unread
from service.fhir.medications import medication_record
from service.fhir.models import (
    AllergyIntolerance,
    Condition,
    Consent,
    DiagnosticReport,
    Known,
    Medication,
    MedicationAdministration,
    MedicationRequest,
    MedicationStatement,
    Observation,
    Patient,
    Procedure,
    ServiceRequest,
    kind_of,
)
from service.fhir.newest import without_older
from service.fhir.observations import is_imaging_report, is_wanted, observed, report
from service.fhir.pathology import is_read, named_in_section
from service.fhir.procedures import act, refused, request
from service.fhir.values import agreed

R = TypeVar("R", bound=Known)
F = TypeVar("F", bound=Feature)
PRESCRIPTIONS: tuple[type[Prescription], ...] = (MedicationRequest, MedicationStatement, MedicationAdministration)
ALWAYS_COUNTED = {Reason.FOREIGN, Reason.UNREADABLE}


@dataclass(frozen=True, slots=True)
class Orders:
    """The unsigned orders of an order hook as they came; no selections means every draft counts."""

    bundle: msgspec.Raw
    selections: tuple[str, ...] | None


def build_case(
    gathered: Gathered,
    *,
    patient_id: str,
    today: date,
    zone: ZoneInfo,
    codes: CodeIndex,
    reading: ReadingRules,
    newest_only: frozenset[str] = frozenset(),
    orders: Orders | None = None,
) -> Case:
    """One patient's case on one day.

    ``today`` is a day in ``zone``, the site's time zone; ``codes`` tells which concepts a code
    belongs to, ``reading`` what else of the record is read, both with what the site adds, ``newest_only``
    of which concepts older results are not looked at. A type nobody told about is None in the case, one
    told to be empty is ().
    """
    entries = draft_entries(orders.bundle) if orders else ()
    basis = Chart(patient=patient_id, today=today, zone=zone, codes=codes, reading=reading)
    chart = _with_resources(basis, gathered, drugs_by_address(entries))
    sifter = Sifter(gathered, chart, newest_only)
    reports = sifter.features((DiagnosticReport,), _one(report))
    medications = sifter.features(PRESCRIPTIONS, _one(medication_record))
    return Case(
        today=today,
        patient=patient_id,
        person=sifter.person(),
        diagnoses=sifter.features((Condition,), diagnoses),
        observations=sifter.observations(reports or ()),
        reports=reports,
        procedures=sifter.features((Procedure,), _one(act)),
        requests=sifter.features((ServiceRequest,), _one(request)),
        medications=None if medications is None else tuple(m for m in medications if m.concepts),
        unknown_drugs=tuple(m for m in medications or () if not m.concepts),
        unread_systems=unread_systems(gathered.of(Condition), chart),
        allergies=sifter.features((AllergyIntolerance,), _one(allergy)),
        consents=sifter.features((Consent,), _one(refused)),
        drafts=drafts(entries, orders.selections, chart) if orders else (),
        withheld=tuple(dict.fromkeys((*sifter.withheld, *(_unread(u, chart) for u in gathered.unread)))),
        availability=_availability(gathered, chart),
    )


def _with_resources(chart: Chart, gathered: Gathered, drugs: dict[str, Medication]) -> Chart:
    results = gathered.of(Observation)
    are_members = any(result.has_member for result in results)
    return replace(
        chart,
        medications={source_of(m): m for m in gathered.of(Medication)} | drugs,
        observations={source_of(result): result for result in results} if are_members else {},
        sources={url: source_of(resource) for url, resource in gathered.full_urls.items()},
    )


def _availability(gathered: Gathered, chart: Chart) -> dict[str, Availability]:
    """A list with an entry that could not be read is incomplete, unless its code says it does not matter.

    Otherwise an unreadable order for octreotide would read as "no SSA".
    """
    holed = {u.kind for u in gathered.unread if u.code is None or _unread(u, chart).concepts}
    whole = Availability.GIVEN
    return {
        kind: Availability.PARTIAL if how is whole and kind in holed else how
        for kind, how in gathered.availability.items()
    }


def _unread(unread: Unread, chart: Chart) -> Withheld:
    code = unread.code or CodeableConcept()
    about = coded(code, chart.codes).union(chart.reading.phrasebook.spoken(words(code), chart.reading.conditions))
    where = source(unread.kind or "Resource", unread.id)
    return Withheld(reason=Reason.UNREADABLE, kind=unread.kind, source=where, concepts=about)


@dataclass
class Sifter:
    """Turns resources into features, and keeps account of those left out."""

    gathered: Gathered
    chart: Chart
    newest_only: frozenset[str] = frozenset()
    withheld: list[Withheld] = field(default_factory=list)

    def features(self, kinds: Sequence[type[R]], convert: Callable[[R, Chart], tuple[F, ...]]) -> tuple[F, ...] | None:
        """The features of some resource types; None when nobody told about any of them."""
        if not self.gathered.told(*kinds):
            return None
        resources = [r for kind in kinds for r in self.gathered.of(kind) if not is_ignored(r)]
        return _distinct(f for r in resources for f in self._usable(r, convert(r, self.chart)))

    def observations(self, reports: Iterable[Report]) -> tuple[Observed, ...] | None:
        """The observations of value sets, and those that reports of value sets list."""
        if not self.gathered.told(Observation):
            return None
        listed = list(reports)
        imaging = {result for r in listed if is_imaging_report(r, self.chart.reading) for result in r.results}
        reported = {result for r in listed for result in r.results}
        pathology = self._sections()
        heard = [o for o in self.gathered.of(Observation) if not is_ignored(o)]
        candidates = without_older(heard, self.newest_only, self.chart, listed=reported | pathology)
        return _distinct(
            f for o in candidates for f in self._usable(o, self._observed(o, imaging, reported, pathology))
        )

    def _sections(self) -> frozenset[str]:
        """The Observations that final pathology reports list as results."""
        read = (r for r in self.gathered.of(DiagnosticReport) if is_read(r, self.chart) and not is_ignored(r))
        return frozenset(self.chart.resolve(result) for r in read for result in r.result)

    def _observed(
        self, resource: Observation, imaging: set[str], reported: set[str], pathology: frozenset[str]
    ) -> tuple[Observed, ...]:
        name = source_of(resource)
        named = named_in_section(resource, self.chart, listed=name in pathology)
        if name not in reported and not named and not is_wanted(resource, self.chart):
            return ()
        found = observed(resource, self.chart, imaging=name in imaging, reported=name in reported or bool(named))
        return tuple(replace(one, named=named) for one in found) if named else found

    def person(self) -> Person | None:
        """The patient, when told; members on which several entries differ are not known."""
        patients = [p for p in self.gathered.of(Patient) if not self._is_withheld(p, ())]
        if not patients:
            return None
        births = agreed(when(p.birth_date, self.chart.zone) for p in patients)
        return Person(birth=births, sex=agreed(p.gender for p in patients))

    def _usable(self, resource: Known, found: tuple[F, ...]) -> tuple[F, ...]:
        return () if self._is_withheld(resource, found) else found

    def _is_withheld(self, resource: Known, found: Sequence[Feature]) -> bool:
        """Is it left out? Recorded when it would have been about something, or is somebody else's."""
        dates = [f.when for f in found if f.when]
        reason = fault(resource, self.chart)
        if reason is None and dates and any(w.is_future(self.chart.today) for w in dates):
            reason = Reason.FUTURE
        if reason is None:
            return False
        if found or reason in ALWAYS_COUNTED:
            about = frozenset().union(*map(_about, found))
            when_ = dates[0] if dates else None
            self.withheld.append(
                Withheld(reason=reason, kind=kind_of(resource), source=source_of(resource), concepts=about, when=when_)
            )
        return True


def _about(feature: Feature) -> frozenset[str]:
    return feature.concepts | feature.conclusions if isinstance(feature, Report) else feature.concepts


def _one(convert: Callable[[R, Chart], F | None]) -> Callable[[R, Chart], tuple[F, ...]]:
    """The same for a resource that becomes one feature or none."""

    def converted(resource: R, chart: Chart) -> tuple[F, ...]:
        feature = convert(resource, chart)
        return () if feature is None else (feature,)

    return converted


def _distinct(features: Iterable[F]) -> tuple[F, ...]:
    """The same resource under two keys counts once."""
    found = tuple(features)
    alone = len({feature.source for feature in found}) == len(found)  # hashing all of each costs more than all else
    return found if alone else tuple(dict.fromkeys(found))

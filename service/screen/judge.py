"""Candidates judged by the function that answers the hook."""

from collections.abc import Iterable, Iterator
from datetime import date
from zoneinfo import ZoneInfo

import msgspec

from hooks.clinical.advice import Answer
from hooks.clinical.case import Case
from hooks.clinical.criterion import Assessment
from service.protocol.context import PatientViewContext
from service.protocol.request import HookRequest
from service.screen.chart import Chart, chart_of
from service.screen.damage import Damage, Fault
from service.screen.find import verdicts
from service.screen.glance import PATIENT, glance
from service.screen.setup import Setup


class Candidate(msgspec.Struct, frozen=True):
    """A patient to judge: the lines, the types that were given, and those whose lists are not whole."""

    patient: str
    texts: list[bytes]
    given: frozenset[str]
    gaps: frozenset[str] = frozenset()


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """The hook's answer for one patient by one site on one day."""

    state: str
    in_scope: bool
    cards: tuple[str, ...] = ()
    predicates: dict[str, str] = {}
    missing: tuple[str, ...] = ()


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a patient.

    ``compared`` is the verdict of the other site, ``earlier`` those of the days replayed, ``spoke`` the first day the
    pathway would have spoken, ``diagnosed`` the day the condition was recorded that the orders are for.
    """

    now: Verdict
    compared: Verdict | None = None
    earlier: dict[date, Verdict] = {}
    spoke: date | None = None
    diagnosed: date | None = None
    companions: tuple[str, ...] = ()

    @property
    def speaks(self) -> bool:
        """Is there anything to say of the patient, now, before, or by the other site?"""
        verdicts = (self.now, *self.earlier.values(), *([self.compared] if self.compared else []))
        return bool(self.companions) or any(verdict.in_scope for verdict in verdicts)

    @property
    def ahead(self) -> int | None:
        """The days between the first time it would have spoken and the recorded diagnosis."""
        return (self.diagnosed - self.spoke).days if self.diagnosed and self.spoke else None


class Outcome(msgspec.Struct, frozen=True):
    """A patient, what became of them, and what was wrong with the chart."""

    patient: str
    judged: Judged
    damage: list[Damage]


def judge(setup: Setup, candidates: Iterable[Candidate]) -> list[Outcome]:
    """Judge some patients, one after the other."""
    return [_judged(setup, candidate) for candidate in candidates]


def _judged(setup: Setup, candidate: Candidate) -> Outcome:
    chart = chart_of(candidate.patient, candidate.texts)
    bench = Bench(setup, candidate)
    (case, answer), *other = (bench.consult(chart, site, setup.today) for site in setup.site_files)
    now = bench.verdict(answer)
    judged = Judged(
        now=now,
        compared=bench.verdict(other[0][1]) if other else None,
        earlier={day: bench.on(chart, day) for day in setup.earlier},
        spoke=bench.first_day(chart) if setup.earlier and now.in_scope else None,
        diagnosed=_diagnosed(case, answer),
        companions=() if now.in_scope else bench.companions(case),
    )
    twice = (kind for kind, _ in chart.versions if kind != PATIENT)
    damage = [Damage(Fault.TWO_VERSIONS, "", 0, kind, chart.patient) for kind in twice]
    return Outcome(candidate.patient, judged, damage)


class Bench:
    """Where one candidate is judged, by several sites and on several days."""

    def __init__(self, setup: Setup, candidate: Candidate) -> None:
        self._setup, self._candidate = setup, candidate
        self._zone = ZoneInfo(setup.time_zone)

    def consult(self, chart: Chart, site: str, day: date) -> tuple[Case, Answer]:
        """The case and the whole answer, as if the hook had been called."""
        context = PatientViewContext(user_id="Practitioner/screen", patient_id=chart.patient)
        prefetch = chart.prefetch(self._candidate.given, self._candidate.gaps)
        service = self._setup.chart
        request = HookRequest(hook=service.hook, hook_instance="screen", context=context, prefetch=prefetch)
        return self._setup.service(site, day).consult(service, request)

    def verdict(self, answer: Answer) -> Verdict:
        """The part of an answer that is kept."""
        asked = (words for advice in answer.advice for words in advice.evidence.missing)
        return Verdict(
            state=answer.state,
            in_scope=answer.state in self._setup.pathway.in_scope,
            cards=answer.applies,
            predicates={name: finding.truth.value for name, finding in answer.predicates.items()},
            missing=tuple(dict.fromkeys(asked)),
        )

    def companions(self, case: Case) -> tuple[str, ...]:
        """The companions of the disease in the record of a patient out of scope."""
        companions, site = self._setup.pathway.companions, self._setup.sites[0]
        assessment = Assessment(case, site.overrides)
        if companions is None or not assessment.holds(companions.when):
            return ()
        return tuple(name for name, sign in companions.signs.items() if assessment.holds(sign))

    def on(self, chart: Chart, day: date) -> Verdict:
        """The verdict of a day gone by, with what was known then."""
        _, answer = self.consult(chart.on(day, self._zone), self._setup.site_files[0], day)
        return self.verdict(answer)

    def first_day(self, chart: Chart) -> date | None:
        """The first day the pathway would have spoken; None when that cannot be dated."""
        return next((day for day in sorted(set(self._days(chart))) if self.on(chart, day).in_scope), None)

    def _days(self, chart: Chart) -> Iterator[date]:
        """The days on which something that could matter became known, or came to pass: an entry may be ahead of it."""
        verdict, told = verdicts(self._setup).of, verdicts(self._setup).told
        for entry in chart.entries:
            seen = glance(entry.text)
            if seen and (any(verdict(label).concepts for label in seen.labels) or any(map(told, seen.texts))):
                yield from entry.head.days(self._zone)


def _diagnosed(case: Case, answer: Answer) -> date | None:
    """The day the condition was recorded that the suggested orders are for, else the day it began."""
    found = next((d for d in case.diagnoses or () if d.source == answer.reason), None)
    stamp = (found.recorded or found.onset or found.when) if found else None
    return stamp.last if stamp else None

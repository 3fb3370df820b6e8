"""One run: look at every line, gather the lines of those who matter, judge them, each step recorded as it is done."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice

import msgspec

from service.fhir.datatypes import Part, Reference
from service.fhir.items import UNREADABLE
from service.protocol.prefetch import KEYS, REQUIRED
from service.screen.collect import collect
from service.screen.engine import Engine
from service.screen.errors import SourceError
from service.screen.find import find
from service.screen.judge import Candidate, Outcome, judge
from service.screen.setup import Setup
from service.screen.source import Source, Unit
from service.screen.work import Work

AT_ONCE = 20  # candidates judged in one piece of work
Told = Callable[[str, int, int], None]
"""Is told what is going on, how many bytes or patients more of it are done, and of how many."""


class Run:
    """One source, one setup, one folder of work."""

    def __init__(self, source: Source, setup: Setup, work: Work, engine: Engine, told: Told) -> None:
        self._source, self._setup, self._work = source, setup, work
        self._engine, self._told = engine, told
        self._units = {unit.number: unit for unit in source.units}

    def whole(self) -> None:
        """Everything that is not done yet. Raises SourceError when nobody can be judged."""
        self._find()
        given = self._given()
        pathway = self._setup.pathway
        self._work.choose(pathway.scope, pathway.companions.together if pathway.companions else ())
        self._collect("gathering", self._work.candidates())
        self._collect("gathering drugs", self._medications())
        self._judge(given)

    def _find(self) -> None:
        done = self._work.found_units()
        self._told("looking", sum(self._units[number].size for number in done), self._source.size)
        left = (unit for unit in self._source.units if unit.number not in done)
        for unit, found in self._engine.map(partial(find, self._setup), left):
            self._work.add_found(unit.number, str(unit.files[0]), found)
            self._told("looking", unit.size, self._source.size)

    def _given(self) -> frozenset[str]:
        """The types somebody told about. A hook without the required ones is refused (decisions 1): so is the run."""
        given = self._work.types() | self._source.named
        lacking = [kind for kind, key in KEYS.items() if key in REQUIRED and kind not in given]
        if lacking:
            raise SourceError(f"There is no {' and no '.join(lacking)} in the source, and nobody is judged without.")
        return given

    def _collect(self, round_: str, wanted: Sequence[str]) -> None:
        owners = frozenset(wanted)
        for (unit, _), lines in self._engine.map(collect, self._pieces(round_, owners)):
            self._work.add_kept(round_, unit.number, (line for line in lines if line.owner in owners))
            self._told(round_, unit.size, self._source.size)

    def _pieces(self, round_: str, wanted: frozenset[str]) -> Iterator[tuple[Unit, list[int]]]:
        for number, lines in self._work.places(round_, wanted):
            if lines:
                yield self._units[number], lines
            else:
                self._told(round_, self._units[number].size, self._source.size)

    def _medications(self) -> list[str]:
        """The Medications that orders of candidates point to."""
        found = {m for patient in self._work.candidates() for m in _referenced(self._work.kept_of(patient))}
        return sorted(found)

    def _judge(self, given: frozenset[str]) -> None:
        gaps, left = self._work.gaps(), self._work.unjudged()
        waiting = iter(left)
        pieces = iter(lambda: [self._candidate(patient, given, gaps) for patient in islice(waiting, AT_ONCE)], [])
        for _, outcomes in self._engine.map(partial(judge, self._setup), pieces):
            self._record(outcomes)
            self._told("judging", len(outcomes), len(left))

    def _candidate(self, patient: str, given: frozenset[str], gaps: dict[str, set[str]]) -> Candidate:
        texts = self._work.kept_of(patient)
        drugs = [text for name in sorted(_referenced(texts)) for text in self._work.kept_of(name)]
        return Candidate(patient, texts + drugs, given, frozenset(gaps.get(patient, set()) | gaps.get("", set())))

    def _record(self, outcomes: Sequence[Outcome]) -> None:
        verdicts = ((one.patient, msgspec.json.encode(one.judged)) for one in outcomes)
        self._work.add_judged(verdicts, (damage for one in outcomes for damage in one.damage))


# Medications of orders ------------------------------------------------------------------------------

_POINTED_TO = re.compile(r"(?:\S*/)?(Medication/[^/\s#?]+)(?:/_history/\S*)?")


class _Order(Part, frozen=True):
    medication_reference: Reference | None = None


_order = msgspec.json.Decoder(_Order).decode


def _referenced(texts: Iterable[bytes]) -> frozenset[str]:
    """The Medications the orders among the lines point to; a Bundle holds its own."""
    return frozenset(filter(None, (_pointed_to(text) for text in texts if b"medicationReference" in text)))


def _pointed_to(text: bytes) -> str | None:
    try:
        reference = _order(text).medication_reference
    except UNREADABLE:
        return None
    match = _POINTED_TO.fullmatch((reference.reference or "").strip()) if reference else None
    return match[1] if match else None

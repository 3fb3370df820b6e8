"""The first pass: every line looked at once, for whom it is and whether it could matter."""

from array import array
from collections import Counter
from functools import cache
from hashlib import blake2b
from pathlib import Path
from zlib import crc32

import msgspec

from service.screen.damage import Damage, Fault
from service.screen.glance import (
    BUNDLE, MEDICATION, PATIENT, Glance, GlancedEntry, glance, inside, key_of, legible, patient_in, persons,
)
from service.screen.lines import plain, texts
from service.screen.setup import CHART, Setup
from service.screen.source import TYPES, Unit, named
from service.screen.verdicts import Verdicts

ANYTHING = "anything"
"""The mark of a patient who is judged whatever the chart holds."""


class Found(msgspec.Struct):
    """What a unit holds.

    ``keys`` are the checksums of the lines' owners, four bytes a line, by which the second pass finds the lines of
    one patient again. ``marks`` are (patient, concept) pairs, ``persons`` (id, digest of the Patient, line).
    """

    keys: bytes
    marks: list[tuple[str, str]]
    persons: list[tuple[str, bytes, int]]
    damage: list[Damage]
    types: dict[str, int]
    systems: dict[str, int]


def find(setup: Setup, unit: Unit) -> Found:
    """Look at every line of a unit."""
    finder = Finder(setup, unit)
    for number, text in enumerate(texts(unit), 1):
        finder.look(number, text)
    return finder.found()


def checksum(key: str) -> int:
    """Four bytes for an owner. Two owners may share them: whoever uses them looks at the owner again."""
    return crc32(key.encode())


@cache
def verdicts(setup: Setup) -> Verdicts:
    """What decides on labels in this process."""
    return Verdicts(CHART.scope, tuple(site.codes for site in setup.sites))


class Finder:
    """One unit's first pass."""

    def __init__(self, setup: Setup, unit: Unit) -> None:
        self._unit, self._everyone = unit, setup.everyone
        self._verdict = verdicts(setup).of
        self._keys = array("I")
        self._marks: set[tuple[str, str]] = set()
        self._persons: list[tuple[str, bytes, int]] = []
        self._damage: list[Damage] = []
        self._types, self._systems = Counter[str](), Counter[str]()

    def found(self) -> Found:
        """Everything so far."""
        marks = sorted(self._marks)
        return Found(self._keys.tobytes(), marks, self._persons, self._damage, self._types, self._systems)

    def look(self, number: int, text: bytes | Fault) -> None:
        """Take in one line, or a document."""
        key = None
        if isinstance(text, Fault):
            self._fault(text, number)
        elif not text.isspace():
            text = plain(text) if number == 1 or not self._unit.lines else text
            key = self._line(number, text, glance(text))
        self._keys.append(0 if key is None else checksum(key))

    def _fault(self, fault: Fault, number: int, kind: str = "", patient: str = "") -> None:
        lines = self._unit.lines
        file = self._unit.files[0 if lines else number - 1]
        self._damage.append(Damage(fault, str(file), number if lines else 0, kind or self._kind(file), patient))

    def _kind(self, file: Path) -> str:
        """What a file holds: a document is one Bundle, lines are of the type named or seen; "" when it cannot be told."""
        if not self._unit.lines:
            return BUNDLE
        seen = self._types.keys()
        return named(file) or (next(iter(seen)) if len(seen) == 1 else "")

    def _line(self, number: int, text: bytes, seen: Glance | None) -> str | None:
        """The key the line is found by again."""
        if seen is None:
            self._fault(Fault.BROKEN, number, *legible(text))
            return None
        if seen.resource_type == BUNDLE:
            return self._bundle(number, seen)
        self._types[seen.resource_type] += 1
        if seen.resource_type not in TYPES:
            return None
        key = key_of(seen)
        if key is None:
            self._fault(Fault.NOBODYS, number, seen.resource_type)
        elif seen.resource_type == PATIENT:
            self._person(key, text, number)
        elif seen.resource_type != MEDICATION:
            self._weigh(key, seen)
        return key

    def _person(self, identity: str, text: bytes, number: int) -> None:
        self._persons.append((identity, blake2b(text.strip(), digest_size=16).digest(), number))
        if self._everyone:
            self._marks.add((identity, ANYTHING))

    def _weigh(self, owner: str, seen: Glance) -> None:
        """Note what the resource is about, if it matters."""
        for label in seen.labels:
            verdict = self._verdict(label)
            if verdict.concepts:
                self._marks.update((owner, name) for name in verdict.concepts)
            if verdict.unread:
                self._systems.update(verdict.unread)

    def _bundle(self, number: int, bundle: Glance) -> str | None:
        """Take in a Bundle of one patient."""
        found = inside(bundle)
        people = persons(found)
        if len(people) != 1:
            self._fault(Fault.SEVERAL if people else Fault.NO_PATIENT, number, BUNDLE)
            return None
        ((identity, person),) = people.items()
        self._person(identity, bytes(person.resource), number)
        own = {None, identity, _by_address(person)}
        for _, seen in found:
            self._types[seen.resource_type] += 1
            if seen.resource_type in TYPES and seen.resource_type not in (PATIENT, MEDICATION):
                self._entry(number, identity, seen, own=seen.owner in own)
        return identity

    def _entry(self, number: int, identity: str, seen: Glance, *, own: bool) -> None:
        if own:
            self._weigh(identity, seen)
        else:
            self._fault(Fault.ANOTHERS, number, seen.resource_type, identity)


def _by_address(entry: GlancedEntry) -> str | None:
    return patient_in(entry.full_url) if isinstance(entry.full_url, str) else None

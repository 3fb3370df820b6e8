"""The first pass: every line looked at once, for whom it is and whether it could matter."""

from array import array
from collections import Counter
from functools import cache
from hashlib import blake2b
from typing import NamedTuple
from zlib import crc32

import msgspec

from service.fhir.read import FAILURES, LEFT_OUT
from service.screen.damage import Damage, Fault
from service.screen.glance import (
    BUNDLE,
    MEDICATION,
    PATIENT,
    Glance,
    GlancedEntry,
    all_at_once,
    glance,
    inside,
    key_of,
    legible,
    outcome,
    patient_in,
    persons,
)
from service.screen.lines import Lines, Text, blocks, plain
from service.screen.setup import Setup
from service.screen.source import TYPES, Unit, named
from service.screen.verdicts import Verdicts

OUTCOME = "OperationOutcome"
OF_PATIENTS = frozenset(TYPES) - {PATIENT, MEDICATION}
MOST_OWNERS = 10_000  # remembered with their checksums
ANYTHING = "anything"
"""The mark of a patient who is judged whatever the chart holds."""


class Person(NamedTuple):
    """A Patient resource that was met: two of one id with two digests are two persons, or two versions of one."""

    patient: str
    digest: bytes
    file: str
    line: int


class Found(msgspec.Struct):
    """What a unit holds.

    ``keys`` are the checksums of the lines' owners, four bytes a line, by which the second pass finds the lines of
    one patient again. ``marks`` are (patient, concept) pairs, ``types`` the resource types met, ``systems`` the code
    systems not read, with the number of labels that have no other.
    """

    keys: bytes
    marks: list[tuple[str, str]]
    persons: list[Person]
    damage: list[Damage]
    types: list[str]
    systems: dict[str, int]


def find(setup: Setup, unit: Unit) -> Found:
    """Look at every line of a unit."""
    finder = Finder(setup, unit)
    return finder.found(finder.keys())


def checksum(key: str) -> int:
    """Four bytes for an owner, never 0, odd for a Medication and even for a patient.

    Two owners may share them: whoever uses them looks at the owner again.
    """
    found = crc32(key.encode())
    return found | 1 if key.startswith(f"{MEDICATION}/") else (found & ~1) or 2


@cache
def verdicts(setup: Setup) -> Verdicts:
    """What decides on labels in this process."""
    pathway, sites = setup.pathway, setup.sites
    wanted = pathway.scope | pathway.companions.concepts if pathway.companions else pathway.scope
    return Verdicts(wanted, tuple(site.codes for site in sites), tuple(site.reading for site in sites))


class Finder:
    """One unit's first pass."""

    def __init__(self, setup: Setup, unit: Unit) -> None:
        self._unit, self._everyone = unit, setup.everyone
        self._verdicts = verdicts(setup)
        self._owners: dict[tuple[str, str | None], int] = {}
        self._marks: set[tuple[str, str]] = set()
        self._persons: list[Person] = []
        self._damage: list[Damage] = []
        self._types, self._systems = set[str](), Counter[str]()

    def found(self, keys: "array[int]") -> Found:
        """Everything that was met."""
        marks, types = sorted(self._marks), sorted(self._types)
        return Found(keys.tobytes(), marks, self._persons, self._damage, types, self._systems)

    def keys(self) -> "array[int]":
        """The checksum of each line's owner, 0 for none."""
        found = array("I")
        for block in blocks(self._unit):
            if isinstance(block, Fault) or not self._unit.lines:
                found.append(self._text(len(found) + 1, block))
            else:
                found.extend(self._block(len(found) + 1, block))
        return found

    def _block(self, first: int, block: bytes) -> list[int]:
        """The lines of a block. Nearly all are of an owner met before and about nothing that matters."""
        lines = Lines(block)
        seen_at_once = all_at_once(block)
        if seen_at_once is None or len(seen_at_once) != lines.number:
            return [self._text(number, text) for number, text in enumerate(lines.all, first)]
        owners, idle = self._owners, self._verdicts.idle
        found: list[int] = []
        for seen in seen_at_once:
            owner = owners.get((seen.resource_type, seen.subject.reference)) if seen.subject else None
            if owner and bytes(seen.code) in idle and seen.is_plain:
                found.append(owner)
            else:
                at = len(found)
                text = lines.all[at] if seen.resource_type in (PATIENT, OUTCOME) else b""
                found.append(self._key(first + at, seen, text))
        return found

    def _text(self, number: int, text: Text) -> int:
        """One line, or a document, by itself."""
        if isinstance(text, Fault):
            self._fault(text, number)
            return 0
        if not text or text.isspace():
            return 0
        bare = plain(text)
        seen = glance(bare)
        if seen is None:
            self._fault(Fault.BROKEN, number, *legible(bare))
            return 0
        return self._key(number, seen, bare)

    def _key(self, number: int, seen: Glance, text: bytes) -> int:
        """Take in a resource. The checksum it is found by again; ``text`` is used of a Patient and an outcome only."""
        kind = seen.resource_type
        if kind == OUTCOME:
            self._outcome(number, text)
            return 0
        key = self._bundle(number, seen) if kind == BUNDLE else key_of(seen)
        if kind != BUNDLE:
            self._types.add(kind)
        if kind == PATIENT and key:
            self._person(key, text, number)
        elif kind in OF_PATIENTS:
            self._of_patient(number, key, seen)
        return checksum(key) if key and kind in (*TYPES, BUNDLE) else 0

    def _outcome(self, number: int, text: bytes) -> None:
        """What a server says of its own export; a mere remark loses nothing (R2)."""
        if any(issue.severity in FAILURES or issue.code in LEFT_OUT for issue in outcome(text).issue):
            self._fault(Fault.NOT_EXPORTED, number)

    def _of_patient(self, number: int, owner: str | None, seen: Glance) -> None:
        if owner is None:
            self._fault(Fault.NOBODYS, number, seen.resource_type)
            return
        self._weigh(owner, seen)
        if seen.subject is not None:
            if len(self._owners) >= MOST_OWNERS:
                self._owners.clear()
            self._owners[seen.resource_type, seen.subject.reference] = checksum(owner)

    def _person(self, identity: str, text: bytes, number: int) -> None:
        digest = blake2b(text.strip(), digest_size=16).digest()
        self._persons.append(Person(identity, digest, *self._place(number)))
        if self._everyone:
            self._marks.add((identity, ANYTHING))

    def _weigh(self, owner: str, seen: Glance) -> None:
        """Note what the resource is about, if it matters."""
        for label in seen.labels:
            verdict = self._verdicts.of(label)
            self._marks.update((owner, name) for name in verdict.concepts)
            self._systems.update(verdict.unread)
        for text in seen.texts:
            self._marks.update((owner, name) for name in self._verdicts.told(text))

    def _bundle(self, number: int, bundle: Glance) -> str | None:
        """Take in a Bundle of one patient, whose id is the answer."""
        found = inside(bundle)
        people = persons(found)
        if len(people) != 1:
            self._fault(Fault.SEVERAL if people else Fault.NO_PATIENT, number, BUNDLE)
            return None
        ((identity, person),) = people.items()
        self._person(identity, bytes(person.resource), number)
        own = {None, identity, _by_address(person)}
        for _, seen in found:
            self._types.add(seen.resource_type)
            if seen.resource_type in OF_PATIENTS:
                self._entry(number, identity, seen, own=seen.owner in own)
        return identity

    def _entry(self, number: int, identity: str, seen: Glance, *, own: bool) -> None:
        if own:
            self._weigh(identity, seen)
        else:
            self._fault(Fault.ANOTHERS, number, seen.resource_type, identity)

    def _fault(self, fault: Fault, number: int, kind: str = "", patient: str = "") -> None:
        self._damage.append(Damage(fault, *self._place(number), kind or self._kind(), patient))

    def _place(self, number: int) -> tuple[str, int]:
        """File and line; a document has no line."""
        files = self._unit.files
        return (str(files[0]), number) if self._unit.lines else (str(files[number - 1]), 0)

    def _kind(self) -> str:
        """What the files hold: documents Bundles, lines the type named or met; "" when it cannot be told."""
        if not self._unit.lines:
            return BUNDLE
        return named(self._unit.files[0]) or (next(iter(self._types)) if len(self._types) == 1 else "")


def _by_address(entry: GlancedEntry) -> str | None:
    return patient_in(entry.full_url) if isinstance(entry.full_url, str) else None

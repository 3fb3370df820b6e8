"""The state of a run in one SQLite file: whatever is finished is recorded at once, so that a run can be resumed.

A unit's results and the note that it is done are one transaction; nothing else is kept in memory.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from itertools import compress, count, groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from hooks.clinical.companions import Together
from service.screen.damage import Damage, Fault
from service.screen.errors import OtherRunError
from service.screen.files import private
from service.screen.find import ANYTHING, Found, checksum

NAME = "work.sqlite"
STRANGERS = 20  # patients without a Patient resource that are named, a unit
_TABLES = """
CREATE TABLE run (what TEXT NOT NULL, today TEXT NOT NULL) STRICT;
CREATE TABLE unit (number INTEGER PRIMARY KEY, file TEXT NOT NULL, keys BLOB NOT NULL) STRICT;
CREATE TABLE collected (round TEXT, unit INTEGER, PRIMARY KEY (round, unit)) STRICT, WITHOUT ROWID;
CREATE TABLE mark (patient TEXT, concept TEXT, PRIMARY KEY (patient, concept)) STRICT, WITHOUT ROWID;
CREATE TABLE candidate (patient TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE person (patient TEXT, digest BLOB, unit INTEGER, file TEXT, line INTEGER, PRIMARY KEY (patient, digest))
    STRICT, WITHOUT ROWID;
CREATE TABLE damage (unit INTEGER, fault TEXT, file TEXT, line INTEGER, kind TEXT, patient TEXT) STRICT;
CREATE TABLE type (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE system (name TEXT PRIMARY KEY, labels INTEGER) STRICT, WITHOUT ROWID;
CREATE TABLE kept (unit INTEGER, line INTEGER, owner TEXT NOT NULL, text BLOB NOT NULL, PRIMARY KEY (unit, line))
    STRICT, WITHOUT ROWID;
CREATE INDEX kept_of ON kept (owner);
CREATE TABLE judged (patient TEXT PRIMARY KEY, verdict BLOB NOT NULL) STRICT, WITHOUT ROWID;
"""


_NAMELESS = "SELECT patient FROM candidate EXCEPT SELECT patient FROM person"
_IN_SCOPE = """
INSERT OR IGNORE INTO candidate SELECT patient FROM mark WHERE concept IN (SELECT value FROM json_each(?))
"""
_TOGETHER = """
INSERT OR IGNORE INTO candidate SELECT lead.patient FROM mark AS lead
WHERE lead.concept IN (SELECT value FROM json_each(?)) AND (
    SELECT count(DISTINCT value ->> 0) FROM json_each(?) JOIN mark AS found ON found.concept = value ->> 1
    WHERE found.patient = lead.patient
) >= ?
"""
_DAMAGE = """
SELECT unit, 'TWO_PERSONS', file, line, 'Patient', patient FROM person
    WHERE patient IN (SELECT patient FROM person GROUP BY patient HAVING count(*) > 1)
UNION ALL
SELECT unit, fault, file, line, kind, patient FROM damage
ORDER BY 3, 1, 4, 2, 6
"""
_ADDED = "INSERT INTO system VALUES (?, ?) ON CONFLICT DO UPDATE SET labels = labels + excluded.labels"


class Line(NamedTuple):
    """A line that was kept: its place in its unit, whose it is, and what it says."""

    number: int
    owner: str
    text: bytes


class Work:
    """One run's state. ``what`` says what the run is about: another one's work is not gone on with.

    ``today`` is the day the run was begun on; one that goes over midnight stays on its day. Raises OtherRunError.
    """

    def __init__(self, out: Path, what: str, today: date) -> None:
        file = out / NAME
        private(file)
        self._db = sqlite3.connect(file)
        self._db.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = FILE;")
        if not self._db.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone():
            self._db.executescript(f"BEGIN; {_TABLES} COMMIT;")
        with self._db:
            if not self._db.execute("SELECT 1 FROM run").fetchone():
                self._db.execute("INSERT INTO run VALUES (?, ?)", (what, today.isoformat()))
            begun, day = self._db.execute("SELECT what, today FROM run").fetchone()
        if begun != what:
            self.close()
            raise OtherRunError(f"{out} holds an unfinished run of another source or other settings: see --restart.")
        self.today = date.fromisoformat(day)

    def close(self) -> None:
        """Close the file; what is recorded stays."""
        self._db.close()

    @staticmethod
    def forget(out: Path) -> None:
        """Take the state of a run out of a folder, if there is one."""
        for ending in ("", "-wal", "-shm"):
            (out / f"{NAME}{ending}").unlink(missing_ok=True)

    # The first pass -----------------------------------------------------------------------------

    def found_units(self) -> set[int]:
        """The units whose first pass is done."""
        return {number for (number,) in self._db.execute("SELECT number FROM unit")}

    def add_found(self, unit: int, file: str, found: Found) -> None:
        """Record a unit's first pass."""
        with self._db:
            self._db.execute("INSERT INTO unit VALUES (?, ?, ?)", (unit, file, found.keys))
            self._db.executemany("INSERT OR IGNORE INTO mark VALUES (?, ?)", found.marks)
            persons = ((one.patient, one.digest, unit, one.file, one.line) for one in found.persons)
            self._db.executemany("INSERT OR IGNORE INTO person VALUES (?, ?, ?, ?, ?)", persons)
            self.add_damage(found.damage, unit)
            self._db.executemany("INSERT OR IGNORE INTO type VALUES (?)", ((kind,) for kind in found.types))
            self._db.executemany(_ADDED, found.systems.items())

    def add_damage(self, damage: Iterable[Damage], unit: int = -1) -> None:
        """Record damage, inside a transaction of the caller's."""
        rows = ((unit, one.fault.name, *one[1:]) for one in damage)
        self._db.executemany("INSERT INTO damage VALUES (?, ?, ?, ?, ?, ?)", rows)

    def types(self) -> frozenset[str]:
        """The resource types met."""
        return frozenset(kind for (kind,) in self._db.execute("SELECT name FROM type"))

    def systems(self) -> dict[str, int]:
        """The code systems not read, most met first, with the labels that have no other."""
        return dict(self._db.execute("SELECT name, labels FROM system ORDER BY labels DESC, name"))

    def lines(self) -> int:
        """Lines, or documents, in the whole source."""
        (number,) = self._db.execute("SELECT coalesce(sum(length(keys)), 0) / 4 FROM unit").fetchone()
        return int(number)

    def persons(self) -> int:
        """Patients with a Patient resource."""
        (number,) = self._db.execute("SELECT count(DISTINCT patient) FROM person").fetchone()
        return int(number)

    def choose(self, scope: Iterable[str], together: Iterable[Together]) -> None:
        """Choose the candidates: those with a concept of the scope, or with companions enough."""
        with self._db:
            self._db.execute("DELETE FROM candidate")
            self._db.execute(_IN_SCOPE, (json.dumps([*scope, ANYTHING]),))
            for one in together:
                groups = [[number, concept] for number, group in enumerate(one.groups) for concept in sorted(group)]
                self._db.execute(_TOGETHER, (json.dumps(sorted(one.lead)), json.dumps(groups), one.least))

    def candidates(self) -> list[str]:
        """The patients to judge, in the order of their ids."""
        return [patient for (patient,) in self._db.execute("SELECT patient FROM candidate ORDER BY patient")]

    # The second pass ----------------------------------------------------------------------------

    def places(self, round_: str, wanted: Iterable[str]) -> Iterator[tuple[int, list[int]]]:
        """Every unit not collected in this round yet, with the lines that may be of the wanted."""
        sums = set(map(checksum, wanted))
        done = {unit for (unit,) in self._db.execute("SELECT unit FROM collected WHERE round = ?", (round_,))}
        for number, keys in self._db.execute("SELECT number, keys FROM unit ORDER BY number"):
            if number not in done:
                yield number, list(compress(count(1), map(sums.__contains__, memoryview(keys).cast("I"))))

    def add_kept(self, round_: str, unit: int, lines: Iterable[Line]) -> None:
        """Record the lines of a unit that are wanted in a round."""
        with self._db:
            self._db.execute("INSERT INTO collected VALUES (?, ?)", (round_, unit))
            self._db.executemany("INSERT OR IGNORE INTO kept VALUES (?, ?, ?, ?)", ((unit, *line) for line in lines))

    def kept_of(self, owner: str) -> list[bytes]:
        """The lines of a patient, or of a Medication, in the order of the source."""
        found = self._db.execute("SELECT text FROM kept WHERE owner = ? ORDER BY unit, line", (owner,))
        return [text for (text,) in found]

    # The judging --------------------------------------------------------------------------------

    def unjudged(self) -> list[str]:
        """The candidates not judged yet."""
        found = self._db.execute("SELECT patient FROM candidate EXCEPT SELECT patient FROM judged ORDER BY patient")
        return [patient for (patient,) in found]

    def add_judged(self, verdicts: Iterable[tuple[str, bytes]], damage: Iterable[Damage]) -> None:
        """Record what became of some patients."""
        with self._db:
            self._db.executemany("INSERT INTO judged VALUES (?, ?)", verdicts)
            self.add_damage(damage)

    def judged(self) -> Iterator[tuple[str, bytes]]:
        """Every patient judged, in the order of the ids."""
        yield from self._db.execute("SELECT patient, verdict FROM judged ORDER BY patient")

    # What is wrong ------------------------------------------------------------------------------

    def gaps(self) -> dict[str, set[str]]:
        """Resource types whose lists are not whole, by patient; under "" those of everybody. "" is every type."""
        names = json.dumps([fault.name for fault in Fault if fault.leaves_a_gap])
        asked = "SELECT DISTINCT patient, kind FROM damage WHERE fault IN (SELECT value FROM json_each(?)) ORDER BY 1"
        rows = self._db.execute(asked, (names,))
        return {patient: {kind for _, kind in some} for patient, some in groupby(rows, itemgetter(0))}

    def damage(self) -> Iterator[Damage]:
        """Everything that was wrong, in the order of files and lines, the lines counted in their whole file."""
        before = self._lines_before()
        for unit, fault, file, line, kind, patient in self._db.execute(_DAMAGE):
            yield Damage(Fault[fault], file, line and line + before.get(unit, 0), kind, patient)

    @cached_property
    def strangers(self) -> tuple[Damage, ...]:
        """Lines of patients with no Patient resource: the first of each in a unit, of some in each unit.

        A few may be missed: patients are known by their checksums, and of these by all bits but the last three.
        """
        return tuple(self._strangers())

    def _strangers(self) -> Iterator[Damage]:
        known, before = self._known(), self._lines_before()
        names = {checksum(patient): patient for (patient,) in self._db.execute(_NAMELESS)}
        for number, file, packed in self._db.execute("SELECT number, file, keys FROM unit ORDER BY number"):
            keys = memoryview(packed).cast("I").tolist()
            found = [
                key for key in dict.fromkeys(keys) if key and not key & 1 and not known[key >> 6] >> (key >> 3 & 7) & 1
            ]
            for key in found[:STRANGERS]:
                line = before[number] + keys.index(key) + 1
                yield Damage(Fault.NO_PERSON, file, line, "", names.get(key, ""))

    def _known(self) -> bytearray:
        """A bit for each checksum of a patient with a Patient resource: 64 MiB for any number of them."""
        bits = bytearray(1 << 26)
        for (patient,) in self._db.execute("SELECT DISTINCT patient FROM person"):
            key = checksum(patient)
            bits[key >> 6] |= 1 << (key >> 3 & 7)
        return bits

    def _lines_before(self) -> dict[int, int]:
        """How many lines of a unit's file come before it."""
        before, lines, at = {}, 0, ""
        for number, file, size in self._db.execute("SELECT number, file, length(keys) FROM unit ORDER BY number"):
            lines = lines if file == at else 0
            before[number], at = lines, file
            lines += size // 4
        return before

"""What a run leaves behind: the tables, the list of damage, the report."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import msgspec

from service.protocol.prefetch import KEYS
from service.screen.damage import Damage, Fault
from service.screen.judge import Judged
from service.screen.setup import Setup
from service.screen.source import WHOLE, Source
from service.screen.tables import Naming, Row, head, row, write_csv, write_parquet
from service.screen.work import Work

PATIENTS, DAMAGE, AS_OF, EARLIER = "patients.csv", "damage.csv", "as_of.csv", "earlier.csv"
AS_OF_HEAD = ("as of", "patient", "state", "cards")
EARLIER_HEAD = ("patient", "would have spoken", "diagnosis recorded", "days earlier")
DAMAGE_HEAD = ("what", "file", "line", "type", "patient")

_judged = msgspec.json.Decoder(Judged).decode


@dataclass(frozen=True, slots=True)
class Results:
    """A finished run, read out of its work as often as need be."""

    source: Source
    setup: Setup
    work: Work
    root: Path
    naming: Naming

    def everyone(self) -> Iterator[tuple[str, Judged]]:
        """Everyone in scope or with companions, by the name they go by, in the order of their ids."""
        for patient, verdict in self.work.judged():
            judged = _judged(verdict)
            if judged.speaks:
                yield self.naming(patient), judged

    def damage(self) -> Iterator[Damage]:
        """Everything that was wrong, the files named from the source's folder."""
        given = self.work.types() | self.source.named
        yield from (Damage(Fault.NOT_GIVEN, "", 0, kind) for kind in KEYS if kind not in given)
        yield from (Damage(Fault.OTHER_FILE, self._from_root(str(file))) for file in self.source.other)
        for one in chain(self.work.strangers, self.work.damage()):
            yield one._replace(file=self._from_root(one.file), patient=one.patient and self.naming(one.patient))

    def _from_root(self, file: str) -> str:
        """Its name below the source's folder. A document's may be the patient's id: it goes by its pseudonym."""
        name = str(Path(file).relative_to(self.root)) if file else ""
        return self.naming(name) if name.endswith(WHOLE) else name


def write_tables(results: Results, out: Path) -> tuple[Path, ...]:
    """Write the tables. Answers the files written."""
    columns = head(next((tuple(judged.now.predicates) for _, judged in results.everyone()), ()))
    patients = out / PATIENTS
    write_csv(patients, columns, _rows(results))
    parquet = patients.with_suffix(".parquet")
    has_parquet = write_parquet(parquet, columns, _rows(results))
    write_csv(out / DAMAGE, DAMAGE_HEAD, map(_told, results.damage()))
    replayed = _write_replayed(results, out) if results.setup.earlier else ()
    return (patients, *([parquet] if has_parquet else []), out / DAMAGE, *replayed)


def _write_replayed(results: Results, out: Path) -> tuple[Path, ...]:
    write_csv(out / AS_OF, AS_OF_HEAD, _as_of(results))
    write_csv(out / EARLIER, EARLIER_HEAD, _earlier(results))
    return out / AS_OF, out / EARLIER


def _as_of(results: Results) -> Iterator[Row]:
    for patient, judged in results.everyone():
        for day, verdict in judged.earlier.items():
            if verdict.in_scope:
                told = (day.isoformat(), patient, verdict.state, " ".join(verdict.cards))
                yield dict(zip(AS_OF_HEAD, told, strict=True))


def _earlier(results: Results) -> Iterator[Row]:
    for patient, judged in results.everyone():
        if judged.now.in_scope:
            ahead = "" if judged.ahead is None else str(judged.ahead)
            told = (patient, str(judged.spoke or ""), str(judged.diagnosed or ""), ahead)
            yield dict(zip(EARLIER_HEAD, told, strict=True))


def _rows(results: Results) -> Iterator[Row]:
    return (row(patient, judged) for patient, judged in results.everyone())


def _told(one: Damage) -> Row:
    told = (one.fault.value, one.file, str(one.line or ""), one.kind, one.patient)
    return dict(zip(DAMAGE_HEAD, told, strict=True))

"""What a run leaves behind: the tables, the list of damage, the report."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from service.protocol.prefetch import KEYS
from service.screen.damage import Damage, Fault
from service.screen.judge import Judged
from service.screen.source import WHOLE, Source
from service.screen.tables import Naming, Row, head, row, write_csv, write_parquet
from service.screen.work import Work

PATIENTS, DAMAGE = "patients.csv", "damage.csv"
DAMAGE_HEAD = ("what", "file", "line", "type", "patient")

_judged = msgspec.json.Decoder(Judged).decode


@dataclass(frozen=True, slots=True)
class Results:
    """A finished run, read out of its work as often as need be."""

    source: Source
    work: Work
    root: Path
    naming: Naming

    def everyone(self) -> Iterator[tuple[str, Judged]]:
        """Everyone in scope or with companions, by the name they go by, in the order of their ids."""
        for patient, verdict in self.work.judged():
            judged = _judged(verdict)
            if judged.now.in_scope or judged.companions or (judged.compared and judged.compared.in_scope):
                yield self.naming(patient), judged

    def damage(self) -> Iterator[Damage]:
        """Everything that was wrong, the files named from the source's folder."""
        given = self.work.types() | self.source.named
        yield from (Damage(Fault.NOT_GIVEN, "", 0, kind) for kind in KEYS if kind not in given)
        yield from (Damage(Fault.OTHER_FILE, self._from_root(str(file))) for file in self.source.other)
        for one in self.work.damage():
            yield one._replace(file=self._from_root(one.file), patient=one.patient and self.naming(one.patient))

    def _from_root(self, file: str) -> str:
        """Its name below the source's folder. A document's may be the patient's id: it goes by its pseudonym."""
        name = str(Path(file).relative_to(self.root)) if file else ""
        return self.naming(name) if name.endswith(WHOLE) else name


def write_tables(results: Results, out: Path) -> tuple[Path, ...]:
    """Write the tables. Answers the files written."""
    columns = head(next((tuple(judged.now.predicates) for _, judged in results.everyone()), ()))
    patients, parquet, damage = out / PATIENTS, (out / PATIENTS).with_suffix(".parquet"), out / DAMAGE
    write_csv(patients, columns, _rows(results))
    has_parquet = write_parquet(parquet, columns, _rows(results))
    write_csv(damage, DAMAGE_HEAD, map(_told, results.damage()))
    return (patients, *([parquet] if has_parquet else []), damage)


def _rows(results: Results) -> Iterator[Row]:
    return (row(patient, judged) for patient, judged in results.everyone())


def _told(one: Damage) -> Row:
    told = (one.fault.value, one.file, str(one.line or ""), one.kind, one.patient)
    return dict(zip(DAMAGE_HEAD, told, strict=True))

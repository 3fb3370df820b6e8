"""The result tables: one row for everyone in scope or with companions, as CSV, and as Parquet where pyarrow is."""

import csv
import hmac
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from service.ledger.report.sheet import harmless
from service.screen.errors import KeyFileError
from service.screen.files import replaced
from service.screen.judge import Judged

Row: TypeAlias = Mapping[str, str]
Naming: TypeAlias = Callable[[str], str]
FIRST, LAST = ("patient", "state", "cards"), ("missing", "companions")
SEPARATED = "; "
LEAST_KEY = 32  # bytes
GROUP = 10_000  # rows of a Parquet row group, and in memory


def naming(key_file: Path | None) -> Naming:
    """How patients are named: by their id, or by its HMAC-SHA-256 with the key. Raises KeyFileError."""
    if key_file is None:
        return lambda patient: patient
    key = key_file.read_bytes().strip()
    if len(key) < LEAST_KEY:
        raise KeyFileError(f"{key_file} has to hold at least {LEAST_KEY} bytes, such as 'openssl rand -hex 32' prints.")
    return lambda patient: hmac.digest(key, patient.encode(), "sha256").hex()


def head(predicates: Iterable[str]) -> tuple[str, ...]:
    """The columns."""
    return (*FIRST, *predicates, *LAST)


def row(patient: str, judged: Judged) -> dict[str, str]:
    """One patient's row."""
    now = judged.now
    return {
        "patient": patient,
        "state": now.state,
        "cards": " ".join(now.cards),
        **now.predicates,
        "missing": SEPARATED.join(now.missing),
        "companions": SEPARATED.join(judged.companions),
    }


def write_csv(file: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Names a spreadsheet would take for formulas are made harmless (D-23)."""
    with replaced(file) as unfinished, unfinished.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(columns)
        table.writerows([_cell(row[name]) for name in columns] for row in rows)


def _cell(text: str) -> str:
    return text if text.removeprefix("-").isdigit() else harmless(text)


def write_parquet(file: Path, columns: Sequence[str], rows: Iterable[Row]) -> bool:
    """The same as Parquet, every column text; False, and nothing written, without pyarrow."""
    try:
        import pyarrow  # noqa: PLC0415 - an extra
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError:
        return False
    schema = pyarrow.schema([(name, pyarrow.string()) for name in columns])
    with replaced(file) as unfinished, parquet.ParquetWriter(unfinished, schema) as writer:
        for some in _groups(rows):
            writer.write_table(pyarrow.Table.from_pylist(some, schema))
    return True


def _groups(rows: Iterable[Row]) -> Iterator[list[Row]]:
    left = iter(rows)
    while some := list(islice(left, GROUP)):
        yield some


def read_csv(file: Path) -> Iterator[dict[str, str]]:
    """The rows of a table written before."""
    with file.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)

"""Who signed which part of the pathway, and what has changed since (docs/spec/review.md).

The signatures are a TOML file; the words that were signed stand beside it, so that a later difference can
be shown in words::

    [[signature]]
    part = "K04"
    hash = "..."
    name = "..."
    role = "clinician"
    date = 2026-11-20
    comment = ""
"""

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import unified_diff
from enum import Enum
from pathlib import Path

import msgspec

from service.review.sheet import Sheet

SIGNED_TEXTS = "signed"
"""The folder of the signed words, beside the file."""


class SignaturesError(ValueError):
    """The signatures cannot be used. The message names the entry and the mend."""


class Signature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One signature: of which part, over which words, by whom and when."""

    part: str
    hash: str
    name: str
    role: str
    date: date
    comment: str = ""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    signature: tuple[Signature, ...] = ()


class Standing(Enum):
    """How a part stands."""

    SIGNED = "signed"
    CHANGED = "changed since signed"
    UNSIGNED = "unsigned"


@dataclass(frozen=True)
class Status:
    """One part and its signatures, the latest last. ``difference`` is what changed since, a line each."""

    sheet: Sheet
    standing: Standing
    signatures: tuple[Signature, ...] = ()
    difference: tuple[str, ...] = ()


@dataclass(frozen=True)
class Signatures:
    """What a file holds; none without a file."""

    file: Path | None
    all: tuple[Signature, ...] = field(default=())

    def status(self, sheets: Mapping[str, Sheet]) -> list[Status]:
        """Every part in its order."""
        return [self._status(sheet) for sheet in sheets.values()]

    def unsigned(self, sheets: Mapping[str, Sheet]) -> list[str]:
        """The ids of the parts nobody signed as they are now."""
        signed = {(signature.part, signature.hash) for signature in self.all}
        return [sheet.id for sheet in sheets.values() if (sheet.id, sheet.hash) not in signed]

    def _status(self, sheet: Sheet) -> Status:
        own = tuple(signature for signature in self.all if signature.part == sheet.id)
        if not own:
            return Status(sheet, Standing.UNSIGNED)
        if any(signature.hash == sheet.hash for signature in own):
            return Status(sheet, Standing.SIGNED, own)
        return Status(sheet, Standing.CHANGED, own, self._difference(own[-1], sheet))

    def _difference(self, signature: Signature, sheet: Sheet) -> tuple[str, ...]:
        kept = self.file.parent / SIGNED_TEXTS / f"{signature.hash}.txt" if self.file else None
        if kept is None or not kept.exists():
            return ("The words that were signed are not kept beside the file.",)
        return difference(kept.read_text(encoding="utf-8").splitlines(), sheet.lines)


def difference(old: Iterable[str], new: Iterable[str]) -> tuple[str, ...]:
    """Lines that went (-) and came (+)."""
    changes = unified_diff(list(old), list(new), lineterm="", n=0)
    return tuple(line for line in changes if not line.startswith(("---", "+++", "@@")))


def read(file: Path | None) -> Signatures:
    """The signatures of a file; none when there is no file. Raises SignaturesError."""
    if file is None or not file.exists():
        return Signatures(file)
    try:
        content = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), _File)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise SignaturesError(f"{file}: {error}.") from None
    return Signatures(file, content.signature)


def sign(file: Path, sheet: Sheet, *, name: str, role: str, day: date, comment: str = "") -> Signature:
    """Add a signature to the file, and keep the words it covers beside it."""
    signature = Signature(sheet.id, sheet.hash, name, role, day, comment)
    texts = file.parent / SIGNED_TEXTS
    texts.mkdir(parents=True, exist_ok=True)
    (texts / f"{sheet.hash}.txt").write_text(sheet.text, encoding="utf-8")
    with file.open("a", encoding="utf-8") as kept:
        kept.write(f"\n[[signature]]\n{_written(signature)}")
    return signature


def _written(signature: Signature) -> str:
    """The members as TOML; a text of JSON is one of TOML."""
    told = {name: getattr(signature, name) for name in Signature.__struct_fields__}
    return "".join(f"{name} = {v if isinstance(v, date) else json.dumps(v)}\n" for name, v in told.items())

"""A FHIR server's population as a folder of files, by bulk export; what is downloaded is not downloaded again."""

import asyncio
import re
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

import msgspec

from service.outbound.address import Base, allowed
from service.outbound.bulk import BulkError, BulkFile, BulkServer, GoneError, Manifest
from service.outbound.patience import ExchangeError
from service.screen import files
from service.screen.access import Access
from service.screen.errors import ExportError
from service.screen.lines import Lines, blocks
from service.screen.source import TYPES, Unit
from service.settings import Settings

FOLDER, STATE = "export", "export.state"
_ADDRESS = re.compile(r"(?P<base>https?://.+?)(?:/(?P<level>Patient|Group/[^/]+))?(?:/\$export)?/?")
_TYPE = re.compile(r"[A-Za-z]{1,64}")

Told = Callable[[str, int, int], None]


class State(msgspec.Struct):
    """How far an export has come: the address waited at, the list of its files, those downloaded with their names."""

    status: str = ""
    manifest: Manifest | None = None
    files: dict[str, str] = {}


def is_address(source: str) -> bool:
    """Is the source a server and not a folder?"""
    return source.startswith(("http://", "https://"))


def exported(source: str, out: Path, settings: Settings, access: Access, told: Told) -> Path:
    """The folder with the export's files. Goes on with one that was begun. Raises ExportError, SignInFileError."""
    base, level = _place(source, settings)
    others = frozenset(listed.origin for listed in settings.fhir_bases or ())
    token = access.token(base, settings.network_policy, others)
    files.folder(out / FOLDER)
    try:
        asyncio.run(_export(Export(out, level, told), BulkServer(base, token, settings.network_policy, others)))
    except ExchangeError as error:
        raise ExportError(f"The export from the FHIR server: {error}.") from None
    return out / FOLDER


def _place(source: str, settings: Settings) -> tuple[Base, str]:
    """The server's base, and what of it to export. Raises ExportError for one that may not be called."""
    match = _ADDRESS.fullmatch(source)
    base = allowed(match["base"], settings.fhir_bases, open_mode=settings.open_mode) if match else None
    if match is None or base is None:
        raise ExportError("This FHIR server may not be called: list it in NME_CDS_FHIR_SERVERS (docs/fhir-access.md).")
    return base, match["level"] or "Patient"


async def _export(export: "Export", server: BulkServer) -> None:
    async with aclosing(server):
        try:
            await export.whole(server)
        except GoneError:
            export.forget()
            await export.whole(server)


@dataclass(slots=True)
class Export:
    """One export into ``out``."""

    out: Path
    level: str
    told: Told

    async def whole(self, server: BulkServer) -> None:
        """Everything that is not done yet. Raises ExchangeError."""
        state = self._state()
        if not state.status:
            state.status = await server.kick_off(self.level, TYPES)
            self._keep(state)
        self.told("waiting for the server", 0, 1)
        manifest = state.manifest or await server.manifest(state.status)
        self.told("waiting for the server", 1, 1)
        state.manifest = manifest
        self._keep(state)
        wanted = [(file.type, file) for file in manifest.output] + [("error", file) for file in manifest.error]
        self.told("downloading", len(state.files), len(wanted))
        for number, (kind, file) in enumerate(wanted):
            if file.url not in state.files:
                state.files[file.url] = await self._download(
                    server, manifest, f"{number:06}.{_word(kind)}.ndjson", file
                )
                self._keep(state)
                self.told("downloading", 1, len(wanted))
        self._count(state)
        await server.forget(state.status)

    async def _download(self, server: BulkServer, manifest: Manifest, name: str, file: BulkFile) -> str:
        to = self.out / FOLDER / name
        with files.replaced(to) as unfinished:
            is_compressed = await server.save(file, unfinished, with_token=manifest.requires_access_token)
        return to.rename(to.with_name(f"{name}.gz")).name if is_compressed else name

    def _count(self, state: State) -> None:
        """A file with fewer lines than the server says has lost some: said as the server itself would say it (R2)."""
        counted = (file for file in (state.manifest or Manifest()).output if file.count is not None)
        short = [file for file in counted if _lines(self.out / FOLDER / state.files[file.url]) < (file.count or 0)]
        if short:
            with files.replaced(self.out / FOLDER / "counts.ndjson") as told:
                told.write_bytes(b"".join(_FEWER + b"\n" for _ in short))

    def forget(self) -> None:
        """Begin anew: the server knows nothing of it any more."""
        (self.out / STATE).unlink(missing_ok=True)

    def _state(self) -> State:
        file = self.out / STATE
        return msgspec.json.decode(file.read_bytes(), type=State) if file.exists() else State()

    def _keep(self, state: State) -> None:
        with files.replaced(self.out / STATE) as unfinished:
            unfinished.write_bytes(msgspec.json.encode(state))


_FEWER = (
    b'{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"incomplete",'
    b'"diagnostics":"fewer lines than the server counted"}]}'
)


def _word(kind: str) -> str:
    """The type as part of a file's name. Raises BulkError."""
    if not _TYPE.fullmatch(kind):
        raise BulkError("the server's list of files cannot be read")
    return kind


def _lines(file: Path) -> int:
    unit = Unit(0, (file,), 0, file.stat().st_size, lines=True)
    return sum(Lines(block).number for block in blocks(unit) if isinstance(block, bytes))

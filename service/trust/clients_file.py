"""Reading the clients file, with errors that name line, client and mend.

TOML, one table a client; docs/clients.md describes every entry::

    [[clients]]
    name = "General Hospital"
    issuer = "https://ehr.example.org/fhir"
    jku = "https://ehr.example.org/jwks"
"""

import re
import tomllib
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from service.trust.profile import ClientProfile
from service.trust.rules import broken_rules

SEE = "See docs/clients.md."


class ClientsFileError(ValueError):
    """The clients file cannot be used. The message names line, client and mend."""


class _ClientsFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    clients: Annotated[tuple[ClientProfile, ...], Meta(min_length=1)]


def read_profiles(path: Path) -> tuple[ClientProfile, ...]:
    """The profiles of a clients file. Raises ClientsFileError."""
    content = _content(path)
    try:
        profiles = msgspec.convert(tomllib.loads(content), _ClientsFile).clients
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        if isinstance(error, msgspec.ValidationError):
            raise ClientsFileError(_located(path, str(error))) from None
        raise ClientsFileError(f"{path}: not TOML we can read: {_why(error)}.") from None
    broken = [
        _entry(path, position, f"client '{profile.name}': {what}.")
        for position, profile in enumerate(profiles)
        for what in broken_rules(profile, profiles[:position])
    ]
    if broken:
        raise ClientsFileError("\n".join(broken))
    return profiles


def _why(error: Exception) -> str:
    return str(error) if isinstance(error, tomllib.TOMLDecodeError) else "nested too deep, or a number too long"


def unusable(path: Path, position: int, profile: ClientProfile, what: str) -> ClientsFileError:
    """An error about the client at ``position``, counted from 0."""
    return ClientsFileError(_entry(path, position, f"client '{profile.name}': {what}"))


def _content(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ClientsFileError(f"{path}: {error.strerror}. Set NME_CDS_CLIENTS to a file that can be read.") from None
    except UnicodeDecodeError:
        raise ClientsFileError(f"{path}: not UTF-8. Save it as UTF-8.") from None


_WHERE = re.compile(r" - at `\$\.clients\[(?P<position>\d+)\](?P<entry>[^`]*)`$")


def _located(path: Path, message: str) -> str:
    """msgspec's message, with its place said in our words."""
    match = _WHERE.search(message)
    if match is None:
        return f"{path}: {message}. A clients file is a list of [[clients]] tables. {SEE}"
    entry = match["entry"].lstrip(".")
    what = message[: match.start()]
    return _entry(path, int(match["position"]), f"{entry}: {what}. {SEE}" if entry else f"{what}. {SEE}")


_HEADING = re.compile(r"\s*\[\[\s*clients\s*\]\]")


def _entry(path: Path, position: int, what: str) -> str:
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    headings = [number for number, line in lines if _HEADING.match(line)]
    where = f", line {headings[position]}" if position < len(headings) else f", client {position + 1}"
    return f"{path}{where}: {what}"

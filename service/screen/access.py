"""How we are let in at the FHIR server: by signing in as a file says, by a token in a file, or without any."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec

from service.outbound.address import Base, parse_base
from service.outbound.bulk import Token
from service.outbound.network_policy import NetworkPolicy
from service.outbound.patience import ExchangeError
from service.outbound.sign_in import SENDABLE, SignIn, Who
from service.screen.errors import SignInFileError
from service.screen.signing_key import SigningKeyError, signing_key
from service.screen.source import TYPES


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    client_id: str
    key: str
    kid: str | None = None
    token_url: str | None = None
    scope: str | None = None


def who(file: Path) -> Who:
    """Who signs in, as a TOML file says. Raises SignInFileError."""
    try:
        said = msgspec.toml.decode(file.read_bytes(), type=_File)
    except (msgspec.MsgspecError, UnicodeDecodeError, OSError) as error:
        raise SignInFileError(f"{file}: {error}. docs/before-you-switch-it-on.md shows one.") from None
    place = file.parent / said.key
    try:
        key = signing_key(place, said.kid)
    except (SigningKeyError, UnicodeDecodeError, OSError) as error:
        reason = error if isinstance(error, SigningKeyError) else "it cannot be read"
        raise SignInFileError(f"{place}, the key of {file}: {reason}.") from None
    return Who(
        client_id=said.client_id,
        assertion=lambda audience: key.assertion(said.client_id, audience),
        types=TYPES,
        scopes=said.scope,
        endpoint=_endpoint(file, said.token_url),
    )


def _endpoint(file: Path, address: str | None) -> str | None:
    base = parse_base(address) if address else None
    if address and not (base and base.may_be_listed):
        raise SignInFileError(f"{file}: token_url has to be a whole https address; http is for this machine only.")
    return address


@dataclass(frozen=True, slots=True)
class Access:
    """What the command line says: a file to sign in by, a file with a token, or neither."""

    sign_in: Path | None = None
    token_file: Path | None = None

    def token(self, base: Base, policy: NetworkPolicy, others: frozenset[str]) -> Token:
        """The tokens for a server. ``others`` are origins the site lists besides. Raises SignInFileError."""
        if self.sign_in is not None:
            return SignIn(base, who(self.sign_in), policy, others)
        return partial(_held, self.token_file)


NO_ACCESS = Access()


async def _held(file: Path | None, _refused: str | None = None, /) -> str | None:
    """The token in a file, which something else may renew. Raises ExchangeError."""
    return _read(file) if file else None


def _read(file: Path) -> str:
    try:
        token = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        token = ""
    if not SENDABLE.fullmatch(token):
        raise ExchangeError(f"{file} has to hold an access token and nothing else")
    return token

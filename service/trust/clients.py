"""The clients of one reading of the file, with their keys, found by what a token says of itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from service.outbound.network_policy import INTERNET, NetworkPolicy
from service.trust.caller import Caller
from service.trust.clients_file import read_profiles, unusable
from service.trust.fetched_keys import FetchedKeys
from service.trust.keys import Keys, TrustedKey, UnusableKeyError, key_set, keys_of
from service.trust.profile import ClientProfile
from service.trust.token import Presented, RefusedError


class KeySource(Protocol):
    """Where a client's keys come from."""

    async def find(self, kid: str, algorithm: str) -> TrustedKey | None:
        """The key, None when the client has no such key."""


@dataclass(frozen=True, slots=True)
class FixedKeys:
    """Keys agreed with the client beforehand (A-107)."""

    keys: Keys

    async def find(self, kid: str, algorithm: str) -> TrustedKey | None:
        """The key, None when the client has no such key."""
        return self.keys.get((kid, algorithm))


@dataclass(frozen=True, slots=True)
class Client:
    """A profile with its keys. Keys belong to this client and prove nothing for another (D-6)."""

    profile: ClientProfile
    keys: KeySource
    caller: Caller

    def claims(self, token: Presented) -> bool:
        """Is the token, as far as it says, this client's?"""
        tenants = self.profile.tenants
        return token.issuer == self.profile.issuer and (not tenants or token.tenant in tenants)


@dataclass(frozen=True, slots=True)
class Clients:
    """Everyone the file lists."""

    all: tuple[Client, ...]

    def of(self, token: Presented) -> Client:
        """The client a token says it comes from. Raises RefusedError."""
        for client in self.all:
            if client.claims(token):
                if token.jku is not None and token.jku != client.profile.jku:
                    raise RefusedError("jku")
                return client
        raise RefusedError("issuer or tenant")

    def fetched(self) -> Iterator[FetchedKeys]:
        """The key sets that come over the network."""
        return (client.keys for client in self.all if isinstance(client.keys, FetchedKeys))


NOBODY = Clients(())


def read_clients(path: Path, before: Clients = NOBODY, policy: NetworkPolicy = INTERNET) -> Clients:
    """The clients of a file; a client whose profile did not change keeps the keys it fetched.

    Raises ClientsFileError.
    """
    kept = {client.profile.name: client for client in before.all if isinstance(client.keys, FetchedKeys)}
    clients = []
    for position, profile in enumerate(read_profiles(path)):
        old = kept.get(profile.name)
        try:
            clients.append(old if old and old.profile == profile else _client(profile, path.parent, policy))
        except UnusableKeyError as error:
            raise unusable(path, position, profile, f"{error}. See docs/clients.md.") from None
    return Clients(tuple(clients))


def _client(profile: ClientProfile, folder: Path, policy: NetworkPolicy) -> Client:
    return Client(profile, _keys(profile, folder, policy), profile.caller())


def _keys(profile: ClientProfile, folder: Path, policy: NetworkPolicy) -> KeySource:
    if profile.jku is not None:
        return FetchedKeys(profile, profile.jku, policy=policy)
    jwks = profile.keys if profile.jwks_file is None else key_set(_read(folder / profile.jwks_file))
    if not jwks:
        raise UnusableKeyError("its key set is empty")
    return FixedKeys(keys_of(jwks, profile.algorithms, test=profile.test))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "no path"
        raise UnusableKeyError(f"jwks_file {str(path)!r}: {why}") from None

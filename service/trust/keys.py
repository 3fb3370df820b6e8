"""JSON Web Keys as trusted keys: each good for one algorithm, none of them published elsewhere.

The library is joserfc: maintained, typed, and its own thumbprints (RFC 7638) and its refusal of
unknown critical headers are what we would otherwise write around PyJWT.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any, TypeAlias

import msgspec
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from service.trust.profile import Algorithm

SMALLEST_RSA = 2048  # bits
PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A public key and the one algorithm it is good for (RFC 8725 section 3.1)."""

    kid: str
    algorithm: Algorithm
    key: ECKey | RSAKey

    @property
    def thumbprint(self) -> str:
        """RFC 7638, SHA-256, of the key's numbers: however they were spelled, with zeros in front or none."""
        return type(self.key).import_key(self.key.as_pem(private=False)).thumbprint()


Keys: TypeAlias = Mapping[tuple[str, str], TrustedKey]
"""By kid and algorithm: a token that names another algorithm than the key's finds no key."""


class UnusableKeyError(ValueError):
    """A key that proves nothing. The message is ours and holds nothing of the key."""


class _KeySet(msgspec.Struct, frozen=True):
    keys: tuple[dict[str, Any], ...]


def keys_of(jwks: Sequence[Mapping[str, Any]], algorithms: Sequence[Algorithm], *, test: bool) -> Keys:
    """All keys of a set. Raises UnusableKeyError for the first that cannot be used."""
    keys: dict[tuple[str, str], TrustedKey] = {}
    for jwk in jwks:
        key = trusted_key(jwk, algorithms, test=test)
        if (key.kid, key.algorithm) in keys:
            raise UnusableKeyError("two keys have the same kid")
        keys[key.kid, key.algorithm] = key
    return keys


def usable_keys(jwks: Sequence[Mapping[str, Any]], algorithms: Sequence[Algorithm], *, test: bool) -> Keys:
    """The keys of a fetched set that can be used; others, such as those for encryption, are passed over."""
    keys: dict[tuple[str, str], TrustedKey] = {}
    for jwk in jwks:
        try:
            key = trusted_key(jwk, algorithms, test=test)
        except UnusableKeyError:
            continue
        keys.setdefault((key.kid, key.algorithm), key)
    return keys


def key_set(document: bytes) -> tuple[dict[str, Any], ...]:
    """The members of a JSON Web Key Set. Raises UnusableKeyError when it is not one."""
    try:
        return msgspec.json.decode(document, type=_KeySet).keys
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise UnusableKeyError("not a JSON Web Key Set") from None


def trusted_key(jwk: Mapping[str, Any], algorithms: Sequence[Algorithm], *, test: bool) -> TrustedKey:
    """A JWK as a key to trust. Raises UnusableKeyError."""
    kid = jwk.get("kid")
    if not isinstance(kid, str) or not kid:
        raise UnusableKeyError("a key has no kid; give each key its own")
    if not PRIVATE.isdisjoint(jwk):
        raise UnusableKeyError("a key holds its private part; publish the public part only, and replace the key")
    operations = jwk.get("key_ops", ["verify"])
    if jwk.get("use", "sig") != "sig" or not isinstance(operations, list) or "verify" not in operations:
        raise UnusableKeyError("a key is not for signatures")
    key = imported(jwk)
    trusted = TrustedKey(kid, _algorithm(jwk, key, algorithms), key)
    if not test and trusted.thumbprint in PUBLISHED:
        raise UnusableKeyError(f"anybody has this key: {PUBLISHED[trusted.thumbprint]}; it takes test = true")
    return trusted


def imported(jwk: Mapping[str, Any]) -> ECKey | RSAKey:
    """A JWK as a key, public or private. Raises UnusableKeyError."""
    kinds: dict[object, type[ECKey | RSAKey]] = {"EC": ECKey, "RSA": RSAKey}
    kind = kinds.get(str(jwk.get("kty")))
    if kind is None:
        raise UnusableKeyError("a key is neither EC nor RSA")
    try:
        return kind.import_key(dict(jwk))
    except (JoseError, ValueError, TypeError, KeyError):
        raise UnusableKeyError("a key cannot be read") from None


def _algorithm(jwk: Mapping[str, Any], key: ECKey | RSAKey, algorithms: Sequence[Algorithm]) -> Algorithm:
    """What the key says, else the first allowed one of its kind; never what a token says."""
    for algorithm in algorithms:
        if jwk.get("alg", algorithm) == algorithm and _fits(key, algorithm):
            return algorithm
    raise UnusableKeyError(f"a key fits none of the client's algorithms: {', '.join(algorithms)}")


def _fits(key: ECKey | RSAKey, algorithm: Algorithm) -> bool:
    if isinstance(key, ECKey):
        return algorithm == "ES384" and key.curve_name == "P-384"
    return algorithm != "ES384" and key.raw_value.key_size >= SMALLEST_RSA


def _published() -> dict[str, str]:
    text = resources.files(__package__).joinpath("published_test_keys.toml").read_text(encoding="utf-8")
    return {key["thumbprint"]: key["where"] for key in tomllib.loads(text)["keys"]}


PUBLISHED: Mapping[str, str] = _published()
"""Thumbprint -> where its private part can be read."""

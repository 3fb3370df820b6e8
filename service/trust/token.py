"""A CDS Client's JSON Web Token: taken apart, then checked (conformance A-103 to A-113; D-1 to D-6).

Pure: keys, address and time are handed in. A refusal's reason is for our log; the caller is
told nothing.
"""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeGuard

import msgspec
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jws import CompactSignature

from service.trust.keys import TrustedKey
from service.trust.profile import Algorithm

SKEW = 60  # seconds a client's clock may differ (D-6)
MAX_TOKEN = 16_384  # bytes
MAX_KID = 256  # characters; Epic's have 44
MAX_JTI = 1024  # characters
DANGEROUS = frozenset({"jwk", "x5u", "x5c", "crit", "b64", "zip"})  # each changes which key or bytes count (D-4)


class RefusedError(Exception):
    """The token proves nothing. The reason is one of ours and holds nothing of the token."""


@dataclass(frozen=True, slots=True)
class Presented:
    """A token as presented: nothing in it is proven yet."""

    kid: str
    algorithm: str
    jku: str | None
    issuer: str
    tenant: str | None
    claims: Mapping[str, Any] = field(repr=False)
    signature: CompactSignature = field(repr=False)


@dataclass(frozen=True, slots=True)
class Proven:
    """What remains of a checked token. ``until`` is when its ``exp`` has passed for every clock."""

    jti: str = field(repr=False)
    issued: float
    until: float


def presented(token: bytes) -> Presented:
    """The token taken apart. Raises RefusedError when it cannot be one of ours."""
    if len(token) > MAX_TOKEN:
        raise RefusedError("too long")
    try:
        signature = jws.extract_compact(token)
        claims = msgspec.json.decode(signature.payload)
    except (JoseError, msgspec.MsgspecError, ValueError, TypeError, RecursionError):
        raise RefusedError("not a token") from None
    header = signature.protected
    if not isinstance(header, dict) or not isinstance(claims, dict):
        raise RefusedError("not a token")
    _check_header(header)
    return Presented(
        kid=_text(header, "kid", MAX_KID),
        algorithm=_text(header, "alg", 16),
        jku=_text(header, "jku") if "jku" in header else None,
        issuer=_text(claims, "iss"),
        tenant=_text(claims, "tenant") if "tenant" in claims else None,
        claims=claims,
        signature=signature,
    )


def check_signature(token: Presented, key: TrustedKey) -> None:
    """Raises RefusedError unless the key signed the token with the key's own algorithm."""
    try:
        is_good = jws.validate_compact(token.signature, key.key, registry=_registry(key.algorithm))
    except (JoseError, ValueError, TypeError):
        raise RefusedError("signature") from None
    if not is_good:
        raise RefusedError("signature")


@cache
def _registry(algorithm: Algorithm) -> jws.JWSRegistry:
    """Of one algorithm alone; unknown members of the header are ignored."""
    return jws.JWSRegistry(algorithms=[algorithm], strict_check_header=False)


def check_claims(token: Presented, audiences: Collection[str], life: int, now: float) -> Proven:
    """Raises RefusedError unless the token is for one of these audiences and its time is now.

    ``life`` is the longest from ``iat`` to ``exp`` in seconds, ``now`` seconds since 1970.
    """
    claims = token.claims
    if not _is_for(claims.get("aud"), audiences):
        raise RefusedError("aud")
    issued, expires = _time(claims, "iat"), _time(claims, "exp")
    if issued > now + SKEW or ("nbf" in claims and _time(claims, "nbf") > now + SKEW):
        raise RefusedError("not yet valid")
    if expires <= now - SKEW:
        raise RefusedError("expired")
    if not 0 < expires - issued <= life:
        raise RefusedError("life")
    return Proven(_text(claims, "jti", MAX_JTI), issued, expires + SKEW)


def _check_header(header: Mapping[str, object]) -> None:
    """Members nobody knows are ignored (RFC 7515 section 4), those that change the meaning refused by name."""
    for name in sorted(DANGEROUS.intersection(header)):
        raise RefusedError(f"header {name}")
    kind = header.get("typ", "JWT")
    if not isinstance(kind, str) or kind.upper() != "JWT":
        raise RefusedError("typ")


def _text(members: Mapping[str, object], name: str, longest: int = 2048) -> str:
    value = members.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= longest:
        raise RefusedError(name)
    return value


def _time(claims: Mapping[str, object], name: str) -> float:
    """Seconds since 1970 (RFC 7519 section 2, NumericDate)."""
    value = claims.get(name)
    if not _is_number(value) or not math.isfinite(value) or abs(value) > 1e12:
        raise RefusedError(name)
    return float(value)


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_for(audience: object, audiences: Collection[str]) -> bool:
    """String or array, compared whole (A-106)."""
    named = audience if isinstance(audience, list) else [audience]
    return all(isinstance(one, str) for one in named) and any(one in audiences for one in named)

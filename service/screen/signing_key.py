"""Our own private key, by which a FHIR server's token endpoint knows us (SMART Backend Services)."""

import json
import time
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from service.trust.keys import SMALLEST_RSA, imported

LIFE = 240  # seconds; SMART allows 300, and clocks differ


class SigningKeyError(ValueError):
    """The file holds no key to sign with. The message says the next step and nothing of the key."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key, the id its public part is registered under, and the one algorithm it is good for."""

    kid: str
    algorithm: str
    key: ECKey | RSAKey = field(repr=False)

    def assertion(self, client_id: str, audience: str) -> str:
        """A token that says who we are, to one address, once, for four minutes (RFC 7523)."""
        header = {"typ": "JWT", "alg": self.algorithm, "kid": self.kid}
        expires = int(time.time()) + LIFE
        claims = {"iss": client_id, "sub": client_id, "aud": audience, "exp": expires, "jti": str(uuid4())}
        return jwt.encode(header, claims, self.key, algorithms=[self.algorithm])


def signing_key(file: Path, kid: str | None) -> SigningKey:
    """The private key in a file: PEM, a JWK or a key set with one of them. Raises SigningKeyError, OSError."""
    text = file.read_text(encoding="utf-8").strip()
    key = _from_jwk(text) if text.startswith("{") else _from_pem(text)
    if not key.is_private:
        raise SigningKeyError("it holds a public key; give the private one")
    name = kid or key.get("kid")
    if not isinstance(name, str) or not name:
        raise SigningKeyError("it names no kid; set kid to the id its public part is registered under")
    return SigningKey(name, _algorithm(key), key)


def _from_jwk(text: str) -> ECKey | RSAKey:
    """The key itself, or the one private key of a set."""
    try:
        document = json.loads(text)
        (jwk,) = (jwk for jwk in document.get("keys", [document]) if "d" in jwk)
        return imported(jwk)
    except (ValueError, TypeError, RecursionError):  # UnusableKeyError is a ValueError
        raise SigningKeyError("it does not hold one private EC or RSA key that can be read") from None


def _from_pem(text: str) -> ECKey | RSAKey:
    for kind in (ECKey, RSAKey):
        try:
            return kind.import_key(text)
        except (JoseError, ValueError, TypeError):
            continue
    raise SigningKeyError("it does not hold one private EC or RSA key in PEM that opens without a passphrase")


def _algorithm(key: ECKey | RSAKey) -> str:
    """ES384 or RS384, the two that SMART asks servers to know."""
    if isinstance(key, ECKey) and key.curve_name == "P-384":
        found = "ES384"
    elif isinstance(key, RSAKey) and key.raw_value.key_size >= SMALLEST_RSA:
        found = "RS384"
    else:
        raise SigningKeyError(f"the key has to be EC P-384 (ES384), or RSA of {SMALLEST_RSA} bits or more (RS384)")
    if key.get("alg", found) != found:
        raise SigningKeyError(f"its alg is another than {found}, which this key is good for")
    return found

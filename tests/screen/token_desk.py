"""A token endpoint of SMART Backend Services: who signs with a registered key gets an access token."""

import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

CLIENT = "nme-cds-screen"
Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Desk:
    """Whom the endpoint knows, what it grants, and what it was sent.

    ``keys`` are public keys by kid. ``lasts`` are the seconds it says a token lasts, ``uses`` the requests it really
    lasts. ``refuses`` is answered instead of a token.
    """

    keys: dict[str, ECKey | RSAKey]
    lasts: int | str | None = 300
    uses: int = 10_000
    refuses: tuple[int, bytes] | None = None
    capabilities: tuple[str, ...] = ("client-confidential-asymmetric", "permission-v2")
    endpoint: str = ""
    forms: list[dict[str, str]] = field(default_factory=list)
    proven: list[Any] = field(default_factory=list)
    granted: dict[str, int] = field(default_factory=dict)

    def configuration(self) -> Answer:
        """What the FHIR server says about it."""
        said = {"token_endpoint": self.endpoint, "capabilities": self.capabilities, "grant_types_supported": []}
        return 200, {"Content-Type": "application/json"}, json.dumps(said).encode()

    def answer(self, body: bytes) -> Answer:
        """A token, or an error of RFC 6749."""
        form = {name: one for name, (one,) in parse_qs(body.decode(), strict_parsing=True).items()}
        self.forms.append(form)
        if self.refuses:
            return self.refuses[0], {}, self.refuses[1]
        if form["grant_type"] != "client_credentials" or not self._proven(form["client_assertion"]):
            return 401, {}, b'{"error":"invalid_client","error_description":"a secret of the server"}'
        token = f"granted/{len(self.forms)}+{'x' * 40}="
        self.granted[token] = self.uses
        lasts = {} if self.lasts is None else {"expires_in": self.lasts}
        return 200, {}, json.dumps({"access_token": token, "token_type": "Bearer", "scope": "x"} | lasts).encode()

    def _proven(self, assertion: str) -> bool:
        """Signed by the key of its kid, made for us, for no more than five minutes, and never sent before."""
        try:
            found = jwt.decode(assertion, lambda token: self.keys[token.headers()["kid"]], ["RS384", "ES384"])
        except (JoseError, KeyError):
            return False
        claims, used = found.claims, {one.claims["jti"] for one in self.proven}
        self.proven.append(found)
        return bool(
            claims["iss"] == claims["sub"] == CLIENT
            and claims["aud"] == self.endpoint
            and 0 < claims["exp"] - time.time() <= 300
            and claims["jti"] not in used
        )

    def lets_in(self, authorization: str | None) -> bool:
        """Was this token granted, and does it still last?"""
        token = (authorization or "").removeprefix("Bearer ")
        left = self.granted.get(token, 0)
        self.granted[token] = left - 1
        return left > 0

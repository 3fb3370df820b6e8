"""A CDS Client with a key of its own: the clients file that names it, and its token for one service."""

import json
import time
from pathlib import Path

from joserfc import jws
from joserfc.jwk import RSAKey

ISSUER, KID, ALGORITHM = "https://ehr.example.org/fhir", "benchmark", "RS384"
ADDRESS = "https://cds.example.org"
LIFE = 3_600  # seconds, the longest a token may live: one token does for the whole run


class SigningClient:
    """One client. Its token may come again: what is measured is the check of a signature, not its making."""

    def __init__(self) -> None:
        self._key = RSAKey.generate_key(2048)

    def write(self, folder: Path) -> Path:
        """The clients file."""
        key = {**self._key.as_dict(private=False), "kid": KID, "alg": ALGORITHM, "use": "sig"}
        listed = {"name": "Benchmark", "issuer": ISSUER, "token_seconds": LIFE, "rate_per_minute": 1_000_000}
        lines = [f"{name} = {json.dumps(value)}" for name, value in listed.items()]
        members = [f"{name} = {json.dumps(value)}" for name, value in key.items()]
        path = folder / "clients.toml"
        told = ["[[clients]]", *lines, "once_only = false", "trial = true", "[[clients.keys]]", *members, ""]
        path.write_text("\n".join(told), encoding="utf-8")
        return path

    def token(self, service: str) -> str:
        """A token for calls of a service."""
        now = int(time.time())
        claims = {"iss": ISSUER, "aud": f"{ADDRESS}{service}", "iat": now, "exp": now + LIFE, "jti": "benchmark"}
        registry = jws.JWSRegistry(algorithms=[ALGORITHM], strict_check_header=False)
        header = {"alg": ALGORITHM, "typ": "JWT", "kid": KID}
        return jws.serialize_compact(header, json.dumps(claims), self._key, registry=registry)

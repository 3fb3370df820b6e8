"""Keys, tokens and profiles for the tests of the gate. Keys are made here, never kept."""

import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, RSAKey

from service.http.app import CDSHooksApp
from service.observe.log import log
from service.trust.replay import InProcess
from tests.service.fake import PATIENT_VIEW, Client, Fake

ISSUER = "https://ehr.example.org/fhir"
KID = "Epic+holds/these=="
HERE = "http://127.0.0.1:8000"  # the address of the service under test
URL = HERE + PATIENT_VIEW


@cache
def ec_key(name: str = "") -> ECKey:
    """A P-384 key, the same for the same name."""
    return ECKey.generate_key("P-384")


@cache
def rsa_key(bits: int = 2048) -> RSAKey:
    """An RSA key of this size."""
    return RSAKey.generate_key(bits)


def public(key: ECKey | RSAKey, kid: str = KID, **members: Any) -> dict[str, Any]:
    """The key as a client publishes it."""
    return {**key.as_dict(private=False), "kid": kid, **members}


def claims(**changes: Any) -> dict[str, Any]:
    """Valid claims unless changed; a claim changed to None is left out. Times are seconds from now."""
    now = int(time.time())
    valid = {"iss": ISSUER, "aud": URL, "iat": 0, "exp": 300, "jti": str(uuid4())} | changes
    moved = {
        name: now + value if name in {"iat", "exp", "nbf"} and type(value) is int else value
        for name, value in valid.items()
    }
    return {name: value for name, value in moved.items() if value is not None}


def token(
    payload: dict[str, Any] | None = None,
    key: ECKey | RSAKey | None = None,
    alg: str = "ES384",
    **header: Any,
) -> str:
    """A signed token, valid unless changed."""
    members = {"alg": alg, "typ": "JWT", "kid": KID} | header
    algorithms = ["ES384", "RS384", "RS256", "PS384"]
    registry = jws.JWSRegistry(algorithms=algorithms, strict_check_header=False)
    content = json.dumps(payload if payload is not None else claims())
    return jws.serialize_compact(members, content, key or ec_key(), registry=registry)


def bearer(text: str) -> dict[str, str]:
    """The header that presents a token."""
    return {"Authorization": f"Bearer {text}"}


def inline(key: dict[str, Any]) -> str:
    """A key as TOML."""
    return "[[clients.keys]]\n" + "\n".join(f"{name} = {json.dumps(value)}" for name, value in key.items())


def profile(keys: str | None = None, **entries: Any) -> str:
    """A profile as TOML; ``keys`` None: the usual key, inline."""
    valid = {"name": "General Hospital", "issuer": ISSUER} | entries
    lines = [f"{name} = {json.dumps(value)}" for name, value in valid.items() if value is not None]
    return "\n".join(["[[clients]]", *lines, inline(public(ec_key())) if keys is None else keys]) + "\n"


def written(folder: Path, *profiles: str) -> Path:
    """A clients file of these profiles."""
    path = folder / "clients.toml"
    path.write_text("\n".join(profiles or (profile(),)), encoding="utf-8")
    return path


def guarded(folder: Path, *profiles: str, answer: Fake | None = None, **settings: Any) -> Client:
    """The service with a gate for these profiles, started a minute ago: tokens may be made before it."""
    http = Client(answer, clients=written(folder, *profiles), **settings)
    assert isinstance(http.app, CDSHooksApp)
    assert http.app.gate
    if isinstance(http.app.gate._replay, InProcess):
        http.app.gate._replay._began -= 60
    return http


@contextmanager
def listening(caplog: pytest.LogCaptureFixture, level: int = logging.INFO) -> Iterator[None]:
    """Hear our log, which keeps to itself."""
    before, log.propagate = log.level, False
    log.addHandler(caplog.handler)
    log.setLevel(level)
    yield
    log.setLevel(before)
    log.removeHandler(caplog.handler)

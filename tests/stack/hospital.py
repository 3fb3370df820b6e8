"""A CDS Client: signed calls and feedback over HTTP, a new token for each."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.plain_http import NO_TLS
from tests.service.trust.kit import bearer, claims, profile, token

PUBLIC = "https://cds.example.org"  # what clients call, and tokens name; TLS ends in front of the proxy
SERVICE = "/cds-services/nme-patient-view"
FEEDBACK = f"{SERVICE}/feedback"
REQUESTS = Path(__file__).parents[2] / "fixtures" / "requests"
IN_SCOPE = (REQUESTS / "work-up.json").read_bytes()
OUT_OF_SCOPE = (REQUESTS / "out-of-scope.json").read_bytes()
JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Hospital:
    """Who calls: its name in the clients file, its issuer, and whether its tokens count once."""

    name: str
    once_only: bool = True
    issuer: str = field(default="", init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "issuer", f"https://{self.name.lower()}.example.org/fhir")

    def profile(self) -> str:
        """What the clients file says of it."""
        known: dict[str, Any] = {
            "once_only": self.once_only,
            "rate_per_minute": 1_000_000,
            "fhir_servers": [],
            "trial": True,
        }
        return profile(name=self.name, issuer=self.issuer, **known)

    def headers(self, path: str) -> dict[str, str]:
        """What goes with one request to this path."""
        return JSON | bearer(token(claims(iss=self.issuer, aud=PUBLIC + path)))

    def get(self, base: str, path: str = "/cds-services") -> httpx.Response:
        """A question without a body."""
        return httpx.get(base + path, headers=self.headers(path), timeout=30, verify=NO_TLS)

    def call(self, base: str, body: bytes = IN_SCOPE) -> httpx.Response:
        """A service call."""
        return _posted(base + SERVICE, body, self.headers(SERVICE))

    def cards(self, base: str) -> list[str]:
        """The uuids of the cards a patient in scope gets."""
        answer = self.call(base)
        assert answer.status_code == 200
        return [card["uuid"] for card in answer.json()["cards"]]

    def feedback(self, base: str, *cards: str) -> httpx.Response:
        """Each of the cards was overridden."""
        items = [{"card": card, "outcome": "overridden", "outcomeTimestamp": "2026-11-20T08:00:00Z"} for card in cards]
        return _posted(base + FEEDBACK, json.dumps({"feedback": items}).encode(), self.headers(FEEDBACK))


def _posted(url: str, body: bytes, headers: dict[str, str]) -> httpx.Response:
    return httpx.post(url, content=body, headers=headers, timeout=30, verify=NO_TLS)


STRICT = Hospital("Strict")
REPEATING = Hospital("Repeating", once_only=False)

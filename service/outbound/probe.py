"""Asking whether a server can be reached, and what time it thinks it is: for the operator's check, never for a call."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from service.outbound.connections import GuardedTransport
from service.outbound.network_policy import NetworkPolicy

SECONDS = 5.0
HEADERS = {"Accept": "application/fhir+json, application/json", "User-Agent": "nme-cds"}


@dataclass(frozen=True, slots=True)
class Probe:
    """A server's answer: its status, and how many seconds its clock is ahead of ours; None when it does not say."""

    status: int
    ahead: float | None


class ProbeError(Exception):
    """The server could not be reached. The message is the class of the fault."""


async def probe(address: str, policy: NetworkPolicy) -> Probe:
    """One GET, whose body is not read. Raises ProbeError."""
    try:
        async with (
            asyncio.timeout(SECONDS),
            httpx.AsyncClient(transport=GuardedTransport(policy), trust_env=False, timeout=SECONDS) as http,
            http.stream("GET", address, headers=HEADERS) as response,
        ):
            return Probe(response.status_code, _ahead(response.headers.get("date", "")))
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as error:
        raise ProbeError(type(error).__name__) from None


def _ahead(date: str) -> float | None:
    try:
        return (parsedate_to_datetime(date) - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError):
        return None

"""Which cards were given: rows without patient data."""

import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeAlias
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncConnection

from service.ledger.feedback import adopt
from service.ledger.tables import ISSUANCE
from service.ledger.upsert import insert_once
from service.trust.caller import Caller
from service.version import SOFTWARE_VERSION

Row: TypeAlias = dict[str, Any]
Pseudonym: TypeAlias = Callable[[Caller, str], str | None]


@dataclass(frozen=True, slots=True)
class IssuedCard:
    """A card by its uuid, what it recommends (K04), and the uuids of its suggestions."""

    uuid: str
    recommendation: str
    suggestions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuance:
    """One answer with cards. ``patient_id`` is used for the pseudonym only and never kept."""

    service: str
    hook_instance: str
    state: str
    pathway_version: str
    patient_id: str = field(repr=False)
    cards: tuple[IssuedCard, ...]
    issued_at: datetime = field(default_factory=lambda: datetime.now(UTC))


Issued: TypeAlias = Callable[[Issuance], None]
"""Is told which cards an answer holds."""


def pseudonyms(key: str | None) -> Pseudonym:
    """HMAC-SHA-256 of caller and patient id, so that no two callers' patients can be linked; None without a key."""
    if key is None:
        return lambda _caller, _patient: None
    secret = key.encode()
    return lambda caller, patient: hmac.new(
        secret, "\0".join((*caller.key, patient)).encode(), hashlib.sha256
    ).hexdigest()


def rows(caller: Caller, issuance: Issuance, pseudonym: Pseudonym) -> list[Row]:
    """One row a card; ``call`` holds the cards of an answer together."""
    shared = {
        "call": str(uuid4()),
        "service": issuance.service,
        "hook_instance": issuance.hook_instance,
        "client": caller.client,
        "tenant": caller.tenant,
        "state": issuance.state,
        "patient": pseudonym(caller, issuance.patient_id),
        "pathway_version": issuance.pathway_version,
        "software_version": SOFTWARE_VERSION,
        "issued_at": issuance.issued_at,
    }
    return [
        {**shared, "card": card.uuid, "recommendation": card.recommendation, "suggestions": list(card.suggestions)}
        for card in issuance.cards
    ]


async def write(connection: AsyncConnection, issued: Sequence[Row]) -> None:
    """Keep the rows, and take in feedback that came before them."""
    await insert_once(connection, ISSUANCE, issued)
    await adopt(connection, [row["card"] for row in issued])

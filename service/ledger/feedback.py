"""Keeping feedback: on a card of this client, or apart (A-95, D-22)."""

import hashlib
import math
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import and_, delete, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from service.ledger.tables import FEEDBACK, ISSUANCE, UNMATCHED
from service.ledger.upsert import insert_once
from service.protocol.feedback import Feedback
from service.trust.caller import Caller

APART_A_DAY = 1_000  # events on unknown cards a client may send a day, UTC

_OWN_CARD = exists().where(
    and_(
        ISSUANCE.c.card == UNMATCHED.c.card,
        ISSUANCE.c.client == UNMATCHED.c.client,
        ISSUANCE.c.tenant == UNMATCHED.c.tenant,
    )
)


class QuotaError(Exception):
    """The client sent too many events on cards that are not its own. ``seconds`` until it may send more."""

    def __init__(self, seconds: int) -> None:
        super().__init__("too many events on unknown cards")
        self.seconds = seconds


async def keep(connection: AsyncConnection, caller: Caller, service: str, events: Iterable[Feedback]) -> None:
    """Write the events; those on a card not issued to this caller go apart, neither lost nor mixed.

    Raises QuotaError when the client sends too many of those.
    """
    now = datetime.now(UTC)
    rows = {row["event"]: row for row in (_row(event, caller, service, now) for event in events)}.values()
    own = await _own_cards(connection, caller, {row["card"] for row in rows})
    apart = [row for row in rows if row["card"] not in own]
    await _check_quota(connection, caller, len(apart), now)
    await insert_once(connection, FEEDBACK, [row for row in rows if row["card"] in own])
    await insert_once(connection, UNMATCHED, apart)


async def _check_quota(connection: AsyncConnection, caller: Caller, more: int, now: datetime) -> None:
    """Nobody fills the ledger with events on cards of their own invention (D-22)."""
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    today = and_(UNMATCHED.c.client == caller.client, UNMATCHED.c.received_at >= day)
    if more and (await connection.scalar(select(func.count()).where(today)) or 0) + more > APART_A_DAY:
        raise QuotaError(math.ceil((day + timedelta(days=1) - now).total_seconds()))


async def adopt(connection: AsyncConnection, cards: Sequence[str] | None = None) -> None:
    """Move feedback that came before its card was written to where it belongs; None: of all cards.

    Deleted and inserted row by row as the database returns it: nothing can slip in between.
    """
    chosen = _OWN_CARD if cards is None else and_(UNMATCHED.c.card.in_(cards), _OWN_CARD)
    moved = await connection.execute(delete(UNMATCHED).where(chosen).returning(*UNMATCHED.c))
    await insert_once(connection, FEEDBACK, [dict(row) for row in moved.mappings()])


async def _own_cards(connection: AsyncConnection, caller: Caller, cards: set[str]) -> set[str]:
    own = select(ISSUANCE.c.card).where(
        ISSUANCE.c.card.in_(cards), ISSUANCE.c.client == caller.client, ISSUANCE.c.tenant == caller.tenant
    )
    return set((await connection.scalars(own)).all())


def _row(event: Feedback, caller: Caller, service: str, now: datetime) -> dict[str, Any]:
    return {
        "event": _digest(event, caller),
        "card": event.card,
        "client": caller.client,
        "tenant": caller.tenant,
        "service": service,
        "outcome": event.outcome,
        "outcome_at": event.at,
        "received_at": now,
        "accepted_suggestions": list(event.accepted),
        "reason_code": event.reason.code,
        "reason_system": event.reason.system,
        "reason_display": event.reason.display,
        "comment": event.comment,
        "as_sent": event.other,
    }


def _digest(event: Feedback, caller: Caller) -> str:
    """What makes an event the same event: who, which card, what, when and why, however it is spelled."""
    identity = (*caller.key, event.card, event.outcome, event.at, event.accepted, event.reason, event.comment)
    return hashlib.sha256(msgspec.json.encode(identity)).hexdigest()

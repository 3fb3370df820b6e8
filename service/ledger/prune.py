"""Retention: what is old enough goes."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, exists

from service.ledger.feedback import adopt
from service.ledger.store import Store
from service.ledger.tables import FEEDBACK, ISSUANCE, TRAFFIC, UNMATCHED


async def prune(store: Store, days: int) -> tuple[int, int]:
    """Delete what is older than so many days; how many cards and unmatched events went.

    A card stays as long as feedback on it is younger (A-97). Its feedback goes with it. Raises LedgerDownError.
    """
    limit = datetime.now(UTC) - timedelta(days=days)
    answered_since = exists().where(FEEDBACK.c.card == ISSUANCE.c.card, FEEDBACK.c.received_at >= limit)
    async with store.writing() as connection:
        await adopt(connection)
        cards = await connection.execute(delete(ISSUANCE).where(ISSUANCE.c.issued_at < limit, ~answered_since))
        await connection.execute(delete(TRAFFIC).where(TRAFFIC.c.day < limit.date()))
        apart = await connection.execute(delete(UNMATCHED).where(UNMATCHED.c.received_at < limit))
    return cards.rowcount, apart.rowcount

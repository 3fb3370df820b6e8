"""Cards and their events, out of the ledger. Comments and pseudonyms stay where they are."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, RowMapping, func, select

from service.ledger.report.figures import NO_REASON, Answered, Calls, GivenCard, Kept
from service.ledger.store import Store
from service.ledger.tables import FEEDBACK, ISSUANCE, TRAFFIC, UNMATCHED

DAY = timedelta(days=1)
Events: TypeAlias = dict[str, list[RowMapping]]


async def kept(store: Store, since: datetime | None, until: datetime) -> Kept:
    """What the ledger tells of the time span, calls by whole days. Raises LedgerDownError."""
    cards = select(ISSUANCE).where(*_within(ISSUANCE.c.issued_at, since, until)).order_by(ISSUANCE.c.issued_at)
    events = (
        select(*FEEDBACK.c["card", "outcome", "outcome_at", "reason_code", "reason_display", "comment"])
        .join(ISSUANCE)
        .where(*_within(ISSUANCE.c.issued_at, since, until))
        .order_by(FEEDBACK.c.outcome_at, FEEDBACK.c.received_at)
    )
    calls = select(TRAFFIC).where(*_within(TRAFFIC.c.day, since and since.date(), until.date() + DAY))
    apart = select(func.count()).select_from(UNMATCHED).where(*_within(UNMATCHED.c.received_at, since, until))
    async with store.reading() as connection:
        reported = _by_card((await connection.execute(events)).mappings())
        given = list(_given((await connection.execute(cards)).mappings(), reported))
        called = list(_called((await connection.execute(calls)).mappings()))
        return Kept(given, called, await connection.scalar(apart) or 0)


def _within(column: Any, since: date | None, until: date) -> list[ColumnElement[bool]]:
    return [column < until, *([] if since is None else [column >= since])]


def _by_card(events: Iterable[RowMapping]) -> Events:
    found: Events = defaultdict(list)
    for event in events:
        found[event["card"]].append(event)
    return found


def _given(cards: Iterable[RowMapping], reported: Events) -> Iterator[GivenCard]:
    for card in cards:
        yield GivenCard(
            client=_client(card),
            recommendation=card["recommendation"],
            version=_version(card),
            issued_at=card["issued_at"],
            answered=_answered(reported.get(card["card"], [])),
        )


def _called(calls: Iterable[RowMapping]) -> Iterator[Calls]:
    for some in calls:
        yield Calls(
            client=_client(some),
            month=f"{some['day']:%Y-%m}",
            version=_version(some),
            outcome=some["outcome"],
            number=some["calls"],
        )


def _client(row: RowMapping) -> str:
    return f"{row['client']} / {row['tenant']}" if row["tenant"] else str(row["client"])


def _version(row: RowMapping) -> str:
    return f"{row['pathway_version']} (software {row['software_version']})"


def _answered(events: list[RowMapping]) -> Answered | None:
    if not events:
        return None
    first, last = events[0], events[-1]
    return Answered(accepted=last["outcome"] == "accepted", reason=_reason(last), first_at=first["outcome_at"])


def _reason(event: RowMapping) -> str:
    if event["reason_code"] or event["reason_display"]:
        return str(event["reason_code"] or event["reason_display"])
    return "free text only" if event["comment"] else NO_REASON

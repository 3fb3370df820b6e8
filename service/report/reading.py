"""Cards and their events, out of the ledger. Comments and pseudonyms stay where they are."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, RowMapping, func, select

from service.ledger.store import Store
from service.ledger.tables import FEEDBACK, ISSUANCE, UNMATCHED
from service.report.figures import NO_REASON, Answered, GivenCard

Events: TypeAlias = dict[str, list[RowMapping]]


async def given_cards(store: Store, since: datetime | None, until: datetime) -> tuple[list[GivenCard], int]:
    """The cards given in the time span, and how many events on unknown cards came in it. Raises LedgerDownError."""
    cards = select(ISSUANCE).where(*_within(ISSUANCE.c.issued_at, since, until)).order_by(ISSUANCE.c.issued_at)
    events = (
        select(*FEEDBACK.c["card", "outcome", "outcome_at", "reason_code", "reason_display", "comment"])
        .join(ISSUANCE)
        .where(*_within(ISSUANCE.c.issued_at, since, until))
        .order_by(FEEDBACK.c.outcome_at, FEEDBACK.c.received_at)
    )
    apart = select(func.count()).select_from(UNMATCHED).where(*_within(UNMATCHED.c.received_at, since, until))
    async with store.reading() as connection:
        reported = _by_card((await connection.execute(events)).mappings())
        given = list(_given((await connection.execute(cards)).mappings(), reported))
        return given, await connection.scalar(apart) or 0


def _within(column: Any, since: datetime | None, until: datetime) -> list[ColumnElement[bool]]:
    return [column < until, *([] if since is None else [column >= since])]


def _by_card(events: Iterable[RowMapping]) -> Events:
    found: Events = defaultdict(list)
    for event in events:
        found[event["card"]].append(event)
    return found


def _given(cards: Iterable[RowMapping], reported: Events) -> Iterator[GivenCard]:
    for card in cards:
        yield GivenCard(
            call=card["call"],
            client=f"{card['client']} / {card['tenant']}" if card["tenant"] else card["client"],
            recommendation=card["recommendation"],
            version=f"{card['pathway_version']} (software {card['software_version']})",
            issued_at=card["issued_at"],
            answered=_answered(reported.get(card["card"], [])),
        )


def _answered(events: list[RowMapping]) -> Answered | None:
    if not events:
        return None
    first, last = events[0], events[-1]
    return Answered(accepted=last["outcome"] == "accepted", reason=_reason(last), first_at=first["outcome_at"])


def _reason(event: RowMapping) -> str:
    if event["reason_code"] or event["reason_display"]:
        return str(event["reason_code"] or event["reason_display"])
    return "free text only" if event["comment"] else NO_REASON

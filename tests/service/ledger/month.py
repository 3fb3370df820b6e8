"""A month of cards and what clinicians made of them: the same month each time."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from service.ledger import feedback, issuance, traffic
from service.ledger.issuance import Issuance, IssuedCard
from service.ledger.ledger import Ledger
from service.protocol.feedback import Feedback, Outcome, OverrideReason
from service.trust.caller import Caller
from service.version import SOFTWARE_VERSION

START = datetime(2026, 5, 1, tzinfo=UTC)


class Habit(NamedTuple):
    """How often a card is answered, and how often it is overridden then."""

    answered: float
    overridden: float
    reasons: tuple[str, ...] = ("done-elsewhere", "specialist-team", "other")


HABITS = {
    "K01": Habit(0.8, 0.2),
    "K03": Habit(0.7, 0.4),
    "K04": Habit(0.9, 0.1),
    "K07": Habit(0.6, 0.3),
    "K10": Habit(0.8, 0.35),
    "K13": Habit(0.5, 0.3),
    "K17": Habit(0.7, 0.9, ("data-incorrect", "other")),
}
CALLS = {"cards": 80, "no cards": 120_000, "refused": 5}  # of each caller, in May
CALLERS = (Caller("General Hospital"), Caller("St Elsewhere", "north"), Caller("St Elsewhere", "south"))


async def simulate(ledger: Ledger, calls: int = 240) -> None:
    """Write the month. The ledger's writer need not run."""
    chance = random.Random(7)  # noqa: S311 - the same month each time
    async with ledger.store.writing() as connection:
        for number in range(calls):
            caller, given = chance.choice(CALLERS), _answer(chance, number)
            await issuance.write(connection, issuance.rows(caller, given, lambda _caller, _patient: None))
            said = [_said(chance, card, given.issued_at) for card in given.cards]
            await feedback.keep(connection, caller, "nme-patient-view", [event for event in said if event])
        await feedback.keep(connection, CALLERS[0], "nme-patient-view", [_event("unknown", "accepted", START)])
        await traffic.add(
            connection, [_calls(caller, outcome, CALLS[outcome]) for caller in CALLERS for outcome in CALLS]
        )


def _answer(chance: random.Random, number: int) -> Issuance:
    kinds = sorted(chance.sample(sorted(HABITS), 3))
    cards = tuple(IssuedCard(str(UUID(int=chance.getrandbits(128))), kind, ()) for kind in kinds)
    return Issuance(
        service="nme-patient-view",
        hook_instance=f"call-{number}",
        state="S03",
        pathway_version="1.0.0" if number < 150 else "1.1.0",
        patient_id="nobody",
        cards=cards,
        issued_at=START + timedelta(days=chance.uniform(0, 45)),
    )


def _calls(caller: Caller, outcome: str, number: int) -> traffic.Row:
    return {
        "day": START.date(),
        "client": caller.client,
        "tenant": caller.tenant,
        "service": "nme-patient-view",
        "outcome": outcome,
        "pathway_version": "1.0.0",
        "software_version": SOFTWARE_VERSION,
        "calls": number,
    }


def _said(chance: random.Random, card: IssuedCard, issued_at: datetime) -> Feedback | None:
    habit = HABITS[card.recommendation]
    if chance.random() > habit.answered:
        return None
    at = issued_at + timedelta(seconds=chance.lognormvariate(4, 1.5))
    if chance.random() > habit.overridden:
        return _event(card.uuid, "accepted", at)
    return _event(card.uuid, "overridden", at, reason=OverrideReason(chance.choice(habit.reasons)))


def _event(card: str, outcome: Outcome, at: datetime, **members: Any) -> Feedback:
    return Feedback(card=card, outcome=outcome, at=at, **members)

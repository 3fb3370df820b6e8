"""Counts, rates and their uncertainty."""

from datetime import UTC, datetime, timedelta

import pytest

from service.ledger.report.figures import Answered, Calls, Figures, GivenCard, Kept, figures, tally, wilson
from service.ledger.report.table import duration, share

AT = datetime(2026, 5, 1, 8, tzinfo=UTC)


def _card(
    outcome: str | None = None,
    *,
    client: str = "A",
    kind: str = "K04",
    version: str = "1",
    issued_at: datetime = AT,
    after: float = 60,
    reason: str = "other",
) -> GivenCard:
    first_at = issued_at + timedelta(seconds=after)
    answered = Answered(accepted=outcome == "accepted", reason=reason, first_at=first_at) if outcome else None
    return GivenCard(client=client, recommendation=kind, version=version, issued_at=issued_at, answered=answered)


def _calls(outcome: str, number: int, client: str = "A", month: str = "2026-05") -> Calls:
    return Calls(client=client, month=month, version="1", outcome=outcome, number=number)


def _figures(*cards: GivenCard, least_answers: int = 1) -> Figures:
    return figures(Kept(cards, (), 0), None, AT, least_answers)


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (1, 10, 0.0179, 0.4042),
        (5, 10, 0.2366, 0.7634),
        (10, 10, 0.7225, 1.0),
        (50, 100, 0.4038, 0.5962),
        (0, 1, 0.0, 0.7935),
    ],
)
def test_the_wilson_interval_is_that_of_the_textbook(hits: int, of: int, low: float, high: float) -> None:
    interval = wilson(hits, of)
    assert interval is not None
    assert interval == pytest.approx((hits / of, low, high), abs=5e-5)


def test_without_answers_there_is_no_rate() -> None:
    assert wilson(0, 0) is None
    assert tally("x", [_card()]).acceptance is None


def test_c_at1_silence_is_not_dismissal() -> None:
    counted = tally("x", [_card("accepted"), _card("overridden"), _card("overridden"), _card()])
    assert (counted.cards, counted.answered, counted.accepted, counted.overridden) == (4, 3, 1, 2)
    assert counted.override is not None
    assert counted.override.share == pytest.approx(2 / 3)


def test_the_share_with_cards_is_of_answered_calls() -> None:
    calls = [_calls("cards", 2), _calls("no cards", 5), _calls("no cards", 13), _calls("refused", 100)]
    counted = tally("x", [_card()], calls).traffic
    assert counted == (20, 2, 100)
    assert counted.share is not None
    assert counted.share.share == pytest.approx(0.1)


def test_a_group_with_calls_and_no_card_is_shown() -> None:
    calls = [_calls("no cards", 7, "C", "2026-06"), _calls("cards", 1)]
    found = figures(Kept([_card()], calls, 0), None, AT, 1)
    assert [(t.name, t.cards, t.traffic) for t in found.clients] == [("A", 1, (1, 1, 0)), ("C", 0, (7, 0, 0))]
    assert [(t.name, t.traffic) for t in found.months] == [("2026-05", (1, 1, 0)), ("2026-06", (7, 0, 0))]
    assert [(t.name, t.traffic) for t in found.recommendations] == [("K04", None)]
    assert found.total.traffic == (8, 1, 0)


def test_without_calls_there_is_no_share() -> None:
    counted = tally("x", [], []).traffic
    assert counted == (0, 0, 0)
    assert counted.share is None


def test_the_time_to_answer_is_the_median_and_never_negative() -> None:
    cards = [_card("accepted", after=seconds) for seconds in (-30, 60, 3600)]
    assert tally("x", cards).waited == timedelta(seconds=60)
    assert tally("x", cards[:1]).waited == timedelta()
    assert tally("x", [_card()]).waited is None


def test_reasons_are_those_of_overridden_cards_the_commonest_first() -> None:
    cards = [*[_card("overridden", reason="other")] * 2, _card("overridden", reason="done"), _card("accepted")]
    assert tally("x", cards).reasons == (("other", 2), ("done", 1))


def test_cards_are_grouped_by_what_they_recommend_client_month_and_version() -> None:
    june = AT + timedelta(days=31)
    found = _figures(_card(), _card(kind="K01", client="B", version="2", issued_at=june), _card())
    assert [(t.name, t.cards) for t in found.recommendations] == [("K01", 1), ("K04", 2)]
    assert [(t.name, t.cards) for t in found.clients] == [("A", 2), ("B", 1)]
    assert [(t.name, t.cards) for t in found.months] == [("2026-05", 2), ("2026-06", 1)]
    assert [(t.name, t.cards) for t in found.versions] == [("1", 2), ("2", 1)]
    assert found.total.cards == 3


def test_a_warning_needs_more_than_half_overridden() -> None:
    half = [_card("overridden"), _card("accepted")]
    assert _figures(*half).warnings == ()
    assert [t.name for t in _figures(*half, _card("overridden")).warnings] == ["K04"]


def test_a_warning_needs_enough_answers() -> None:
    cards = [_card("overridden")] * 4
    assert _figures(*cards, least_answers=5).warnings == ()
    assert [t.name for t in _figures(*cards, least_answers=4).warnings] == ["K04"]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (59, "59 s"), (60, "1.0 min"), (3599, "60.0 min"), (3600, "1.0 h"), (86_400, "1.0 d")],
)
def test_a_time_is_told_in_the_unit_a_reader_would_choose(seconds: int, words: str) -> None:
    assert duration(timedelta(seconds=seconds)) == words


def test_a_rate_is_told_with_its_interval() -> None:
    assert share(1, wilson(1, 10)) == "1 (10%, 95% CI 2-40)"
    assert share(0, None) == duration(None) == "-"


def test_a_share_of_very_few_keeps_its_digits() -> None:
    assert share(100, wilson(100, 10_000)) == "100 (1%, 95% CI 1-1)"
    assert share(0, wilson(0, 1)) == "0 (0%, 95% CI 0-79)"
    assert share(1, wilson(1, 10_000)) == "1 (0.0100%, 95% CI 0.0018-0.0566)"

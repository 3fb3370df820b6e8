"""Dates that may be partial: each rule about time is held against every day that a date can mean."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import combinations_with_replacement, product

import pytest

from hooks.clinical.truth import NO, UNKNOWN, YES, Truth
from hooks.clinical.when import When, day, years_old, younger_than
from tests.hooks.clinical.possible import truth_of

TODAY = date(2026, 9, 30)
MAY = When(date(2026, 5, 1), date(2026, 5, 31))  # "2026-05"
YEAR = When(date(2026, 1, 1), date(2026, 12, 31))  # "2026"
DAYS = [date(2026, 2, 26) + timedelta(days=n) for n in range(5)]  # over the end of a month
INTERVALS = [When(*ends) for ends in combinations_with_replacement(DAYS, 2)]
PAIRS = list(product(INTERVALS, repeat=2))


def days_of(when: When) -> Iterator[date]:
    """Every day that it can mean."""
    for n in range((when.last - when.first).days + 1):
        yield when.first + timedelta(days=n)


def span(one: date, other: date) -> int:
    """Days from the other to the one."""
    return (one - other).days


class TestWithin:
    """Is it at most so many days old?"""

    @pytest.mark.parametrize(("ago", "truth"), [(-1, YES), (0, YES), (89, YES), (90, YES), (91, NO)])
    def test_the_last_day_of_the_window_counts(self, ago: int, truth: Truth) -> None:
        assert day(TODAY - timedelta(days=ago)).within(90, TODAY) is truth

    @pytest.mark.parametrize(("days", "truth"), [(121, NO), (122, UNKNOWN), (151, UNKNOWN), (152, YES)])
    def test_a_month_counts_with_all_its_days_or_not_at_all(self, days: int, truth: Truth) -> None:
        """From 31 May it is 122 days to today, from 1 May 152."""
        assert MAY.within(days, TODAY) is truth

    def test_as_every_possible_day_says(self) -> None:
        for when, days in product(INTERVALS, range(-1, 6)):
            told = truth_of(span(DAYS[-1], a) <= days for a in days_of(when))
            assert when.within(days, DAYS[-1]) is told, (when, days)


class TestOrder:
    """One date against another."""

    def test_on_or_before(self) -> None:
        for one, other in PAIRS:
            told = truth_of(a <= b for a in days_of(one) for b in days_of(other))
            assert one.on_or_before(other) is told, (one, other)

    @pytest.mark.parametrize(
        ("other", "truth"),
        [
            (day(date(2026, 4, 30)), NO),
            (day(date(2026, 5, 1)), UNKNOWN),
            (day(date(2026, 5, 30)), UNKNOWN),
            (day(date(2026, 5, 31)), YES),
            (MAY, UNKNOWN),
            (YEAR, UNKNOWN),
        ],
        ids=str,
    )
    def test_a_month_is_on_or_before_what_its_last_day_is_on_or_before(self, other: When, truth: Truth) -> None:
        assert MAY.on_or_before(other) is truth

    def test_certainly_after(self) -> None:
        for one, other in PAIRS:
            told = all(a > b for a in days_of(one) for b in days_of(other))
            assert one.certainly_after(other) is told, (one, other)

    def test_in_the_future_when_no_day_of_it_has_come(self) -> None:
        for when, today in product(INTERVALS, DAYS):
            assert when.is_future(today) is all(a > today for a in days_of(when)), (when, today)

    def test_days_after(self) -> None:
        for (one, other), days in product(PAIRS, range(-3, 5)):
            told = truth_of(span(a, b) > days for a in days_of(one) for b in days_of(other))
            assert one.days_after(other, days) is told, (one, other, days)

    def test_days_before(self) -> None:
        for (one, other), days in product(PAIRS, range(-3, 5)):
            told = truth_of(span(b, a) < days for a in days_of(one) for b in days_of(other))
            assert one.days_before(other, days) is told, (one, other, days)

    @pytest.mark.parametrize(("days", "after", "before"), [(13, NO, YES), (14, NO, NO), (15, YES, NO)])
    def test_the_limit_itself_is_neither_more_nor_fewer(self, days: int, after: Truth, before: Truth) -> None:
        early, late = day(TODAY - timedelta(days=days)), day(TODAY)
        assert late.days_after(early, 14) is after
        assert early.days_before(late, 14) is before


class TestAge:
    @pytest.mark.parametrize(
        ("when", "days"),
        [
            (day(TODAY), 0),
            (day(date(2026, 9, 29)), 1),
            (MAY, 122),
            (day(date(2026, 10, 1)), 0),
            (YEAR, 0),
        ],
        ids=str,
    )
    def test_in_days_from_the_last_day_it_can_mean(self, when: When, days: int) -> None:
        assert when.age(TODAY) == days

    @pytest.mark.parametrize("birthday", [(1, 1), (2, 28), (3, 1), (9, 30), (12, 31)])
    @pytest.mark.parametrize("year", range(2024, 2029))
    def test_of_a_person_is_a_year_more_from_the_birthday_on(self, year: int, birthday: tuple[int, int]) -> None:
        born, today, age = day(date(2008, *birthday)), date(year, *birthday), year - 2008
        assert years_old(born, today - timedelta(days=1)) == (age - 1, age - 1)
        assert years_old(born, today) == years_old(born, today + timedelta(days=1)) == (age, age)

    @pytest.mark.parametrize(
        ("today", "age"),
        [
            (date(2026, 2, 28), 17),
            (date(2026, 3, 1), 18),
            (date(2028, 2, 28), 19),
            (date(2028, 2, 29), 20),
        ],
        ids=str,
    )
    def test_who_was_born_on_29_february_is_a_year_older_on_1_march_in_other_years(self, today: date, age: int) -> None:
        assert years_old(day(date(2008, 2, 29)), today) == (age, age)

    @pytest.mark.parametrize(
        ("birth", "youngest", "oldest"),
        [
            (When(date(2008, 1, 1), date(2008, 12, 31)), 17, 18),
            (When(date(2008, 9, 1), date(2008, 9, 30)), 18, 18),
            (When(date(2008, 10, 1), date(2008, 10, 31)), 17, 17),
        ],
        ids=str,
    )
    def test_a_partial_birth_date_gives_a_youngest_and_an_oldest_age(
        self, birth: When, youngest: int, oldest: int
    ) -> None:
        assert years_old(birth, TODAY) == (youngest, oldest)

    @pytest.mark.parametrize(
        ("birth", "truth"),
        [
            (None, UNKNOWN),
            (day(date(2008, 9, 30)), NO),
            (day(date(2008, 10, 1)), YES),
            (When(date(2008, 9, 1), date(2008, 9, 30)), NO),
            (When(date(2008, 10, 1), date(2008, 10, 31)), YES),
            (When(date(2008, 1, 1), date(2008, 12, 31)), UNKNOWN),
            (When(date(2007, 1, 1), date(2007, 12, 31)), NO),
            (When(date(2009, 1, 1), date(2009, 12, 31)), YES),
        ],
        ids=str,
    )
    def test_younger_than_eighteen(self, birth: When | None, truth: Truth) -> None:
        assert younger_than(18, birth, TODAY) is truth


class TestNewestFirst:
    def test_the_instant_where_there_is_one_else_the_start_of_the_last_day(self) -> None:
        instant = datetime(2026, 5, 31, 8, 30, tzinfo=UTC)
        exact = When(date(2026, 5, 31), date(2026, 5, 31), instant, 10)
        assert exact.order() == instant
        assert MAY.order() == datetime(2026, 5, 31, tzinfo=UTC)
        assert sorted([exact, MAY, YEAR], key=When.order) == [MAY, exact, YEAR]


@pytest.mark.parametrize(
    ("when", "text"),
    [
        (day(date(2026, 5, 31)), "2026-05-31"),
        (MAY, "2026-05"),
        (YEAR, "2026"),
        (When(date(2026, 5, 31), date(2026, 6, 1)), "2026"),
        (When(date(2025, 12, 31), date(2026, 1, 1)), "2025-12-31 to 2026-01-01"),
        (When(date(2025, 5, 1), date(2026, 5, 31)), "2025-05-01 to 2026-05-31"),
    ],
)
def test_written_as_precisely_as_it_is_known(when: When, text: str) -> None:
    assert str(when) == text


def test_a_day_is_first_and_last_without_a_time() -> None:
    assert day(TODAY) == When(TODAY, TODAY, None, None)

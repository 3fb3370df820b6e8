"""FHIR dates as intervals of days in the site's time zone (fhir-inputs, "Dates")."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from hooks.clinical.when import When
from service.fhir.datatypes import Period, Timing
from service.fhir.dates import events, span, when

LONDON_OF_JULY = ZoneInfo("Europe/London")
NEW_YORK = ZoneInfo("America/New_York")
ZULU = ZoneInfo("UTC")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-12", date(2026, 12, 1), date(2026, 12, 31)),
        ("2026-05-09", date(2026, 5, 9), date(2026, 5, 9)),
        ("9999", date(9999, 1, 1), date(9999, 12, 31)),
        (" 2026-05-09 ", date(2026, 5, 9), date(2026, 5, 9)),
    ],
)
def test_a_partial_date_is_an_interval_of_days(text: str, first: date, last: date) -> None:
    assert when(text, ZULU) == When(first, last)


@pytest.mark.parametrize(
    "text",
    [
        None, "", "0000-00-00", "2026-13", "2026-02-30", "2026-00-01", "20261120", "2026-W10", "yesterday", "2026-1-1",
        "2026-11-20T25:00:00Z", "2026-11-20T24:00:00Z", "2026-11-20T10:00:60Z", "2026-11-20T10:61Z",
        "2026-11-20T10:00:00+99:99", "2026-11-20T10:00:00+14:01", "2026-11-20T10:00:00+15:00", "2026-11-20T10",
        "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "２０２６-11-20", "2026-11-20 10:00:00Z",
    ],
)  # fmt: skip
def test_what_is_no_fhir_date_is_no_date(text: str | None) -> None:
    assert when(text, ZULU) is None


def test_a_timestamp_falls_on_the_sites_day_and_keeps_its_own_hour() -> None:
    found = when("2026-11-20T23:30:00-05:00", ZULU)
    assert found == When(date(2026, 11, 21), date(2026, 11, 21), datetime(2026, 11, 21, 4, 30, tzinfo=UTC), 23)


def test_the_same_moment_is_the_day_before_further_west() -> None:
    assert str(when("2026-11-20T03:00:00Z", NEW_YORK)) == "2026-11-19"
    assert str(when("2026-11-20T05:00:00Z", NEW_YORK)) == "2026-11-20"


def test_a_timestamp_without_offset_is_in_the_sites_zone() -> None:
    found = when("2026-07-20T08:15:00", LONDON_OF_JULY)
    assert found is not None
    assert found.instant == datetime(2026, 7, 20, 7, 15, tzinfo=UTC)
    assert found.hour == 8


@pytest.mark.parametrize("text", ["2026-11-20T08:15Z", "2026-11-20T08:15:00.123456789Z", "2026-11-20T08:15:59+14:00"])
def test_seconds_may_be_missing_or_fractional_and_offsets_reach_fourteen(text: str) -> None:
    found = when(text, ZULU)
    assert found is not None
    assert found.hour == 8


def test_a_period_runs_from_start_to_end() -> None:
    assert span(Period("2026-01", "2026-03-05"), ZULU) == When(date(2026, 1, 1), date(2026, 3, 5))


def test_a_period_with_one_end_is_that_end_and_a_reversed_one_is_nothing() -> None:
    assert span(Period("2026-01-02", None), ZULU) == When(date(2026, 1, 2), date(2026, 1, 2))
    assert span(Period(None, "2026-01-02"), ZULU) == When(date(2026, 1, 2), date(2026, 1, 2))
    assert span(Period("2026-01-03", "2026-01-02"), ZULU) is None
    assert span(Period("2026-01-02", "2026-01-02"), ZULU) == When(date(2026, 1, 2), date(2026, 1, 2))
    assert span(None, ZULU) is None


def test_a_collection_over_hours_has_no_hour_and_one_within_an_hour_has() -> None:
    long = span(Period("2026-01-02T08:00:00Z", "2026-01-02T20:00:00Z"), ZULU)
    short = span(Period("2026-01-02T08:00:00Z", "2026-01-02T08:10:00Z"), ZULU)
    assert long is not None
    assert short is not None
    assert (long.hour, short.hour) == (None, 8)


def test_timing_events_span_first_to_last() -> None:
    assert events(Timing(("2026-01-05", "2026-01-02", "rubbish")), ZULU) == When(date(2026, 1, 2), date(2026, 1, 5))
    assert events(Timing(("2026-01-05",)), ZULU) == When(date(2026, 1, 5), date(2026, 1, 5))
    assert events(Timing(), ZULU) is None

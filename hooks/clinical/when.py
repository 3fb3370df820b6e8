"""Recorded dates as intervals of calendar days.

A partial date (2026, 2026-05) is an interval, and a rule about time holds only if it holds
for the whole interval (fhir-inputs, "Dates").
"""

from datetime import UTC, date, datetime, time, timedelta

from hooks.clinical.truth import NO, UNKNOWN, YES, Truth, known
from hooks.clinical.value import value


@value()
class When:
    """The days a recorded date can mean, in the site's time zone.

    ``instant`` is set when the record gave a full timestamp (UTC); ``hour`` is the hour on
    the recording clock, by the timestamp's own offset (needed for zinc, fhir-inputs D04).
    """

    first: date
    last: date
    instant: datetime | None = None
    hour: int | None = None

    def within(self, days: int, today: date) -> Truth:
        """Is it at most ``days`` old? Both ends of the interval have to agree."""
        limit = today - timedelta(days=days)
        if self.first >= limit:
            return YES
        return NO if self.last < limit else UNKNOWN

    def is_future(self, today: date) -> bool:
        """No day of the interval has come yet."""
        return self.first > today

    def certainly_after(self, other: "When") -> bool:
        """Every day of this interval lies after every day of the other."""
        return self.first > other.last

    def on_or_before(self, other: "When") -> Truth:
        """Did it happen on or before the other? UNKNOWN when the intervals overlap."""
        if self.last <= other.first:
            return YES
        return NO if self.first > other.last else UNKNOWN

    def days_after(self, other: "When", more_than: int) -> Truth:
        """Does it lie more than ``more_than`` days after the other, for certain?"""
        if (self.first - other.last).days > more_than:
            return YES
        return NO if (self.last - other.first).days <= more_than else UNKNOWN

    def days_before(self, other: "When", fewer_than: int) -> Truth:
        """Does it lie fewer than ``fewer_than`` days before the other (or after it)?"""
        return ~other.days_after(self, fewer_than - 1)

    def age(self, today: date) -> int:
        """Age in whole days, counted from the last day it can mean, never negative."""
        return max((today - self.last).days, 0)

    def order(self) -> datetime:
        """A key for "newest first": the instant, or the start of the last day."""
        return self.instant or datetime.combine(self.last, time.min, tzinfo=UTC)

    def __str__(self) -> str:
        if self.first == self.last:
            return self.first.isoformat()
        if self.first.replace(day=1) == self.last.replace(day=1):
            return f"{self.first:%Y-%m}"
        if self.first.year == self.last.year:
            return f"{self.first:%Y}"
        return f"{self.first.isoformat()} to {self.last.isoformat()}"


def day(value: date) -> When:
    """A date known to the day."""
    return When(value, value)


def years_old(birth: When, today: date) -> tuple[int, int]:
    """Youngest and oldest age in completed years that the birth date allows."""
    return _years(birth.last, today), _years(birth.first, today)


def _years(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def younger_than(years: int, birth: When | None, today: date) -> Truth:
    """Is the person younger than ``years``? UNKNOWN without a birth date."""
    if birth is None:
        return UNKNOWN
    youngest, oldest = years_old(birth, today)
    if (youngest < years) != (oldest < years):
        return UNKNOWN
    return known(oldest < years)

"""FHIR date, dateTime, instant and Period as intervals of days (fhir-inputs, "Dates")."""

import re
from calendar import monthrange
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hooks.clinical.when import When, day
from service.fhir.datatypes import Period, Timing

DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
TIMESTAMP = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,20})?)?"
    r"(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)?"
)


def when(text: str | None, zone: ZoneInfo) -> When | None:
    """What a FHIR date means in the site's time zone; None when absent or not a FHIR date.

    A timestamp without an offset is in the site's zone. The hour is by its own offset.
    """
    plain = (text or "").strip()
    try:
        if TIMESTAMP.fullmatch(plain):
            return _moment(datetime.fromisoformat(plain), zone)
        partial = DATE.fullmatch(plain)
        return _days(*partial.groups()) if partial else None
    except (ValueError, OverflowError):
        return None


def _moment(stamp: datetime, zone: ZoneInfo) -> When:
    aware = stamp if stamp.tzinfo else stamp.replace(tzinfo=zone)
    local = aware.astimezone(zone).date()
    return When(local, local, instant=aware.astimezone(UTC), hour=aware.hour)


def _days(year: str, month: str | None, day_: str | None) -> When:
    if month and day_:
        return day(date(int(year), int(month), int(day_)))
    first, last = (int(month), int(month)) if month else (1, 12)
    end = date(int(year), last, 1)
    return When(date(int(year), first, 1), end.replace(day=monthrange(end.year, last)[1]))


def span(period: Period | None, zone: ZoneInfo) -> When | None:
    """From start to end; the end that is known when the other is not; None when reversed."""
    if period is None:
        return None
    start, end = when(period.start, zone), when(period.end, zone)
    if start is None or end is None:
        return start or end
    if start.first > end.last:
        return None
    one_hour = start.first == end.last and start.hour == end.hour
    return When(start.first, end.last, instant=start.instant, hour=start.hour if one_hour else None)


def events(timing: Timing | None, zone: ZoneInfo) -> When | None:
    """From the first to the last event of a Timing."""
    known = [w for w in (when(event, zone) for event in (timing.event if timing else ())) if w]
    if len(known) < 2:
        return known[0] if known else None
    return When(min(w.first for w in known), max(w.last for w in known))

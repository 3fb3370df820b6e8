"""A patient's course as a picture: results with the laboratory's limits, drug courses, operations."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from xml.etree.ElementTree import Element, SubElement

from hooks.clinical.case import Case, Medication, Observed
from hooks.clinical.criterion import Assessment
from hooks.clinical.pathway import Trend
from hooks.clinical.units import Analyte, Reading
from service.review.drawing import as_text, new_picture

WIDTH, LEFT, RIGHT = 960, 215, 30  # px
AXIS, PANEL, BAR, GAP = 34, 130, 24, 14  # px
MOST_BARS = 12
LEAST_DAYS = 60  # shown, so that a single result does not fill the picture
OVER = {"completed", "stopped", "cancelled", "ended"}

TITLE = "Timeline"
DESCRIPTION = "Results with the laboratory's limits, drug courses and operations. The table below says the same."


@dataclass(frozen=True, slots=True)
class Point:
    """One result on its substance's scale. A limit is None where the laboratory gave none."""

    day: date
    value: float
    words: str
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Curve:
    """The results of one substance, oldest first, on one scale."""

    name: str
    unit: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """One drug course; ``end`` is None while it goes on."""

    name: str
    start: date
    end: date | None


@dataclass(frozen=True, slots=True)
class Event:
    """Something done on a day."""

    name: str
    day: date


@dataclass(frozen=True, slots=True)
class Timeline:
    """What is drawn of one case."""

    today: date
    curves: tuple[Curve, ...]
    courses: tuple[Course, ...]
    events: tuple[Event, ...]

    @property
    def is_empty(self) -> bool:
        """Is there nothing to draw?"""
        return not (self.curves or self.courses or self.events)

    @property
    def first(self) -> date:
        """The first day shown: a little before whatever came first."""
        days = [p.day for curve in self.curves for p in curve.points]
        days += [course.start for course in self.courses] + [event.day for event in self.events]
        return min([*days, self.today - timedelta(LEAST_DAYS)]) - timedelta(days=7)

    def rows(self) -> Iterator[tuple[str, str, str]]:
        """The same as a table: when, what, how much."""
        for curve in self.curves:
            yield from ((p.day.isoformat(), curve.name, p.words) for p in curve.points)
        for course in self.courses:
            end = course.end.isoformat() if course.end else "going on"
            yield f"{course.start.isoformat()} to {end}", course.name, "drug course"
        yield from ((event.day.isoformat(), event.name, "done") for event in self.events)


def timeline(case: Case, trends: Iterable[Trend], assessment: Assessment) -> Timeline:
    """The course that a case tells."""
    curves = (_curve(trend.name, trend.concepts, trend.analyte(assessment), case) for trend in trends)
    acts = (act for act in case.procedures or () if act.status == "completed" and act.when and act.concepts)
    return Timeline(
        today=case.today,
        curves=tuple(curve for curve in curves if curve.points),
        courses=tuple(sorted(_courses(case), key=lambda course: course.start))[:MOST_BARS],
        events=tuple(Event(act.display, act.when.last) for act in acts if act.when),
    )


def _curve(name: str, concepts: frozenset[str], analyte: Analyte, case: Case) -> Curve:
    results = (o for o in case.observations or () if o.concepts & concepts and o.when and o.reading)
    points = (_point(result, analyte) for result in results)
    return Curve(name, analyte.unit, tuple(sorted((p for p in points if p), key=lambda p: p.day)))


def _point(result: Observed, analyte: Analyte) -> Point | None:
    value = _on_scale(result.reading, analyte)
    if value is None or result.when is None:
        return None
    low, high = _on_scale(result.low, analyte), _on_scale(result.high, analyte)
    limits = [f"{word} {limit}" for word, limit in (("lower limit", result.low), ("upper limit", result.high)) if limit]
    return Point(result.when.last, value, ", ".join([str(result.reading), *limits]), low, high)


def _on_scale(reading: Reading | None, analyte: Analyte) -> float | None:
    """The number on the substance's scale; of a bound ("> 600") the bound. None for a unit not accepted."""
    if reading is None or not analyte.accepts(reading.unit):
        return None
    interval = analyte.interval(reading)
    number: Decimal | None = interval.low if interval.low is not None else interval.high
    return None if number is None else float(number)


def _courses(case: Case) -> Iterator[Course]:
    for drug in case.medications or ():
        start = drug.start or drug.when
        if start and drug.concepts and not drug.do_not_perform:
            yield Course(drug.display, start.last, _end(drug))


def _end(drug: Medication) -> date | None:
    if drug.end:
        return drug.end.last
    return drug.when.last if drug.status in OVER and drug.when else None


def timeline_svg(shown: Timeline) -> str:
    """The course as SVG, its colours left to the page."""
    height = AXIS + len(shown.curves) * (PANEL + GAP) + (len(shown.courses) + len(shown.events)) * BAR + 40
    svg = new_picture(WIDTH, height, TITLE, DESCRIPTION, "timeline")
    svg.remove(svg[2])  # the white ground: the page gives its own
    svg.set("class", "timeline")
    picture = _Picture(svg, shown, height)
    picture.draw_axis()
    y = AXIS
    for curve in shown.curves:
        picture.draw_curve(curve, y)
        y += PANEL + GAP
    for course in shown.courses:
        picture.draw_course(course, y)
        y += BAR
    for event in shown.events:
        picture.draw_event(event, y)
        y += BAR
    return as_text(svg)


class _Picture:
    """A timeline being drawn: days lie from left to right."""

    def __init__(self, svg: Element, shown: Timeline, height: int) -> None:
        self._svg, self._shown, self._height = svg, shown, height
        self._first, self._days = shown.first, max((shown.today - shown.first).days + 7, 1)

    def _x(self, day: date) -> float:
        return round(LEFT + (day - self._first).days / self._days * (WIDTH - LEFT - RIGHT), 1)

    def draw_axis(self) -> None:
        """A line and a name at the beginning of months, as many as fit; today."""
        for day in self._ticks():
            self._line(self._x(day), AXIS - 8, self._x(day), self._height - 20, "grid")
            self._text(self._x(day), AXIS - 14, f"{day:%b %Y}", "tick")
        x = self._x(self._shown.today)
        self._line(x, AXIS - 8, x, self._height - 20, "today")
        self._text(x, self._height - 6, "today", "tick")

    def _ticks(self) -> Iterator[date]:
        months = max(1, round(self._days / 30.4 / 7))
        day = self._first.replace(day=1)
        while day <= self._shown.today - timedelta(days=self._days // 14):
            if day >= self._first:
                yield day
            month = day.month - 1 + months
            day = date(day.year + month // 12, month % 12 + 1, 1)

    def draw_curve(self, curve: Curve, y: int) -> None:
        """The results of one substance: points, the line between them, the laboratory's limits."""
        most = max(value for p in curve.points for value in (p.value, p.low or 0, p.high or 0)) * 1.15 or 1.0

        def height_of(value: float) -> float:
            return round(y + PANEL - 10 - value / most * (PANEL - 30), 1)

        self._text(8, y + PANEL / 2 - 6, curve.name, "name")
        self._text(8, y + PANEL / 2 + 12, curve.unit, "unit")
        self._line(LEFT - 10, height_of(0), WIDTH - RIGHT, height_of(0), "base")
        for end in ("low", "high"):
            limits = [(p.day, limit) for p in curve.points if (limit := getattr(p, end)) is not None]
            self._draw_limit(end, limits, height_of)
        path = " L".join(f"{self._x(p.day)} {height_of(p.value)}" for p in curve.points)
        SubElement(self._svg, "path", {"d": f"M{path}", "class": "curve", "fill": "none"})
        for point in curve.points:
            self._draw_point(point, height_of(point.value))

    def _draw_limit(self, end: str, limits: list[tuple[date, float]], height_of: Callable[[float], float]) -> None:
        for day, limit in limits:
            self._line(self._x(day) - 16, height_of(limit), self._x(day) + 16, height_of(limit), "limit")
        if limits:
            name = "upper limit" if end == "high" else "lower limit"
            self._text(LEFT - 14, height_of(limits[0][1]) + 4, name, "limit-name")

    def _draw_point(self, point: Point, y: float) -> None:
        circle = SubElement(
            self._svg, "circle", {"cx": str(self._x(point.day)), "cy": str(y), "r": "4", "class": "point"}
        )
        SubElement(circle, "title").text = f"{point.words}, {point.day}"
        self._text(self._x(point.day), y - 8, f"{point.value:g}", "value")

    def draw_course(self, course: Course, y: int) -> None:
        """A bar as long as the course; one that goes on ends at today."""
        x, end = self._x(course.start), self._x(course.end or self._shown.today)
        at = {"x": str(x), "y": str(y + 6), "width": str(round(max(end - x, 4), 1)), "height": "12", "rx": "3"}
        bar = SubElement(self._svg, "rect", {**at, "class": "course" if course.end else "course going-on"})
        SubElement(bar, "title").text = f"{course.name}, {course.start} to {course.end or 'today, going on'}"
        self._text(8, y + 16, _short(course.name), "name")

    def draw_event(self, event: Event, y: int) -> None:
        """A diamond on its day, and a line through everything above."""
        x = self._x(event.day)
        self._line(x, AXIS, x, y + 12, "event-line")
        mark = SubElement(self._svg, "path", {"d": f"M{x} {y + 4}l8 8l-8 8l-8 -8z", "class": "event"})
        SubElement(mark, "title").text = f"{event.name}, {event.day}"
        self._text(8, y + 16, _short(event.name), "name")

    def _line(self, x1: float, y1: float, x2: float, y2: float, kind: str) -> None:
        ends = {"x1": str(x1), "y1": str(y1), "x2": str(x2), "y2": str(y2)}
        SubElement(self._svg, "line", {**ends, "class": kind})

    def _text(self, x: float, y: float, words: str, kind: str) -> None:
        SubElement(self._svg, "text", {"x": str(x), "y": str(y), "class": kind}).text = words


def _short(name: str) -> str:
    return name if len(name) <= 24 else f"{name[:23]}…"

"""A patient's course as a picture and as a table."""

from datetime import date
from xml.etree import ElementTree

import pytest

from hooks.clinical.case import Case
from hooks.clinical.criterion import Assessment
from hooks.nme import PATHWAY
from service.workbench.timeline import Timeline, timeline, timeline_svg
from tests.acceptance.cases import all_cases
from tests.acceptance.in_process import case_of
from tests.acceptance.shapes import TODAY, days_before_today

SVG = "{http://www.w3.org/2000/svg}"


def drawn(case: Case) -> Timeline:
    return timeline(case, PATHWAY.trends, Assessment(case))


def of(start: str) -> Timeline:
    """The course of the patient whose case begins so."""
    [named] = (named for named in all_cases() if named.case.name.startswith(start))
    case = case_of(named.case)
    assert case is not None
    return drawn(case)


@pytest.fixture(scope="module")
def long_course() -> Timeline:
    return of("Operated, zinc given")


def test_results_stand_oldest_first_with_the_laboratorys_limits(long_course: Timeline) -> None:
    glucagon, zinc = long_course.curves
    assert [point.value for point in glucagon.points] == [1450, 820, 110, 95, 240, 610]
    assert {(point.low, point.high) for point in glucagon.points} == {(None, 159)}
    assert {(point.low, point.high) for point in zinc.points} == {(70, None)}
    assert (glucagon.unit, zinc.unit) == ("pg/mL", "ug/dL")


def test_courses_and_operations_have_their_days(long_course: Timeline) -> None:
    ends = [course.end and course.end.isoformat() for course in long_course.courses]
    assert ends == [days_before_today(520), days_before_today(585), None]
    assert [event.day.isoformat() for event in long_course.events] == [days_before_today(580)]


def test_another_unit_is_drawn_on_the_same_scale_and_told_as_recorded() -> None:
    [glucagon] = of("V59:").curves
    assert round(glucagon.points[0].value) == 1000
    assert glucagon.points[0].words.startswith("287.2 pmol/L")


def test_a_value_without_a_usable_unit_is_not_drawn() -> None:
    assert of("V19:").curves == ()


def test_the_table_says_everything_the_picture_shows(long_course: Timeline) -> None:
    rows = list(long_course.rows())
    assert len(rows) == 14
    assert (days_before_today(700), "Glucagon", "1450 pg/mL, upper limit 159 pg/mL") in rows


def test_the_picture_has_a_mark_for_each(long_course: Timeline) -> None:
    svg = ElementTree.fromstring(timeline_svg(long_course))  # noqa: S314 - our own text
    marks = [element.get("class", "").split(" ")[0] for element in svg.iter()]
    assert (marks.count("point"), marks.count("course"), marks.count("event")) == (10, 3, 1)
    inside = [float(c.get("cx", "")) for c in svg.iter(f"{SVG}circle")]
    assert inside == [x for x in inside if 200 < x < 960]


def test_a_case_of_nothing_has_nothing_to_draw() -> None:
    empty = drawn(Case(today=TODAY))
    assert empty.is_empty
    assert ElementTree.fromstring(timeline_svg(empty)).get("class") == "timeline"  # noqa: S314 - our own text
    assert empty.first < date(2026, 9, 22)

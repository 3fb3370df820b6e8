"""The reliability page is what the rows and the tests say."""

import re

import pytest

from tests.reliability import page


def test_the_page_is_fresh() -> None:
    written = page.PAGE.read_text(encoding="utf-8")
    assert written == page.page(), f"docs/reliability.md is stale: run {page.COMMAND}"


def test_no_row_is_left_out_and_each_is_complete() -> None:
    table = page.rows()
    assert [row.id for row in table] == [f"E-{number}" for number in range(1, len(table) + 1)]
    assert all(row.situation and row.bar for row in table)


def test_every_row_has_a_test_and_every_test_names_a_row() -> None:
    named = {row for test in page.tests() for row in test.rows}
    assert named == {row.id for row in page.rows()}


def test_what_was_measured_has_its_day() -> None:
    measured = [row.measured for row in page.rows() if row.measured]
    assert [text for text in measured if not re.match(r"20\d\d-\d\d-\d\d: \S", text)] == []


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("test_e11_e12_no_call_is_lost", ("E-11", "E-12")),
        ("test_e3_d12_silence_ends", ("E-3",)),
        ("test_a11_e24_a_server_without_services", ("E-24",)),
        ("test_c_e14_epics_plural", ()),  # a row of the conformance page
        ("test_decision_1_refused", ()),
    ],
)
def test_the_rows_a_test_names_stand_at_the_front_of_its_name(name: str, rows: tuple[str, ...]) -> None:
    assert page.ids(name) == rows


def test_which_tests_only_the_soak_runs() -> None:
    soaked = {test.name for test in page.tests() if test.is_soak}
    assert "test_e1_fifty_requests_a_second_for_ten_minutes" in soaked
    assert "test_e1_a_mixed_load_of_seconds_is_answered_without_a_fault" not in soaked
    assert page.run_by(test for test in page.tests() if "E-1" in test.rows) == "check, make soak"
    assert page.run_by(test for test in page.tests() if "E-25" in test.rows) == "make soak"

"""The conformance page and the prefetch table are what the tests and the service say."""

from collections import Counter

import pytest

from tests.conformance import page, prefetch_table

STALE = f"is stale: run {page.COMMAND}"


def test_the_page_is_fresh() -> None:
    """As it is when every test passes: a page written with a failure stays stale."""
    results = {test: page.PASSES for test, _ in page.marked()}
    assert page.PAGE.read_text(encoding="utf-8") == page.page(results), f"docs/conformance.md {STALE}"


def test_the_prefetch_table_is_fresh() -> None:
    assert prefetch_table.PAGE.read_text(encoding="utf-8") == prefetch_table.page(), f"docs/prefetch.md {STALE}"


def test_every_sentence_that_binds_the_service_has_a_test() -> None:
    untested = [row.id for row in page.rows() if row.is_tested and row.id not in page.carried()]
    assert untested == []


def test_every_mark_names_a_sentence_that_is_kept_by_a_test() -> None:
    tested = {row.id for row in page.rows() if row.is_tested}
    assert set(page.carried()) - tested == set()


def test_every_sentence_stands_once_and_is_complete() -> None:
    table = page.rows()
    assert [identity for identity, times in Counter(row.id for row in table).items() if times > 1] == []
    assert {row.kind for row in table} == {"test", "in part", "client", "operator", "reading"}
    assert all(row.level and row.statement.endswith((".", ")")) for row in table)


@pytest.mark.parametrize(("letter", "last"), [("A", 123 + 16), ("B", 27)])
def test_no_sentence_of_the_specification_is_left_out(letter: str, last: int) -> None:
    listed = {row.id for row in page.rows()}
    assert {f"{letter}-{number}" for number in range(1, last + 1)} - listed == set()


def test_what_is_kept_in_part_says_what_is_missing() -> None:
    (line,) = [line for line in page.page({}).splitlines() if line.startswith("| A-117 |")]
    assert "| not run in part: the user is nowhere" in line


def test_a_failure_stands_on_the_page() -> None:
    written = page.page({"test_json: test_every_answer_is_strict_json": page.FAILS})
    (line,) = [line for line in written.splitlines() if line.startswith("| A-3 |")]
    assert line.endswith(f"{page.FAILS} not run |")

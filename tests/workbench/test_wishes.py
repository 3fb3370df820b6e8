"""What the form asks for, whatever it is sent with."""

from decimal import Decimal

import pytest

from hooks.clinical.truth import NO, UNKNOWN, YES
from service.workbench.wishes import Wishes, read


def test_an_empty_form_asks_for_opening_the_chart_of_nobody() -> None:
    assert read([]) == Wishes()
    assert not read([]).is_supposing


def test_what_is_chosen_is_read() -> None:
    wishes = read(
        [("patient", "a"), ("hook", "order-sign"), ("order", "CT"), ("answer.mets", "yes"), ("result.x", "640")]
    )
    assert (wishes.patient, wishes.hook, wishes.order) == ("a", "order-sign", "CT")
    assert (wishes.answers, wishes.numbers) == ({"mets": YES}, {"x": Decimal(640)})
    assert wishes.is_supposing


def test_a_button_is_laid_over_the_answers_chosen_before() -> None:
    fields = [("suppose", "mets:no"), ("answer.mets", "yes"), ("answer.cand", "unknown")]
    assert read(fields).answers == {"mets": NO, "cand": UNKNOWN}
    assert read(fields[::-1]).answers == {"mets": NO, "cand": UNKNOWN}


def test_an_uploaded_file_counts_before_pasted_text() -> None:
    assert read([("record", " {} ")], b"file").record == b"file"
    assert read([("record", " {} ")]).record == b"{}"


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", "0"), ("640", "640"), (" 0,5 ", "0.5"), ("999999999.999999", "999999999.999999")],
)
def test_numbers_are_read_with_a_point_or_a_comma(text: str, number: str) -> None:
    assert read([("result.zinc", text)]).numbers == {"zinc": Decimal(number)}


@pytest.mark.parametrize("text", ["-1", "NaN", "Infinity", "high", "1.2.3", "1e3", "1000000000", "0.1234567", "6 40"])
def test_what_is_no_number_is_named_and_left_out(text: str) -> None:
    wishes = read([("result.zinc", text)])
    assert (wishes.numbers, wishes.unread) == ({}, ("zinc",))


@pytest.mark.parametrize("fields", [[("hook", "order-dispatch")], [("answer.mets", "perhaps")], [("suppose", ":")]])
def test_what_nobody_offered_changes_nothing(fields: list[tuple[str, str]]) -> None:
    assert read(fields) == Wishes()

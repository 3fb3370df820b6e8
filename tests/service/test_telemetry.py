"""The log holds our words and numbers only (D-25, D-26)."""

import json
import logging

import pytest

from service.observe.log import JSONLines, location


def test_a_record_is_one_line_without_the_text_of_its_exception() -> None:
    with pytest.raises(ValueError, match="canary") as failure:
        _fail("canary\nname")
    record = logging.LogRecord("nme_cds", logging.ERROR, __file__, 1, "failed", None, failure._excinfo)
    record.fields = {"status": 500}
    line = JSONLines().format(record)
    assert "\n" not in line
    assert "canary" not in line
    assert {name: json.loads(line)[name] for name in ("level", "event", "status")} == {
        "level": "error",
        "event": "failed",
        "status": 500,
    }


def test_the_location_is_file_line_and_function() -> None:
    with pytest.raises(ValueError, match="x") as failure:
        _fail("x")
    where = location(failure.value)
    assert where.startswith("test_telemetry.py:")
    assert where.endswith(" in _fail")


def test_an_exception_never_raised_has_no_location() -> None:
    assert location(ValueError()) == "unknown"


def _fail(text: str) -> None:
    raise ValueError(text)

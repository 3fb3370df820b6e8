"""What the findings of the cases are called is written down where it can be read (fixtures/facts.csv)."""

from tests.acceptance.write_facts import FILE, text


def test_the_list_of_what_findings_are_called_is_up_to_date() -> None:
    assert FILE.read_text(encoding="utf-8") == text(), "stale: run ./regenerate"

"""Run the conformance tests and write their pages in docs: ``python -m tests.conformance.write``."""

import sys
from collections.abc import Iterable

import pytest

from tests.conformance import page, prefetch_table

MARKED = "conformance and not soak"  # the page needs no other test


class Results:
    """A pytest plugin that keeps what came of each test; one failed case fails it."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Called by pytest for set-up, call and tear-down of each case."""
        path, _, name = report.nodeid.partition("::")
        test = f"{page.file_name(page.ROOT / path)}: {name.partition('[')[0]}"
        if report.failed:
            self.found[test] = page.FAILS
        elif report.when == "call" and report.passed:
            self.found.setdefault(test, page.PASSES)


def run(folders: Iterable[str]) -> dict[str, str]:
    """What came of each test of the folders, as ``file: test``."""
    results = Results()
    there = [folder for folder in folders if (page.ROOT / folder).exists()]
    imported_early = ("-W", "ignore::pytest.PytestAssertRewriteWarning")
    pytest.main([*there, "-m", MARKED, "--no-header", *imported_early], plugins=[results])
    return results.found


def main() -> int:
    """Write both pages. The exit code is 1 when a sentence is not kept."""
    written = page.page(run(page.FOLDERS))
    page.PAGE.write_text(written, encoding="utf-8")
    prefetch_table.PAGE.write_text(prefetch_table.page(), encoding="utf-8")
    return int(page.FAILS in written)


if __name__ == "__main__":
    sys.exit(main())

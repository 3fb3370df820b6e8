"""Tests that start processes and watch them take turns on one worker, so that they do not slow each other."""

import pytest

TAKE_TURNS = (
    "tests/browser/",
    "tests/deploy/test_trial.py",
    "tests/reliability/",
    "tests/service/ledger/test_kill.py",
    "tests/service/test_graceful_stop.py",
    "tests/service/test_server",
    "tests/stack/",
)


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist looks for groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One group of pytest-xdist (``--dist loadgroup``), begun first."""
    for item in items:
        if item.nodeid.startswith(TAKE_TURNS):
            item.add_marker(pytest.mark.xdist_group("serial"))

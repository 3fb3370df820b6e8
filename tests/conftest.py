"""How tests are shared out among workers: by file; those that watch processes under load all to one worker.

They would slow each other down, and what they start is started once. They take longest, so they begin first, and
beside them the folders whose tests share what is made once in a worker.
"""

import os
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

IN_TURN = (
    "tests/reliability/",
    "tests/service/ledger/test_kill.py",
    "tests/service/test_graceful_stop.py",
    "tests/service/test_server",
    "tests/stack/",
)
TOGETHER = ("tests/browser/", "tests/conformance/")


class ByFile(LoadScopeScheduling):  # type: ignore[misc]  # the library has no types
    """One worker for a file, for a folder whose tests share something, or for everything that is to be in turn."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(IN_TURN):
            return "in turn"
        return next((folder for folder in TOGETHER if nodeid.startswith(folder)), nodeid.partition("::")[0])


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One more than cores: the worker of those in turn mostly waits. With two more it waits for the others."""
    return (os.cpu_count() or 1) + 1


def pytest_configure(config: pytest.Config) -> None:
    """Files are shared out in the order of the tests, not those with most tests first."""
    config.option.loadscopereorder = False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first."""
    items.sort(key=lambda item: not item.nodeid.startswith(IN_TURN + TOGETHER))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    """Instead of pytest-xdist's own, whatever ``--dist`` says."""
    return ByFile(config, log)

"""Write the whole hook requests of ``fixtures/requests`` from the cases: python -m tests.acceptance.write_requests."""

import json
from pathlib import Path

from tests.acceptance.build import request
from tests.acceptance.cases import all_cases
from tests.acceptance.facts import Case

FOLDER = Path(__file__).parents[2] / "fixtures" / "requests"
CHOSEN = {
    "out-of-scope.json": "Diabetes alone is out of scope",
    "work-up.json": "V01:",
    "localized-operable.json": "V03:",
    "glucagon-above-1000.json": "V41:",
    "recurrence-on-ssa.json": "V22:",
    "order-select-long-acting-ssa.json": "V24:",
    "order-select-stopping-an-ssa.json": "V25:",
}
"""File name -> how the name of its case begins."""


def texts() -> dict[str, str]:
    """The content of every request file by name."""
    return {file: json.dumps(request(_begins(start)), indent=1) + "\n" for file, start in CHOSEN.items()}


def _begins(start: str) -> Case:
    """The one case whose name begins so. Raises ValueError."""
    [found] = (named.case for named in all_cases() if named.case.name.startswith(start))
    return found


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for file, text in texts().items():
        (FOLDER / file).write_text(text, encoding="utf-8")

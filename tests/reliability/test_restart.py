"""Killed and started again: soon ready, the same services, and cards given before still take feedback (E-14).

What the memory of used tokens does then is in ``tests/service/trust/test_replay.py``.
"""

import signal
import time
from pathlib import Path

import httpx
import pytest
import rich

from service.ledger.tables import FEEDBACK
from tests.acceptance.shapes import TODAY
from tests.reliability.calls import FIXTURES
from tests.service.fake import PATIENT_VIEW
from tests.service.ledger.keeping import PATH, body, cards_of, item, kept, new_ledger, run
from tests.service.test_graceful_stop import HOST, Instance, instance, until

WRITTEN = 2.0  # seconds; cards are written every one
JSON = {"Content-Type": "application/json"}
REQUEST = next(path for path in FIXTURES if path.stem == "work-up").read_bytes()


def base(running: Instance) -> str:
    return f"http://{HOST}:{running.port}"


def card_of(running: Instance) -> str:
    """The uuid of a card given now."""
    answer = httpx.post(f"{base(running)}{PATIENT_VIEW}", content=REQUEST, headers=JSON)
    return str(answer.json()["cards"][0]["uuid"])


def test_e14_after_a_kill_it_is_ready_the_same_and_old_cards_take_feedback(tmp_path: Path) -> None:
    ledger = f"sqlite:///{tmp_path}/ledger.sqlite"
    with instance(TODAY=TODAY, LEDGER_URL=ledger) as running:
        discovery = httpx.get(f"{base(running)}/cds-services").content
        card = card_of(running)
        time.sleep(WRITTEN)
        running.process.send_signal(signal.SIGKILL)
        until(lambda: running.process.poll() is not None, "killed")
    with instance(TODAY=TODAY, LEDGER_URL=ledger) as running:
        assert httpx.get(f"{base(running)}/cds-services").content == discovery
        answer = httpx.post(f"{base(running)}{PATH}", content=body(item(card)), headers=JSON)
        assert answer.status_code == 200
    assert run(_cards_with_feedback(ledger)) == [card]


async def _cards_with_feedback(url: str) -> list[str]:
    """Feedback whose card is known; what finds no card is kept elsewhere."""
    ledger = new_ledger(url)
    rows = await kept(ledger.store, FEEDBACK)
    await ledger.aclose()
    return cards_of(rows)


@pytest.mark.soak
def test_e14_it_is_ready_within_five_seconds_of_its_start(tmp_path: Path) -> None:
    begins = time.monotonic()
    with instance(LEDGER_URL=f"sqlite:///{tmp_path}/ledger.sqlite", DRAIN_SECONDS=0):
        seconds = time.monotonic() - begins
    rich.print(f"E-14: ready after {seconds:.1f} s")
    assert seconds < 5

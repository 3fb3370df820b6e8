"""One process with its ledger in a file: what waits for the file is written before the process ends."""

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import httpx

from tests.acceptance.shapes import TODAY
from tests.stack.hospital import IN_SCOPE, JSON, SERVICE
from tests.stack.process import together
from tests.stack.stack import replica

BUSY = 2.0  # seconds; the ledger is waited for up to five


def test_cards_given_while_the_file_is_locked_are_in_it_after_the_end(tmp_path: Path) -> None:
    file = tmp_path / "ledger.sqlite"
    told = {"NME_CDS_LEDGER_URL": f"sqlite:///{file}", "NME_CDS_TODAY": TODAY.isoformat()}
    alone = replica(tmp_path, 1, {**os.environ, **told})
    with together(alone.part):
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            answer = httpx.post(alone.base + SERVICE, content=IN_SCOPE, headers=JSON)
            cards = {card["uuid"] for card in answer.json()["cards"]}
            alone.part.ask_to_stop()
            time.sleep(BUSY)
        alone.part.ended()
    with closing(sqlite3.connect(file)) as ledger:
        assert {card for (card,) in ledger.execute("SELECT card FROM issuance")} == cards
    assert cards

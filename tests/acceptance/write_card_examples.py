"""Write hooks/nme/examples/cards.json, a patient for each card: ``python -m tests.acceptance.write_card_examples``.

Of the cases that bring a card the first is chosen in which it stands on top, the vignettes of opening the chart
before others.
"""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from hooks.nme import PATHWAY
from service.protocol.request import parse
from tests.acceptance.build import request
from tests.acceptance.cases import Named, all_cases
from tests.acceptance.in_process import machine
from tests.acceptance.shapes import TODAY

FILE = Path(__file__).parents[2] / "hooks" / "nme" / "examples" / "cards.json"
FIRST = "vignettes_patient_view"


@cache
def text() -> str:
    """The content of the file: a line a card."""
    chosen: dict[str, tuple[tuple[bool, bool], Named]] = {}
    for named in all_cases():
        for place, card in enumerate(_cards(named)):
            rank = (named.theme != FIRST, place > 0)
            if card not in chosen or rank < chosen[card][0]:
                chosen[card] = (rank, named)
    return "[\n" + ",\n".join(_written(card, named) for card, (_, named) in sorted(chosen.items())) + "\n]\n"


def _cards(named: Named) -> Iterator[str]:
    """The ids of the cards a case brings, in order."""
    if named.case.expect.status != 200:
        return
    service = next(s for s in PATHWAY.services if s.hook == named.case.hook)
    case, answer = machine().consult(service, parse(json.dumps(request(named.case)).encode(), service.hook))
    reply: dict[str, Any] = json.loads(machine().reply(answer, case))
    yield from (card["source"]["topic"]["code"] for card in reply["cards"])


def _written(card: str, named: Named) -> str:
    patient = named.case.name.partition(": ")
    said = patient[2] if patient[0].startswith("V") else named.case.name
    return json.dumps({"card": card, "patient": said, "day": TODAY.isoformat(), "request": request(named.case)})


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")

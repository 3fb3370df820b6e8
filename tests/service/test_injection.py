"""Text of the record on a card stays text: no markup, no link, nothing hidden (D-21, A-61, C-S6)."""

import json
import re
import unicodedata
from asyncio import run
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient
from markdown_it import MarkdownIt

from hooks.nme.cards import wording
from service.main import build_app
from service.record_text import markdown
from service.settings import Settings
from tests.acceptance.shapes import TODAY
from tests.service.hostile_text import PAYLOADS

REQUESTS = Path(__file__).parents[2] / "fixtures" / "requests"
IN_SCOPE = sorted(path.name for path in REQUESTS.glob("*.json") if path.stem != "out-of-scope")
HARMLESS = "canary"

Json = dict[str, Any]
Poison = Callable[[str], str]
Place = Callable[[Json, str], Json]


def _changed(value: Any, member: str, poisons: dict[str, Poison]) -> Any:
    """The value with the strings under the named members replaced."""
    if isinstance(value, dict):
        return {name: _changed(inner, name, poisons) for name, inner in value.items()}
    if isinstance(value, list):
        return [_changed(inner, member, poisons) for inner in value]
    return poisons[member](value) if isinstance(value, str) and member in poisons else value


def words(request: Json, payload: str) -> Json:
    """Every display and text of the record goes on with the payload."""

    def longer(text: str) -> str:
        return f"{text} {HARMLESS} {payload} {HARMLESS}"

    told = _changed(request["prefetch"], "", dict.fromkeys(("display", "text", "valueString"), longer))
    return request | {"prefetch": told}


def units(request: Json, payload: str) -> Json:
    """Every unit is the payload."""
    told = _changed(request["prefetch"], "", {"unit": lambda _: payload})
    return request | {"prefetch": _without(told, "system", "code")}


def _without(value: Any, *members: str) -> Any:
    """The value, its quantities without the members that would say the unit in a code."""
    if isinstance(value, list):
        return [_without(inner, *members) for inner in value]
    if not isinstance(value, dict):
        return value
    left_out = members if "unit" in value else ()
    return {name: _without(inner, *members) for name, inner in value.items() if name not in left_out}


def ids(request: Json, payload: str) -> Json:
    """Every id of the record but the patient's goes on with the payload."""

    def longer(text: str) -> str:
        return text if text == request["context"]["patientId"] else text + payload

    return request | {"prefetch": _changed(request["prefetch"], "", {"id": longer})}


def drafts(request: Json, payload: str) -> Json:
    """The payload comes first in the name of every draft order; the codes stay."""
    orders = _changed(
        request["context"].get("draftOrders", {}),
        "",
        {"display": lambda text: f"{payload} {HARMLESS}", "text": lambda text: f"{payload} {HARMLESS}"},
    )
    return request | {"context": request["context"] | {"draftOrders": orders}}


PLACES = (words, units, ids, drafts)


@cache
def harmless(file: str, place: Place) -> list[Json]:
    return cards_of(place(_request(file), HARMLESS))


def _request(file: str) -> Json:
    request: Json = json.loads((REQUESTS / file).read_text(encoding="utf-8"))
    return request


@cache
def _app() -> Any:
    return build_app(Settings(today=TODAY))


def cards_of(request: Json) -> list[Json]:
    async def post() -> list[Json]:
        async with AsyncClient(transport=ASGITransport(_app()), base_url="http://cds.example.org") as http:
            answer = await http.post(f"/cds-services/nme-{request['hook']}", json=request)
        assert answer.status_code == 200, answer.text
        cards: list[Json] = answer.json()["cards"]
        return cards

    return run(post())


@dataclass
class Page(HTMLParser):
    """What a browser makes of a detail: its elements in order, their attributes, the text."""

    elements: list[str] = field(default_factory=list)
    attributes: list[tuple[str, str | None]] = field(default_factory=list)
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.elements.append("!--")


_RENDERER = MarkdownIt("gfm-like", {"html": True, "linkify": True})


def shown(card: Json) -> Page:
    """The detail as a lenient client renders it: raw HTML, tables, strike-through and autolinks on."""
    page = Page()
    page.feed(_RENDERER.render(card["detail"]))
    page.close()
    return page


AUTOLINK = re.compile(r"(?i)(?:https?|ftp)://|\bwww\.|(?:mailto|xmpp):\S*@|[\w.+-]+@[\w-]+\.\w")
"""What GitHub's and the public sandbox's renderer link in the text itself."""


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda payload: ascii(payload)[:40])
def test_d21_hostile_text_of_the_record_is_shown_as_text(place: Place, payload: str) -> None:
    for file in IN_SCOPE:
        expected = harmless(file, place)
        cards = cards_of(place(_request(file), payload))
        assert [_without_text(card) for card in cards] == [_without_text(card) for card in expected], file
        for card in cards:
            _is_only_text(shown(card), card["detail"])
            assert not _hidden(card["detail"])
            assert not _hidden(card["summary"])
            assert not MARKUP.search(card["summary"])


def _without_text(card: Json) -> tuple[Any, ...]:
    """What the text of a record must not change. A draft without a usable id cannot be deleted (A-81)."""
    offered = [(s["label"], a["description"]) for s in card.get("suggestions", []) for a in s["actions"]]
    kept = [labels for labels in offered if not labels[0].startswith(wording.DELETE_STOP)]
    return card["source"], card["links"], card["overrideReasons"], kept


MARKUP = re.compile(r"[`_\[\]{}|\\~#@]|<[a-z/!]|&[a-z#]|://", re.IGNORECASE)
"""What could be more than text in a summary, which is plain text."""


def _is_only_text(page: Page, detail: str) -> None:
    """Paragraphs and the labels in bold, nothing else."""
    assert set(page.elements) <= {"p", "strong"}
    assert page.elements.count("strong") == len(re.findall(r"\*\*(Next|Why|Careful|Also):\*\*", detail))
    assert page.attributes == []
    assert not AUTOLINK.search(page.text)


def _hidden(text: str) -> list[str]:
    """Control, bidirectional, zero-width and other characters that take up no room."""
    unseen = "\u034f\u115f\u1160\u3164\ufe0f\U000e0101"
    return [c for c in text if c != "\n" and (unicodedata.category(c)[0] == "C" or c in unseen)]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_the_text_of_the_record_does_reach_the_cards(place: Place) -> None:
    cards = [card for file in IN_SCOPE for card in harmless(file, place)]
    assert any(HARMLESS in f"{card['summary']} {card['detail']} {card['extension']}" for card in cards)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 59 + "…"),
        ("Glucagonoma (HCC)", "Glucagonoma (HCC)"),
        ("5.4 mg/dL", "5.4 mg/dL"),
        ("-5 mg.", "-5 mg."),
        ("HbA1c/Hb total", "HbA1c/Hb total"),
        ("Condition/a.b", r"Condition/a\.b"),
        ("evil.example", r"evil\.example"),
        ("//localhost", r"/\/localhost"),
        ("a\ufe0f\u3164b", "a b"),
        ("µmol/L", "µmol/L"),
    ],
)
def test_text_is_changed_only_where_it_would_be_more_than_text(text: str, written: str) -> None:
    assert markdown(text) == written

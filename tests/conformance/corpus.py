"""A broad set of questions with their answers: every patient case under every hook, odd requests, and refusals."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path

from httpx import Response

from tests.acceptance.build import Json, request, resources
from tests.acceptance.cases import Named, all_cases
from tests.acceptance.facts import Case, Draft
from tests.acceptance.vocabulary import DRUGS, SERVICES
from tests.conformance.server import HOOKS, JSON, Server, address
from tests.conformance.strict import strictly

FIXTURES = Path(__file__).parents[2] / "fixtures"
EVERY_ORDER = tuple(Draft(order=name) for name in (*SERVICES, *DRUGS))


@dataclass(frozen=True)
class Exchange:
    """A question and its answer. ``request`` is empty for a refusal that had no readable body."""

    name: str
    request: Json
    response: Response

    @cached_property
    def body(self) -> Json:
        """The answer, read strictly."""
        body: Json = strictly(self.response.content)
        return body

    @property
    def cards(self) -> list[Json]:
        """The cards of the answer."""
        cards: list[Json] = self.body.get("cards", [])
        return cards

    @property
    def suggestions(self) -> list[Json]:
        """The suggestions of all its cards."""
        return [s for card in self.cards for s in card.get("suggestions", ())]

    @property
    def actions(self) -> list[Json]:
        """The actions of all its suggestions."""
        return [action for s in self.suggestions for action in s["actions"]]


def exchanges(server: Server) -> list[Exchange]:
    """Every valid call of the set, with its answer."""
    return [Exchange(name, asked, server.call(asked)) for name, asked in chain(_cases(), _files())]


def _cases() -> Iterator[tuple[str, Json]]:
    """Each patient with its own drafts or, without any, with every order of the vocabulary."""
    for named in all_cases():
        built = resources(named.case.patient)
        for hook in HOOKS:
            yield f"{hook}: {named.id}", request(_under(named, hook), built)


def _under(named: Named, hook: str) -> Case:
    drafts = named.case.drafts or EVERY_ORDER
    return named.case.model_copy(update={"hook": hook, "drafts": drafts})


def _files() -> Iterator[tuple[str, Json]]:
    for path in sorted(FIXTURES.glob("awkward/*.json")):
        yield path.name, json.loads(path.read_text(encoding="utf-8"))


REFUSED = (
    ("no such address", "GET", "/cds-service", b""),
    ("no such service", "POST", "/cds-services/nme", b"{}"),
    ("another method", "GET", address("patient-view"), b""),
    ("discovery by POST", "POST", "/cds-services", b"{}"),
    ("not JSON", "POST", address("patient-view"), b"{"),
    ("not UTF-8", "POST", address("patient-view"), b'{"a":"\xff"}'),
    ("a member twice", "POST", address("patient-view"), b'{"a":1,"a":2}'),
    ("no object", "POST", address("patient-view"), b"[]"),
    ("no call", "POST", address("patient-view"), b"{}"),
    ("no drafts", "POST", address("order-sign"), b'{"hook":"order-sign","hookInstance":"1","context":{}}'),
)


def refusals(server: Server) -> list[Exchange]:
    """Requests that are refused, each with its answer."""
    refused = [Exchange(name, {}, server.request(m, path, content=c, headers=JSON)) for name, m, path, c in REFUSED]
    text = server.request("POST", address("patient-view"), content=b"{}", headers={"Content-Type": "text/plain"})
    large = server.request("POST", address("patient-view"), content=b" " * 9_000_000, headers=JSON)
    return [*refused, Exchange("text", {}, text), Exchange("too large", {}, large)]

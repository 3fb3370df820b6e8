"""A record put to the service of its hook: the case, the whole answer, and the response it leads to."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from hooks.clinical.advice import Answer
from hooks.clinical.case import Availability, Case, Reason
from hooks.clinical.service import HookService
from service.asking import Json, NotARequestError, as_request, given, patients_in
from service.call import PathwayService
from service.protocol.prefetch import KEYS
from service.protocol.request import parse
from service.protocol.strict_json import NotACallError, NotJSONError

STANDARD_INPUT = "-"


class ExplainError(ValueError):
    """There is nothing to explain. The message says what to give, or what to do next."""


@dataclass(frozen=True, slots=True)
class Explained:
    """The service a record was put to, its case, the whole answer, out of scope included, and the response.

    ``notes`` are sentences on the record itself: whose it is, and what it does not hold.
    """

    service: HookService
    case: Case
    answer: Answer
    response: dict[str, Any]
    notes: tuple[str, ...] = ()

    @property
    def cards(self) -> list[Json]:
        """The cards of the response, as sent."""
        cards: list[Json] = self.response["cards"]
        return cards


def content_of(name: str) -> bytes:
    """The bytes of a file, or of standard input for ``-``. Raises ExplainError."""
    if name == STANDARD_INPUT:
        return sys.stdin.buffer.read()
    path = Path(name)
    if path.is_dir():
        raise ExplainError(_which_file(path))
    try:
        return path.read_bytes()
    except OSError as error:
        raise ExplainError(f"{name}: {error.strerror}. Give a file, or - for standard input.") from None


def _which_file(folder: Path) -> str:
    first = next(iter(sorted(folder.glob("*.json"))), None)
    if first is None:
        return f"{folder} is a folder without .json files. Give a hook request or a FHIR Bundle as a file."
    return f"{folder} is a folder. Give one file of it, such as {first}."


def explained(content: bytes, name: str, machine: PathwayService) -> Explained:
    """A hook request or a FHIR Bundle, answered. ``name`` is what errors call it. Raises ExplainError."""
    try:
        record = given(content)
        sent = record if "hook" in record else as_request(record)
        service = _service(sent, machine)
        request = parse(msgspec.json.encode(sent), service.hook)
    except (NotARequestError, NotJSONError, NotACallError) as error:
        raise ExplainError(f"{name}: {error}") from None
    case, answer = machine.consult(service, request)
    response = msgspec.json.decode(machine.reply(answer, case))
    return Explained(service, case, answer, response, tuple(_notes(record, case)))


def _notes(record: Json, case: Case) -> Iterator[str]:
    patients = len(patients_in(record))
    if patients > 1:
        yield f"The Bundle holds {patients} patients: this is about the first, Patient/{case.patient}."
    foreign = len({w.source for w in case.withheld if w.reason is Reason.FOREIGN})
    if foreign:
        yield f"Resources of another patient, left out: {foreign}."
    absent = [kind for kind in KEYS if case.available(kind) is Availability.NOT_GIVEN]
    if absent:
        yield f"Not given, so not known: {', '.join(absent)}."


def _service(sent: Json, machine: PathwayService) -> HookService:
    services = machine.pathway.services
    service = next((s for s in services if s.hook == sent["hook"]), None)
    if service is None:
        known = ", ".join(s.hook for s in services)
        raise NotARequestError(f"No service answers this hook. Known: {known}.")
    return service

"""Every place of a request that a caller controls, and the request with that place grown."""

import copy
from collections.abc import Callable, Iterator
from typing import Any

Json = Any
Path = tuple[str | int, ...]

FIXED = {"hook", "hookInstance", "userId", "patientId", "encounterId", "resourceType", "fhirServer"}
"""Strings without which a request is refused, however long they are."""
MEANT = {"system", "code", "reference", "status", "intent", "type", "id", "birthDate", "start", "end"}
"""Strings by which a patient comes into scope: with others the call ends early."""

FILLINGS = {
    "words": "recorded by the ward ",
    "one word": "a",
    "phrases": "no evidence of necrolytic migratory erythema, glucagonoma without metastasis; ",
    "marks": "a\u0301\u0323",
    "marks alone": "\u0323\u0301\u0345",
    "wide": "\ufdfa",  # one character that normalises to eighteen
    "spaces": " \u00a0",
    "numbers": "1234567890.",
    "brackets": "((([[[{{{",
    "lines": "-\n",
    "quotes": "\\\"'&<",
}


def walk(value: Json, at: Path = ()) -> Iterator[tuple[Path, Json]]:
    """Everything in a document, with where it is."""
    yield at, value
    if isinstance(value, dict):
        for name, member in value.items():
            yield from walk(member, (*at, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from walk(item, (*at, index))


def texts(request: Json, *, codes: bool) -> list[Path]:
    """The texts anyone may make longer; ``codes``: codes, dates and references too."""
    kept = FIXED if codes else FIXED | MEANT
    found = (at for at, value in walk(request) if isinstance(value, str) and at[-1] not in kept)
    return [at for at in found if codes or not str(at[-1]).endswith(("Date", "DateTime", "On"))]


def arrays(request: Json) -> dict[str, Path]:
    """The arrays, one of each kind by its name."""
    found: dict[str, Path] = {}
    for at, value in walk(request):
        if isinstance(value, list) and value:
            found.setdefault(named(at), at)
    return found


def named(at: Path) -> str:
    """A place without its numbers, such as ``prefetch.conditions.entry.resource.code.coding``."""
    return ".".join(part for part in at if isinstance(part, str))


def changed(request: Json, at: Path, change: Callable[[Json], Json]) -> Json:
    """The request with another value in one place."""
    grown = copy.deepcopy(request)
    inside = grown
    for part in at[:-1]:
        inside = inside[part]
    inside[at[-1]] = change(inside[at[-1]])
    return grown


def longer(request: Json, filling: str, length: int, *, codes: bool = False) -> Json:
    """The request with every text of it this long; ``codes``: codes, dates and references too."""
    text = (filling * (length // len(filling) + 1))[:length]
    grown = copy.deepcopy(request)
    for at in texts(request, codes=codes):
        inside = grown
        for part in at[:-1]:
            inside = inside[part]
        inside[at[-1]] = text
    return grown


def repeated(items: list[Json], times: int, *, apart: bool) -> list[Json]:
    """The first item so many times: all alike, or each with an id of its own."""
    first, *others = items
    more = [copy.deepcopy(first) for _ in range(times)]
    if apart:
        for number, item in enumerate(more):
            resource = item.get("resource", item) if isinstance(item, dict) else item
            if isinstance(resource, dict) and "id" in resource:
                resource["id"] = f"{resource['id']}-{number}"
    return [*more, *others]

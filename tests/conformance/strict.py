"""JSON read without any of the freedoms parsers take (A-3), and the walk through its values."""

import json
from collections.abc import Iterator
from typing import Any, NoReturn


def strictly(text: bytes) -> Any:
    """The value. Raises ValueError for anything RFC 8259 does not have, and for a member named twice."""
    return json.loads(text.decode("utf-8"), parse_constant=_constant, object_pairs_hook=_members)


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a member occurs twice")
    return members


def walk(value: Any, path: str = "$") -> Iterator[tuple[str, Any]]:
    """Every value with its path, the outermost first."""
    yield path, value
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, member in members:
        yield from walk(member, f"{path}.{name}")

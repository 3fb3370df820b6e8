"""Objects a client sends, read by the type that says what is in them. OpenAPI shows the same types."""

from collections.abc import Callable
from functools import cache
from typing import Any, Self, TypeAlias

import msgspec

from service.protocol.strict_json import Members, NotACallError, given, members_of

Reader: TypeAlias = Callable[[msgspec.Raw], Any]


class Received(msgspec.Struct, frozen=True):
    """An object of a call. It may hold a secret or who a patient is, so it does not show what is in it (D-25, D-26)."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(...)"

    @classmethod
    def read(cls, members: Members, **known: Any) -> Self:
        """The object of these members, beside those that are ``known`` already.

        An optional member that is null, empty or of a form we cannot use counts as absent (A-47, Q-ENV-030).
        Raises NotJSONError and NotACallError; neither message repeats anything of the members.
        """
        for name, sent_as, reader, is_required in _fields(cls):
            if name in known:
                continue
            value = given(members, sent_as)
            found = None if value is None else _read(reader, value)
            if found is not None:
                known[name] = found
            elif is_required:
                raise NotACallError(cls.flaw(sent_as, value))
        return cls(**known)

    @classmethod
    def flaw(cls, name: str, value: msgspec.Raw | None) -> str:
        """What is wrong with a required member, in our words: it is missing, or not of its form."""
        return f"{name} is missing." if value is None else f"{name} has to be a string."


@cache
def _fields(kind: type[Received]) -> tuple[tuple[str, str, Reader, bool], ...]:
    fields = msgspec.structs.fields(kind)
    return tuple((field.name, field.encode_name, _reader(field), field.required) for field in fields)


def _reader(field: msgspec.structs.FieldInfo) -> Reader:
    kind = field.type
    if isinstance(kind, type) and issubclass(kind, Received):
        return lambda value: kind.read(members_of(value, field.encode_name))
    if getattr(kind, "__origin__", kind) is msgspec.Raw:
        return lambda value: value  # bytes stay as they are; to decode them would be to go through them once more
    return msgspec.json.Decoder(kind).decode


def _read(reader: Reader, value: msgspec.Raw) -> Any:
    """None when the value is not of the form. What msgspec says of it is not passed on: it may repeat the value."""
    try:
        return reader(value)
    except (msgspec.MsgspecError, RecursionError):
        return None

"""JSON objects read strictly, one level at a time, without decoding what nobody asks for.

msgspec refuses NaN, comments, control characters and trailing text by itself. Added here:
UTF-8 is checked everywhere, a member name may occur once, and every failure is one of two.

Most objects are plain: no blank between their members, no escape in a name. Of such a one the lengths of its
members add up to its own unless a name occurs twice, which costs a fifth of keeping every name apart.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

import msgspec

MAX_MEMBERS = 1_000  # of one object (B-JSON-054)

Members: TypeAlias = Mapping[str, msgspec.Raw]


class NotJSONError(ValueError):
    """The body is not JSON, not UTF-8, or says one thing twice: HTTP 400 (decisions 11)."""


class NotACallError(ValueError):
    """The body is JSON but not a valid call of this service: HTTP 422 (decisions 11)."""


class _Member(str):
    """A member name equal only to itself, so that a dict keeps duplicates to be found (decisions 11)."""

    __slots__ = ()
    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other


def _as_member(kind: Callable[[str], _Member], name: str) -> _Member:
    return kind(name)


_PLAIN = msgspec.json.Decoder(dict[str, msgspec.Raw])
_OBJECT = msgspec.json.Decoder(dict[_Member, msgspec.Raw], dec_hook=_as_member)
_ANY_JSON = msgspec.json.Decoder(msgspec.Raw)
_ABSENT = (b"null", b'""')  # clients that never omit send these (Q-ENV-030)


def utf8(body: bytes) -> bytes:
    """The body without a byte order mark. msgspec does not check the strings it skips, so we do.

    Raises NotJSONError.
    """
    body = body.removeprefix(b"\xef\xbb\xbf")  # RFC 8259 section 8.1: parsers may ignore it
    if not body.isascii():
        try:
            body.decode("utf-8")
        except UnicodeDecodeError:
            raise NotJSONError("The body is not UTF-8.") from None
    return body


def members_of(json: bytes | msgspec.Raw, where: str) -> Members:
    """The object's members as bytes. ``where`` names the object in messages: our words, not the client's.

    Raises NotJSONError and NotACallError.
    """
    plain = _plain_members(json)
    if plain is not None:
        return plain
    entries = _entries(json, where)
    if len(entries) > MAX_MEMBERS:
        raise NotACallError(f"An object in {where} has more than {MAX_MEMBERS} members.")
    members = {str(name): value for name, value in entries.items()}
    if len(members) < len(entries):
        raise NotJSONError(f"A member name occurs twice in {where}.")
    return members


def plain_length(members: Members) -> int:
    """How many bytes an object of these members has when it is plain: never more than it has."""
    named = sum(map(len, members)) + sum(map(len, members.values()))
    return 1 + named + 4 * len(members)  # "name":value, and one brace more than there are commas


def _plain_members(json: bytes | msgspec.Raw) -> Members | None:
    """The members of a plain object; None where it has to be looked at more closely."""
    try:
        members = _PLAIN.decode(json)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    is_plain = len(members) <= MAX_MEMBERS and plain_length(members) == len(json)
    return members if is_plain else None


def _entries(json: bytes | msgspec.Raw, where: str) -> dict[_Member, msgspec.Raw]:
    try:
        return _OBJECT.decode(json)
    except msgspec.ValidationError:
        _check_whole(json)
        raise NotACallError(f"A JSON object is expected as {where}.") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise NotJSONError("The body is not well-formed JSON, or is nested too deep.") from None


def _check_whole(json: bytes | msgspec.Raw) -> None:
    """A wrong type is reported before the rest is read; broken JSON is still 400, not 422."""
    try:
        _ANY_JSON.decode(json)
    except (msgspec.DecodeError, RecursionError):
        raise NotJSONError("The body is not well-formed JSON, or is nested too deep.") from None


def given(members: Members, name: str) -> msgspec.Raw | None:
    """The member, None when it is absent, null or an empty string."""
    value = members.get(name)
    is_absent = value is None or (len(value) <= len(b"null") and memoryview(value) in _ABSENT)
    return None if is_absent else value


def is_object(value: msgspec.Raw) -> bool:
    """Does the member hold a JSON object?"""
    return memoryview(value)[0] == ord("{")


def is_text(value: msgspec.Raw) -> bool:
    """Does the member hold a string?"""
    return memoryview(value)[0] == ord('"')

"""Which bytes are JSON, which are not, and which say one thing twice (decisions 11, D-15)."""

from itertools import product

import pytest
from msgspec.json import decode

from service.protocol.strict_json import MAX_MEMBERS, NotACallError, NotJSONError, given, members_of, utf8

NOT_JSON = {
    "nothing": b"",
    "whitespace only": b" \n",
    "trailing comma": b'{"a":1,}',
    "single quotes": b"{'a':1}",
    "unquoted key": b"{a:1}",
    "hijacking prefix": b")]}',\n{}",
    "comment": b'{"a":1 /* one */}',
    "NaN": b'{"a":NaN}',
    "infinity": b'{"a":-Infinity}',
    "plus sign": b'{"a":+1}',
    "leading zero": b'{"a":01}',
    "control character": b'{"a":"\x01"}',
    "newline in a string": b'{"a":"\n"}',
    "short escape": b'{"a":"\\u12"}',
    "lone surrogate": b'{"a":"\\udc00"}',
    "text after the end": b"{} {}",
    "unterminated depth": b'{"a":' + b"[" * 100_000,
    "terminated depth": b'{"a":' + b"[" * 5_000 + b"]" * 5_000 + b"}",
    "array that never ends": b"[1",
    "deep array instead of an object": b"[" * 100_000,
}


@pytest.mark.parametrize("body", NOT_JSON.values(), ids=NOT_JSON.keys())
def test_what_is_not_json_is_refused_as_such(body: bytes) -> None:
    with pytest.raises(NotJSONError):
        members_of(body, "the request")


@pytest.mark.parametrize("body", [b"[]", b"7", b"null", b"true", b'"text"'])
def test_json_that_is_no_object_is_json_but_no_call(body: bytes) -> None:
    with pytest.raises(NotACallError, match="object is expected as the request"):
        members_of(body, "the request")


@pytest.mark.parametrize(
    "body", [b'{"a":1e-999}', b'{"a":' + b"9" * 5_000 + b"}", b'{"a":"\\u0000"}', b'{"__proto__":{}}']
)
def test_odd_but_valid_json_is_read(body: bytes) -> None:
    assert len(members_of(body, "the request")) == 1


@pytest.mark.parametrize(
    "body",
    [
        '{"a":"ü"}'.encode("latin-1"),
        b'{"a":"\xed\xa0\x80"}',  # CESU-8
        '{"a":1}'.encode("utf-16"),
        '{"a":1}'.encode("utf-32"),
    ],
)
def test_only_utf8_is_read_even_inside_skipped_strings(body: bytes) -> None:
    with pytest.raises(NotJSONError, match="not UTF-8"):
        utf8(body)


def test_utf16_without_a_mark_is_not_json() -> None:
    with pytest.raises(NotJSONError):
        members_of(utf8('{"a":1}'.encode("utf-16-le")), "the request")


def test_a_byte_order_mark_is_ignored() -> None:
    assert utf8("\ufeff{}".encode()) == b"{}"


def test_members_stay_bytes_as_they_were_written() -> None:
    members = members_of(b'{"a": {"x": 1.50} , "b":null}', "the request")
    assert {name: bytes(value) for name, value in members.items()} == {"a": b'{"x": 1.50}', "b": b"null"}


@pytest.mark.parametrize("body", [b'{"a":1,"a":2}', b'{"a":1,"\\u0061":1}', b'{"b":0,"a":null,"c":0,"a":null}'])
def test_a_member_name_may_occur_once(body: bytes) -> None:
    with pytest.raises(NotJSONError, match="occurs twice in the request"):
        members_of(body, "the request")


@pytest.mark.parametrize(("count", "accepted"), [(MAX_MEMBERS, True), (MAX_MEMBERS + 1, False)])
def test_an_object_has_a_limit_of_members(count: int, accepted: bool) -> None:
    body = b"{" + b",".join(b'"m%d":1' % n for n in range(count)) + b"}"
    if accepted:
        assert len(members_of(body, "the request")) == count
    else:
        with pytest.raises(NotACallError, match="1000 members"):
            members_of(body, "the request")


@pytest.mark.parametrize("value", [b"null", b'""'])
def test_null_and_empty_text_count_as_absent(value: bytes) -> None:
    assert given(members_of(b'{"a":' + value + b"}", "x"), "a") is None


@pytest.mark.parametrize("value", [b"0", b"false", b"[]", b"{}", b'" "'])
def test_other_empty_looking_values_are_given(value: bytes) -> None:
    members = members_of(b'{"a":' + value + b"}", "x")
    raw = given(members, "a")
    assert raw is not None
    assert bytes(raw) == value


SPELLINGS = ('"a"', '"b"', '"\\u0061"', '"\u00e9"', '"prefetch"')
VALUES = ("1", "null", "{}", '{"a":1}', '"a"', '[1,"b"]', " 2", '"\\u00e9"')


@pytest.mark.parametrize("blank", ["", " "])
def test_a_plain_object_is_read_like_any_other_and_a_repeated_name_is_found(blank: str) -> None:
    """The lengths of its members stand for a look at every name: against that look, over every pair of members."""
    for names in product(SPELLINGS, repeat=2):
        for values in product(VALUES, repeat=2):
            members = [f"{name}:{blank}{value}" for name, value in zip(names, values, strict=True)]
            json = ("{" + ",".join(members) + "}").encode()
            if len({decode(name) for name in names}) < len(names):
                with pytest.raises(NotJSONError, match="occurs twice"):
                    members_of(json, "x")
            else:
                read = {name: decode(value) for name, value in members_of(json, "x").items()}
                assert read == decode(json)

"""How an object is read by the type that says what is in it."""

from typing import Annotated

import pytest
from msgspec import Meta

from service.protocol.received import Received
from service.protocol.strict_json import NotACallError, members_of


class Name(Received, frozen=True, kw_only=True):
    """Somebody."""

    family: Annotated[str, Meta(pattern="^[A-Z]")]
    age: int | None = None
    title: str = ""


class Letter(Received, frozen=True, kw_only=True, rename="camel"):
    """Somebody is written to."""

    sent_to: Name


def name(json: bytes) -> Name:
    return Name.read(members_of(json, "x"))


def test_what_is_sent_is_read_and_what_is_unknown_ignored() -> None:
    assert name(b'{"family":"Ng","age":7,"title":"Dr","x":1}') == Name(family="Ng", age=7, title="Dr")


@pytest.mark.parametrize("value", [b"null", b'""', b"true", b"0.5", b'"7"', b"[7]", b"{}", b"9" * 5_000, b"1e999"])
def test_an_optional_member_that_cannot_be_used_counts_as_absent(value: bytes) -> None:
    assert name(b'{"family":"Ng","age":' + value + b"}") == Name(family="Ng")


@pytest.mark.parametrize("json", [b"{}", b'{"family":null}', b'{"family":""}'])
def test_a_required_member_that_is_missing_is_named(json: bytes) -> None:
    with pytest.raises(NotACallError, match=r"^family is missing\.$"):
        name(json)


@pytest.mark.parametrize("value", [b'"canary"', b"7", b'["canary"]', b'{"canary":1}'])
def test_a_required_member_of_another_form_is_named_and_not_repeated(value: bytes) -> None:
    with pytest.raises(NotACallError, match=r"^family has to be a string\.$"):
        name(b'{"family":' + value + b"}")


def test_an_object_within_is_read_by_its_own_type_under_the_name_it_is_sent_as() -> None:
    assert Letter.read(members_of(b'{"sentTo":{"family":"Ng"}}', "x")) == Letter(sent_to=Name(family="Ng"))
    with pytest.raises(NotACallError, match="object is expected as sentTo"):
        Letter.read(members_of(b'{"sentTo":[]}', "x"))


def test_what_is_known_is_not_read_again() -> None:
    assert Name.read(members_of(b'{"family":"Ng","age":7}', "x"), age=8).age == 8


def test_d25_d26_what_is_received_does_not_show() -> None:
    assert "canary" not in repr(Letter(sent_to=Name(family="Canary", title="canary"))).lower()

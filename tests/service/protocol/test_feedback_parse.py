"""Reading the body of a feedback post (conformance A.10, C-E14, C-S4)."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from service.protocol.feedback import MAX_ITEMS, Feedback, OverrideReason, TooManyItemsError, parse
from service.protocol.strict_json import NotACallError, NotJSONError

CARD = "4e0a3a1e-3283-4575-ab82-028d55fe2719"
SUGGESTION = "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea"
ITEM = {"card": CARD, "outcome": "overridden", "outcomeTimestamp": "2024-05-01T08:00:00Z"}


def _parse(*items: Any) -> tuple[Feedback, ...]:
    return parse(json.dumps({"feedback": items}).encode())


def _one(**members: Any) -> Feedback:
    (event,) = _parse(ITEM | members)
    return event


def test_a92_an_item_has_card_outcome_and_time() -> None:
    event = _one()
    assert (event.card, event.outcome) == (CARD, "overridden")
    assert event.at == datetime(2024, 5, 1, 8, tzinfo=UTC)
    assert (event.accepted, event.reason, event.comment) == ((), OverrideReason(), None)


def test_a93_accepted_suggestions_are_their_ids_each_once() -> None:
    event = _one(outcome="accepted", acceptedSuggestions=[{"id": SUGGESTION}, {"id": "b"}, {"id": SUGGESTION}])
    assert (event.outcome, event.accepted) == ("accepted", (SUGGESTION, "b"))


def test_a94_an_override_has_a_reason_and_a_comment() -> None:
    event = _one(overrideReason={"reason": {"code": "c", "system": "s", "display": "d"}, "userComment": "not now"})
    assert (event.reason, event.comment) == (OverrideReason("c", "s", "d"), "not now")


def test_c_s4_a_reason_may_be_a_code_alone() -> None:
    assert _one(overrideReason={"reason": {"code": "other"}}).reason == OverrideReason("other")


def test_c_e14_epics_plural_is_the_same_and_its_extension_is_kept() -> None:
    extension = {"com.epic.cdshooks.feedback.overrideReason.reasonCategory": "45"}
    event = _one(overrideReasons={"reason": {"code": "c", "system": "http: //x"}, "extension": extension})
    assert event.reason == OverrideReason("c", "http: //x")
    assert json.loads(event.other) == {"overrideReasons": {"extension": extension}}


@pytest.mark.parametrize("nothing", [None, ""])
@pytest.mark.parametrize("name", ["overrideReason", "overrideReasons", "acceptedSuggestions", "extension"])
def test_what_a_client_that_never_omits_sends_counts_as_absent(name: str, nothing: object) -> None:
    assert _one(**{name: nothing}).accepted == ()


@pytest.mark.parametrize(
    ("written", "hour", "microsecond"),
    [
        ("2024-05-01T08:00:00.123Z", 8, 123_000),
        ("2024-05-01T10:00:00+02:00", 8, 0),
        ("2024-05-01t08:00:00z", 8, 0),
        ("2024-05-01T08:00:00-00:00", 8, 0),
    ],
)
def test_times_of_any_offset_are_kept_in_utc(written: str, hour: int, microsecond: int) -> None:
    assert _one(outcomeTimestamp=written).at == datetime(2024, 5, 1, hour, 0, 0, microsecond, tzinfo=UTC)


@pytest.mark.parametrize("card", [CARD.upper(), f"urn:uuid:{CARD}", CARD.replace("-", "")])
def test_a_card_is_the_same_card_in_any_spelling_of_its_uuid(card: str) -> None:
    assert _one(card=card).card == CARD


def test_a_card_id_that_is_no_uuid_stays_as_it_is() -> None:
    assert _one(card="1' OR '1'='1").card == "1' OR '1'='1"


def test_a_nul_is_shown_since_no_postgresql_text_can_hold_it() -> None:
    event = _one(card="\0", overrideReason={"reason": {"code": "\0", "display": "a\0"}, "userComment": "x\0y"})
    assert (event.card, event.reason, event.comment) == ("␀", OverrideReason("␀", None, "a␀"), "x␀y")
    assert event.other == "{}"


@pytest.mark.parametrize(
    ("members", "place"),
    [
        ({"card": None}, "card"),
        ({"card": ""}, "card"),
        ({"card": 5}, "card"),
        ({"card": {}}, "card"),
        ({"card": "x" * 513}, "card"),
        ({"outcome": None}, "outcome"),
        ({"outcome": "ACCEPTED"}, "outcome"),
        ({"outcome": "canary` - at `$.canary`"}, "outcome"),
        ({"outcomeTimestamp": None}, "outcomeTimestamp"),
        ({"outcomeTimestamp": "canary"}, "outcomeTimestamp"),
        ({"outcomeTimestamp": "2024-13-01T00:00:00Z"}, "outcomeTimestamp"),
        ({"outcomeTimestamp": "2024-05-01"}, "outcomeTimestamp"),
        ({"outcomeTimestamp": "2024-05-01T08:00:00"}, "outcomeTimestamp"),
        ({"outcomeTimestamp": "99999-01-01T00:00:00Z"}, "outcomeTimestamp"),
        ({"outcomeTimestamp": "0001-01-01T00:00:00+14:00"}, "outcomeTimestamp"),
        ({"outcomeTimestamp": "9999-12-31T23:59:59-14:00"}, "outcomeTimestamp"),
        ({"acceptedSuggestions": "canary"}, "acceptedSuggestions"),
        ({"acceptedSuggestions": [{}]}, "id"),
        ({"acceptedSuggestions": [{"id": None}]}, "acceptedSuggestions[0].id"),
        ({"overrideReason": "canary"}, "overrideReason"),
        ({"overrideReason": {"userComment": {}}}, "overrideReason.userComment"),
        ({"overrideReason": {"reason": []}}, "overrideReason.reason"),
    ],
)
def test_a_bad_item_is_named_by_its_place_and_nothing_of_it_repeated(members: dict[str, Any], place: str) -> None:
    with pytest.raises(NotACallError, match=r"^feedback\[1\]\.") as raised:
        _parse(ITEM, ITEM | members)
    assert str(raised.value).startswith(f"feedback[1].{place} ")
    assert "canary" not in str(raised.value)


def test_a_card_id_of_the_greatest_length_is_kept() -> None:
    assert len(_one(card="x" * 512).card) == 512


@pytest.mark.parametrize("text", ["[]", '"x"', "{}", "null", '{"feedback":"x"}', '{"feedback":{}}', '{"feedback":[5]}'])
def test_a91_the_body_is_an_object_with_an_array_of_objects(text: str) -> None:
    with pytest.raises(NotACallError):
        parse(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        '{"feedback":[],"feedback":[]}',
        '{"feedback":[{"card":"a","card":"b"}]}',
        '{"feedback":[{"card":"\\ud800","outcome":"accepted","outcomeTimestamp":"2024-05-01T08:00:00Z"}]}',
        '{"feedback":[NaN]}',
    ],
)
def test_what_is_not_json_or_says_one_thing_twice_is_refused_as_such(text: str) -> None:
    with pytest.raises(NotJSONError):
        parse(text.encode())


def test_lone_surrogates_are_refused_wherever_they_stand() -> None:
    for place in ('"x":"\\ud800"', '"x":{"y":["\\udfff z"]}', '"overrideReason":{"userComment":"a\\ud800b"}'):
        text = json.dumps({"feedback": [ITEM]}).replace('"card"', f'{place},"card"')
        with pytest.raises(NotJSONError):
            parse(text.encode())


def test_d22_each_text_is_kept_once_and_cut() -> None:
    reason = {"code": "c" * 513, "system": "s" * 512, "display": "d", "note": "n"}
    event = _one(overrideReason={"reason": reason, "userComment": "x" * 4_001}, mine=[1], acceptedSuggestions=[])
    assert event.reason == OverrideReason("c" * 511 + "…", "s" * 512, "d")
    assert event.comment == "x" * 3_999 + "…"
    assert _one(overrideReason={"userComment": "x" * 4_000}).comment == "x" * 4_000
    assert json.loads(event.other) == {"overrideReason": {"reason": {"note": "n"}}, "mine": [1]}


@pytest.mark.parametrize(("length", "kept"), [(4_000 - len('{"mine":""}'), True), (4_001 - len('{"mine":""}'), False)])
def test_d22_members_without_a_place_are_kept_up_to_a_length(length: int, *, kept: bool) -> None:
    event = _one(mine="x" * length)
    assert json.loads(event.other) == ({"mine": "x" * length} if kept else {"leftOut": 4_001})


def test_d22_an_item_names_at_most_a_hundred_suggestions() -> None:
    assert len(_one(acceptedSuggestions=[{"id": str(number)} for number in range(100)]).accepted) == 100
    with pytest.raises(NotACallError, match="acceptedSuggestions"):
        _one(acceptedSuggestions=[{"id": "x"}] * 101)


def test_no_events_are_no_error() -> None:
    assert _parse() == ()


def test_d22_a_batch_holds_so_many_items_and_not_one_more() -> None:
    assert len(_parse(*[ITEM] * MAX_ITEMS)) == MAX_ITEMS == 500
    with pytest.raises(TooManyItemsError, match="more than 500 items"):
        _parse(*[ITEM] * (MAX_ITEMS + 1))

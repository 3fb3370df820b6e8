"""A.10. Feedback as it is posted: what is taken, what is refused, and whose token it takes."""

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from service.http.app import create_app
from service.ledger.tables import UNMATCHED
from service.settings import Settings
from tests.service.fake import Fake
from tests.service.ledger.keeping import PATH, app_on, body, calling, item, kept, post, run, running
from tests.service.trust.kit import HERE, URL, bearer, claims, profile, token, written

CARD = "4e0a3a1e-3283-4575-ab82-028d55fe2719"
EPIC = {
    "reason": {"code": "other", "system": "urn: nme-cds:override-reason"},
    "extension": {"com.epic.cdshooks.feedback.overrideReason.reasonCategory": "45"},
}
REUSABLE = profile(once_only=False)  # else tokens of the second in which the service started count as used


def posted(folder: Path, content: bytes) -> tuple[int, list[dict[str, Any]]]:
    """The status of a post, and the rows it leaves: its cards are not ours, so they are kept apart."""

    async def check() -> tuple[int, list[dict[str, Any]]]:
        async with running(f"sqlite:///{folder}/ledger.sqlite") as ledger:
            response = await post(app_on(ledger), content)
            return response.status_code, await kept(ledger.store, UNMATCHED)

    return run(check())


@pytest.mark.conformance("A-91")
@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b'{"feedback":[]}', 200),
        (b"", 400),
        (b'{"feedback":[}', 400),
        (b"[]", 422),
        (b"{}", 422),
        (b'{"feedback":{}}', 422),
        (b'{"feedback":null}', 422),
        (b'{"feedback":["x"]}', 422),
    ],
)
def test_the_body_is_an_object_with_an_array_named_feedback(tmp_path: Path, content: bytes, status: int) -> None:
    assert posted(tmp_path, content) == (status, [])


@pytest.mark.conformance("A-92")
@pytest.mark.parametrize("member", ["card", "outcome", "outcomeTimestamp"])
def test_an_item_without_a_required_member_is_refused(tmp_path: Path, member: str) -> None:
    whole = item(CARD)
    assert posted(tmp_path, body({name: whole[name] for name in whole if name != member})) == (422, [])
    status, (row,) = posted(tmp_path, body(whole))
    assert (status, row["card"], row["outcome"]) == (200, CARD, "overridden")


@pytest.mark.conformance("A-93")
@pytest.mark.parametrize(("sent", "ids"), [({}, []), ({"acceptedSuggestions": [{"id": "a"}, {"id": "b"}]}, ["a", "b"])])
def test_an_accepted_card_may_name_the_suggestions_taken(tmp_path: Path, sent: dict[str, Any], ids: list[str]) -> None:
    status, (row,) = posted(tmp_path, body(item(CARD, "accepted", **sent)))
    assert (status, row["outcome"], row["accepted_suggestions"]) == (200, "accepted", ids)


@pytest.mark.conformance("A-94", "C-S4", "C-E14")
@pytest.mark.parametrize(
    ("sent", "code", "comment"),
    [
        ({}, None, None),
        ({"overrideReason": {"reason": {"code": "other"}}}, "other", None),
        ({"overrideReason": {"userComment": "seen last week"}}, None, "seen last week"),
        ({"overrideReason": {"reason": {"code": "other"}, "userComment": "not now"}}, "other", "not now"),
        ({"overrideReasons": EPIC}, "other", None),
    ],
)
def test_a_reason_and_a_comment_are_kept_alone_and_together(
    tmp_path: Path, sent: dict[str, Any], code: str | None, comment: str | None
) -> None:
    status, (row,) = posted(tmp_path, body(item(CARD, **sent)))
    assert (status, row["reason_code"], row["comment"]) == (200, code, comment)
    rest = {"overrideReasons": {"extension": EPIC["extension"]}} if "overrideReasons" in sent else {}
    assert json.loads(row["as_sent"]) == rest  # what has a column of its own is kept there alone


@pytest.mark.conformance("A-95", "C-E14")
def test_a_batch_may_be_about_several_cards(tmp_path: Path) -> None:
    cards = sorted(str(uuid4()) for _ in range(3))
    status, rows = posted(tmp_path, body(*map(item, cards)))
    assert (status, sorted(row["card"] for row in rows)) == (200, cards)


@pytest.mark.conformance("A-96")
@pytest.mark.parametrize(("audience", "status"), [(HERE + PATH, 200), (URL, 401), (HERE, 401), (None, 401)])
def test_a_token_for_feedback_names_the_feedback_address(tmp_path: Path, audience: str | None, status: int) -> None:
    async def check() -> int:
        async with running(f"sqlite:///{tmp_path}/ledger.sqlite") as ledger:
            app = create_app(Settings(clients=written(tmp_path, REUSABLE)), Fake(), ledger=ledger)
            async with calling(app) as http:
                headers = bearer(token(claims(aud=audience))) | {"Content-Type": "application/json"}
                return (await http.post(PATH, content=body(item(CARD)), headers=headers)).status_code

    assert run(check()) == status

"""``POST /cds-services/{id}/feedback`` through the application, on real databases (conformance A.10)."""

import asyncio
import json
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from service.ledger import feedback as module
from service.ledger.ledger import Ledger
from service.ledger.tables import FEEDBACK, ISSUANCE, UNMATCHED
from service.main import build_app
from service.settings import Settings
from service.trust.caller import Caller
from tests.service.fake import issue
from tests.service.ledger.keeping import (
    ANYONE,
    AT,
    PATH,
    As,
    app_on,
    body,
    calling,
    cards_of,
    events,
    issuance,
    item,
    kept,
    post,
    run,
    running,
    written,
)

REQUESTS = Path(__file__).parents[3] / "fixtures" / "requests"


async def _given(ledger: Ledger, *cards: str, caller: Caller = ANYONE) -> None:
    ledger.issue(caller, issuance(*cards))
    await written(ledger)


@pytest.mark.conformance("A-90", "A-93", "A-94")
def test_a90_feedback_on_a_card_given_is_kept_with_everything_it_says(database: str) -> None:
    async def check() -> None:
        card, suggestion = str(uuid4()), str(uuid4())
        reason = {"reason": {"code": "other", "system": "s", "display": "d"}, "userComment": "x\0'; DROP TABLE"}
        async with running(database) as ledger:
            await _given(ledger, card)
            sent = item(card, "accepted", acceptedSuggestions=[{"id": suggestion}], overrideReason=reason, mine=[1])
            response = await post(app_on(ledger), body(sent))
            assert (response.status_code, response.content) == (200, b"{}")
            (row,) = await kept(ledger.store, FEEDBACK)
            assert (row["card"], row["outcome"], row["accepted_suggestions"]) == (card, "accepted", [suggestion])
            assert row["outcome_at"].isoformat() == "2026-05-01T08:00:00+00:00"
            assert (row["reason_code"], row["reason_system"], row["reason_display"]) == ("other", "s", "d")
            assert row["comment"] == "x␀'; DROP TABLE"
            assert json.loads(row["as_sent"])["mine"] == [1]
            assert await kept(ledger.store, UNMATCHED) == []

    run(check())


def test_d22_events_on_unknown_cards_have_a_daily_quota_for_each_client(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "APART_A_DAY", 3)

    async def check() -> None:
        card = str(uuid4())
        async with running(database) as ledger:
            await _given(ledger, card, caller=Caller("A"))
            app = As(app_on(ledger), "A")
            invented = [item(str(uuid4())) for _ in range(4)]
            answers = [await post(app, body(*invented[:3])), await post(app, body(invented[3], item(card)))]
            assert [answer.status_code for answer in answers] == [200, 429]
            assert 0 < int(answers[1].headers["Retry-After"]) <= 86_400
            assert (await post(app, body(item(card)))).status_code == 200
            assert (await post(As(app_on(ledger), "B"), body(invented[3]))).status_code == 200
            assert len(await kept(ledger.store, UNMATCHED)) == 4
            assert cards_of(await kept(ledger.store, FEEDBACK)) == [card]

    run(check())


@pytest.mark.conformance("A-95")
def test_a95_the_same_event_twice_is_one_and_a_later_one_is_kept_beside_it(database: str) -> None:
    async def check() -> None:
        card = str(uuid4())
        first, later = item(card), item(card, "accepted", "2026-05-01T09:00:00Z")
        async with running(database) as ledger:
            await _given(ledger, card)
            app = app_on(ledger)
            respelled = item(card.upper(), at="2026-05-01T10:00:00+02:00")
            posts = [body(first), body(first, first), body(respelled), body(later), body(first)]
            assert [(await post(app, sent)).status_code for sent in posts] == [200] * 5
            rows = await kept(ledger.store, FEEDBACK)
            assert sorted(row["outcome"] for row in rows) == ["accepted", "overridden"]

    run(check())


def test_d22_an_unknown_card_is_stored_apart(database: str) -> None:
    async def check() -> None:
        known, unknown = str(uuid4()), str(uuid4())
        async with running(database) as ledger:
            await _given(ledger, known)
            assert (await post(app_on(ledger), body(item(known), item(unknown)))).status_code == 200
            assert cards_of(await kept(ledger.store, FEEDBACK)) == [known]
            assert cards_of(await kept(ledger.store, UNMATCHED)) == [unknown]

    run(check())


@pytest.mark.conformance("A-96")
@pytest.mark.parametrize(("client", "tenant"), [("B", "t"), ("A", "other"), ("A", "")])
def test_d22_a_client_or_tenant_does_not_reach_the_card_of_another(database: str, client: str, tenant: str) -> None:
    async def check() -> None:
        card = str(uuid4())
        async with running(database) as ledger:
            await _given(ledger, card, caller=Caller("A", "t"))
            app = app_on(ledger)
            assert (await post(As(app, client, tenant), body(item(card)))).status_code == 200
            assert await kept(ledger.store, FEEDBACK) == []
            (apart,) = await kept(ledger.store, UNMATCHED)
            assert (apart["client"], apart["tenant"]) == (client, tenant)
            await post(As(app, "A", "t"), body(item(card)))
            (own,) = await kept(ledger.store, FEEDBACK)
            assert (own["client"], own["tenant"]) == ("A", "t")

    run(check())


def test_feedback_that_comes_before_its_card_is_written_finds_it_later(database: str) -> None:
    async def check() -> None:
        early, foreign = str(uuid4()), str(uuid4())
        async with running(database) as ledger:
            app = app_on(ledger)
            await post(app, body(item(early)))
            await post(As(app, "B"), body(item(foreign)))
            assert cards_of(await kept(ledger.store, UNMATCHED)) == sorted((early, foreign))
            await _given(ledger, early, foreign)
            assert cards_of(await kept(ledger.store, FEEDBACK)) == [early]
            assert cards_of(await kept(ledger.store, UNMATCHED)) == [foreign]

    run(check())


def test_feedback_and_its_card_written_at_the_same_moment_find_each_other(database: str) -> None:
    async def check() -> None:
        cards = [str(uuid4()) for _ in range(60)]
        async with running(database) as ledger, running(database) as elsewhere:
            for card in cards:
                elsewhere.issue(ANYONE, issuance(card))
                await asyncio.gather(*(ledger.keep(ANYONE, "nme-patient-view", events(item(card))) for _ in range(2)))
            await written(elsewhere)
            await ledger.keep(ANYONE, "nme-patient-view", events(*map(item, cards)))
            assert cards_of(await kept(ledger.store, FEEDBACK)) == sorted(cards)
            assert await kept(ledger.store, UNMATCHED) == []

    run(check())


@pytest.mark.conformance("A-97")
def test_a97_feedback_is_taken_after_a_restart(database: str) -> None:
    async def check() -> None:
        card = str(uuid4())
        async with running(database) as ledger:
            await _given(ledger, card)
        async with running(database) as ledger:
            await post(app_on(ledger), body(item(card)))
            assert cards_of(await kept(ledger.store, FEEDBACK)) == [card]

    run(check())


@pytest.mark.conformance("A-92")
def test_one_bad_item_refuses_the_whole_post_and_is_named(database: str) -> None:
    async def check() -> None:
        async with running(database) as ledger:
            response = await post(app_on(ledger), body(item(str(uuid4())), item(str(uuid4()), "canary")))
            assert (response.status_code, issue(response)["code"]) == (422, "invalid")
            assert "feedback[1].outcome" in issue(response)["diagnostics"]
            assert "canary" not in response.text
            assert await kept(ledger.store, UNMATCHED) == []

    run(check())


def test_d22_a_flood_is_refused(sqlite: str) -> None:
    async def check() -> None:
        async with running(sqlite) as ledger:
            app = app_on(ledger)
            answers = [await post(app, body(*(item(str(n)) for n in range(many)))) for many in (500, 501, 100_000)]
            assert [answer.status_code for answer in answers] == [200, 413, 413]
            assert all(issue(answer)["code"] == "too-long" for answer in answers[1:])
            assert len(await kept(ledger.store, UNMATCHED)) == 500

    run(check())


@pytest.mark.conformance("A-90")
def test_the_address_takes_post_with_json_only_for_services_there_are(sqlite: str) -> None:
    async def check() -> list[int]:
        async with running(sqlite) as ledger, calling(app_on(ledger)) as http:
            as_json = {"Content-Type": "application/json"}
            answers = [
                await http.post(PATH.replace("patient", "nobody"), content=b"{}", headers=as_json),
                await http.get(PATH),
                await http.delete(PATH),
                await http.post(PATH, content=b"{}", headers={"Content-Type": "text/plain"}),
                await http.post(PATH, content=b"", headers=as_json),
                await http.post(PATH, content=b"{}", headers=as_json),
                *[
                    await http.post(f"/cds-services/nme-{hook}/feedback", content=body(), headers=as_json)
                    for hook in ("order-select", "order-sign")
                ],
            ]
            assert answers[2].headers["allow"] == "POST"
            return [answer.status_code for answer in answers]

    assert run(check()) == [404, 405, 405, 415, 400, 422, 200, 200]


def test_without_a_ledger_there_is_no_such_address() -> None:
    assert run(post(app_on(None), body())).status_code == 404


@pytest.mark.conformance("A-90", "A-117", "B-25")
@pytest.mark.parametrize("key", [None, "k" * 32])
def test_every_card_of_a_real_answer_is_issued_without_patient_data(database: str, key: str | None) -> None:
    async def check() -> None:
        async with running(database):
            pass
        settings = Settings(today="2026-11-20", ledger_url=database, pseudonym_key=key)  # type: ignore[arg-type]
        app = build_app(settings)
        async with app.router.lifespan_context(app), calling(app) as http:
            call = json.loads((REQUESTS / "work-up.json").read_text())
            answer = (await http.post("/cds-services/nme-patient-view", json=call)).json()
            out_of_scope = json.loads((REQUESTS / "out-of-scope.json").read_text())
            assert (await http.post("/cds-services/nme-patient-view", json=out_of_scope)).json() == {"cards": []}
            assert (await _all_accepted(http, answer)).status_code == 200
            ledger: Ledger = app.ledger  # type: ignore[attr-defined]
            await written(ledger)
            rows = await kept(ledger.store, ISSUANCE)
            assert {row["card"]: row["recommendation"] for row in rows} == {
                card["uuid"]: card["source"]["topic"]["code"] for card in answer["cards"]
            }
            assert cards_of(await kept(ledger.store, FEEDBACK)) == cards_of(rows)
        (first, *_) = rows
        assert (first["state"], first["client"]) == (answer["extension"]["nme.pathway"]["state"], "anyone")
        assert (first["pathway_version"], first["hook_instance"]) == ("2.0.0", call["hookInstance"])
        assert {row["call"] for row in rows} == {first["call"]}
        assert {row["patient"] is None for row in rows} == {key is None}
        assert call["context"]["patientId"] not in repr(rows)

    run(check())


def test_what_waits_is_written_when_the_service_stops(database: str) -> None:
    async def check() -> None:
        async with running(database):
            pass
        app = build_app(Settings(today="2026-11-20", ledger_url=database))  # type: ignore[arg-type]
        async with app.router.lifespan_context(app), calling(app) as http:
            call = json.loads((REQUESTS / "work-up.json").read_text())
            answer = (await http.post("/cds-services/nme-patient-view", json=call)).json()
        async with running(database) as ledger:
            assert cards_of(await kept(ledger.store, ISSUANCE)) == sorted(card["uuid"] for card in answer["cards"])

    run(check())


async def _all_accepted(http: httpx.AsyncClient, answer: dict[str, list[dict[str, str]]]) -> httpx.Response:
    items = [item(card["uuid"], "accepted", AT) for card in answer["cards"]]
    return await http.post(PATH, content=body(*items), headers={"Content-Type": "application/json"})

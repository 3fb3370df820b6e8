"""The clients file is read again while the service runs, and no call is dropped (E-26)."""

import asyncio
import os
import signal
from collections import Counter
from pathlib import Path

import httpx
import pytest

from service.http.app import CDSHooksApp
from service.trust.gate import Gate
from tests.service.fake import CALL, PATIENT_VIEW, Client
from tests.service.trust.kit import bearer, claims, ec_key, guarded, inline, listening, profile, public, token, written

NEW = "https://new.example"
NEW_PROFILE = profile(inline(public(ec_key("new"))), name="New", issuer=NEW, origins=["https://new.example"])


def gate_of(http: Client) -> Gate:
    assert isinstance(http.app, CDSHooksApp)
    assert http.app.gate
    return http.app.gate


def status(http: Client, text: str) -> int:
    return http.post(PATIENT_VIEW, json=CALL, headers=bearer(text)).status_code


def from_the_new_one() -> str:
    return token(claims(iss=NEW), ec_key("new"))


def test_e26_a_new_client_is_let_in_and_a_removed_one_no_more(tmp_path: Path) -> None:
    http = guarded(tmp_path)
    assert (status(http, token()), status(http, from_the_new_one())) == (200, 401)
    written(tmp_path, NEW_PROFILE)
    gate_of(http).reload()
    assert (status(http, token()), status(http, from_the_new_one())) == (401, 200)


def test_a_new_clients_origin_may_call(tmp_path: Path) -> None:
    http = guarded(tmp_path)
    asked = {"Origin": NEW, "Access-Control-Request-Method": "POST"}
    assert http.request("OPTIONS", PATIENT_VIEW, headers=asked).status_code == 400
    written(tmp_path, NEW_PROFILE)
    gate_of(http).reload()
    assert http.request("OPTIONS", PATIENT_VIEW, headers=asked).headers["access-control-allow-origin"] == NEW


@pytest.mark.parametrize("content", ["[[clients]", "[[clients]]\nname = 'x'\n", None])
def test_e26_a_file_that_cannot_be_used_changes_nothing_and_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, content: str | None
) -> None:
    http = guarded(tmp_path)
    path = tmp_path / "clients.toml"
    path.unlink() if content is None else path.write_text(content)
    with listening(caplog):
        gate_of(http).reload()
    assert status(http, token()) == 200
    (record,) = caplog.records[:1]
    assert record.getMessage() == "clients file not usable, the former clients stay"
    assert str(path) in vars(record)["fields"]["problem"]


def test_a_used_token_stays_used(tmp_path: Path) -> None:
    http, sent = guarded(tmp_path), token()
    status(http, sent)
    gate_of(http).reload()
    assert status(http, sent) == 401


def test_fetched_keys_are_kept_while_their_profile_stays_the_same(tmp_path: Path) -> None:
    jku = "https://ehr.example.org/jwks"
    gate = gate_of(guarded(tmp_path, profile("", jku=jku)))
    before = gate.clients.all[0].keys

    async def reload() -> None:
        gate.reload()
        await asyncio.sleep(0)

    written(tmp_path, NEW_PROFILE, profile("", jku=jku))
    gate.warm = lambda: None  # type: ignore[method-assign]
    asyncio.run(reload())
    assert gate.clients.all[1].keys is before
    written(tmp_path, profile("", jku=jku, token_seconds=60))
    asyncio.run(reload())
    assert gate.clients.all[0].keys is not before


def test_e26_on_sighup_and_no_call_is_dropped(tmp_path: Path) -> None:
    http = guarded(tmp_path)
    written(tmp_path, profile(), NEW_PROFILE)

    async def call(client: httpx.AsyncClient, text: str) -> int:
        return (await client.post(PATIENT_VIEW, json=CALL, headers=bearer(text))).status_code

    async def play() -> Counter[int]:
        transport = httpx.ASGITransport(http.app)
        async with (
            http.app.router.lifespan_context(http.app),
            httpx.AsyncClient(transport=transport, base_url="http://testserver") as client,
        ):
            calls = [asyncio.create_task(call(client, token())) for _ in range(20)]
            os.kill(os.getpid(), signal.SIGHUP)
            calls += [asyncio.create_task(call(client, token())) for _ in range(20)]
            statuses = Counter(await asyncio.gather(*calls))
            assert await call(client, from_the_new_one()) == 200
            return statuses

    assert asyncio.run(play()) == {200: 40}

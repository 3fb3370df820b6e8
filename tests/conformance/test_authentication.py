"""A.11. Tokens and the trace of a call, from outside: what the tests of the gate itself do not show."""

import json
import logging
from pathlib import Path

import pytest
import respx
from joserfc import jws

from service.main import build_app
from service.settings import Settings
from tests.acceptance.shapes import TODAY
from tests.conformance.page import ROOT
from tests.conformance.server import Server, address, serving
from tests.service.fake import CALL, PATIENT_VIEW
from tests.service.trust.kit import KID, bearer, claims, ec_key, guarded, listening, profile, token, written

WORK_UP = json.loads((ROOT / "fixtures" / "requests" / "work-up.json").read_text())
OUT_OF_SCOPE = json.loads((ROOT / "fixtures" / "requests" / "out-of-scope.json").read_text())
LISTED, NAMED = "https://ehr.example.org/jwks", "https://attacker.example/jwks"


@pytest.mark.conformance("A-103")
def test_a_token_without_a_type_is_read_as_jwt(tmp_path: Path) -> None:
    untyped = jws.serialize_compact({"alg": "ES384", "kid": KID}, json.dumps(claims()), ec_key(), algorithms=["ES384"])
    assert guarded(tmp_path).post(PATIENT_VIEW, json=CALL, headers=bearer(untyped)).status_code == 200


@pytest.mark.conformance("A-105")
@pytest.mark.parametrize("sent", [{"jku": NAMED}, {"iss": "https://attacker.example"}])
def test_an_unlisted_issuer_or_key_address_is_refused_and_never_opened(tmp_path: Path, sent: dict[str, str]) -> None:
    http = guarded(tmp_path, profile("", jku=LISTED))
    text = token(claims(iss=sent["iss"]), jku=NAMED) if "iss" in sent else token(jku=NAMED)
    with respx.mock(assert_all_called=False) as network:
        anywhere = network.route().respond(500)
        assert http.post(PATIENT_VIEW, json=CALL, headers=bearer(text)).status_code == 401
        assert anywhere.call_count == 0
        assert http.post(PATIENT_VIEW, json=CALL, headers=bearer(token(jku=LISTED))).status_code == 401
        assert [str(call.request.url) for call in anywhere.calls] == [LISTED]


def heard(
    folder: Path, caplog: pytest.LogCaptureFixture, call: dict[str, object], **more: str
) -> list[dict[str, object]]:
    """The lines about an authenticated call of the whole service, at the usual level."""
    settings = Settings(today=TODAY, ledger_url="none", clients=written(folder, profile(once_only=False)))
    with serving(build_app(settings)) as server, listening(caplog, logging.INFO):
        assert answered(server, call, **more)
    return [vars(r)["fields"] for r in caplog.records if r.getMessage() == "call answered"]


def answered(server: Server, call: dict[str, object], **more: str) -> bool:
    path = address("patient-view")
    sent = bearer(token(claims(aud=f"http://127.0.0.1:8000{path}", **more)))
    return server.request("POST", path, json=call, headers=sent).status_code == 200


@pytest.mark.conformance("A-117")
def test_a_call_in_scope_leaves_client_service_and_outcome(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (line,) = heard(tmp_path, caplog, WORK_UP)
    assert (line["client"], line["service"], line["status"]) == ("General Hospital", "nme-patient-view", 200)
    assert (line["cards"], line["hook"]) == (2, "patient-view")
    assert WORK_UP["context"]["userId"] not in repr(line)


@pytest.mark.conformance("A-117")
def test_a_call_with_nothing_in_scope_leaves_client_tenant_and_outcome(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (line,) = heard(tmp_path, caplog, OUT_OF_SCOPE, tenant="north")
    assert (line["client"], line["tenant"], line["service"]) == ("General Hospital", "north", "nme-patient-view")
    assert (line["status"], line["cards"], "state" in line) == (200, 0, False)

"""Who is let in, and what the others are told (conformance A-100 to A-113, D-1 to D-8)."""

import asyncio
import base64
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from service.trust.gate import Gate
from service.trust.replay import InProcess
from tests.service.fake import CALL, PATIENT_VIEW, Client, Fake, issue
from tests.service.trust.kit import (
    HERE,
    ISSUER,
    KID,
    URL,
    bearer,
    claims,
    ec_key,
    guarded,
    inline,
    listening,
    profile,
    public,
    rsa_key,
    token,
    written,
)

LISTED = "https://ehr.example.org/jwks"


def call(http: Client, text: str | None, path: str = PATIENT_VIEW) -> httpx.Response:
    return http.post(path, json=CALL, headers=bearer(text) if text is not None else {})


def refused(folder: Path, text: str, caplog: pytest.LogCaptureFixture, *profiles: str) -> str:
    """The reason in the log of a call that has to be refused."""
    http = guarded(folder, *profiles)
    with listening(caplog):
        response = call(http, text)
    assert response.status_code == 401
    (record,) = (r for r in caplog.records if r.getMessage() == "not let in")
    reason = vars(record)["fields"]["reason"]
    assert isinstance(reason, str)
    return reason


# Let in ------------------------------------------------------------------------------------------


@pytest.mark.conformance("A-103", "A-104", "A-111")
def test_a104_a_call_with_a_good_token_is_answered(tmp_path: Path) -> None:
    assert call(guarded(tmp_path), token()).content == b'{"cards":[]}'


@pytest.mark.conformance("A-104", "A-111", "C-E15")
def test_c_e15_epics_token_passes(tmp_path: Path) -> None:
    epic = claims(iat=0, nbf=-300, exp=900, sub="some-app")
    keys = inline(public(rsa_key()))
    assert call(guarded(tmp_path, profile(keys)), token(epic, rsa_key(), "RS384")).status_code == 200


@pytest.mark.conformance("A-111")
def test_a111_rs256_takes_an_explicit_setting(tmp_path: Path) -> None:
    keys, sent = inline(public(rsa_key())), [token(claims(), rsa_key(), "RS256") for _ in range(2)]
    assert call(guarded(tmp_path, profile(keys)), sent[0]).status_code == 401
    assert call(guarded(tmp_path, profile(keys, algorithms=["RS256"])), sent[1]).status_code == 200


@pytest.mark.conformance("A-106")
@pytest.mark.parametrize("audience", [URL, [URL], ["https://x.example", URL]])
def test_a106_the_audience_is_the_address_called_as_string_or_array(tmp_path: Path, audience: Any) -> None:
    assert call(guarded(tmp_path), token(claims(aud=audience))).status_code == 200


@pytest.mark.conformance("A-106")
def test_a106_behind_a_proxy_the_audience_is_the_public_address(tmp_path: Path) -> None:
    public_url = "https://cds.example.org/nme"
    http = guarded(tmp_path, public_url=public_url)
    assert call(http, token(claims(aud=public_url + PATIENT_VIEW))).status_code == 200
    assert call(http, token(claims(aud=URL))).status_code == 401


@pytest.mark.conformance("C-E15")
def test_c_e15_a_profile_may_name_further_audiences(tmp_path: Path) -> None:
    http = guarded(tmp_path, profile(audiences=["urn:typed-in-by-the-site"]))
    assert call(http, token(claims(aud="urn:typed-in-by-the-site"))).status_code == 200


@pytest.mark.conformance("A-105", "A-107")
def test_a107_the_address_of_the_profiles_key_set_may_stand_in_the_token(tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps({"keys": [public(ec_key())]}))
    http = guarded(tmp_path, profile("", jwks_file="keys.json"))
    assert call(http, token()).status_code == 200
    assert call(http, token(jku=LISTED)).status_code == 401  # this client's keys come from no address


@pytest.mark.conformance("A-112", "C-O2")
def test_a112_a_listed_tenant_is_let_in_and_no_other(tmp_path: Path) -> None:
    http = guarded(tmp_path, profile(tenants=["ward-1", "ward-2"]))
    assert call(http, token(claims(tenant="ward-2"))).status_code == 200
    assert [call(http, token(claims(tenant=t))).status_code for t in ("ward-3", None, "", ["ward-1"])] == [401] * 4


@pytest.mark.conformance("C-O2")
def test_c_o2_two_sites_of_one_issuer_are_told_apart_by_tenant(tmp_path: Path) -> None:
    one = profile(name="One", tenants=["1"])
    two = profile(inline(public(ec_key("two"))), name="Two", tenants=["2"])
    http = guarded(tmp_path, one, two)
    assert call(http, token(claims(tenant="2"), ec_key("two"))).status_code == 200
    assert call(http, token(claims(tenant="2"))).status_code == 401


@pytest.mark.conformance("A-101")
def test_a101_discovery_is_guarded_unless_a_setting_opens_it(tmp_path: Path) -> None:
    assert guarded(tmp_path).get("/cds-services").status_code == 401
    sent = bearer(token(claims(aud=HERE + "/cds-services")))
    assert guarded(tmp_path).get("/cds-services", headers=sent).status_code == 200
    opened = guarded(tmp_path, open_discovery=True)
    assert (opened.get("/cds-services").status_code, call(opened, None).status_code) == (200, 401)


@pytest.mark.conformance("A-96", "A-100", "A-101")
@pytest.mark.parametrize("path", [PATIENT_VIEW + "/feedback", "/cds-services/nope", "/cds-services/a/b/c"])
def test_a100_everything_under_cds_services_is_guarded(tmp_path: Path, path: str) -> None:
    assert call(guarded(tmp_path), None, path).status_code == 401


def test_a100_below_a_prefix_everything_is_guarded_too(tmp_path: Path) -> None:
    http = guarded(tmp_path, public_url=f"{HERE}/hospital/nme")
    http.app = Starlette(routes=[Mount("/hospital/nme", http.app)])  # type: ignore[assignment]
    for path in ("/cds-services", PATIENT_VIEW, f"{PATIENT_VIEW}/feedback"):
        assert call(http, None, f"/hospital/nme{path}").status_code == 401
    address = f"/hospital/nme{PATIENT_VIEW}"
    assert call(http, token(claims(aud=HERE + address)), address).content == b'{"cards":[]}'


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_needs_no_token(tmp_path: Path, path: str) -> None:
    assert guarded(tmp_path).get(path).status_code == 200


def test_c_i3_open_mode_ignores_a_token() -> None:
    assert call(Client(), "a.b.c").status_code == 200


def test_a118_a_preflight_needs_no_token_and_a_refusal_can_be_read_by_the_page(tmp_path: Path) -> None:
    http = guarded(tmp_path, profile(origins=["https://ehr.example.org"]))
    asked = {"Origin": "https://ehr.example.org", "Access-Control-Request-Method": "POST"}
    assert http.request("OPTIONS", PATIENT_VIEW, headers=asked).status_code == 200
    refusal = http.post(PATIENT_VIEW, json=CALL, headers={"Origin": "https://ehr.example.org"})
    assert (refusal.status_code, refusal.headers["access-control-allow-origin"]) == (401, "https://ehr.example.org")
    assert http.request("OPTIONS", PATIENT_VIEW, headers=asked | {"Origin": "https://evil.example"}).status_code == 400


@pytest.mark.conformance("A-100")
def test_a_request_that_is_turned_away_reaches_no_content(tmp_path: Path) -> None:
    content = Fake()
    call(guarded(tmp_path, answer=content), "a.b.c")
    assert content.asked == []


# Turned away -------------------------------------------------------------------------------------

HOUR, TEN_YEARS = 3600, 315_360_000


@pytest.mark.conformance("A-104", "A-105", "A-106", "A-112")
@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"exp": -61, "iat": -300}, "expired"),
        ({"iat": HOUR, "exp": HOUR + 300}, "not yet valid"),
        ({"nbf": 120}, "not yet valid"),
        ({"exp": TEN_YEARS}, "life"),
        ({"exp": 901}, "life"),
        ({"exp": 0}, "life"),
        ({"aud": HERE}, "aud"),
        ({"aud": HERE + "/cds-services"}, "aud"),
        ({"aud": URL + "/"}, "aud"),
        ({"aud": [URL + "-other"]}, "aud"),
        ({"aud": [URL, 5]}, "aud"),
        ({"aud": None}, "aud"),
        ({"aud": []}, "aud"),
        ({"iat": None}, "iat"),
        ({"exp": None}, "exp"),
        ({"exp": "300"}, "exp"),
        ({"exp": True}, "exp"),
        ({"exp": 1e300}, "exp"),
        ({"jti": None}, "jti"),
        ({"jti": ""}, "jti"),
        ({"jti": 5}, "jti"),
        ({"jti": "x" * 1025}, "jti"),
        ({"iss": None}, "iss"),
        ({"iss": [ISSUER]}, "iss"),
        ({"iss": ISSUER + "/"}, "issuer or tenant"),
    ],
)
def test_d6_a_claim_that_is_wrong_or_missing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, changes: dict[str, Any], reason: str
) -> None:
    assert refused(tmp_path, token(claims(**changes)), caplog) == reason


@pytest.mark.conformance("A-112")
@pytest.mark.parametrize("changes", [{"exp": -55, "iat": -300}, {"iat": 55, "exp": 355}, {"nbf": 55}, {"exp": 900}])
def test_e10_a_clock_may_differ_by_a_minute(tmp_path: Path, changes: dict[str, Any]) -> None:
    started_before = guarded(tmp_path, profile(once_only=False))  # else what was issued before the start counts as used
    assert call(started_before, token(claims(**changes))).status_code == 200


@pytest.mark.conformance("A-112")
def test_d7_a_token_is_good_once(tmp_path: Path) -> None:
    http, sent = guarded(tmp_path), token()
    assert [call(http, sent).status_code for _ in range(3)] == [200, 401, 401]


def test_d24_a_used_token_spends_nothing_of_its_clients_rate(tmp_path: Path) -> None:
    http, sent = guarded(tmp_path, profile(rate_per_minute=2)), token()
    assert [call(http, sent).status_code for _ in range(9)] == [200, *[401] * 8]
    assert [call(http, token()).status_code for _ in range(2)] == [200, 429]


def test_d7_a_profile_may_allow_repeated_tokens(tmp_path: Path) -> None:
    http, sent = guarded(tmp_path, profile(once_only=False)), token()
    assert [call(http, sent).status_code for _ in range(2)] == [200, 200]


@pytest.mark.conformance("A-112")
def test_d6_a_key_proves_its_own_issuer_only(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    other = profile(inline(public(ec_key("other"))), name="Other", issuer="https://other.example")
    sent = token(claims(iss="https://other.example"))  # signed with the first client's key
    assert refused(tmp_path, sent, caplog, profile(), other) == "signature"


@pytest.mark.conformance("A-112")
def test_d6_an_altered_payload(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    head, _, signature = token().split(".")
    altered = base64.urlsafe_b64encode(json.dumps(claims()).encode()).rstrip(b"=").decode()
    assert refused(tmp_path, f"{head}.{altered}.{signature}", caplog) == "signature"


def handmade(header: object, payload: object, signature: bytes = b"") -> str:
    parts = [json.dumps(header).encode(), json.dumps(payload).encode(), signature]
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


@pytest.mark.conformance("A-109")
@pytest.mark.parametrize("alg", ["none", "None", "NONE", "nOnE", "", None, ["ES384"], "HS384", "XS999", "PS384"])
@pytest.mark.parametrize("signature", [b"", b"\x00" * 96])
def test_d1_only_the_keys_own_algorithm_counts(tmp_path: Path, alg: Any, signature: bytes) -> None:
    sent = handmade({"alg": alg, "typ": "JWT", "kid": KID}, claims(), signature)
    assert call(guarded(tmp_path), sent).status_code == 401


@pytest.mark.conformance("A-110")
@pytest.mark.parametrize("alg", ["HS256", "HS384", "HS512"])
def test_d2_the_public_key_is_no_secret_to_sign_with(tmp_path: Path, alg: str) -> None:
    unsigned = handmade({"alg": alg, "typ": "JWT", "kid": KID}, claims()).rpartition(".")[0]
    digest = {"HS256": hashlib.sha256, "HS384": hashlib.sha384, "HS512": hashlib.sha512}[alg]
    for secret in (b"", ec_key().as_pem(private=False), json.dumps(public(ec_key())).encode()):
        made = base64.urlsafe_b64encode(hmac.new(secret, unsigned.encode(), digest).digest()).rstrip(b"=").decode()
        assert call(guarded(tmp_path), f"{unsigned}.{made}").status_code == 401


@pytest.mark.conformance("A-103")
@pytest.mark.parametrize("kid", ["../../dev/null", "' or 1=1 --", "https://evil.example", None, ["x"], {}, "x" * 6000])
def test_d3_kid_is_opaque(tmp_path: Path, kid: Any) -> None:
    sent = handmade({"alg": "ES384", "typ": "JWT", "kid": kid}, claims(), b"\x01" * 96)
    assert call(guarded(tmp_path), sent).status_code == 401


@pytest.mark.parametrize("name", ["jwk", "x5u", "x5c", "crit", "b64", "zip"])
def test_d4_headers_that_change_what_is_checked(tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str) -> None:
    header = {"alg": "ES384", "typ": "JWT", "kid": KID, name: {}}
    reason = refused(tmp_path, handmade(header, claims(), b"\x01" * 96), caplog)
    assert reason == ("not a token" if name == "b64" else f"header {name}")


@pytest.mark.parametrize("members", [{"x-vendor": {"a": [1]}}, {"cty": "JWT"}, {"x5t": "abc"}, {"iat": 5}])
def test_members_of_the_header_nobody_knows_are_ignored(tmp_path: Path, members: dict[str, Any]) -> None:
    assert call(guarded(tmp_path), token(**members)).status_code == 200


@pytest.mark.conformance("A-103")
@pytest.mark.parametrize("typ", ["JWE", 5, ""])
def test_a103_another_type_of_token(tmp_path: Path, caplog: pytest.LogCaptureFixture, typ: Any) -> None:
    assert refused(tmp_path, handmade({"alg": "ES384", "typ": typ, "kid": KID}, claims()), caplog) == "typ"


@pytest.mark.parametrize("text", ["abc", "a.b.c", "a.b.c.d.e", "W10.W10.AAAA", "eyJ9.e30.x", "é.é.é", "x" * 20_000])
def test_what_is_no_token_is_refused(tmp_path: Path, text: str) -> None:
    headers = {b"Authorization": b"Bearer " + text.encode()}
    assert guarded(tmp_path).post(PATIENT_VIEW, json=CALL, headers=headers).status_code == 401


@pytest.mark.parametrize(
    "part", [b"", b"{", b"[]", b"1", b"\xff", b'"\\ud800"', b"[" * 9000, b'{"exp":' + b"9" * 5000 + b"}"]
)
@pytest.mark.parametrize("position", [0, 1])
def test_d15_json_abuse_inside_a_token_is_refused(tmp_path: Path, part: bytes, position: int) -> None:
    parts = token().split(".")
    parts[position] = base64.urlsafe_b64encode(part).rstrip(b"=").decode()
    assert call(guarded(tmp_path), ".".join(parts)).status_code == 401


def test_d22_the_caller_carries_the_tenant_its_token_proves(tmp_path: Path) -> None:
    gate = Gate(written(tmp_path), HERE, InProcess())
    for tenant in ("ward-1", None):
        sent = token(claims(tenant=tenant)).encode()
        headers = [(b"authorization", b"Bearer " + sent)]
        scope = {"type": "http", "method": "POST", "path": PATIENT_VIEW, "headers": headers}
        assert asyncio.run(gate.admit(scope)).tenant == (tenant or "")


@pytest.mark.parametrize("headers", [[], ["Basic x"], ["Bearer"], ["Bearer {}", "Bearer {}"], ["Digest {}"]])
def test_there_has_to_be_one_bearer_token(tmp_path: Path, headers: list[str]) -> None:
    sent = [("Authorization", text.format(token())) for text in headers]
    assert guarded(tmp_path).post(PATIENT_VIEW, json=CALL, headers=sent).status_code == 401


def test_the_scheme_may_be_written_in_any_case(tmp_path: Path) -> None:
    sent = {"Authorization": f"bearer {token()}"}
    assert guarded(tmp_path).post(PATIENT_VIEW, json=CALL, headers=sent).status_code == 200


@pytest.mark.conformance("A-113")
def test_d8_a113_all_refusals_look_the_same(tmp_path: Path) -> None:
    http, used = guarded(tmp_path), token()
    call(http, used)
    sent = [None, "abc", used, token(claims(exp=-900)), token(claims(iss="https://x.example")), token(kid="unknown")]
    answers = [call(http, text) for text in [*sent, token(claims(), ec_key("stranger"))]]
    assert {(a.status_code, a.content, str(a.headers)) for a in answers} == {
        (401, answers[0].content, str(answers[0].headers))
    }
    assert answers[0].headers["www-authenticate"] == "Bearer"
    assert issue(answers[0])["code"] == "login"

"""What a client's profile changes about its calls and answers (decisions 5; D-9)."""

import asyncio
import json
from datetime import date
from pathlib import Path

import pytest

from hooks.nme import PATHWAY
from service.call import PathwayService
from service.outbound.address import parse_base
from service.protocol.authorization import FHIRAuthorization
from service.protocol.context import PatientViewContext
from service.protocol.request import HookRequest, parse
from service.settings import Settings
from service.site import Site
from service.trust.caller import ANYONE, Caller
from service.trust.profile import ClientProfile
from tests.service.fake import CALL, Fake
from tests.service.trust.kit import HERE, bearer, claims, guarded, profile, token

BASE = "https://ehr.example.org/fhir"


def sent(server: str | None = BASE) -> HookRequest:
    return HookRequest(
        hook="patient-view",
        hook_instance="1",
        context=PatientViewContext(user_id="Practitioner/1", patient_id="1"),
        fhir_server=server,
        fhir_authorization=FHIRAuthorization(access_token="secret", token_type="Bearer"),  # noqa: S106
    )


def listed(*servers: str) -> Caller:
    return Caller("x", fhir_servers=tuple(base for base in map(parse_base, servers) if base))


@pytest.mark.parametrize("server", [BASE, BASE + "/", "https://EHR.example.org:443/fhir"])
def test_d9_a_clients_own_fhir_server_is_marked_as_listed(server: str) -> None:
    request = listed(BASE).request(sent(server))
    assert (request.fhir_server, request.server_is_listed) == (server, True)


@pytest.mark.parametrize(
    "server", ["https://other.example/fhir", BASE + "/../x", BASE + "?a", "https://a@ehr.example.org/fhir"]
)
def test_d9_another_server_and_the_token_for_it_are_dropped(server: str) -> None:
    request = listed(BASE).request(sent(server))
    assert (request.fhir_server, request.fhir_authorization, request.server_is_listed) == (None, None, False)


def test_without_a_list_of_its_own_the_sites_list_decides() -> None:
    assert ANYONE.request(sent()) == sent()
    assert listed().request(sent()).fhir_server is None


def test_d5_a_test_profile_does_not_inherit_the_sites_fhir_servers() -> None:
    assert ClientProfile(name="x", issuer="x").caller().fhir_servers is None
    assert ClientProfile(name="x", issuer="x", test=True).caller().fhir_servers == ()


def test_k21_is_for_clients_that_wish_it() -> None:
    request = (Path(__file__).parents[3] / "fixtures" / "requests" / "work-up.json").read_bytes()
    service = PathwayService(Settings(today=date(2026, 11, 21)), Site(PATHWAY))
    shown = {}
    for wish in (False, True):
        call = Caller("x", beyond_seeds=wish).request(parse(request, "patient-view"))
        cards = json.loads(asyncio.run(service.answer("nme-patient-view", call)))["cards"]
        shown[wish] = [card["source"]["topic"]["code"] for card in cards]
    assert shown == {False: ["K01", "K10"], True: ["K01", "K21", "K10"]}  # K10 after other information (pathway 3.8)


def test_hl7s_override_codes_stand_beside_ours_for_clients_that_wish_it() -> None:
    request = (Path(__file__).parents[3] / "fixtures" / "requests" / "work-up.json").read_bytes()
    service = PathwayService(Settings(today=date(2026, 11, 21)), Site(PATHWAY))
    told = {}
    for wish in (False, True):
        call = Caller("x", hl7_reasons=wish).request(parse(request, "patient-view"))
        cards = json.loads(asyncio.run(service.answer("nme-patient-view", call)))["cards"]
        told[wish] = cards[0]["overrideReasons"]
    system = "http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes"
    same = {reason["code"]: reason.pop("extension", None) for reason in told[True]}
    assert told[True] == told[False]
    assert {code: found and found["nme-cds.org/same-as"] for code, found in same.items()} == {
        "done-elsewhere": {"system": system, "code": "action-completed"},
        "not-this-disease": {"system": system, "code": "patient-ineligible"},
        "patient-preference": None,
        "specialist-team": None,
        "data-incorrect": None,
        "other": None,
    }


def test_a_clients_names_for_prefetch_become_ours(tmp_path: Path) -> None:
    content = Fake()
    wishes = '[clients.wishes.prefetch_keys]\n"ehr-problems" = "conditions"\n'
    http = guarded(tmp_path, profile() + wishes, answer=content)
    call = CALL | {"prefetch": {"ehr-problems": None, "patient": None}}
    http.post("/cds-services/nme-patient-view", json=call, headers=bearer(token()))
    ((_, request),) = content.asked
    assert set(request.prefetch) == {"conditions", "patient"}


@pytest.mark.conformance("B-12")
@pytest.mark.parametrize(("hook", "wished"), [("order-sign", True), ("order-sign", False), ("patient-view", True)])
def test_b12_empty_system_actions_are_for_the_order_sign_of_clients_that_wish_them(hook: str, *, wished: bool) -> None:
    caller = Caller("x", system_actions=wished)
    reply = json.loads(caller.reply(b'{"cards":[]}', "order-sign" if hook == "order-sign" else "patient-view"))
    assert ("systemActions" in reply) == (hook == "order-sign" and wished)
    assert reply.get("systemActions", []) == []


@pytest.mark.conformance("B-12")
def test_the_caller_reaches_the_call(tmp_path: Path) -> None:
    http = guarded(tmp_path, profile() + "[clients.wishes]\nsystem_actions = true\n")
    path = "/cds-services/nme-order-sign"
    call = CALL | {
        "hook": "order-sign",
        "context": {
            "userId": "Practitioner/1",
            "patientId": "1",
            "draftOrders": {"resourceType": "Bundle", "type": "collection", "entry": []},
        },
    }
    reply = http.post(path, json=call, headers=bearer(token(claims(aud=HERE + path))))
    assert reply.json() == {"cards": [], "systemActions": []}

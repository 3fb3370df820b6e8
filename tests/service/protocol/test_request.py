"""Which calls are read, which are refused, and with which words (conformance A.3, A.6)."""

import json
from typing import Any

import pytest
from msgspec.structs import replace

from service.protocol.authorization import MAX_TOKEN
from service.protocol.context import MAX_ID
from service.protocol.request import Hook, parse
from service.protocol.strict_json import NotACallError, NotJSONError
from tests.service.protocol.calls import HOOKS, PEOPLE, REMOVED, TOKEN, call, changed


def test_a_full_call_is_read() -> None:
    request = call(
        "patient-view",
        {"encounterId": "89284"},
        prefetch={"patient": {"resourceType": "Patient"}, "conditions": None},
        fhirServer="https://ehr.example.org/fhir",
        fhirAuthorization={**TOKEN, "patient": "1288992"},
    )
    assert (request.hook, request.hook_instance) == ("patient-view", "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea")
    context = request.context
    assert (context.user_id, context.patient_id, context.encounter_id) == ("Practitioner/example", "1288992", "89284")
    assert {key: bytes(value) for key, value in request.prefetch.items()} == {
        "patient": b'{"resourceType": "Patient"}',
        "conditions": b"null",  # the client looked and has no data
    }
    assert request.fhir_server == "https://ehr.example.org/fhir"
    token = request.fhir_authorization
    assert token is not None
    assert (token.access_token, token.expires_in, token.scope) == ("canary", 300, "patient/*.rs")
    assert (token.subject, token.patient) == ("app", "1288992")


def test_what_is_not_sent_is_absent() -> None:
    request = call()
    assert (request.prefetch, request.fhir_server, request.fhir_authorization) == ({}, None, None)
    assert request.context.encounter_id is None


def test_d25_d26_nothing_secret_or_personal_shows_in_the_repr() -> None:
    shown = repr(call(fhirAuthorization={**TOKEN, "patient": "1288992"}, fhirServer="https://ehr.example.org"))
    assert not [word for word in ("canary", "1288992", "Practitioner", "ehr.example.org") if word in shown]


@pytest.mark.parametrize("hook", HOOKS)
@pytest.mark.parametrize("member", ["hook", "hookInstance", "context"])
@pytest.mark.parametrize("value", [REMOVED, None, "", 7, True, []])
def test_a23_hook_hook_instance_and_context_are_required(hook: Hook, member: str, value: Any) -> None:
    with pytest.raises(NotACallError, match=member):
        call(hook, **{member: value})


@pytest.mark.parametrize("hook", ["order-select", "PATIENT-VIEW", " patient-view ", "p\u0430tient-view", "x" * 200_000])
def test_the_hook_has_to_be_the_one_of_the_service(hook: str) -> None:
    with pytest.raises(NotACallError, match=r"^hook has to be 'patient-view' at this service\.$"):
        call(hook=hook)


@pytest.mark.parametrize(
    "value",
    [
        "3f1dde72-162b-11ec-99e8-0050568b7be6",
        "urn:uuid:d1577c69",
        "...b2va",
        "%s{0.__class__}{{7*7}}",
        "é",
        "x" * MAX_ID,
    ],
)
def test_ci4_any_short_printable_hook_instance_is_accepted(value: str) -> None:
    assert call(hookInstance=value).hook_instance == value


@pytest.mark.parametrize("value", ["x" * (MAX_ID + 1), "a\x00b", "a\nb", "a\u200bb", "a\u202eb"])
def test_a_hook_instance_that_is_too_long_or_invisible_is_refused(value: str) -> None:
    with pytest.raises(NotACallError, match="hookInstance"):
        call(hookInstance=value)


@pytest.mark.parametrize("member", ["hook", "hookInstance", "context", "prefetch", "x"])
def test_decisions_11_a_repeated_member_of_the_envelope_is_refused(member: str) -> None:
    envelope = {"hook": "patient-view", "hookInstance": "i", "context": PEOPLE, "prefetch": {}, "x": 1}
    body = json.dumps(envelope)[:-1] + f', "{member}": {json.dumps(envelope[member])}}}'
    with pytest.raises(NotJSONError, match="twice in the request"):
        parse(body.encode(), "patient-view")


@pytest.mark.parametrize(
    ("context", "prefetch", "where"),
    [
        ('{"userId":"Practitioner/e","patientId":"1","patientId":"2"}', "{}", "context"),
        ('{"userId":"Practitioner/e","patientId":"1"}', '{"patient":{},"patient":{}}', "prefetch"),
    ],
)
def test_decisions_11_a_repeated_member_of_context_or_prefetch_is_refused(
    context: str, prefetch: str, where: str
) -> None:
    body = f'{{"hook":"patient-view","hookInstance":"i","context":{context},"prefetch":{prefetch}}}'
    with pytest.raises(NotJSONError, match=f"twice in {where}"):
        parse(body.encode(), "patient-view")


def test_a26_a127_unknown_members_are_ignored() -> None:
    plain = call()
    odd = call("patient-view", {"extension": {"x": 1}, "user": 7}, extension={"com.epic": "1.0"}, x=[])
    assert replace(odd, size=plain.size) == plain


@pytest.mark.parametrize("value", ["", None, 7, [], {}])
def test_q_env_030_an_optional_member_that_cannot_be_used_counts_as_absent(value: Any) -> None:
    request = call("patient-view", {"encounterId": value}, fhirServer=value, fhirAuthorization=value)
    assert (request.context.encounter_id, request.fhir_server, request.fhir_authorization) == (None, None, None)


@pytest.mark.parametrize("value", ["", None])
def test_an_empty_prefetch_counts_as_absent(value: Any) -> None:
    assert call(prefetch=value).prefetch == {}


@pytest.mark.parametrize("value", [7, [], True, "text"])
def test_prefetch_has_to_be_an_object(value: Any) -> None:
    with pytest.raises(NotACallError, match="prefetch"):
        call(prefetch=value)


@pytest.mark.parametrize("value", ["123", 7, [], True])
def test_ch4_any_json_value_under_a_prefetch_key_is_passed_on(value: Any) -> None:
    assert json.loads(bytes(call(prefetch={"user": value}).prefetch["user"])) == value


@pytest.mark.parametrize("scope", ["patient/Observation.read", "patient/Observation.rs", "Patient.Read (R4)", ""])
def test_a49_the_scope_is_never_judged(scope: str) -> None:
    token = call(fhirAuthorization={**TOKEN, "scope": scope}).fhir_authorization
    assert token is not None
    assert token.scope == scope


@pytest.mark.parametrize("kind", ["Bearer", "bearer", "BEARER"])
def test_a47_bearer_is_written_in_any_case(kind: str) -> None:
    assert call(fhirAuthorization={**TOKEN, "token_type": kind}).fhir_authorization is not None


@pytest.mark.parametrize("expires_in", [REMOVED, "300", 0.5, None, True])
def test_a47_a_life_that_is_no_whole_number_is_unknown(expires_in: Any) -> None:
    token = call(fhirAuthorization=changed(TOKEN, {"expires_in": expires_in})).fhir_authorization
    assert token is not None
    assert token.expires_in is None


@pytest.mark.parametrize(
    "changes",
    [
        {"access_token": REMOVED},
        {"access_token": ""},
        {"access_token": 7},
        {"access_token": "canary\r\nX-Injected: 1"},
        {"access_token": "cañary"},
        {"access_token": "x" * (MAX_TOKEN + 1)},
        {"token_type": REMOVED},
        {"token_type": "mac"},
    ],
)
def test_a47_d18_a_token_that_cannot_be_sent_counts_as_absent(changes: dict[str, Any]) -> None:
    assert call(fhirAuthorization=changed(TOKEN, changes)).fhir_authorization is None


def test_the_longest_token_is_accepted() -> None:
    assert call(fhirAuthorization={**TOKEN, "access_token": "x" * MAX_TOKEN}).fhir_authorization is not None


PLAIN = (
    '"hook":"patient-view"',
    '"hookInstance":"d1577c69"',
    '"context":{"userId":"Practitioner/1","patientId":"1"}',
    '"prefetch":{"patient":null,"conditions":{}}',
)


@pytest.mark.parametrize("left_out", [None, 3])
@pytest.mark.parametrize("more", [None, '"extension":{"a":1}', '"x":1', '"fhirServer":"https://ehr.example.org"'])
def test_a_body_without_blanks_is_read_in_one_pass_and_says_the_same(left_out: int | None, more: str | None) -> None:
    members = [member for at, member in enumerate(PLAIN) if at != left_out] + ([more] if more else [])
    close, spaced = (parse(("{" + comma.join(members) + "}").encode(), "patient-view") for comma in (",", ", "))
    assert replace(close, size=0) == replace(spaced, size=0)
    assert close.prefetch.keys() == (set() if left_out else {"patient", "conditions"})


@pytest.mark.parametrize("repeated", range(len(PLAIN)))
@pytest.mark.parametrize("value", ["1", "null", "{}", '"patient-view"', '{"patient":null}'])
def test_a_repeated_member_is_found_in_a_body_without_blanks(repeated: int, value: str) -> None:
    again = f"{PLAIN[repeated].partition(':')[0]}:{value}"
    for members in ((*PLAIN, again), (again, *PLAIN)):
        with pytest.raises(NotJSONError, match="occurs twice"):
            parse(("{" + ",".join(members) + "}").encode(), "patient-view")


def test_a_repeated_prefetch_key_is_found_in_a_body_without_blanks() -> None:
    body = "{" + ",".join(PLAIN).replace('"patient":null', '"patient":null,"patient":{}') + "}"
    with pytest.raises(NotJSONError, match="occurs twice"):
        parse(body.encode(), "patient-view")

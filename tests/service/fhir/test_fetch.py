"""Fetching what prefetch did not bring: what is sent, and what comes of the answers (A-28 to A-34, A-45 to A-52)."""

import asyncio
from typing import Any
from urllib.parse import parse_qs, unquote

import httpx
import pytest
import respx

from hooks.nme import PATHWAY
from service.call import PathwayService
from service.protocol.prefetch import KEYS, filled
from service.settings import Settings
from service.site import load_site
from service.trust.caller import ANYONE, Caller
from tests.acceptance.build import searchset
from tests.acceptance.reply import Reply
from tests.acceptance.shapes import PATIENT, TODAY
from tests.service.fhir.fetching import CASE, TOKEN, Json, anonymous, answered

EHR = "https://ehr.example.org/fhir"
FHIR = {"Content-Type": "application/fhir+json"}
KIND_OF = {key: kind for kind, key in KEYS.items()}
OPTIONAL = sorted(set(KIND_OF) - {"patient", "conditions", "observations"})
NEXT = f"{EHR}/MedicationRequest?page=2"


def without(*keys: str, **changes: Any) -> Json:
    """The call with access to the FHIR server, and without some prefetch keys."""
    prefetch = {key: value for key, value in CASE["prefetch"].items() if key not in keys}
    return {**CASE, "prefetch": prefetch, "fhirServer": EHR, "fhirAuthorization": TOKEN, **changes}


def with_value(key: str, value: Any) -> Json:
    """The call with something else under one prefetch key."""
    return without(prefetch={**CASE["prefetch"], key: value})


def ask(*calls: Json, **settings: Any) -> list[Reply]:
    """The replies of one service to calls made one after the other."""
    return ask_for(*((ANYONE, call) for call in calls), **settings)


def ask_for(*calls: tuple[Caller, Json], **settings: Any) -> list[Reply]:
    """The same, of several callers."""
    service = PathwayService(Settings(**{"today": TODAY, "fhir_servers": EHR, **settings}), load_site(PATHWAY))

    async def run() -> list[Reply]:
        try:
            return [await answered(service, call, caller) for caller, call in calls]
        finally:
            await service.aclose()

    return asyncio.run(run())


BY_PREFETCH = anonymous(ask(CASE)[0])


class EHRServer:
    """The patient's record on a FHIR server, with an answer of its own for chosen resource types."""

    def __init__(self, **answers: Any) -> None:
        self.answers = answers
        self.sent: list[httpx.Request] = []

    def __enter__(self) -> "EHRServer":
        self.router = respx.mock(assert_all_called=False)
        self.router.start()
        self.router.route(host="ehr.example.org").mock(side_effect=self.reply)
        self.router.route().mock(side_effect=AssertionError("another host was called"))
        return self

    def __exit__(self, *_: object) -> None:
        self.router.stop()

    def reply(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        kind = request.url.path.split("/")[2]
        answer = self.answers.get(kind, CASE["prefetch"][KEYS[kind]] if kind in KEYS else 404)
        if callable(answer):
            answer = answer(request)
        match answer:
            case int():
                return httpx.Response(answer)
            case httpx.Response() | Exception():
                return answer if isinstance(answer, httpx.Response) else _raise(answer)
        return httpx.Response(200, json=answer, headers=FHIR)

    @property
    def kinds(self) -> list[str]:
        """The resource types asked for."""
        return sorted(request.url.path.split("/")[2] for request in self.sent)


def _raise(error: Exception) -> httpx.Response:
    raise error


# What is sent ----------------------------------------------------------------------------------


def test_a28_by_prefetch_by_fetching_and_mixed_the_cards_are_the_same() -> None:
    with EHRServer() as server:
        fetched, mixed = ask(without(*KIND_OF), without("conditions", "medications", "patient"))
    assert anonymous(fetched) == anonymous(mixed) == BY_PREFETCH
    assert len(server.sent) == len(KIND_OF) + 3


def test_a31_a46_a52_exactly_the_published_query_is_sent_with_the_token() -> None:
    published = PathwayService(Settings(today=TODAY), load_site(PATHWAY)).services[0].prefetch
    with EHRServer() as server:
        ask(without(*KIND_OF))
    sent = sorted(unquote(f"{r.url.path}?{r.url.query.decode()}".rstrip("?")) for r in server.sent)
    assert sent == sorted(f"/fhir/{query.replace('{{context.patientId}}', PATIENT)}" for query in published.values())
    assert {r.headers["authorization"] for r in server.sent} == {"Bearer canary-token"}
    assert {r.method for r in server.sent} == {"GET"}


@pytest.mark.parametrize("key", KIND_OF)
def test_a31_only_the_absent_key_is_fetched(key: str) -> None:
    with EHRServer() as server:
        (reply,) = ask(without(key))
    assert server.kinds == [KIND_OF[key]]
    assert anonymous(reply) == BY_PREFETCH


@pytest.mark.parametrize("value", [None, searchset([])])
def test_a30_null_and_empty_are_answers_and_not_asked_again(value: Any) -> None:
    with EHRServer() as server:
        ask(with_value("medications", value))
    assert server.sent == []


FAILED = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "exception"}]}
UNFILLED = searchset([]) | {"link": [{"relation": "self", "url": f"{EHR}/MedicationRequest?patient={{{{x}}}}"}]}


@pytest.mark.parametrize("value", [FAILED, UNFILLED, "rubbish", 7])
def test_a33_a_failed_key_is_fetched(value: Any) -> None:
    with EHRServer() as server:
        (reply,) = ask(with_value("medications", value))
    assert server.kinds == ["MedicationRequest"]
    assert anonymous(reply) == BY_PREFETCH


def test_a45_a_full_prefetch_makes_no_call() -> None:
    with EHRServer() as server:
        (reply,) = ask(without())
    assert (server.sent, anonymous(reply)) == ([], BY_PREFETCH)


@pytest.mark.parametrize(
    "changes",
    [
        {"fhirServer": None},
        {"fhirServer": "https://evil.example.org/fhir"},
        {"fhirServer": "http://ehr.example.org/fhir"},
        {"fhirServer": 7},
        {"fhirAuthorization": {**TOKEN, "patient": "somebody-else"}},
        {"fhirAuthorization": {**TOKEN, "access_token": "canary\r\nX: y"}},
        {"fhirAuthorization": {**TOKEN, "access_token": "kanarienvögel"}},
        {"fhirAuthorization": {**TOKEN, "token_type": "mac"}},
        {"fhirAuthorization": []},
        {"fhirAuthorization": "canary"},
    ],
)
def test_a47_a48_d9_without_usable_access_nothing_is_called(changes: Json) -> None:
    with EHRServer() as server:
        required, optional = ask(without("conditions", **changes), without("reports", **changes))
    assert server.sent == []
    assert (required.status, required.body) == (412, {"keys": ["conditions"]})
    assert optional.status == 200


@pytest.mark.parametrize("authorization", [{}, {"access_token": None}, {**TOKEN, "access_token": ""}])
def test_a47_an_authorisation_without_a_token_is_as_good_as_none(authorization: Json) -> None:
    with EHRServer() as server:
        (reply,) = ask(without("conditions", fhirAuthorization=authorization))
    assert "authorization" not in server.sent[0].headers
    assert anonymous(reply) == BY_PREFETCH


@pytest.mark.parametrize("patient", [PATIENT, f"Patient/{PATIENT}"])
def test_a48_a_token_for_this_patient_is_used(patient: str) -> None:
    with EHRServer() as server:
        ask(without("conditions", fhirAuthorization={**TOKEN, "patient": patient}))
    assert server.kinds == ["Condition"]


@pytest.mark.parametrize("authorization", [None, "absent"])
def test_a_server_that_needs_no_token_is_called_without(authorization: str | None) -> None:
    call = without("conditions")
    del call["fhirAuthorization"]
    if authorization is None:
        call["fhirAuthorization"] = None
    with EHRServer() as server:
        (reply,) = ask(call)
    assert "authorization" not in server.sent[0].headers
    assert anonymous(reply) == BY_PREFETCH


@pytest.mark.parametrize(
    "identity",
    ["1&patient=2", "1#x", "1?x=y", "1/../2", "a b", "é", "1%26patient=2", "1+2", "a=b", "~.-_", "1,2", "{{x}}"],
)
def test_d13_an_id_never_changes_a_query(identity: str) -> None:
    read = filled("Patient/{{context.patientId}}", identity)
    search = filled("Condition?patient={{context.patientId}}&_count=500", identity)
    url = httpx.URL(f"{EHR}/{search}")
    assert httpx.URL(f"{EHR}/{read}").raw_path.count(b"/") == 3
    assert (url.path, url.fragment) == ("/fhir/Condition", "")
    assert parse_qs(url.query.decode()) == {"patient": [identity], "_count": ["500"]}


@pytest.mark.parametrize("identity", [".", "..", ""])
def test_d13_an_id_of_dots_is_put_into_no_address(identity: str) -> None:
    with pytest.raises(ValueError, match="cannot stand in an address"):
        filled("Patient/{{context.patientId}}", identity)


# What comes of it ------------------------------------------------------------------------------

HTML = httpx.Response(200, text="<html>", headers={"Content-Type": "text/html"})
WRONG = {"resourceType": "Practitioner", "id": "x"}
NOT_SUPPORTED = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "not-supported"}]}
DOWN = [410, 500, 502, 503, 429, httpx.ConnectError("x"), httpx.ReadTimeout("x"), HTML, WRONG, FAILED]


@pytest.mark.parametrize("answer", [401, 403, *DOWN])
@pytest.mark.parametrize(("key", "kind"), [("procedures", "Procedure"), ("consents", "Consent")])
def test_e4_optional_data_that_could_not_be_had_are_said_on_the_card(key: str, kind: str, answer: Any) -> None:
    with EHRServer(**{kind: answer}) as server:
        (reply,) = ask(without(key))
    assert reply.status == 200
    assert set(server.kinds) == {kind}
    if kind == "Procedure":
        assert "Procedure data could not be read" in reply.text


@pytest.mark.parametrize("key", ["patient", "conditions", "observations"])
@pytest.mark.parametrize("answer", DOWN)
def test_a32_required_data_that_could_not_be_reached_are_a_failed_precondition(key: str, answer: Any) -> None:
    with EHRServer(**{KIND_OF[key]: answer}):
        (reply,) = ask(without(key))
    assert (reply.status, reply.body) == (412, {"keys": [key]})


@pytest.mark.parametrize("answer", [404, 405, 501, NOT_SUPPORTED])
@pytest.mark.parametrize("key", ["conditions", "observations"])
def test_e6_a_server_without_required_data_never_looks_like_all_clear(key: str, answer: Any) -> None:
    with EHRServer(**{KIND_OF[key]: answer}):
        (reply,) = ask(without(key))
    assert (reply.status, reply.body) == (412, {"keys": [key]})


@pytest.mark.parametrize("status", [401, 403])
def test_e5_refused_observations_are_unknown_and_the_rest_goes_on(status: int) -> None:
    with EHRServer(Observation=status) as server:
        (reply,) = ask(without("observations"))
    assert len(server.sent) == 1
    assert reply.status == 200
    assert "K17" in reply.codes
    assert reply.predicates["elev"] == "unknown"


@pytest.mark.parametrize("status", [401, 403])
def test_decision_1_refused_conditions_with_other_evidence_give_the_data_card(status: int) -> None:
    with EHRServer(Condition=status):
        (reply,) = ask(without("conditions"))
    assert (reply.state, reply.codes) == ("S01", ["K17"])


def test_decision_1_refused_conditions_and_nothing_else_are_a_failed_precondition() -> None:
    empty = {key: searchset([]) for key in KIND_OF if key not in ("patient", "conditions")}
    with EHRServer(Condition=403):
        (reply,) = ask(without(prefetch={"patient": CASE["prefetch"]["patient"], **empty}))
    assert (reply.status, reply.body) == (412, {"keys": ["conditions"]})


def test_decision_1_a_failed_key_that_cannot_be_fetched_either_stays_failed() -> None:
    with EHRServer(Observation=500):
        (reply,) = ask(with_value("observations", FAILED))
    assert reply.status == 200
    assert "Observation data could not be read" in reply.text


def test_e6_a_patient_the_server_does_not_know_is_an_answer() -> None:
    with EHRServer(Patient=404):
        (reply,) = ask(without("patient"))
    assert (reply.status, reply.predicates["minor"]) == (200, "unknown")


@pytest.mark.parametrize("answer", [404, 405, 501, NOT_SUPPORTED])
def test_decision_28_what_a_server_does_not_offer_is_said_once_and_limits_nothing(answer: Any) -> None:
    with EHRServer(MedicationStatement=answer):
        (reply,) = ask(without("medicationStatements"))
    assert reply.text.count("Not offered by this server: MedicationStatement") == 1
    assert ("K17" in reply.codes) is ('"K17"' in BY_PREFETCH)


def test_d31_another_patients_resource_is_dropped_as_from_prefetch() -> None:
    stranger = {"resourceType": "Condition", "id": "x", "subject": {"reference": "Patient/somebody-else"}}
    record = CASE["prefetch"]["conditions"]["entry"]
    foreign = searchset([*(e["resource"] for e in record), {**record[0]["resource"], **stranger}])
    with EHRServer(Condition=foreign):
        (fetched,) = ask(without("conditions"))
    assert fetched.codes == ask(with_value("conditions", foreign))[0].codes
    assert "somebody-else" not in fetched.text


# Pages -----------------------------------------------------------------------------------------


def first(link: str = NEXT, found: Json = CASE["prefetch"]["medications"]) -> Json:
    """A first page that names another."""
    return found | {"link": [{"relation": "next", "url": link}]}


def paged(second: Any) -> Any:
    """The record's medications on the second page, after an empty first one."""
    return lambda request: second if b"page=2" in request.url.query else first(found=searchset([]))


def test_a34_further_pages_of_a_prefetched_list_are_fetched_with_the_token() -> None:
    with EHRServer(MedicationRequest=CASE["prefetch"]["medications"]) as server:
        (reply,) = ask(with_value("medications", first(found=searchset([]))))
    assert [str(r.url) for r in server.sent] == [NEXT]
    assert server.sent[0].headers["authorization"] == "Bearer canary-token"
    assert anonymous(reply) == BY_PREFETCH


def test_a34_pages_of_a_fetched_list_are_followed() -> None:
    with EHRServer(MedicationRequest=paged(CASE["prefetch"]["medications"])) as server:
        (reply,) = ask(without("medications"))
    assert len(server.sent) == 2
    assert anonymous(reply) == BY_PREFETCH


@pytest.mark.parametrize("second", [500, 403, 404, HTML, WRONG, httpx.ReadTimeout("x"), FAILED])
def test_e8_a_second_page_that_fails_leaves_the_list_incomplete(second: Any) -> None:
    with EHRServer(MedicationRequest=lambda r: second if b"page=2" in r.url.query else first()):
        (reply,) = ask(without("medications"))
    assert reply.status == 200
    assert "MedicationRequest list is incomplete" in reply.text


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example.org/fhir/MedicationRequest?page=2",
        "//evil.example.org/fhir/MedicationRequest?page=2",
        "http://ehr.example.org/fhir/MedicationRequest?page=2",
        "https://ehr.example.org:8443/fhir/MedicationRequest?page=2",
        "https://ehr.example.org/admin",
        "https://ehr.example.org/fhir/../admin",
        "https://user@ehr.example.org/fhir/MedicationRequest?page=2",
        "",
    ],
)
def test_d10_a_page_elsewhere_is_not_followed(link: str) -> None:
    with EHRServer() as server:
        (reply,) = ask(with_value("medications", first(link)))
    assert server.sent == []
    assert "MedicationRequest list is incomplete" in reply.text


def test_a34_without_access_the_list_is_incomplete() -> None:
    (reply,) = ask({**CASE, "prefetch": {**CASE["prefetch"], "medications": first()}})
    assert "MedicationRequest list is incomplete" in reply.text


def test_e8_a_loop_of_pages_is_left() -> None:
    with EHRServer(MedicationRequest=first()) as server:
        (reply,) = ask(without("medications"))
    assert len(server.sent) == 2
    assert "MedicationRequest list is incomplete" in reply.text


def _endless(request: httpx.Request) -> Json:
    page = int(request.url.params.get("page", "1"))
    return first(f"{EHR}/MedicationRequest?page={page + 1}")


@pytest.mark.parametrize("pages", [1, 3, 10])
def test_e8_pages_without_end_are_left_at_the_limit(pages: int) -> None:
    with EHRServer(MedicationRequest=_endless) as server:
        (reply,) = ask(without("medications"), fhir_pages=pages)
    assert len(server.sent) == pages
    assert "MedicationRequest list is incomplete" in reply.text


# One deadline, one retry, a rest -----------------------------------------------------------------


def test_e7_a_busy_server_is_asked_once_more() -> None:
    replies = iter([httpx.Response(503, headers={"Retry-After": "0"})])
    with EHRServer(Condition=lambda _: next(replies, CASE["prefetch"]["conditions"])) as server:
        (reply,) = ask(without("conditions"))
    assert len(server.sent) == 2
    assert anonymous(reply) == BY_PREFETCH


def test_e7_a_server_that_fails_five_calls_is_left_alone_and_prefetch_still_answers() -> None:
    missing = without("conditions", "observations", "reports")
    with EHRServer(Condition=500, Observation=500, DiagnosticReport=500) as server:
        replies = ask(*[missing] * 7, without("reports"), without())
    assert len(server.sent) == 5 * 3
    assert [r.status for r in replies] == [*[412] * 7, 200, 200]
    assert "DiagnosticReport data could not be read" in replies[7].text
    assert anonymous(replies[8]) == BY_PREFETCH


def test_e7_a_server_that_answers_something_is_not_left_alone() -> None:
    with EHRServer(DiagnosticReport=500) as server:
        ask(*[without("conditions", "reports")] * 7)
    assert len(server.sent) == 7 * 2


@pytest.mark.parametrize("answer", [400, 410, 422, HTML, WRONG])
def test_e7_an_answer_nobody_can_use_is_an_answer_and_the_server_not_left_alone(answer: Any) -> None:
    with EHRServer(DiagnosticReport=answer) as server:
        ask(*[without("reports")] * 7)
    assert len(server.sent) == 7


def test_e7_failures_of_one_tenant_cost_another_nothing() -> None:
    missing = without("reports")
    north, south = Caller("General Hospital").of_tenant("north"), Caller("General Hospital").of_tenant("south")
    with EHRServer(DiagnosticReport=500) as server:
        ask_for(*[(north, missing)] * 7, (south, missing))
    assert len(server.sent) == 5 + 1


# Medications behind references (client-quirks C-E4) ----------------------------------------------

LANREOTIDE = {"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "68092"}
DRUG = {"resourceType": "Medication", "id": "drug-1", "code": {"coding": [LANREOTIDE]}}


def order(reference: str, number: int = 1, **members: Any) -> Json:
    """An active order that names its drug by reference only."""
    return {
        "resourceType": "MedicationRequest",
        "id": f"order-{number}",
        "status": "active",
        "intent": "order",
        "subject": {"reference": f"Patient/{PATIENT}"},
        "authoredOn": "2026-11-01",
        "medicationReference": {"reference": reference},
        **members,
    }


def on_ssa(*orders: Json, drug: Any = DRUG) -> tuple[str, list[str]]:
    """What is known of SSA treatment with only these orders, and the paths asked for."""
    with EHRServer(Medication=drug) as server:
        (reply,) = ask(with_value("medications", searchset(list(orders))))
    return reply.predicates["ssa"], [r.url.path for r in server.sent]


@pytest.mark.parametrize("reference", ["Medication/drug-1", f"{EHR}/Medication/drug-1", "Medication/drug-1/_history/2"])
def test_ce4_a_medication_nobody_sent_is_read(reference: str) -> None:
    assert on_ssa(order(reference)) == ("yes", ["/fhir/Medication/drug-1"])


@pytest.mark.parametrize("drug", [404, 403, 500, HTML, WRONG])
def test_ce4_a_medication_that_cannot_be_read_costs_nothing_else(drug: Any) -> None:
    assert on_ssa(order("Medication/drug-1"), drug=drug) == ("unknown", ["/fhir/Medication/drug-1"])


@pytest.mark.parametrize(
    "reference",
    [
        "https://evil.example.org/fhir/Medication/drug-1",
        "https://ehr.example.org/admin/Medication/drug-1",
        "Medication/../Patient",
        "Medication/..",
        "Medication/a?b=c",
        "Medication/a%2fb",
        "Patient/1",
        "#drug-1",
        "urn:uuid:7a1f0b0e-0000-4000-8000-000000000000",
        "",
    ],
)
def test_d10_d13_other_references_are_not_followed(reference: str) -> None:
    assert on_ssa(order(reference))[1] == []


def test_ce4_a_coded_order_and_a_medication_that_came_along_are_not_asked_for() -> None:
    coded = order("Medication/drug-1", medicationCodeableConcept={"coding": [LANREOTIDE]})
    assert on_ssa(coded) == ("yes", [])
    assert on_ssa(order("Medication/drug-1"), DRUG) == ("yes", [])


def test_ce4_at_most_twenty_medications_are_read_each_once() -> None:
    orders = [order(f"Medication/drug-{n % 25}", n) for n in range(50)]
    assert len(on_ssa(*orders)[1]) == 20


def test_ce4_nothing_is_read_for_a_patient_out_of_scope() -> None:
    empty = {key: searchset([]) for key in KIND_OF if key != "patient"}
    prefetch = {"patient": CASE["prefetch"]["patient"], **empty, "medications": searchset([order("Medication/drug-1")])}
    with EHRServer(Medication=DRUG) as server:
        (reply,) = ask(without(prefetch=prefetch))
    assert (reply.body, server.sent) == ({"cards": []}, [])


def test_ce4_the_drug_of_a_draft_order_is_read() -> None:
    draft = order("Medication/drug-1", status="draft")
    context = {**CASE["context"], "draftOrders": {"resourceType": "Bundle", "entry": [{"resource": draft}]}}
    with EHRServer(Medication=DRUG) as server:
        (reply,) = ask(without(hook="order-sign", context=context))
    assert [r.url.path for r in server.sent] == ["/fhir/Medication/drug-1"]
    assert reply.codes


# A record that shows nothing in scope at first sight ---------------------------------------------

GLUCAGON = {
    "resourceType": "Observation",
    "id": "glucagon",
    "status": "final",
    "subject": {"reference": f"Patient/{PATIENT}"},
    "code": {"coding": [{"system": "http://loinc.org", "code": "2338-2"}]},
    "effectiveDateTime": "2026-11-10",
    "valueQuantity": {"value": 900, "unit": "pg/mL"},
}
BLOOD_COUNT = {**GLUCAGON, "id": "count", "code": {"coding": [{"system": "http://loinc.org", "code": "718-7"}]}}


@pytest.mark.parametrize("told", [first(f"{EHR}/Observation?page=2", searchset([BLOOD_COUNT])), FAILED, "absent"])
def test_what_brings_a_patient_into_scope_may_be_what_is_fetched(told: Any) -> None:
    prefetch = {key: searchset([]) for key in KIND_OF} | {"patient": CASE["prefetch"]["patient"], "observations": told}
    if told == "absent":
        del prefetch["observations"]
    with EHRServer(Observation=searchset([GLUCAGON])) as server:
        (reply,) = ask(without(prefetch=prefetch))
    assert len(server.sent) == 1
    assert "K02" in reply.codes

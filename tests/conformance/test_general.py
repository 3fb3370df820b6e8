"""A.11 Freshness, guidance that replaces guidance, browsers."""

import json

import pytest

from tests.conformance.patients import above_1000, choosing, lanreotide, signing
from tests.conformance.server import Server

CHOOSING = choosing(lanreotide())
SIGNING = signing(lanreotide())
CARDS = ["K11"]


@pytest.mark.conformance("A-119")
def test_each_call_is_judged_on_its_own_data(server: Server) -> None:
    changed = json.loads(json.dumps(above_1000()).replace("1600", "60"))
    assert server.ask(above_1000()).predicates["gt1000"] == "yes"
    assert server.ask(changed).predicates["gt1000"] == "no"
    assert server.ask(above_1000()).predicates["gt1000"] == "yes"


@pytest.mark.conformance("A-120")
def test_an_order_sign_answer_stands_alone(server: Server) -> None:
    before = server.ask(SIGNING)
    server.ask(CHOOSING)
    assert server.ask(SIGNING).codes == before.codes == CARDS


@pytest.mark.conformance("A-118")
@pytest.mark.parametrize(("path", "method"), [("/cds-services", "GET"), ("/cds-services/nme-patient-view", "POST")])
def test_browsers_may_call_across_origins_without_credentials(path: str, method: str, server: Server) -> None:
    asked = {"Origin": "https://sandbox.cds-hooks.org", "Access-Control-Request-Method": method}
    response = server.request("OPTIONS", path, headers=asked)
    assert (response.status_code, response.headers["access-control-allow-origin"]) == (200, "*")
    assert "access-control-allow-credentials" not in response.headers

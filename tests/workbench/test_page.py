"""The page at ``/``: what it shows of a patient, and what it says when it cannot."""

import json
import re
from html import unescape
from typing import Any

import httpx
import pytest

from service.main import build_app
from service.settings import Settings
from tests.acceptance.shapes import TODAY
from tests.service.running import running
from tests.service.test_cli import REQUESTS

LOCALIZED = (REQUESTS / "localized-operable.json").read_text(encoding="utf-8")
HOSTILE = "<script>alert(1)</script>"


def shown(web: httpx.Client, **asked: str) -> str:
    """The text of the page for an example patient."""
    answer = web.get("/", params=asked)
    assert answer.status_code == 200, answer.text
    return text_of(answer)


def text_of(answer: httpx.Response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def sent(web: httpx.Client, record: str, **fields: str) -> httpx.Response:
    """The answer to a pasted record, as a browser sends the form."""
    parts: dict[str, Any] = {name: (None, value) for name, value in {"record": record, **fields}.items()}
    return web.post("/", files=parts)


def cards_of(web: httpx.Client, request: dict[str, Any]) -> list[dict[str, Any]]:
    answer = web.post(f"/cds-services/nme-{request['hook']}", json=request).json()
    return list(answer["cards"])


def test_without_a_patient_the_page_offers_them_and_shows_the_map(web: httpx.Client) -> None:
    page = shown(web)
    assert "Localized, operable" in page
    assert "S04" in page
    assert "What the clinician sees" not in page


def test_the_cards_are_those_the_service_sends(web: httpx.Client) -> None:
    request = web.get("/workbench/request", params={"patient": "localized-operable"}).json()
    page = shown(web, patient="localized-operable")
    cards = cards_of(web, request)
    assert cards
    for card in cards:
        assert card["summary"] in page
        for suggestion in card.get("suggestions", []):
            assert suggestion["label"] in page


@pytest.mark.parametrize("hook", ["order-select", "order-sign"])
def test_an_order_is_put_to_the_service_of_its_hook(web: httpx.Client, hook: str) -> None:
    asked = {"patient": "metastatic-on-octreotide-lar", "hook": hook, "order": "lanreotide"}
    request = web.get("/workbench/request", params=asked).json()
    assert request["context"]["draftOrders"]["entry"][0]["resource"]["subject"]["reference"].startswith("Patient/")
    [first, *_] = cards_of(web, request)
    assert first["summary"] in shown(web, **asked)


def test_why_says_each_answer_in_words_with_its_entries(web: httpx.Client) -> None:
    page = shown(web, patient="localized-operable")
    assert "S04 Localized, recorded as operable" in page
    assert "distant metastasis recorded as absent" in page
    assert "Observation/localized-operable-" in page
    assert "Not these states, which come first" in page


def test_a_supposed_answer_leads_to_other_cards_marked_as_hypothetical(web: httpx.Client) -> None:
    page = shown(web, patient="localized-operable", **{"answer.mets": "yes"})
    assert "State S06" in page
    assert "Hypothetical. Something below is supposed, not recorded: distant metastasis recorded" in page
    assert "supposed, not recorded" in page
    assert "Hypothetical" not in shown(web, patient="localized-operable")


def test_a_supposed_result_is_read_as_if_it_stood_in_the_record(web: httpx.Client) -> None:
    asked = {"patient": "rash-not-worked-up", "result.glucagon": "1200"}
    page = shown(web, **asked)
    assert "State S03" in page
    assert "Plasma glucagon 1200 pg/mL" in page
    request = web.get("/workbench/request", params=asked).json()
    assert request["prefetch"]["observations"]["entry"][-1]["resource"]["valueQuantity"]["value"] == 1200


def test_every_step_that_matters_leads_where_it_says(web: httpx.Client) -> None:
    page = web.get("/", params={"patient": "localized-operable"}).text
    steps = re.findall(
        r"<th scope=\"row\">[^<]+</th>\s*<td>(?:<strong>(S\w+) [^<]*</strong>|the same)</td>.*?value=\"(\w+:\w+)\"",
        page,
        re.DOTALL,
    )
    assert ("S06", "mets:yes") in steps
    for state, step in steps[:6]:
        assert f"State {state or 'S04'} " in shown(web, patient="localized-operable", suppose=step)


def test_a_pasted_request_is_answered_as_the_service_does(web: httpx.Client) -> None:
    answer = sent(web, LOCALIZED)
    assert answer.status_code == 200
    for card in cards_of(web, json.loads(LOCALIZED)):
        assert card["summary"] in text_of(answer)


def test_a_pasted_bundle_is_put_to_the_chosen_hook(web: httpx.Client) -> None:
    told = json.loads(LOCALIZED)["prefetch"]
    entries = [{"resource": told["patient"]}, *(e for b in told.values() for e in b.get("entry", []))]
    bundle = json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries})
    answer = sent(web, bundle, hook="order-select", order="lanreotide")
    assert answer.status_code == 200
    assert "nme-order-select" in text_of(answer)
    assert "State S04" in text_of(answer)


def test_an_uploaded_file_is_read(web: httpx.Client) -> None:
    answer = web.post("/", files={"file": ("patient.json", LOCALIZED, "application/json")})
    assert "State S04" in text_of(answer)


@pytest.mark.parametrize(
    ("record", "says"),
    [
        ("not json", "This is not JSON"),
        ("[" * 100_000, "This is not JSON"),
        ("\ud83d".encode("utf-8", "surrogatepass").decode("latin-1"), "This is not JSON"),
        ("{}", "neither a hook request (no 'hook') nor a FHIR Bundle"),
        ('{"resourceType": "Bundle"}', "The Bundle holds no Patient with an id"),
        ('{"resourceType": "Bundle", "entry": 5}', "The Bundle holds no Patient with an id"),
        ('{"hook": "patient-chart"}', "No service answers this hook"),
        ('{"hook": ["patient-view"]}', "No service answers this hook"),
        ('{"hook": "patient-view"}', "hookInstance is missing"),
    ],
)
def test_a_broken_record_is_said_to_be_so_and_not_shown_back_as_html(web: httpx.Client, record: str, says: str) -> None:
    answer = sent(web, record)
    assert answer.status_code == 422
    assert says in text_of(answer)


def test_data_that_decide_nothing_are_a_message_not_a_failure(web: httpx.Client) -> None:
    request = json.loads(LOCALIZED)
    del request["prefetch"]["conditions"]
    answer = sent(web, json.dumps(request))
    assert answer.status_code == 422
    assert "conditions" in text_of(answer)


def test_a_form_that_is_none_or_is_empty_is_refused(web: httpx.Client) -> None:
    assert web.post("/", content=b"record=1").status_code == 400
    assert web.post("/", content=b"", headers={"Content-Type": "multipart/form-data; boundary=x"}).status_code == 400
    assert sent(web, "  ").status_code == 400


def test_a_record_beyond_the_limit_is_refused(web: httpx.Client) -> None:
    answer = sent(web, "x" * (9 * 1024 * 1024))
    assert answer.status_code == 400
    assert "more than 8388608 bytes" in text_of(answer)


def test_text_of_the_record_stays_text(web: httpx.Client) -> None:
    answer = sent(web, LOCALIZED.replace("Fit for resection", HOSTILE.replace('"', "")))
    assert answer.status_code == 200
    assert HOSTILE not in answer.text


def test_an_unknown_patient_is_said_to_be_so(web: httpx.Client) -> None:
    assert web.get("/", params={"patient": HOSTILE}).status_code == 422
    assert HOSTILE not in web.get("/", params={"patient": HOSTILE}).text
    assert web.get("/workbench/request", params={"patient": "nobody"}).status_code == 404


def test_the_page_is_strict_and_not_kept(web: httpx.Client) -> None:
    headers = web.get("/").headers
    assert headers["cache-control"] == "no-store"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    page = web.get("/", params={"patient": "long-course-several-results"}).text
    assert " style=" not in page
    assert "<script>" not in page
    assert "onclick" not in page


@pytest.mark.parametrize(("file", "kind"), [("workbench.css", "text/css"), ("workbench.js", "javascript")])
def test_its_files_are_its_own(web: httpx.Client, file: str, kind: str) -> None:
    answer = web.get(f"/workbench/{file}")
    assert answer.status_code == 200
    assert kind in answer.headers["content-type"]


@pytest.mark.parametrize(("workbench", "is_page"), [(None, True), (True, True), (False, False)])
def test_the_page_is_there_in_open_mode_or_where_it_is_set(workbench: bool | None, is_page: bool) -> None:
    with running(build_app(Settings(today=TODAY, ledger_url="none", workbench=workbench))) as (host, port):
        answer = httpx.get(f"http://{host}:{port}/")
    assert answer.headers["content-type"].startswith("text/html" if is_page else "application/json")


def test_where_strangers_may_come_it_is_off_unless_set() -> None:
    assert not Settings(host="0.0.0.0").shows_workbench  # noqa: S104
    assert Settings(host="0.0.0.0", workbench=True).shows_workbench  # noqa: S104

"""The pages a card links to."""

import asyncio
from decimal import Decimal

import httpx
import pytest
from starlette.applications import Starlette

from hooks.clinical.codes import ValueSetRow
from hooks.nme import PATHWAY
from hooks.nme.cards.catalogue import RECOMMENDATIONS
from service.http.errors import answer_service_error
from service.protocol.errors import ServiceError
from service.review.pages import page, page_routes
from service.site import Site

HOSTILE = "<script>alert(1)</script>"


class Pages:
    """The pages alone, with the service's own way of answering errors."""

    def __init__(self, site: Site) -> None:
        self._app = Starlette(routes=page_routes(site), exception_handlers={ServiceError: answer_service_error})

    def get(self, address: str) -> httpx.Response:
        """What a browser gets."""
        return asyncio.run(self._get(address))

    async def _get(self, address: str) -> httpx.Response:
        transport = httpx.ASGITransport(self._app)
        async with httpx.AsyncClient(transport=transport, base_url="http://pages") as browser:
            return await browser.get(address)


@pytest.fixture(scope="module")
def pages() -> Pages:
    return Pages(Site(PATHWAY))


def test_the_review_page_shows_the_document_with_its_picture_inside(pages: Pages) -> None:
    answer = pages.get("/review")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "<h1 id=" in answer.text
    for heading in ("sign-off", "states", "cards", "predicates", "numbers", "codes", "k04-surgery-first"):
        assert f'id="{heading}"' in answer.text
    assert answer.text.count("<svg ") == 1
    assert "<img" not in answer.text


def test_no_two_anchors_of_the_review_page_are_the_same(pages: Pages) -> None:
    anchors = [part.split('"')[0] for part in pages.get("/review").text.split(' id="')[1:]]
    assert len(anchors) == len(set(anchors))


@pytest.mark.parametrize("card", RECOMMENDATIONS.values(), ids=RECOMMENDATIONS)
def test_each_recommendation_has_a_page_that_says_what_and_when_and_what_never(pages: Pages, card: object) -> None:
    recommendation = RECOMMENDATIONS[getattr(card, "id", "")]
    answer = pages.get(f"/recommendations/{recommendation.id}")
    assert answer.status_code == 200
    assert f"<title>{recommendation.id} " in answer.text
    for heading in ("When it appears", "Summary line, the first that applies", "What it never says"):
        assert f">{heading}</h2>" in answer.text
    assert 'href="../review"' in answer.text


def test_the_page_of_k04_gives_the_statements_behind_it_in_full(pages: Pages) -> None:
    text = pages.get("/recommendations/K04").text
    assert "<li>S1.06: Localized disease can be cured by surgery.</li>" in text
    assert "No dose, frequency or duration stands in any of them." in text


@pytest.mark.parametrize("unknown", ["K00", "K22", "k04", "K04x", HOSTILE])
def test_an_unknown_recommendation_is_a_404_that_repeats_nothing(pages: Pages, unknown: str) -> None:
    answer = pages.get(f"/recommendations/{unknown}".replace("/script", "%2Fscript"))
    assert answer.status_code == 404
    assert unknown not in answer.text


def test_the_404_is_an_operation_outcome(pages: Pages) -> None:
    answer = pages.get("/recommendations/K99")
    assert answer.json() == {
        "resourceType": "OperationOutcome",
        "issue": [
            {
                "severity": "error",
                "code": "not-found",
                "diagnostics": "There is no recommendation with this id. GET /review lists them.",
            }
        ],
    }


@pytest.mark.parametrize("address", ["/review", "/recommendations/K01"])
def test_pages_load_nothing_and_run_nothing(pages: Pages, address: str) -> None:
    answer = pages.get(address)
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    assert answer.headers["content-security-policy"] == policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "<script" not in answer.text
    assert ' src="' not in answer.text
    assert 'href="http' not in answer.text


def test_markup_in_a_code_of_the_site_stays_text() -> None:
    hostile = ValueSetRow("nme", "include", "urn:oid:1.2.3", "X-1", f"{HOSTILE}<img src=x>")
    text = Pages(Site(PATHWAY, local_codes=(hostile,))).get("/review").text
    assert "<script" not in text
    assert "<img" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x&gt;" in text


def test_a_number_of_the_site_is_on_its_pages() -> None:
    pages = Pages(Site(PATHWAY, overrides={"glucagon_typical": Decimal(450)}))
    assert "<strong>450</strong> (this site; default 500)" in pages.get("/review").text
    assert "Glucagon above 450 pg/mL" in pages.get("/recommendations/K02").text


def test_the_title_of_a_page_is_escaped() -> None:
    assert "<title>a &lt; b</title>" in page("a < b", "")

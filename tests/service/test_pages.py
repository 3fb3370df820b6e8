"""The pages of the review: the core, a page a card, annexes, search; compressed, cacheable, and safe."""

import gzip
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from hooks.clinical.codes import ValueSetRow
from hooks.nme import PATHWAY
from hooks.nme.cards.catalogue import RECOMMENDATIONS
from service.review.annexes import ANNEXES
from service.review.edition import Edition
from service.review.sheet import sheets
from service.review.signatures import read, sign
from service.site import Site
from tests.service.page_reader import Pages

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def pages() -> Pages:
    return Pages(Site(PATHWAY))


def test_the_review_shows_the_core_with_its_picture_inside(pages: Pages) -> None:
    answer = pages.get("/review")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    for place in ("picture", "states", "cards", "numbers", "differences", "questions", "K04"):
        assert f'id="{place}"' in answer.text
    assert answer.text.count("<svg ") == 1
    assert 'href="review/K04"' in answer.text
    assert 'href="review/codes"' in answer.text


def test_no_two_anchors_of_a_page_are_the_same(pages: Pages) -> None:
    for address in ("/review", *(f"/review/{name}" for name in ANNEXES)):
        anchors = [part.split('"')[0] for part in pages.get(address).text.split(' id="')[1:]]
        assert len(anchors) == len(set(anchors)), address


@pytest.mark.parametrize("card", RECOMMENDATIONS)
def test_each_card_has_a_page_that_says_what_and_when_and_what_never(pages: Pages, card: str) -> None:
    answer = pages.get(f"/review/{card}")
    assert answer.status_code == 200
    assert f"<title>{card} " in answer.text
    for heading in ("When it appears", "What it never says"):
        assert f">{heading}</h3>" in answer.text
    assert 'href="../review"' in answer.text


def test_each_sentence_of_a_card_stands_beside_the_file_and_line_that_hold_it(pages: Pages) -> None:
    for card in RECOMMENDATIONS:
        table = pages.get(f"/review/{card}").text.partition("and where it stands")[2].partition("</table>")[0]
        rows = table.split("<tr>")[2:]
        assert rows, card
        for row in rows:
            file, _, line = row.partition("<td>hooks/")[2].partition("</td>")[0].partition(":")
            assert (Path("hooks") / file).read_text(encoding="utf-8").splitlines()[int(line) - 1], row


@pytest.mark.parametrize("name", ANNEXES)
def test_each_annex_has_a_page(pages: Pages, name: str) -> None:
    answer = pages.get(f"/review/{name}")
    assert f"<title>{ANNEXES[name].title}</title>" in answer.text
    assert ".md" not in answer.text.partition("<main>")[2].replace("REVIEW.md", "")


def test_words_lead_to_the_file_and_line(pages: Pages) -> None:
    found = pages.get("/review/find?words=Surgical+consult+RESECTION").text
    assert "<code>hooks/nme/cards/proposals.py:" in found
    assert pages.get("/review/find?words=nothing+holds+these").text.count("<code>") == 0
    assert "0 places" in pages.get("/review/find?words=nothing+holds+these").text
    code = next(row.code for row in PATHWAY.value_sets)
    assert "hooks/nme/codes/value_sets.csv:" in pages.get(f"/review/find?words={code}").text


def test_a_search_without_end_is_cut(pages: Pages) -> None:
    assert len(pages.get("/review/find?words=" + "x" * 5_000).text) < 10_000


@pytest.mark.parametrize("unknown", ["K00", "K99x", "k04", HOSTILE])
def test_an_unknown_page_is_a_404_that_repeats_nothing(pages: Pages, unknown: str) -> None:
    answer = pages.get(f"/review/{unknown}".replace("/script", "%2Fscript"))
    assert answer.status_code == 404
    assert unknown not in answer.text


def test_the_404_is_an_operation_outcome(pages: Pages) -> None:
    (issue,) = pages.get("/review/K00").json()["issue"]
    assert issue == {
        "severity": "error",
        "code": "not-found",
        "diagnostics": "There is no recommendation with this id. GET /review lists them.",
    }


@pytest.mark.parametrize("address", ["/review", "/review/K01", "/review/codes", "/review/find?words=zinc"])
def test_pages_load_nothing_and_run_nothing(pages: Pages, address: str) -> None:
    answer = pages.get(address)
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; frame-ancestors 'none'"
    assert answer.headers["content-security-policy"] == policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "<script" not in answer.text
    assert ' src="' not in answer.text
    assert 'href="http' not in answer.text


def test_what_is_searched_for_stays_text(pages: Pages) -> None:
    assert "<script" not in pages.get(f"/review/find?words={HOSTILE}").text


def test_markup_in_a_code_of_the_site_stays_text() -> None:
    hostile = ValueSetRow("nme", "include", "urn:oid:1.2.3", "X-1", f"{HOSTILE}<img src=x>")
    text = Pages(Site(PATHWAY, local_codes=(hostile,))).get("/review/codes").text
    assert "<script" not in text
    assert "<img" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x&gt;" in text


def test_a_number_of_the_site_is_on_its_pages_beside_the_shipped_one() -> None:
    pages = Pages(Site(PATHWAY, overrides={"glucagon_typical": Decimal(450)}))
    assert "<strong>450</strong> (this site; default 500)" in pages.get("/review/numbers").text
    core = pages.get("/review").text
    assert "<b>450 pg/mL</b> <mark>this site; shipped 500</mark>" in core
    assert "Glucagon above 450 pg/mL" in core
    assert "this site's own: 1 numbers, 0 codes, 0 phrases." in core


# Served ------------------------------------------------------------------------------------------


def test_a_page_is_compressed_for_those_who_take_it(pages: Pages) -> None:
    plain = pages.get("/review", accept_encoding="identity")
    packed = pages.get("/review", accept_encoding="gzip, br")
    assert (packed.headers["content-encoding"], "content-encoding" in plain.headers) == ("gzip", False)
    assert packed.text == plain.text
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 3
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert len(gzip.compress(plain.content)) > 0


def test_a_page_that_did_not_change_is_not_sent_again(pages: Pages) -> None:
    first = pages.get("/review/K04")
    again = pages.get("/review/K04", if_none_match=first.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    assert pages.get("/review/K04", if_none_match='"another"').status_code == 200
    other = Pages(replace_number()).get("/review/K04", if_none_match=pages.get("/review/K02").headers["etag"])
    assert other.status_code == 200


def replace_number() -> Site:
    """A site with a number of its own."""
    return Site(PATHWAY, overrides={"glucagon_typical": Decimal(450)})


# Signed ------------------------------------------------------------------------------------------


def test_a_page_says_who_signed_it_and_what_changed_since(tmp_path: Path) -> None:
    sheet, file = sheets(Edition(Site(PATHWAY)))["K04"], tmp_path / "signatures.toml"
    sign(file, sheet, name="Ada <Example>", role="clinician", day=date(2026, 11, 20))
    text = Pages(Site(PATHWAY), read(file)).get("/review/K04").text
    assert "signed: Ada &lt;Example&gt;, clinician, 2026-11-20" in text
    sign(file, replace(sheets(Edition(Site(PATHWAY)))["K05"], lines=("name: Other",)), name="A", role="c", day=date.max)
    changed = Pages(Site(PATHWAY), read(file)).get("/review/K05").text
    assert "changed since signed" in changed
    assert "-name: Other" in changed

"""The page a card links to: why it is shown, what each source says, and nothing about any patient."""

import re
from decimal import Decimal
from html import unescape

import pytest

from hooks.clinical.pathway import Pathway
from hooks.nme import PATHWAY
from hooks.nme.cards import wording
from hooks.nme.codes.parameters import ASSESSMENT_WINDOW
from service.site import Site
from tests.service.page_reader import Pages

MOST_WORDS = 600
CARDS = PATHWAY.recommendations


@pytest.fixture(scope="module")
def pages() -> Pages:
    return Pages(Site(PATHWAY))


def text_of(pages: Pages, card: str) -> str:
    """The words of the page's main part."""
    answer = pages.get(f"/why/{card}")
    assert answer.status_code == 200
    main = answer.text.partition("<main>")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


@pytest.mark.parametrize("card", CARDS)
def test_each_page_is_under_600_words_and_has_its_parts_in_order(pages: Pages, card: str) -> None:
    text = text_of(pages, card)
    assert len(text.split()) < MOST_WORDS
    parts = ["Shown when", "Where they differ", "From elsewhere", "Numbers in force", "Never said", "Cannot see"]
    places = [text.index(part) for part in parts if part in text]
    assert places == sorted(places)
    assert {"Shown when", "Where they differ", "Never said", "Cannot see"} <= {p for p in parts if p in text}
    assert wording.CANNOT_SEE[0] in text


@pytest.mark.parametrize("card", CARDS)
def test_every_statement_and_source_of_a_card_stands_on_its_page_once(pages: Pages, card: str) -> None:
    page = pages.get(f"/why/{card}").text
    anchors = re.findall(r'<li id="([SE][^"]+)">', page)
    assert sorted(anchors) == sorted({*CARDS[card].basis(), *_of_variant(PATHWAY, card)})
    for id_ in (i for i in anchors if i.startswith("S")):
        assert PATHWAY.sources.library.statements[id_].text in unescape(page)


def _of_variant(pathway: Pathway, card: str) -> tuple[str, ...]:
    return pathway.variants[card].basis() if card in pathway.variants else ()


@pytest.mark.parametrize("card", CARDS)
def test_no_page_speaks_in_the_projects_own_names(pages: Pages, card: str) -> None:
    text = text_of(pages, card)
    assert not re.search(r"\bseed [12]\b|\bpredicate\b|\bbranch\b|\bS(0\d|1[01])[A-Z]?\b|\{", text)


def test_k04_is_shown_when_localized_and_operable_and_names_no_difference(pages: Pages) -> None:
    text = text_of(pages, "K04")
    assert "Shown when tumour recorded, distant metastasis recorded as absent, recorded as a candidate" in text
    assert "Where they differ Not on this card." in text
    assert 'href="https://statpearls.com/' in pages.get("/why/K04").text


def test_k07_sets_both_texts_side_by_side_and_says_what_one_alone_holds(pages: Pages) -> None:
    text = text_of(pages, "K07")
    assert "Metastatic but still resectable. StatPearls: Medical therapy is the cornerstone" in text
    assert "Interferon-alpha. StatPearls only." in text


def test_a_sites_own_number_is_marked_beside_the_shipped_one() -> None:
    own = Pages(Site(PATHWAY, {ASSESSMENT_WINDOW.name: Decimal(120)}))
    assert "120 d this site; shipped 180" in text_of(own, "K04")
    assert "this site" not in text_of(Pages(Site(PATHWAY)), "K04")


def test_the_address_of_version_1_leads_to_the_page(pages: Pages) -> None:
    moved = pages.get("/recommendations/K04")
    assert (moved.status_code, moved.headers["location"]) == (301, "../why/K04")
    for unknown in ("/recommendations/K99", "/why/K99", "/why/%3Cscript%3E", "/recommendations/..%2F..%2Fevil"):
        assert pages.get(unknown).status_code == 404


@pytest.mark.parametrize("address", ["/why/K04", "/sources"])
def test_a_page_needs_no_script_and_is_kept_by_who_has_it(pages: Pages, address: str) -> None:
    answer = pages.get(address)
    assert "<script" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert pages.get(address, if_none_match=answer.headers["etag"]).status_code == 304

"""A.8 Card."""

import json
import re
from uuid import UUID

import pytest
from markdown_it import MarkdownIt

from hooks.nme.cards.wording import OVERRIDE_REASONS
from tests.acceptance.build import Json
from tests.acceptance.shapes import PATIENT
from tests.conformance.corpus import Exchange
from tests.conformance.patients import above_1000, changed, metastatic
from tests.conformance.server import Server, serving

TYPES = {
    "uuid": str,
    "summary": str,
    "detail": str,
    "indicator": str,
    "source": dict,
    "suggestions": list,
    "selectionBehavior": str,
    "overrideReasons": list,
    "links": list,
    "extension": dict,
}
GFM = MarkdownIt("gfm-like", {"linkify": False})
HTML = "<img src=x onerror=alert(1)><b>x</b> [a](javascript:alert(1)) ![b](https://evil.example/p.png)"


@pytest.mark.conformance("A-59", "A-74", "C-S4")
def test_every_card_and_suggestion_has_a_uuid_of_its_own(answers: list[Exchange]) -> None:
    things = [thing for answer in answers for thing in (*answer.cards, *answer.suggestions)]
    uuids = [thing["uuid"] for thing in things]
    assert all(str(UUID(uuid)) == uuid for uuid in uuids)
    assert len(set(uuids)) == len(uuids) > 10_000


@pytest.mark.conformance("A-60", "B-9", "B-10")
def test_the_summary_is_one_line_of_fewer_than_140_characters(cards: list[Json]) -> None:
    summaries = {card["summary"] for card in cards}
    assert all(0 < len(summary) < 140 and summary.splitlines() == [summary] for summary in summaries)


@pytest.mark.conformance("A-61", "C-E19", "C-S6")
def test_the_detail_is_markdown_without_html_or_script(cards: list[Json]) -> None:
    for detail in {card["detail"] for card in cards}:
        assert not re.search(r"<\s*/?\s*[a-zA-Z!]", detail)
        assert not re.search(r"\]\(", detail)


@pytest.mark.conformance("A-61", "C-S6")
def test_html_in_the_record_stays_text(server: Server) -> None:
    hostile = changed(metastatic(), "conditions", lambda c: c["code"].update(text=f"{c['code'].get('text')} {HTML}"))
    details = [card["detail"] for card in server.ask(hostile).cards]
    rendered = "".join(GFM.render(detail) for detail in details)
    assert "&lt;img" in rendered
    assert not re.search(r"<(img|b|a|script)\b", rendered)


@pytest.mark.conformance("A-62", "B-9", "B-10")
def test_the_indicator_is_info_or_warning(cards: list[Json]) -> None:
    assert {card["indicator"] for card in cards} == {"info", "warning"}


@pytest.mark.conformance("A-63", "A-64", "A-65", "B-9", "B-11")
def test_the_source_is_named_and_leads_to_one_page(cards: list[Json], server: Server) -> None:
    sources = [card["source"] for card in cards]
    assert all(source.keys() == {"label", "url", "topic"} and source["label"] for source in sources)
    (url,) = {source["url"] for source in sources}
    assert server.get(url).status_code == 200


@pytest.mark.conformance("A-66")
def test_there_is_no_icon(cards: list[Json]) -> None:
    assert not any("icon" in card["source"] for card in cards)


@pytest.mark.conformance("A-67", "A-123", "B-11", "C-E18")
def test_the_topic_is_the_recommendation_and_stays_the_same(cards: list[Json]) -> None:
    topics = {json.dumps(card["source"]["topic"], sort_keys=True) for card in cards}
    read = [json.loads(topic) for topic in topics]
    assert {topic["system"] for topic in read} == {"urn:nme-cds:recommendation"}
    assert len({topic["code"] for topic in read}) == len(read)
    assert all(re.fullmatch(r"[A-Za-z0-9]{1,100}", topic["code"]) and topic["display"] for topic in read)


@pytest.mark.conformance("A-69", "A-72", "B-13", "C-E16")
def test_the_selection_behaviour_is_any_with_suggestions_and_absent_without(cards: list[Json]) -> None:
    seen = {("suggestions" in card, card.get("selectionBehavior")) for card in cards}
    assert seen == {(True, "any"), (False, None)}


@pytest.mark.conformance("A-70", "A-88", "A-123", "B-16", "C-E25")
def test_every_card_offers_the_same_readable_override_reasons(cards: list[Json]) -> None:
    offered = {json.dumps(card["overrideReasons"]) for card in cards}
    (reasons,) = map(json.loads, offered)
    assert [reason["code"] for reason in reasons] == [
        "done-elsewhere",
        "not-this-disease",
        "patient-preference",
        "specialist-team",
        "data-incorrect",
        "other",
    ]
    assert [reason["display"] for reason in reasons] == [reason.display for reason in OVERRIDE_REASONS]
    assert {reason["system"] for reason in reasons} == {"urn:nme-cds:override-reason"}


@pytest.mark.conformance("A-5", "B-18")
def test_every_member_of_a_card_has_its_type(cards: list[Json]) -> None:
    for card in cards:
        assert card.keys() <= TYPES.keys()
        assert all(type(value) is TYPES[name] for name, value in card.items())
        assert all(card.values())


@pytest.mark.conformance("A-84", "A-85", "A-86", "A-87", "B-17", "B-21", "C-E21")
def test_every_link_is_absolute_leads_here_and_knows_no_patient(cards: list[Json], server: Server) -> None:
    links = {json.dumps(link, sort_keys=True) for card in cards for link in card["links"]}
    for link in map(json.loads, links):
        assert link.keys() == {"label", "url", "type"}
        assert (link["type"], link["url"].partition("/why/")[0]) == ("absolute", "http://127.0.0.1:8000")
        assert PATIENT not in link["url"]
        assert server.get(link["url"]).status_code == 200


@pytest.mark.conformance("A-84")
def test_links_begin_with_the_public_address() -> None:
    with serving(public_url="https://cds.example.org/nme") as public:
        (url, *_) = {link["url"] for card in public.ask(above_1000()).cards for link in card["links"]}
    assert url.startswith("https://cds.example.org/nme/why/K")

"""The sources, and the 13 attributes: used or not as the criteria are, not as somebody typed."""

import json
from dataclasses import replace
from html import unescape

import pytest

from hooks.clinical.advice import Recommendation
from hooks.clinical.criterion import Check
from hooks.clinical.evidence import Finding, Need
from hooks.clinical.truth import NO
from hooks.nme import PATHWAY
from hooks.nme.cards import wording
from service.fhir.models import Patient
from service.review.addresses import link
from service.review.attributes import ELEMENTS, Use, of_cards, of_service, uses
from service.review.edition import Edition
from service.review.sheet import sheets
from service.site import Site
from tests.service.page_reader import Pages

NAMES = (*ELEMENTS, "Health status assessments")


@pytest.fixture(scope="module")
def pages() -> Pages:
    return Pages(Site(PATHWAY))


def used(found: tuple[Use, ...]) -> dict[str, tuple[str, ...]]:
    return {use.name: use.by for use in found if use.by}


def test_the_service_uses_sex_birth_date_and_three_assessments_and_nothing_else_of_the_person() -> None:
    assert [use.name for use in of_service(PATHWAY)] == [*NAMES]
    assert used(of_service(PATHWAY)) == {
        "Sex": ("gender",),
        "Date of birth": ("birthDate",),
        "Health status assessments": ("pregnancy status", "ECOG", "ASA class"),
    }


def test_the_reader_of_a_patient_holds_no_element_that_is_said_not_to_be_used() -> None:
    read = {"birthDate" if name == "birth_date" else name for name in Patient.__struct_fields__}
    told = {element for use in of_service(PATHWAY) for element in use.by}
    assert read & {element for elements in ELEMENTS.values() for element in elements} == told & read


def test_a_criterion_that_begins_to_look_at_an_element_changes_what_is_said() -> None:
    asks = Check(
        "speaks", lambda _: Finding(NO), needs=frozenset({Need("Patient", elements=frozenset({"communication"}))})
    )
    card: Recommendation = replace(PATHWAY.recommendations["K21"], shows=(asks,))
    changed = replace(PATHWAY, recommendations={**PATHWAY.recommendations, "K21": card})
    assert used(of_service(changed))["Language"] == ("communication",)
    assert used(of_cards(changed)["K21"]) == {"Language": ("communication",)}
    assert used(of_cards(PATHWAY)["K21"]) == {}


def test_each_attribute_follows_from_its_elements() -> None:
    for name, elements in ELEMENTS.items():
        for element in elements:
            assert used(tuple(uses([Need("Patient", elements=frozenset({element}))], {}))) == {name: (element,)}
    assert used(tuple(uses([Need("Observation", frozenset({"x"}))], {"X": frozenset({"x"})}))) == {NAMES[-1]: ("X",)}


def test_drafts_make_a_card_look_at_age_and_pregnancy() -> None:
    """They are withheld from a child and in pregnancy."""
    assert "Date of birth" in used(of_cards(PATHWAY)["K09"])
    assert "pregnancy status" in used(of_cards(PATHWAY)["K09"])["Health status assessments"]


def test_the_page_holds_purpose_texts_attributes_and_every_source(pages: Pages) -> None:
    page = unescape(pages.get("/sources").text)
    for words in (wording.INTENDED_USE, wording.NOT_FOR, "Not a CE-marked device", "not stated", "droracle.ai"):
        assert words in page
    assert "exempt" not in page.lower()
    assert [name for name in NAMES if f"<td>{name}</td>" in page] == [*NAMES]
    assert [id_ for id_ in PATHWAY.sources.library.sources if f'id="{id_}"' not in page] == []


def test_both_say_how_many_parts_nobody_signed(pages: Pages) -> None:
    parts = len(sheets(Edition(Site(PATHWAY))))
    assert f"Of the pathway's {parts} parts {parts} are <strong>not signed</strong>" in pages.get("/sources").text
    assert pages.get("/sources.json").json()["signed"] == {"parts": parts, "unsigned": parts}


def test_the_json_says_the_same(pages: Pages) -> None:
    answer = pages.get("/sources.json")
    assert answer.headers["content-type"] == "application/json"
    told = json.loads(answer.text)
    assert [*told["attributes"]] == [*NAMES]
    assert told["attributes"]["Sex"] == {"used": True, "by": ["gender"]}
    assert told["attributes"]["Race"] == {"used": False, "by": []}
    assert told["funding"] == PATHWAY.sources.publication.funding
    assert [*told["cards"]] == [*PATHWAY.recommendations]
    assert told["cards"]["K04"]["citations"][:2] == ["StatPearls", "Dr.Oracle page"]
    assert [text["id"] for text in told["texts"]] == ["S1", "S2"]


@pytest.mark.parametrize(
    ("address", "to"),
    [
        ("doi 10.1111/jne.13318; citedrive.com", "https://doi.org/10.1111/jne.13318"),
        ("PMC4807640", "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC4807640/"),
        ("PubMed 2884877", "https://pubmed.ncbi.nlm.nih.gov/2884877/"),
        ("droracle.ai/articles/324209", "https://droracle.ai/articles/324209"),
        ("merckmanuals.com/en-pr/professional/.../glucagonoma", ""),
        ("J Am Acad Dermatol 1995;32:604-9", ""),
        ("skyscape", ""),
    ],
)
def test_only_what_can_be_opened_is_a_link(address: str, to: str) -> None:
    assert link(address) == to

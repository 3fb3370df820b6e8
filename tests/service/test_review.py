"""The review document and the picture: fresh, complete, and saying what the pathway does."""

import json
import re
from decimal import Decimal
from functools import cache, partial
from pathlib import Path

import pytest
from markupsafe import escape

from hooks.clinical.codes import ValueSetRow
from hooks.clinical.evidence import Parameter
from hooks.nme import PATHWAY
from hooks.nme.cards.catalogue import RECOMMENDATIONS
from hooks.nme.codes.parameters import ALL, GLUCAGON_TYPICAL
from hooks.nme.codes.value_sets import rows
from hooks.nme.orders.table import TABLE
from hooks.nme.overlays import OVERLAYS
from hooks.nme.predicates import PREDICATES
from hooks.nme.quality import ISSUES
from hooks.nme.sources.library import DIFFERENCES, LIBRARY
from hooks.nme.states import STATES
from service.pages.render import markdown
from service.protocol.request import parse
from service.review.annexes import ANNEXES, annex
from service.review.diagram import pathway_svg
from service.review.document import CORE_FILE, PICTURE_FILE, files, write_review
from service.review.edition import Edition
from service.review.examples import examples
from service.review.markdown import escaped, slug
from service.review.tables import label, shown_on
from service.site import Site
from tests.acceptance import write_card_examples
from tests.acceptance.in_process import machine

ROOT = Path(__file__).parents[2]
SITE = Site(PATHWAY)
FILES = files(SITE)
REVIEW = "\n".join(text for file, text in FILES.items() if file.suffix == ".md")
PICTURE = FILES[PICTURE_FILE]
CORE = FILES[CORE_FILE]
EXAMPLES = cache(partial(examples, SITE))
WORDS_A_PAGE = 800


def annexes(site: Site) -> str:
    """Every annex for a site."""
    return "\n".join(annex(name, Edition(site)) for name in ANNEXES)


# Fresh -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", FILES, ids=str)
def test_a_file_of_the_review_is_what_the_pathway_says_today(file: Path) -> None:
    fresh = (ROOT / file).read_text(encoding="utf-8") == FILES[file]
    assert fresh, f"{file} is stale: run ./regenerate and read the difference before you commit it"


def test_no_file_is_left_of_an_annex_that_is_no_more() -> None:
    kept = {file.relative_to(ROOT) for file in (ROOT / "docs/review").iterdir()}
    assert kept == {file for file in FILES if file.parent == CORE_FILE.parent}


def test_the_files_are_written_below_the_root(tmp_path: Path) -> None:
    written = write_review(SITE, tmp_path)
    assert [file.relative_to(tmp_path) for file in written] == list(FILES)
    assert written[0].read_text(encoding="utf-8") == CORE


# The core ----------------------------------------------------------------------------------------


def test_the_core_has_the_words_of_ten_pages() -> None:
    text = re.sub(r"<style>.*?</style>|<[^>]+>", " ", CORE, flags=re.DOTALL)
    assert len(text.split()) <= 10 * WORDS_A_PAGE


@pytest.mark.parametrize("card", [card for card in RECOMMENDATIONS if card not in {c.id for c in PATHWAY.on_request}])
def test_the_example_of_a_card_is_the_card_the_service_sends(card: str) -> None:
    """The case it was written from, put to the machine again."""
    (written,) = [one for one in json.loads(write_card_examples.text()) if one["card"] == card]
    service = next(s for s in PATHWAY.services if s.hook == written["request"]["hook"])
    case, answer = machine().consult(service, parse(json.dumps(written["request"]).encode(), service.hook))
    reply = json.loads(machine().reply(answer, case))
    (sent,) = [one for one in reply["cards"] if one["source"]["topic"]["code"] == card]
    shown = EXAMPLES()[card]
    assert (shown.card.summary, shown.card.detail, shown.card.indicator) == (
        sent["summary"],
        sent["detail"],
        sent["indicator"],
    )
    assert [one.label for one in shown.card.suggestions] == [one["label"] for one in sent.get("suggestions", ())]
    for words in (escape(written["patient"]), escape(sent["summary"]), str(markdown(sent["detail"])).strip()):
        assert words in CORE


def test_the_patients_of_the_examples_are_those_of_the_cases() -> None:
    stale = "hooks/nme/examples/cards.json is stale: run ./regenerate"
    assert write_card_examples.FILE.read_text(encoding="utf-8") == write_card_examples.text(), stale


def test_the_core_names_every_state_card_number_difference_and_question() -> None:
    for state in STATES:
        assert f"<td>{state.id}</td>" in CORE
    for card in RECOMMENDATIONS.values():
        assert f'<article id="{card.id}">' in CORE
        assert all(str(escape(words)) in CORE for words in card.never_says)
    for number in ALL:
        assert f"<b>{number.value:f} {number.unit}</b>" in CORE
    for difference in DIFFERENCES:
        assert f"<b>{difference.id} " in CORE
    for question in PATHWAY.sources.questions:
        assert str(escape(question.question)) in CORE


# Complete ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("statement", [s.id for s in LIBRARY.statements.values() if not s.meta])
def test_every_statement_that_is_not_provenance_is_carried_by_a_card(statement: str) -> None:
    assert any(statement in card.basis() for card in RECOMMENDATIONS.values())


def test_the_statements_are_those_of_the_specification() -> None:
    """Pathway 1.1 and 1.2: S1.01 to S1.26, S2.01 to S2.51; P1 to P4, 52 and 53 are provenance."""
    carried = [f"S1.{n:02}" for n in range(1, 27)] + [f"S2.{n:02}" for n in range(1, 52)]
    provenance = ["S2.52", "S2.53", "S2.P1", "S2.P2", "S2.P3", "S2.P4"]
    statements = LIBRARY.statements.values()
    assert sorted(s.id for s in statements if not s.meta) == carried
    assert sorted(s.id for s in statements if s.meta) == provenance


def test_no_card_carries_provenance_as_if_it_were_a_statement() -> None:
    assert [
        c.id
        for c in RECOMMENDATIONS.values()
        for i in c.basis()
        if i in LIBRARY.statements and LIBRARY.statements[i].meta
    ] == []


def test_there_are_cards_k01_to_k22_and_each_has_its_section() -> None:
    assert list(RECOMMENDATIONS) == [f"K{n:02}" for n in range(1, 23)]
    for card in RECOMMENDATIONS.values():
        assert f"\n### {card.id} {card.name}\n" in REVIEW


def test_every_sentence_a_card_can_say_is_in_the_review() -> None:
    edition = Edition(SITE)
    cards = RECOMMENDATIONS.values()
    sentences = [line.text for card in cards for line in card.says.lines()]
    assert [text for text in sentences if edition.text(text) not in REVIEW] == []


def test_every_suggested_order_and_every_forbidden_phrase_is_in_the_review() -> None:
    cards = RECOMMENDATIONS.values()
    orders = [escaped(proposal.text) for card in cards for proposal in card.proposals]
    phrases = [f"“{escaped(phrase)}”" for card in cards for phrase in card.never_says]
    assert [words for words in (*orders, *phrases) if words not in REVIEW] == []


def test_every_order_sentence_is_in_the_review() -> None:
    edition = Edition(SITE)
    assert [line.text for row in TABLE for line in row.says.lines() if edition.text(line.text) not in REVIEW] == []


def test_every_state_overlay_predicate_and_issue_appears() -> None:
    for state in STATES:
        assert f"**{state.id}** " in REVIEW
    for overlay in OVERLAYS:
        assert f"**{overlay.id}** " in REVIEW
    for predicate in PREDICATES:
        assert f"\n### {predicate.id}: " in REVIEW
    for issue in ISSUES:
        assert f"| {issue.name} | " in REVIEW


@pytest.mark.parametrize("parameter", ALL, ids=lambda p: p.name)
def test_every_number_appears_with_its_value_unit_label_and_source(parameter: Parameter) -> None:
    may_be = PATHWAY.bounds.range_of(parameter)
    assert may_be, "a site may set every number, within bounds"
    bounds = f"{may_be.least:f} to {may_be.most:f}"
    value = f"| {parameter.value:f} | {parameter.unit} | {bounds} | {label(parameter)} | {parameter.source} |"
    assert f"| `{parameter.name}` | {escaped(parameter.meaning)} {value}" in REVIEW


def test_no_parameter_name_is_left_in_braces() -> None:
    assert re.findall(r"\{\w+\}", REVIEW + PICTURE + CORE) == []


def test_every_code_appears_and_none_is_unverified() -> None:
    assert {row.status for row in rows()} == {"VERIFIED", "SINGLE-SOURCE"}
    assert [row.code for row in rows() if escaped(f"{row.code}") not in REVIEW] == []


def test_all_fifteen_differences_and_open_questions_appear() -> None:
    assert [d.id for d in DIFFERENCES] == [f"X{n}" for n in range(1, 16)]
    assert [q.id for q in PATHWAY.sources.questions] == list(range(1, 16))
    assert [q.id for q in PATHWAY.sources.questions if escaped(q.question) not in REVIEW] == []


def test_every_difference_is_shown_on_a_card_that_exists() -> None:
    for difference in DIFFERENCES:
        assert shown_on(difference, PATHWAY), difference.id
        assert set(shown_on(difference, PATHWAY)) <= set(RECOMMENDATIONS), difference.id


def test_every_link_inside_the_document_leads_to_a_heading() -> None:
    headings = {slug(heading) for heading in re.findall(r"^#+ (.+)$", REVIEW, re.MULTILINE)}
    assert set(re.findall(r"\]\(#([^)]+)\)", REVIEW)) <= headings


def test_every_table_has_as_many_cells_in_each_row_as_in_its_head() -> None:
    for block in re.findall(r"(?:^\|.*\n)+", REVIEW, re.MULTILINE):
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}) == 1


# A site's own ------------------------------------------------------------------------------------


def test_a_number_of_the_site_stands_beside_the_default_and_in_every_sentence() -> None:
    site = Site(PATHWAY, {GLUCAGON_TYPICAL.name: Decimal(450)})
    text = annexes(site)
    assert "| **450** (this site; default 500) | pg/mL |" in text
    assert "**S03N** Glucagon above 450 pg/mL, no tumour found" in text
    assert "Glucagon above 450 pg/mL" in pathway_svg(Edition(site))


def test_codes_of_the_site_are_listed_apart() -> None:
    own = ValueSetRow("nme", "include", "urn:oid:1.2.3", "NME-1", "Our NME | local")
    text = annexes(Site(PATHWAY, local_codes=(own,)))
    assert "### Codes of this site\n\nNone." in REVIEW
    assert "| `nme` | urn:oid:1.2.3 | NME-1 | Our NME \\| local | LOCAL |" in text


@pytest.mark.parametrize(
    ("source", "expected"),
    [("S2.24", "seed"), ("E31", "external"), ("atomic mass 65.38", "external"), ("DESIGN, as E40", "DESIGN")],
)
def test_a_number_is_labelled_by_its_source(source: str, expected: str) -> None:
    assert label(Parameter("n", Decimal(1), "d", "meaning", source, "2.1")) == expected


def test_markup_in_a_text_stands_for_itself() -> None:
    assert escaped("a|b <i> *c* `d` \\ \n e") == "a\\|b \\<i> \\*c\\* \\`d\\` \\\\ e"

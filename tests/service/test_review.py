"""The review document and the picture: fresh, complete, and saying what the pathway does."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

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
from service.review.diagram import pathway_svg
from service.review.document import COMMAND, PICTURE_FILE, review, review_file, write_review
from service.review.edition import Edition
from service.review.markdown import escaped, slug
from service.review.tables import label, shown_on
from service.site import Site

ROOT = Path(__file__).parents[2]
STALE = f"is stale: run '{COMMAND}' and read the difference before you commit it"
SITE = Site(PATHWAY)
REVIEW_FILE = review_file(PATHWAY)
REVIEW = review(SITE)
PICTURE = pathway_svg(Edition(SITE))


# Fresh -------------------------------------------------------------------------------------------


def test_the_review_document_in_the_repository_is_what_the_pathway_says_today() -> None:
    fresh = (ROOT / REVIEW_FILE).read_text(encoding="utf-8") == REVIEW
    assert fresh, f"{REVIEW_FILE} {STALE}"


def test_the_picture_in_the_repository_is_what_the_state_table_says_today() -> None:
    fresh = (ROOT / PICTURE_FILE).read_text(encoding="utf-8") == PICTURE
    assert fresh, f"{PICTURE_FILE} {STALE}"


def test_both_files_are_written_below_the_root(tmp_path: Path) -> None:
    written = write_review(SITE, tmp_path)
    assert written == (
        tmp_path / "hooks/nme/REVIEW.md",
        tmp_path / "docs/pathway.svg",
        tmp_path / "docs/pathway-map.svg",
    )
    assert written[0].read_text(encoding="utf-8") == REVIEW


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
    assert [c.id for c in RECOMMENDATIONS.values() for i in c.basis() if LIBRARY.statements[i].meta] == []


def test_there_are_cards_k01_to_k21_and_each_has_its_section_and_its_line_to_sign() -> None:
    assert list(RECOMMENDATIONS) == [f"K{n:02}" for n in range(1, 22)]
    for card in RECOMMENDATIONS.values():
        title = f"{card.id} {card.name}"
        assert f"\n### {title}\n" in REVIEW
        assert f"| [{title}](#{slug(title)}) |  |  |  |" in REVIEW


def test_every_sentence_a_card_can_say_is_in_the_review() -> None:
    edition = Edition(SITE)
    cards = RECOMMENDATIONS.values()
    sentences = [line.text for card in cards for line in (*card.summary, *card.says, *card.elsewhere)]
    assert [text for text in sentences if edition.text(text) not in REVIEW] == []


def test_every_suggested_order_and_every_forbidden_phrase_is_in_the_review() -> None:
    cards = RECOMMENDATIONS.values()
    orders = [escaped(proposal.text) for card in cards for proposal in card.proposals]
    phrases = [f"“{escaped(phrase)}”" for card in cards for phrase in card.never_says]
    assert [words for words in (*orders, *phrases) if words not in REVIEW] == []


def test_every_order_sentence_is_in_the_review() -> None:
    edition = Edition(SITE)
    assert [line.text for row in TABLE for line in row.says if edition.text(line.text) not in REVIEW] == []


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
    value = f"| {parameter.value:f} | {parameter.unit} | {label(parameter)} | {parameter.source} |"
    assert f"| `{parameter.name}` | {escaped(parameter.meaning)} {value}" in REVIEW


def test_no_parameter_name_is_left_in_braces() -> None:
    assert re.findall(r"\{\w+\}", REVIEW + PICTURE) == []


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
    text = review(site)
    assert "| **450** (this site; default 500) | pg/mL |" in text
    assert "**S03N** Glucagon above 450 pg/mL, no tumour found" in text
    assert "Glucagon above 450 pg/mL" in pathway_svg(Edition(site))


def test_codes_of_the_site_are_listed_apart() -> None:
    own = ValueSetRow("nme", "include", "urn:oid:1.2.3", "NME-1", "Our NME | local")
    text = review(Site(PATHWAY, local_codes=(own,)))
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

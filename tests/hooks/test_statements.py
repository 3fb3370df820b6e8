"""The reviewed texts: statements, sources, agreements, differences and the fixed wording."""

import re

import pytest

from hooks.clinical.library import ExternalSource, parse
from hooks.nme import PATHWAY
from hooks.nme.cards.wording import (
    DELETE_STOP,
    FORBIDDEN,
    INTENDED_USE,
    NAMED,
    NOT_FOR,
    OVERRIDE_REASONS,
    OVERRIDE_SYSTEM,
    SOURCE_LABEL,
    TOPIC_SYSTEM,
    forbidden_in,
)
from hooks.nme.sources.library import AGREEMENTS, DIFFERENCES, LIBRARY, SEEDS

SEED_1 = [f"S1.{n:02d}" for n in range(1, 27)]
SEED_2_META = [f"S2.P{n}" for n in range(1, 5)]
SEED_2 = [f"S2.{n:02d}" for n in range(1, 54)]
ABSENT_SOURCES = {"E13", "E14", "E70", "E72", "E73"}
SPLIT_SOURCES = {"E10"}

MINIMAL = """
[seeds]
[statements]
"S1.01" = {{ seed = {seed}, use = {use}, text = "t" }}
[agreements]
A1 = {{ topic = "t", statements = ["{named}"], rule = "r" }}
[differences]
[sources]
"""


def minimal(seed: int = 1, use: str = '["text"]', named: str = "S1.01") -> str:
    return MINIMAL.format(seed=seed, use=use, named=named)


def test_all_83_statements_of_section_1_are_there_in_order() -> None:
    assert list(LIBRARY.statements) == [*SEED_1, *SEED_2_META, *SEED_2]
    assert len(LIBRARY.statements) == 83


def test_the_statements_no_card_carries_are_the_ones_about_the_page_itself() -> None:
    assert [s.id for s in LIBRARY.statements.values() if s.meta] == [*SEED_2_META, "S2.52", "S2.53"]


def test_a_statement_with_two_uses_keeps_both() -> None:
    assert LIBRARY.statements["S1.14"].use == "trigger, text"
    assert LIBRARY.statements["S1.13"].use == "text"


@pytest.mark.parametrize(
    ("ids", "hedge"),
    [
        (("S1.04",), "generally"),
        (("S1.05", "S2.07", "S2.24", "S2.39"), "often"),
        (("S1.20", "S1.21", "S1.22"), "some cases"),
        (("S1.16", "S2.33", "S2.34", "S2.35"), "can be considered"),
        (("S1.26",), "may be considered"),
        (("S1.25",), "seems"),
        (("S2.40",), "rarely"),
        (("S2.16",), "if it is needed"),
        (("S2.19",), "can lead"),
        (("S2.05",), "typically"),
        (("S1.24",), "mainly"),
        (("S1.03",), "majority"),
        (("S2.18", "S2.02"), "feasible"),
        (("S2.32",), "if present"),
    ],
)
def test_every_hedge_of_the_source_texts_is_kept(ids: tuple[str, ...], hedge: str) -> None:
    assert [i for i in ids if hedge not in LIBRARY.statements[i].text] == []


def test_neither_source_text_holds_a_number_but_the_share_with_metastases() -> None:
    numbers = {s.id: re.findall(r"\d+(?= ?(?:%|mg|mcg|pg|days|weeks))", s.text) for s in LIBRARY.statements.values()}
    assert {i: found for i, found in numbers.items() if found} == {"S1.07": ["50", "100"]}


def test_no_statement_uses_a_forbidden_word() -> None:
    assert {s.id: forbidden_in(s.text) for s in LIBRARY.statements.values() if forbidden_in(s.text)} == {}


def test_every_external_source_of_section_9_is_there() -> None:
    numbered = {f"E{n:02d}" for n in range(1, 82)} - ABSENT_SOURCES - SPLIT_SOURCES
    parts = {f"E10{part}" for part in "abcde"} | {"E55b"}
    assert set(LIBRARY.sources) == numbered | parts


def test_every_external_source_says_what_it_may_be_used_for_and_how_much_was_read() -> None:
    for source in LIBRARY.sources.values():
        assert isinstance(source, ExternalSource)
        assert source.title
        assert source.use
        assert source.address
        assert source.access
        assert re.fullmatch(r"(19|20)\d\d|", source.year), source.id


def test_agreements_and_differences_are_complete() -> None:
    assert [a.id for a in AGREEMENTS] == [f"A{n}" for n in range(1, 6)]
    assert [d.id for d in DIFFERENCES] == [f"X{n}" for n in range(1, 16)]
    assert all(d.rule and d.kind for d in DIFFERENCES)


def test_differences_cite_only_what_the_library_holds() -> None:
    cited = {i for d in DIFFERENCES for i in re.findall(r"[SE]\d+(?:\.\d\d)?", f"{d.seed_1} {d.seed_2} {d.rule}")}
    assert cited - set(LIBRARY.statements) - set(LIBRARY.sources) == set()


def test_the_identity_of_both_source_texts_is_disclosed() -> None:
    assert [s.id for s in SEEDS] == ["S1", "S2"]
    assert "not verified" in SEEDS[0].identity
    assert "pending human review" in SEEDS[1].identity


def test_a_well_formed_file_is_read() -> None:
    assert parse(minimal()).agreements[0].statements == ("S1.01",)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (minimal(use='["rumour"]'), "rumour"),
        (minimal(seed=2), "not a statement of seed 2"),
        (minimal(named="S1.99"), "S1.99"),
    ],
)
def test_a_malformed_file_is_refused(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse(text)


def test_a_statement_id_cannot_be_used_twice() -> None:
    twice = '"S1.01" = { seed = 1, use = ["text"], text = "u" }\n[agreements]'
    with pytest.raises(ValueError, match=r"S1\.01|overwrite"):
        parse(minimal().replace("[agreements]", twice))


def test_the_label_names_both_texts_and_that_the_second_awaits_its_review() -> None:
    assert SOURCE_LABEL == "StatPearls; Dr.Oracle (awaiting review)"
    assert NAMED == (("S1.", "StatPearls"), ("S2.", "Dr.Oracle page (awaiting its own review)"))


def test_the_fixed_texts_use_no_forbidden_word() -> None:
    texts = (
        *(name for _, name in NAMED),
        DELETE_STOP,
        SOURCE_LABEL,
        INTENDED_USE,
        NOT_FOR,
        *(r.display for r in OVERRIDE_REASONS),
    )
    assert [forbidden_in(text) for text in texts] == [[]] * len(texts)


def test_override_reasons_are_six_with_stable_codes() -> None:
    assert [reason.code for reason in OVERRIDE_REASONS] == [
        "done-elsewhere",
        "not-this-disease",
        "patient-preference",
        "specialist-team",
        "data-incorrect",
        "other",
    ]
    assert all(reason.display for reason in OVERRIDE_REASONS)
    assert OVERRIDE_SYSTEM == "urn:nme-cds:override-reason"
    assert TOPIC_SYSTEM == "urn:nme-cds:recommendation"
    assert PATHWAY.version == "2.0.0"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A critical value", "critical"),
        ("This is Diagnostic.", "diagnostic"),
        ("glucagonoma excluded", "excluded"),
        ("the patient has glucagonoma", "patient has"),
        ("surgery must follow", "must"),
        ("this requires surgery", "requires"),
        ("an SSA is indicated", "is indicated"),
        ("a high probability", "probability"),
        ("a 30 % chance of cure", "percent chance"),
        ("the risk of 30%", "percent chance"),
        ("the guideline says", "guideline says"),
    ],
)
def test_a_forbidden_word_is_found(text: str, name: str) -> None:
    assert name in forbidden_in(text)
    assert name in {words.name for words in FORBIDDEN}


@pytest.mark.parametrize(
    "text",
    [
        "criticism of the diagnosis",
        "the best chance of cure",
        "reports run from 50 % to 100 % of patients",
        "a mustard rash",
        "patients have often lost weight",
    ],
)
def test_a_word_that_only_looks_alike_is_not_found(text: str) -> None:
    assert forbidden_in(text) == []

"""What the words of a record name, and how (pathway-2 1.1 to 1.5; fhir-inputs, "Words")."""

import sys
from collections.abc import Iterable
from types import FrameType
from typing import Any

import pytest

from hooks.clinical.grammar import role_of
from hooks.clinical.phrasebook import CONTRAST
from hooks.clinical.phrases import Spoken, Term, phrase_of
from hooks.clinical.words import LONGEST_TEXT, normal
from hooks.nme.codes.reading import READING, terms

NME, GLUCAGONOMA = "nme", "glucagonoma"


def spoken(*texts: str) -> dict[str, Spoken]:
    return READING.phrasebook.spoken(texts, READING.conditions)


def says(text: str, concept: str = NME) -> set[str] | None:
    """What the text says of the concept: denied, possible, past, nothing more; None when it does not name it."""
    how = spoken(text).get(concept)
    if how is None:
        return None
    return {name for name in ("denied", "possible", "past") if getattr(how, name)}


def named(texts: Iterable[str], concepts: frozenset[str]) -> frozenset[str]:
    return READING.phrasebook.named(texts, concepts)


@pytest.mark.parametrize(
    "text",
    [
        "Necrolytic migratory erythema",
        "NECROLYTIC   MIGRATORY-ERYTHEMA",
        "Érythema necrolyticum migrans",
        "Rash: necrolytic erythema migrans (biopsy proven)",
        "ｎecrolytic migratory erythema",
        "migratory necrolytic erythema",
        "Erythema necroticans migrans",
        "Nekrolytisches migratorisches Erythem",
        "eritema necrolítico migratorio",
        "ERYTHÈME NÉCROLYTIQUE MIGRATEUR",
        "eritema necrolitico migratorio",
        "eritema necrolítico migratório",
        "坏死松解性游走性红斑",
        "患者有坏死松解性游走性红斑三年",
        "壊死性遊走性紅斑",
        "Rash, not psoriasis: necrolytic migratory erythema",
        "No fever. Necrolytic migratory erythema",
        "No improvement on steroids but necrolytic migratory erythema on biopsy",
        "no improvement of necrolytic migratory erythema",
        "Necrolytic migratory erythema, no itching",
        "Necrolytic migratory erythema. Psoriasis ruled out",
        "Noted: necrolytic migratory erythema",
        "Erythema chronicum migrans in childhood; necrolytic erythema migrans",
        "one two three four five six seven no eight nine ten eleven twelve x y necrolytic migratory erythema",
    ],
)
def test_nme_is_said(text: str) -> None:
    assert says(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "NME",
        "NME on breast MRI",
        "Necrolytic acral erythema",
        "Erythema migrans",
        "Erythema chronicum migrans",
        "Geographic tongue (erythema migrans of the tongue)",
        "游走性红斑",
        "necrolytic migratory erythematous rash",
        "prenecrolytic migratory erythema",
        "Pseudoglucagonoma syndrome",
        "Pseudo-glucagonoma",
        "",
    ],
)
def test_near_misses_say_nothing(text: str) -> None:
    assert spoken(text) == {}


@pytest.mark.parametrize(
    "text",
    [
        "No necrolytic migratory erythema",
        "Rash, not necrolytic migratory erythema",
        "without necrolytic migratory erythema",
        "denies necrolytic migratory erythema",
        "Ruled out: necrolytic migratory erythema",
        "Family history of necrolytic migratory erythema",
        "Family history: necrolytic migratory erythema",
        "Mother: necrolytic migratory erythema?",
        "Necrolytic migratory erythema - ruled out",
        "Necrolytic migratory erythema, ruled out 2019",
        "Necrolytic migratory erythema (husband)",
        "Necrolytic migratory erythema in her father",
        "Necrolytic migratory erythema unlikely",
        "Kein Erythema necrolyticum migrans",
        "Erythema necrolyticum migrans ausgeschlossen",
        "Sin eritema necrolítico migratorio",
        "无坏死松解性游走性红斑",
        "壊死性遊走性紅斑なし",
        "No fever and no sign of necrolytic migratory erythema",
        "no one two three four five six necrolytic migratory erythema",
    ],
)
def test_a_denial_or_a_family_member_in_its_clause_is_no_match(text: str) -> None:
    how = says(text)
    assert how is not None
    assert "denied" in how


def test_a_denial_reaches_six_words_and_no_further() -> None:
    assert says("no one two three four five six seven necrolytic migratory erythema") == set()


@pytest.mark.parametrize(
    "text",
    [
        "possible necrolytic migratory erythema",
        "Probable necrolytic migratory erythema",
        "suspected necrolytic migratory erythema",
        "rule out necrolytic migratory erythema",
        "r/o necrolytic migratory erythema",
        "necrolytic migratory erythema?",
        "Necrolytic migratory erythema (suspected)",
        "Concern for necrolytic migratory erythema",
        "no response to steroids, biopsy c/w necrolytic migratory erythema",
        "Necrolytic migratory erythema not excluded",
        "Necrolytic migratory erythema cannot be excluded at this time",
        "cannot exclude necrolytic migratory erythema",
        "Erythema necrolyticum migrans nicht ausgeschlossen",
        "V.a. Erythema necrolyticum migrans",
        "V. a. Erythema necrolyticum migrans",
        "Psoriasis versus necrolytic migratory erythema",
        "Necrolytic migratory erythema vs psoriasis",
        "不能排除坏死松解性游走性红斑",
        "壊死性遊走性紅斑の疑い",
        "NME, concern for glucagonoma",
        "Glucagonoma rash of the groin",
    ],
)
def test_a_word_of_doubt_an_abbreviation_or_a_rash_of_the_tumour_makes_it_possible(text: str) -> None:
    assert says(text) == {"possible"}


@pytest.mark.parametrize(
    "text", ["Necrolytic migratory erythema, possible psoriasis", "Possible flu. Necrolytic migratory erythema"]
)
def test_doubt_about_something_else_is_none(text: str) -> None:
    assert says(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "History of necrolytic migratory erythema",
        "H/o necrolytic migratory erythema",
        "S/P necrolytic migratory erythema",
        "Z.n. necrolytic migratory erythema",
        "Z. n. necrolytic migratory erythema",
        "Necrolytic migratory erythema, resolved 2019",
        "Necrolytic migratory erythema in remission",
        "Resolved necrolytic migratory erythema",
    ],
)
def test_words_of_history_say_that_it_is_over(text: str) -> None:
    assert says(text) == {"past"}


@pytest.mark.parametrize(
    "text",
    ["Necrolytic migratory erythema, status post biopsy", "Necrolytic migratory erythema with resolved diarrhoea"],
)
def test_history_of_something_after_the_name_is_not_its_own(text: str) -> None:
    assert says(text) == set()


def test_a_tumour_and_an_operation_in_one_text() -> None:
    found = spoken("Glucagonoma, status post distal pancreatectomy")
    assert found == {GLUCAGONOMA: Spoken(), "distal_pancreatectomy": Spoken(past=True)}


@pytest.mark.parametrize(
    ("text", "is_metastatic"),
    [
        ("Metastatic glucagonoma", True),
        ("Glucagonoma, metastatic to liver", True),
        ("Glucagonoma (metastatic)", True),
        ("Non-metastatic glucagonoma", False),
        ("Glucagonoma without metastatic disease", False),
        ("Glucagonoma", False),
    ],
)
def test_metastatic_beside_the_name_is_kept(text: str, is_metastatic: bool) -> None:
    assert spoken(text)[GLUCAGONOMA] == Spoken(qualifiers=frozenset({"metastatic"} if is_metastatic else ()))


def test_a_rash_of_a_glucagonoma_is_no_tumour() -> None:
    assert GLUCAGONOMA not in spoken("Glucagonoma rash")
    assert GLUCAGONOMA in spoken("Glucagonoma with a rash")


def test_every_text_of_an_entry_counts_and_the_weakest_word_wins() -> None:
    certain = "Necrolytic migratory erythema"
    assert spoken("rash", certain) == {NME: Spoken()}
    assert spoken("Necrolytic migratory erythema?", certain)[NME].possible
    assert spoken("No necrolytic migratory erythema", certain)[NME].denied


def test_an_abbreviation_says_nothing_more_beside_the_full_name() -> None:
    assert says("Necrolytic migratory erythema (NME)") == set()


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("US abdomen", "ultrasound_abdomen"),
        ("Abdominal ultrasound, complete", "ultrasound_abdomen"),
        ("Ultrasound abdomen", "ultrasound_abdomen"),
        ("Sonography", "ultrasound_abdomen"),
        ("Ga-68 DOTATATE PET/CT", "receptor_pet"),
        ("68Ga-DOTATOC", "receptor_pet"),
        ("dotanoc scan", "receptor_pet"),
        ("Somatostatin receptor PET", "receptor_pet"),
        ("Embolization of hepatic artery", "liver_directed_therapy"),
        ("Radiofrequency ablation of liver lesion", "liver_directed_therapy"),
        ("TACE of liver metastasis", "liver_directed_therapy"),
        ("Whipple procedure", "pancreatectomy"),
        ("Whipple", "pancreatectomy"),
        ("Pancreaticoduodenectomy", "pancreatectomy"),
        ("Laparoscopic distal pancreatectomy with splenectomy", "distal_pancreatectomy"),
        ("Left pancreatectomy", "distal_pancreatectomy"),
        ("Enucleation of pancreas", "pancreatic_lesion_excision"),
        ("Ambulatory referral to surgical oncology", "surgical_referral"),
        ("Referral to hepatobiliary surgery", "surgical_referral"),
    ],
)
def test_phrases_name_their_procedure(text: str, concept: str) -> None:
    assert named([text], READING.acts) == {concept}


@pytest.mark.parametrize(
    "text",
    [
        "Virus abdomen",
        "PET/CT FDG",
        "Ultrasound pelvis",
        "Embolization of splenic artery",
        "TACE",
        "Whipple's disease",
        "Whipple triad",
        "Pancreatectomy cancelled",
        "Pancreatectomy: declined by patient",
        "Referral for pancreatectomy",
        "No pancreatectomy",
        "Referral to plastic surgery",
        "Surgical pathology",
    ],
)
def test_other_words_name_no_procedure(text: str) -> None:
    assert named([text], READING.acts) == frozenset()


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("Octreotide LAR 20 mg", "octreotide_lar"),
        ("Sandostatin LAR Depot", "octreotide_lar"),
        ("Sandostatin 100 mcg", "octreotide"),
        ("octreotide acetate", "octreotide"),
        ("Bynfezia Pen", "octreotide_sc_iv"),
        ("Mycapssa 20 mg capsule", "octreotide_oral"),
        ("lanreotide 120 mg/0.5 mL", "lanreotide"),
        ("Somatuline Depot", "lanreotide"),
    ],
)
def test_drugs_go_by_ingredient_and_brand(text: str, concept: str) -> None:
    assert named([text], READING.medications) == {concept}


def test_drug_names_are_whole_words() -> None:
    assert named(["pasireotide", "edotreotide", ""], READING.medications) == frozenset()


def test_normal_text_folds_runs_of_anything_but_letters_and_digits() -> None:
    assert normal("  A\t-\n b?? Ç1 ") == "a b c1"


def lines_run(text: str) -> int:
    """Lines of Python it takes to read a text."""
    count = 0

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    sys.settrace(trace)
    try:
        READING.phrasebook.spoken([text], READING.conditions, longest=len(text))
    finally:
        sys.settrace(None)
    return count


@pytest.mark.parametrize(
    "filler",
    [
        "no ",
        "? ",
        "é, ",
        "necrolytic ",
        "necrolytic migratory erythema, no ",
        "nme no ",
        "metastatic glucagonoma (no) ",
    ],
)
def test_long_text_takes_linear_work(filler: str) -> None:
    """Four times the text takes about four times the work; quadratic would be sixteen."""
    end = "necrolytic migratory erythema"
    assert lines_run(filler * 400 + end) < 5 * lines_run(filler * 100 + end)


def test_only_the_beginning_of_a_text_is_read() -> None:
    name = "necrolytic migratory erythema"
    assert says("x" * (LONGEST_TEXT - len(name) - 1) + " " + name) == set()
    assert says("x" * (LONGEST_TEXT - len(name)) + " " + name) is None


def test_every_name_of_the_table_is_found_by_itself() -> None:
    alone = [t for t in terms() if t.match in ("whole-phrase", "whole-text", "whole-phrase-provisional")]
    names = [t for t in alone if role_of(phrase_of(t)) is None and t.concept != CONTRAST]
    lost = [
        (term.concept, term.phrase)
        for term in names
        if term.concept not in READING.phrasebook.spoken([term.phrase], frozenset({term.concept}))
    ]
    assert lost == []
    assert len(names) > 250


@pytest.mark.parametrize(
    ("term", "message"),
    [
        (Term("nme", "en", "..."), "has no words"),
        (Term("nme", "en", "rash", match="fuzzy"), "no way to match"),
        (Term("denial_before", "en", "no", reach="far"), "no number of words"),
        (Term("asthma", "en", "asthma"), "no phrases are read for 'asthma'"),
    ],
)
def test_a_phrase_that_cannot_be_looked_for_is_refused(term: Term, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        READING.with_terms([term])


def test_a_site_adds_its_own_phrases() -> None:
    rules = READING.with_terms([Term("nme", "en", "migrating glucagon rash")])
    assert rules.phrasebook.spoken(["Migrating glucagon rash"], rules.conditions) == {"nme": Spoken()}
    assert spoken("Migrating glucagon rash") == {}


@pytest.mark.parametrize(
    ("phrase", "text"), [("Vorgeschichte", "VORGESCHICHTE"), ("病史", "病史"), ("現病歴", "現病歴")]
)
def test_a_site_adds_headings_in_any_script(phrase: str, text: str) -> None:
    rules = READING.with_terms([Term("report_history", "", phrase, match="heading")])
    assert rules.phrasebook.heads(text, "report_history")


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("Reports of violence in the environment (finding)", False),
        ("NME on breast MRI", True),
        ("nme_rash", True),
        ("Nekrolytisches Erythem", True),
        ("Essential hypertension", False),
    ],
)
def test_the_cheap_test_before_reading_knows_words_from_their_parts(text: str, may: bool) -> None:
    assert READING.phrasebook.may_name(text, frozenset({NME, GLUCAGONOMA})) is may

"""What is read from words, and what is not (fhir-inputs D01, "Text"; decisions 29)."""

import time

import pytest

from service.fhir.datatypes import CodeableConcept, Coding
from service.fhir.text import drugs_in_words, named, nme_in_words, normal


def spoken(text: str) -> str | None:
    return nme_in_words(CodeableConcept(text=text))


@pytest.mark.parametrize(
    "text",
    [
        "Necrolytic migratory erythema",
        "NECROLYTIC   MIGRATORY-ERYTHEMA",
        "Érythema necrolyticum migrans",
        "Rash: necrolytic erythema migrans (biopsy proven)",
        "ｎecrolytic migratory erythema",
    ],
)
def test_the_exact_phrases_say_nme_whatever_case_accents_and_punctuation(text: str) -> None:
    assert spoken(text) == "said"


@pytest.mark.parametrize(
    "text",
    [
        "Necrolytic acral erythema",
        "Erythema migrans",
        "migratory necrolytic erythema",
        "necrolytic migratory erythematous rash",
        "prenecrolytic migratory erythema",
        "",
    ],
)
def test_near_misses_say_nothing(text: str) -> None:
    assert spoken(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "No necrolytic migratory erythema",
        "Rash, not necrolytic migratory erythema",
        "without necrolytic migratory erythema",
        "denies necrolytic migratory erythema",
        "Ruled out: necrolytic migratory erythema",
        "Family history of necrolytic migratory erythema",
        "Mother: necrolytic migratory erythema?",
        "Necrolytic migratory erythema - ruled out",
    ],
)
def test_a_denial_or_a_family_member_is_no_match(text: str) -> None:
    assert spoken(text) == "denied"


@pytest.mark.parametrize("text", ["Necrolytic migratory erythema, no itching", "Noted: necrolytic migratory erythema"])
def test_a_denial_of_something_after_it_or_a_longer_word_is_a_match(text: str) -> None:
    assert spoken(text) == "said"


@pytest.mark.parametrize(
    "text",
    [
        "possible necrolytic migratory erythema",
        "Probable necrolytic migratory erythema",
        "suspected necrolytic migratory erythema",
        "rule out necrolytic migratory erythema",
        "r/o necrolytic migratory erythema",
        "necrolytic migratory erythema?",
    ],
)
def test_a_word_of_doubt_makes_it_possible(text: str) -> None:
    assert spoken(text) == "possible"


def test_the_display_of_a_coding_is_read_and_the_weakest_word_wins() -> None:
    certain = Coding(display="Necrolytic migratory erythema")
    assert nme_in_words(CodeableConcept((certain,), "rash")) == "said"
    assert nme_in_words(CodeableConcept((certain,), "Necrolytic migratory erythema?")) == "possible"
    assert nme_in_words(CodeableConcept((certain,), "No necrolytic migratory erythema")) == "denied"


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
    ],
)
def test_phrases_name_their_concept(text: str, concept: str) -> None:
    concepts = ("ultrasound_abdomen", "receptor_pet", "liver_directed_therapy")
    assert named([text], concepts) == {concept}


@pytest.mark.parametrize("text", ["Virus abdomen", "PET/CT FDG", "Ultrasound pelvis", "Embolization of splenic artery"])
def test_other_words_name_nothing(text: str) -> None:
    assert named([text], ("ultrasound_abdomen", "receptor_pet", "liver_directed_therapy")) == frozenset()


def test_drug_names_are_whole_words() -> None:
    assert drugs_in_words(["Octreotide LAR 20 mg", "pasireotide"]) == {"octreotide"}
    assert drugs_in_words(["lanreotide 120 mg/0.5 mL"]) == {"lanreotide"}
    assert drugs_in_words(["edotreotide", ""]) == frozenset()


def test_normal_text_folds_runs_of_anything_but_letters_and_digits() -> None:
    assert normal("  A\t-\n b?? Ç1 ") == "a b c1"


@pytest.mark.parametrize("filler", [" ", "a", "no ", "é", "?", "necrolytic "])
def test_long_text_takes_linear_time(filler: str) -> None:
    started = time.process_time()
    assert spoken(filler * 50_000 + "necrolytic migratory erythem") is None
    assert time.process_time() - started < 2

"""What a line says, by pathway 2, 1.1 to 1.6: the judge's own reader of words."""

import pytest

from tests.judge.engine import ROOT
from tests.judge.words import Terms

TERMS = ROOT / "hooks" / "nme" / "codes" / "terms.csv"
pytestmark = pytest.mark.skipif(not TERMS.exists(), reason="needs the phrases of terms.csv")


@pytest.fixture(scope="module")
def terms() -> Terms:
    return Terms(TERMS)


@pytest.mark.parametrize(
    ("line", "concept", "reading"),
    [
        ("Necrolytic migratory erythema", "nme", "stated"),
        ("Rash, not psoriasis: necrolytic migratory erythema", "nme", "stated"),
        ("no response to steroids, biopsy c/w necrolytic migratory erythema", "nme", "doubted"),
        ("No fever. Necrolytic migratory erythema", "nme", "stated"),
        ("Kein Erythema necrolyticum migrans", "nme", None),
        ("Necrolytic migratory erythema, ruled out", "nme", None),
        ("necrolytic migratory erythema (suspected)", "nme", "doubted"),
        ("Glucagonoma - husband", "glucagonoma", None),
        ("Glucagonoma, status post distal pancreatectomy", "glucagonoma", "stated"),
        ("h/o glucagonoma", "glucagonoma", "past"),
        ("Glucagonoma rash", "nme", "doubted"),
        ("Glucagonoma rash", "glucagonoma", None),
        ("Pseudoglucagonoma", "glucagonoma", None),
        ("pseudo-glucagonoma syndrome", "glucagonoma", None),
        ("NME", "nme", None),
        ("NME with glucagonoma", "nme", "doubted"),
        ("V.a. Erythema necrolyticum migrans", "nme", "doubted"),
        ("Erythema necrolyticum migrans nicht ausgeschlossen", "nme", "doubted"),
        ("Family history of glucagonoma", "glucagonoma", None),
        ("necrolytic migratory erythema?", "nme", "doubted"),
        ("no improvement of necrolytic migratory erythema", "nme", "stated"),
        ("necrolytic acral erythema", "nme", None),
        ("necrolytic migratory erythema, resolved", "nme", "past"),
        ("necrolytic migratory erythema excluded", "nme", None),
        ("cannot exclude necrolytic migratory erythema", "nme", "doubted"),
        ("Whipple disease", "pancreatectomy", None),
        ("status post Whipple procedure", "pancreatectomy", "past"),
        ("坏死松解性游走性红斑", "nme", "stated"),
        ("metastatic glucagonoma", "glucagonoma", "stated"),
        ("erythema chronicum migrans", "nme", None),
        ("necrolytic migratory erythema vs psoriasis", "nme", "doubted"),
        ("psoriasis vs necrolytic migratory erythema", "nme", "doubted"),
        ("necrolytic migratory erythema probable", "nme", "doubted"),
        ("no a b c d e necrolytic migratory erythema", "nme", None),
        ("no a b c d e f necrolytic migratory erythema", "nme", "stated"),
        ("glucagonoma in remission", "glucagonoma", "past"),
        ("necrolytic migratory erythema in this patient was excluded", "nme", None),
    ],
)
def test_a_line_says(terms: Terms, line: str, concept: str, reading: str | None) -> None:
    assert terms.reading(line, concept) == reading


def test_metastatic_beside_the_name(terms: Terms) -> None:
    assert terms.says_metastatic("metastatic glucagonoma")
    assert not terms.says_metastatic("glucagonoma; metastatic colon cancer")


def test_a_report_is_read_outside_its_history(terms: Terms) -> None:
    assert terms.report_names("Diagnosis: necrolytic migratory erythema", "nme")
    assert not terms.report_names("Clinical history: necrolytic migratory erythema\nDiagnosis: psoriasis", "nme")
    assert not terms.report_names("r/o necrolytic migratory erythema", "nme")
    assert terms.report_names("cannot exclude necrolytic migratory erythema", "nme")

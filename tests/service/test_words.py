"""Conditions in words: what a clinician reads is what is evaluated."""

import pytest

from hooks.clinical.criterion import ALWAYS, Criterion, Finding, all_of, any_of, no, not_, not_yes, unknown, yes
from hooks.clinical.truth import YES
from hooks.nme import PATHWAY
from hooks.nme.evidence.candidacy import cand
from hooks.nme.evidence.metastasis import mets
from hooks.nme.evidence.tumour import tumour
from hooks.nme.predicates import PREDICATES, SHORT_NAMES
from hooks.nme.quality import any_issue
from service.review.words import in_words

NO_METS_BUT_FIT = "distant metastasis: NO AND surgical candidate: YES"


def named(sentence: str) -> Criterion:
    """A criterion with words of its own, parts or not."""
    return Criterion(sentence, lambda _: Finding(YES), parts=(tumour, mets))


def test_every_predicate_has_a_short_name() -> None:
    assert sorted(SHORT_NAMES) == sorted(predicate.id for predicate in PREDICATES)


@pytest.mark.parametrize(
    ("criterion", "words"),
    [
        (yes(mets), "distant metastasis: YES"),
        (no(mets), "distant metastasis: NO"),
        (unknown(cand), "surgical candidate: UNKNOWN"),
        (not_yes(cand), "surgical candidate: NO or UNKNOWN"),
        (not_(no(tumour)), "tumour: YES or UNKNOWN"),
        (not_(yes(tumour)), "tumour: NO or UNKNOWN"),
        (not_(unknown(tumour)), "tumour: YES or NO"),
        (not_(not_yes(tumour)), "tumour: YES"),
        (not_(any_of(no(mets), yes(cand))), "NOT (distant metastasis: NO OR surgical candidate: YES)"),
        (not_(named("it rains")), "NOT (it rains)"),
        (all_of(yes(tumour)), "tumour: YES"),
        (all_of(yes(tumour), all_of(no(mets), yes(cand))), f"tumour: YES AND {NO_METS_BUT_FIT}"),
        (any_of(yes(tumour), all_of(no(mets), yes(cand))), f"tumour: YES OR ({NO_METS_BUT_FIT})"),
        (all_of(yes(tumour), any_of(no(mets), yes(cand))), f"tumour: YES AND ({NO_METS_BUT_FIT.replace('AND', 'OR')})"),
        (all_of(yes(tumour), named("unless it rains")), "tumour: YES, unless it rains"),
        (any_of(named("it rains"), named("it snows")), "it rains OR it snows"),
        (named("a note is on record"), "a note is on record"),
        (ALWAYS, "always"),
        (any_issue, "any of the limits listed under “Data that limit the advice”"),
    ],
)
def test_a_condition_reads_as(criterion: Criterion, words: str) -> None:
    assert in_words(criterion, PATHWAY) == words

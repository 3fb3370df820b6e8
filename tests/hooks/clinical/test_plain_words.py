"""Conditions in words: what a clinician reads is what is evaluated, its structure taken from the tree."""

import pytest

from hooks.clinical.criterion import ALWAYS, Assessment, Check, Criterion, Predicate, tagged
from hooks.clinical.evidence import Finding, Tag
from hooks.clinical.logic import all_of, any_of, no, not_, not_yes, unknown, yes
from hooks.clinical.plain_words import in_words
from hooks.clinical.truth import NO, UNKNOWN, YES


class Kind(Tag):
    """Tags of the invented predicate."""

    HEAVY = "heavy"
    LIGHT = "light"


def settled(_: Assessment) -> Finding:
    return Finding(YES)


rain = Predicate(
    id="rain",
    sentence="rain is recorded",
    said={YES: "it rains", NO: "recorded as dry", UNKNOWN: "weather not recorded"},
    rule=settled,
    tags={Kind.HEAVY: "the rain is heavy"},
)
snow = Check("it snows", settled, missing="snow")
wind = Check("the wind blows", settled)


@pytest.mark.parametrize(
    ("criterion", "words"),
    [
        (ALWAYS, "always"),
        (wind, "the wind blows"),
        (yes(rain), "it rains"),
        (no(rain), "recorded as dry"),
        (unknown(rain), "weather not recorded"),
        (not_yes(rain), "it rains: no or unknown"),
        (not_(no(rain)), "it rains: yes or unknown"),
        (not_(unknown(rain)), "it rains: yes or no"),
        (not_(not_yes(rain)), "it rains"),
        (yes(wind), "the wind blows"),
        (no(wind), "the wind blows: no"),
        (unknown(snow), "not found: snow"),
        (unknown(wind), "not found: the wind blows"),
        (tagged(rain, Kind.HEAVY), "the rain is heavy"),
        (not_(wind), "not (the wind blows)"),
        (not_(any_of(snow, wind)), "not (it snows or the wind blows)"),
        (not_yes(any_of(snow, wind)), "(it snows or the wind blows): no or unknown"),
        (all_of(wind), "the wind blows"),
        (all_of(yes(rain), all_of(snow, wind)), "it rains, it snows, the wind blows"),
        (any_of(yes(rain), all_of(snow, wind)), "it rains or (it snows, the wind blows)"),
        (all_of(yes(rain), any_of(snow, wind)), "it rains, (it snows or the wind blows)"),
    ],
)
def test_a_condition_reads_as(criterion: Criterion, words: str) -> None:
    assert in_words(criterion) == words


def test_a_predicate_has_only_the_tags_it_declares() -> None:
    with pytest.raises(LookupError, match="rain declares no tag"):
        tagged(rain, Kind.LIGHT)


def test_nodes_with_the_same_content_are_equal() -> None:
    one, other = (all_of(yes(rain), not_(wind), tagged(rain, Kind.HEAVY)) for _ in range(2))
    assert one is not other
    assert (one, hash(one)) == (other, hash(other))
    assert one != all_of(yes(rain), wind, tagged(rain, Kind.HEAVY))


def test_a_single_part_needs_no_brackets() -> None:
    assert in_words(all_of(any_of(wind), all_of(rain))) == "the wind blows, rain is recorded"
    assert in_words(no(any_of(wind))) == "the wind blows: no"
    assert in_words(all_of(any_of(wind, rain), snow)) == "(the wind blows or rain is recorded), it snows"


def test_another_kind_of_node_is_an_error() -> None:
    with pytest.raises(TypeError, match=r"^no words for Criterion$"):
        in_words(Criterion())

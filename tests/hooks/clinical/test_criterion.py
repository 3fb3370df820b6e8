"""The evaluator of criteria: every kind of node over every truth of its parts, and what an answer rests on."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from hooks.clinical.case import Case
from hooks.clinical.criterion import ALWAYS, Assessment, Check, Criterion, Predicate, tagged
from hooks.clinical.evidence import Fact, Finding, Need, Parameter, Tag
from hooks.clinical.logic import Is, IsNot, Not, all_of, any_of, no, not_, not_yes, unknown, yes
from hooks.clinical.needs import needs, predicates_of
from hooks.clinical.truth import NO, UNKNOWN, YES, Truth, all_true, any_true
from hooks.clinical.when import day

TRUTHS = (YES, NO, UNKNOWN)
WINDOW = Parameter("window", Decimal("90.0"), "d", "invented", "DESIGN", "none")


class Kind(Tag):
    """Tags of the invented predicates."""

    OLD = "old"
    RECENT = "recent"


def of(truth: Truth, name: str = "leaf", *tags: Tag) -> Predicate:
    """A leaf with this answer, one fact, one entry not used, and these tags."""
    found = Finding(truth, (Fact(name, "record/1"),), (Fact(name, "record/2", note="not used"),), frozenset(tags))
    return Predicate(
        id=name,
        sentence=name,
        rule=lambda _: found,
        tags=dict.fromkeys(Kind, ""),
        needs=frozenset({Need(name)}),
    )


def assessment(**overrides: Decimal) -> Assessment:
    return Assessment(Case(today=date(2026, 11, 20)), overrides)


def found(criterion: Criterion) -> Finding:
    return assessment().finding(criterion)


def labels(finding: Finding) -> list[str]:
    return [fact.label for fact in finding.facts]


class TestTruth:
    @pytest.mark.parametrize("three", list(product(TRUTHS, repeat=3)))
    def test_all_and_any_of_three(self, three: tuple[Truth, ...]) -> None:
        parts = [of(truth, f"part {number}") for number, truth in enumerate(three)]
        assert found(all_of(*parts)).truth is all_true(three)
        assert found(any_of(*parts)).truth is any_true(three)
        assert found(not_(all_of(*parts))).truth is ~all_true(three)

    @pytest.mark.parametrize("truth", TRUTHS)
    def test_of_one(self, truth: Truth) -> None:
        assert found(not_(of(truth))).truth is ~truth
        assert found(yes(of(truth))).truth is (YES if truth is YES else NO)
        assert found(no(of(truth))).truth is (YES if truth is NO else NO)
        assert found(unknown(of(truth))).truth is (YES if truth is UNKNOWN else NO)
        assert found(not_yes(of(truth))).truth is (NO if truth is YES else YES)
        assert assessment().holds(of(truth)) is (truth is YES)
        assert assessment().truth(of(truth)) is truth

    def test_of_none(self) -> None:
        assert found(all_of()) == found(ALWAYS) == Finding(YES)
        assert found(any_of()) == Finding(NO)

    @pytest.mark.parametrize(("asked", "given"), list(product(TRUTHS, repeat=2)))
    def test_what_is_not_is_and_what_is_not_not_is(self, asked: Truth, given: Truth) -> None:
        leaf = of(given)
        assert not_(Is(leaf, asked)) == IsNot(leaf, asked)
        assert not_(IsNot(leaf, asked)) == Is(leaf, asked)
        assert found(not_(Is(leaf, asked))).truth is ~found(Is(leaf, asked)).truth
        assert not_(leaf) == Not(leaf)

    def test_another_kind_of_node_is_an_error(self) -> None:
        @dataclass(frozen=True)
        class Other(Criterion):
            """Not one of the tree's."""

        with pytest.raises(TypeError, match=r"^no evaluator for Other$"):
            found(Other())


class TestReasons:
    """An answer rests on the parts that decided it, and on nothing else."""

    def test_of_all(self) -> None:
        one, other, open_ = of(YES, "one", Kind.OLD), of(YES, "other", Kind.RECENT), of(UNKNOWN, "open", Kind.OLD)
        assert labels(found(all_of(one, other))) == ["one", "other"]
        assert found(all_of(one, other)).tags == {Kind.OLD, Kind.RECENT}
        assert labels(found(all_of(one, open_))) == ["open"]
        assert found(all_of(one, of(NO, "no", Kind.OLD))) == Finding(NO)

    def test_of_any(self) -> None:
        one, other, open_ = of(YES, "one", Kind.OLD), of(YES, "other", Kind.RECENT), of(UNKNOWN, "open")
        assert labels(found(any_of(open_, one, of(NO, "no"), other))) == ["one", "other"]
        assert found(any_of(one, other)).tags == {Kind.OLD, Kind.RECENT}
        assert labels(found(any_of(of(NO, "no"), open_))) == ["open"]
        assert found(any_of(of(NO, "no", Kind.OLD), of(NO, "none"))) == Finding(NO)

    def test_the_same_fact_is_named_once(self) -> None:
        leaf = of(YES)
        assert labels(found(all_of(leaf, any_of(leaf, leaf)))) == ["leaf"]

    def test_of_one(self) -> None:
        leaf = of(NO, "leaf", Kind.OLD)
        whole = found(leaf)
        assert found(no(leaf)) == Finding(YES, whole.facts)
        assert found(yes(leaf)) == Finding(NO, whole.facts)
        assert found(not_yes(leaf)) == Finding(YES)
        assert found(Not(leaf)) == Finding(YES, whole.facts, whole.unused)

    @pytest.mark.parametrize("truth", TRUTHS)
    def test_a_tag_is_carried_or_not_whatever_the_answer(self, truth: Truth) -> None:
        leaf = of(truth, "leaf", Kind.OLD)
        assert found(tagged(leaf, Kind.OLD)) == Finding(YES, (*found(leaf).facts, *found(leaf).unused))
        assert found(tagged(leaf, Kind.RECENT)) == Finding(NO)

    def test_a_tag_that_is_not_declared_is_an_error(self) -> None:
        leaf = Predicate(id="leaf", sentence="leaf", rule=lambda _: Finding(YES), tags={Kind.OLD: ""})
        with pytest.raises(LookupError, match=r"^leaf declares no tag <Kind\.RECENT: 'recent'>$"):
            tagged(leaf, Kind.RECENT)


class TestAssessment:
    def test_a_leaf_is_asked_once(self) -> None:
        asked: list[Assessment] = []

        def rule(one: Assessment) -> Finding:
            asked.append(one)
            return Finding(YES)

        leaf, this = Check("a leaf", rule), assessment()
        assert this.truth(all_of(leaf, any_of(leaf, no(leaf)))) is this.truth(leaf) is YES
        assert asked == [this]

    def test_what_a_no_has_settled_is_not_asked_further(self) -> None:
        def never(_: Assessment) -> Finding:
            raise AssertionError

        assert found(all_of(of(UNKNOWN), of(NO), Check("never", never))) == Finding(NO)

    @pytest.mark.parametrize("truth", TRUTHS)
    def test_what_is_supposed_is_the_answer_and_says_so_of_itself(self, truth: Truth) -> None:
        leaf, this = of(YES), assessment()
        this.suppose(leaf, truth)
        stated = (Fact("supposed", "supposed", "supposed", day(this.case.today)),)
        assert this.finding(leaf) == Finding(truth, () if truth is UNKNOWN else stated)
        assert this.truth(all_of(leaf, of(YES, "other"))) is truth
        whole = all_of(of(YES), of(NO))
        this.suppose(whole, truth)
        assert this.truth(whole) is truth  # and its parts are not asked
        assert this.truth(of(YES)) is YES  # another leaf of the same words

    def test_an_answer_is_remembered_whichever_way_it_is_asked_for(self) -> None:
        times = list[int]()

        def count(_: Assessment) -> Finding:
            times.append(1)
            return Finding(YES)

        leaf, this = Check("counts", count), assessment()
        assert (this.finding(leaf), this.finding(leaf).truth, this.truth(leaf)) == (Finding(YES), YES, YES)
        assert this.truth(all_of(leaf, any_of(leaf, of(NO)))) is YES
        assert times == [1]

    def test_what_is_worked_out_is_worked_out_once(self) -> None:
        this, times = assessment(), list[int]()

        def compute(one: Assessment) -> list[int]:
            assert one is this
            times.append(1)
            return times

        assert this.once(compute) is this.once(compute)
        assert times == [1]
        assert this.once(lambda _: "other") == "other"

    def test_a_number_is_the_sites_where_it_has_set_one(self) -> None:
        assert assessment().number(WINDOW) == Decimal("90.0")
        assert assessment(window=Decimal("30.0")).number(WINDOW) == Decimal("30.0")
        days = assessment(other=Decimal(1)).days(WINDOW)
        assert (days, type(days)) == (90, int)


def test_needs_and_predicates_are_those_of_every_node_below() -> None:
    parts = [of(YES, name) for name in ("a", "b", "c", "d", "e", "f")]
    consults = Check("consults", lambda _: Finding(YES), needs=frozenset({Need("own")}), asks=(parts[5],))
    tree = all_of(
        any_of(yes(parts[0]), not_yes(parts[1])), Not(parts[2]), tagged(parts[3], Kind.OLD), parts[4], consults, ALWAYS
    )
    assert {need.resource_type for need in needs(tree)} == {"a", "b", "c", "d", "e", "f", "own"}
    assert [predicate.id for predicate in predicates_of(tree)] == ["a", "b", "c", "d", "e", "f"]

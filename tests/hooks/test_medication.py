"""Somatostatin analogues and glucagon as drugs: what was acting on a day, for every way of recording it (D10, D15)."""

import pytest

from hooks.clinical.case import Availability, Case, Medication
from hooks.clinical.criterion import Assessment
from hooks.clinical.evidence import Fact, Finding
from hooks.clinical.truth import NO, UNKNOWN, YES, Truth
from hooks.clinical.when import When
from hooks.nme.codes.concepts import GLUCAGON_DRUG, SSA_LONG, SSA_SHORT
from hooks.nme.evidence.exogenous import exogenous, on_exogenous_at
from hooks.nme.evidence.medication import is_long_acting, on_ssa_at, recently_ended, ssa_start
from hooks.nme.evidence.medication import ssa as predicate
from hooks.nme.evidence.select import fact
from hooks.nme.evidence.tags import Mark
from tests.hooks.card_cases import EVERYTHING_TOLD, TODAY, ago

UNSURE = frozenset({"octreotide"})
DRAW = ago(100)
MONTH = When(ago(131).first, ago(101).first)


def drug(
    concepts: frozenset[str], kind: str = "MedicationRequest", status: str = "active", **more: object
) -> Medication:
    fields: dict[str, object] = {"source": f"{kind}/1", "concepts": concepts, "display": "as recorded", **more}
    return Medication(kind=kind, status=status, **fields)  # type: ignore[arg-type]


def ssa(kind: str = "MedicationRequest", status: str = "active", **more: object) -> Medication:
    return drug(SSA_LONG, kind, status, **more)


def dose(**more: object) -> Medication:
    return ssa("MedicationAdministration", "completed", **more)


def glucagon(kind: str = "MedicationRequest", status: str = "active", **more: object) -> Medication:
    return drug(GLUCAGON_DRUG, kind, status, **more)


def of(*medications: Medication, **lists: Availability) -> Assessment:
    return Assessment(Case(today=TODAY, medications=medications, availability=EVERYTHING_TOLD | lists))


@pytest.mark.parametrize(
    ("concepts", "is_long"),
    [(UNSURE, True), (SSA_LONG, True), (SSA_SHORT, False), (SSA_SHORT | SSA_LONG, True), (UNSURE | SSA_SHORT, False)],
)
def test_an_ssa_of_unknown_form_counts_as_long_acting(concepts: frozenset[str], is_long: bool) -> None:
    assert is_long_acting(drug(concepts)) is is_long


class TestStart:
    def test_is_that_of_the_earliest_active_ssa(self) -> None:
        assert ssa_start(of(ssa(start=ago(40)), ssa(start=ago(50)), ssa(status="stopped", start=ago(90)))) == ago(50)

    def test_is_the_date_of_the_record_where_no_start_is_recorded(self) -> None:
        assert ssa_start(of(ssa(when=ago(40)))) == ago(40)
        assert ssa_start(of(ssa(start=ago(50), when=ago(40)))) == ago(50)

    def test_is_unknown_when_one_of_them_has_none(self) -> None:
        assert ssa_start(of(ssa(start=ago(40)), ssa())) is None
        assert ssa_start(of()) is None


class TestEnd:
    def test_is_the_recorded_end_of_an_order_that_ended(self) -> None:
        (ended,) = recently_ended(of(ssa(status="stopped", start=ago(200), end=ago(30))))
        assert (ended.when, ended.note) == (ago(30), "30 d ago")

    def test_is_the_day_of_a_dose(self) -> None:
        (ended,) = recently_ended(of(dose(when=ago(60), end=ago(20))))
        assert (ended.when, ended.note) == (ago(60), "60 d ago")

    @pytest.mark.parametrize("status", ["draft", "unknown", "entered-in-error", "active"])
    def test_an_order_that_did_not_end_has_none_whatever_date_is_recorded(self, status: str) -> None:
        assert recently_ended(of(ssa(status=status, end=ago(30)))) == []


class TestSSAAtTheDraw:
    @pytest.mark.parametrize(
        ("medication", "truth"),
        [
            (ssa(start=ago(100)), YES),
            (ssa(start=ago(99)), NO),
            (ssa(when=ago(100)), YES),
            (ssa(when=ago(99)), NO),
            (ssa(start=ago(99), when=ago(101)), NO),
            (ssa(), UNKNOWN),
            (ssa(start=When(ago(101).first, ago(99).first)), UNKNOWN),
            (ssa(status="stopped", start=ago(300), end=ago(90)), YES),
            (ssa(status="stopped", start=ago(99), end=ago(90)), NO),
            (ssa(status="stopped", start=ago(300)), NO),
            (ssa(status="stopped", end=ago(90)), UNKNOWN),
            (ssa(status="stopped", end=ago(141)), YES),
            (ssa(status="stopped", end=ago(142)), NO),
            (ssa(status="draft", start=ago(300), end=ago(90)), NO),
            (dose(when=ago(110)), YES),
            (dose(when=ago(99)), NO),
            (dose(), NO),
            (ssa(status="active", start=ago(300), do_not_perform=True), NO),
            (ssa("MedicationAdministration", "not-done", when=ago(110)), NO),
        ],
    )
    def test_one_record(self, medication: Medication, truth: Truth) -> None:
        assert on_ssa_at(of(medication), DRAW) is truth

    @pytest.mark.parametrize("kind", ["MedicationRequest", "MedicationStatement", "MedicationAdministration"])
    @pytest.mark.parametrize("lost", [Availability.UNAVAILABLE, Availability.PARTIAL])
    def test_a_list_that_was_lost_leaves_no_ssa_open(self, kind: str, lost: Availability) -> None:
        assert on_ssa_at(of(**{kind: lost}), DRAW) is UNKNOWN
        assert on_ssa_at(of(ssa(start=ago(300)), **{kind: lost}), DRAW) is YES

    def test_statements_and_doses_that_nobody_asked_for_leave_nothing_open(self) -> None:
        assert on_ssa_at(of(), DRAW) is NO


class TestGlucagonAtTheDraw:
    @pytest.mark.parametrize(
        ("medication", "truth"),
        [
            (glucagon(start=ago(100)), YES),
            (glucagon(start=ago(99)), NO),
            (glucagon(when=ago(100)), YES),
            (glucagon(start=ago(99), when=ago(101)), NO),
            (glucagon(), UNKNOWN),
            (glucagon("MedicationAdministration", "in-progress", when=ago(100)), YES),
            (glucagon("MedicationAdministration", "completed", when=ago(107)), YES),
            (glucagon("MedicationAdministration", "completed", when=ago(108)), NO),
            (glucagon("MedicationAdministration", "completed", when=MONTH), UNKNOWN),
            (glucagon(status="stopped", start=ago(300), end=ago(107), when=ago(200)), YES),
            (glucagon(status="stopped", start=ago(300), end=ago(108), when=ago(101)), NO),
            (glucagon(status="stopped", start=ago(300), when=ago(107)), YES),
            (glucagon(status="stopped", start=ago(300), when=ago(108)), NO),
            (glucagon(status="stopped", start=ago(107)), YES),
            (glucagon(status="stopped", start=ago(108)), NO),
            (glucagon(status="stopped"), NO),
            (glucagon(status="draft", start=ago(101)), NO),
            (glucagon(status="cancelled", start=ago(101), end=ago(101)), NO),
            (glucagon(start=ago(300), as_needed=True), NO),
            (glucagon(start=ago(300), display="Glucagon emergency KIT"), NO),
            (glucagon("MedicationAdministration", "completed", when=ago(101), display="from a kit"), YES),
            (glucagon("MedicationAdministration", "not-done", when=ago(101)), NO),
        ],
    )
    def test_one_record(self, medication: Medication, truth: Truth) -> None:
        assert on_exogenous_at(of(medication), DRAW) is truth

    def test_of_several_one_is_enough(self) -> None:
        assert on_exogenous_at(of(glucagon(start=ago(99)), glucagon(start=ago(101))), DRAW) is YES
        assert on_exogenous_at(of(), DRAW) is NO


class TestSSAToday:
    """The finding of the predicate: its truth, and what a card can show of it."""

    @pytest.mark.parametrize(
        ("medication", "truth"),
        [
            (ssa(start=ago(10)), YES),
            (ssa("MedicationStatement"), YES),
            (ssa(status="on-hold"), NO),
            (dose(when=ago(42)), YES),
            (dose(when=ago(43)), NO),
            (ssa("MedicationAdministration", "in-progress", when=ago(0)), YES),
            (ssa("MedicationAdministration", "on-hold", when=ago(0)), NO),
            (dose(), NO),
            (drug(SSA_SHORT, "MedicationAdministration", "completed", when=ago(2)), YES),
            (drug(SSA_SHORT, "MedicationAdministration", "completed", when=ago(3)), NO),
            (dose(when=When(ago(43).first, ago(42).first)), UNKNOWN),
            (drug(frozenset({"zinc"})), NO),
        ],
    )
    def test_one_record(self, medication: Medication, truth: Truth) -> None:
        assert of(medication).truth(predicate) is truth

    def test_active_ones_are_shown_newest_first(self) -> None:
        found = of(ssa(when=ago(20)), ssa(when=ago(10)), ssa(status="stopped", end=ago(5))).finding(predicate)
        assert [(one.label, one.source, one.value, one.when) for one in found.facts] == [
            ("SSA active", "MedicationRequest/1", "as recorded", ago(10)),
            ("SSA active", "MedicationRequest/1", "as recorded", ago(20)),
        ]
        assert (found.unused, found.tags) == ((), frozenset())

    def test_one_that_ended_is_shown_and_tagged(self) -> None:
        found = of(ssa(status="stopped", end=ago(90)), ssa(status="stopped", end=ago(91))).finding(predicate)
        assert found == Finding(
            NO,
            (Fact("SSA ended", "MedicationRequest/1", "as recorded", ago(90), "90 d ago"),),
            tags=frozenset({Mark.STOPPED_RECENTLY}),
        )
        assert of().finding(predicate) == Finding(NO)

    def test_a_dose_of_an_uncertain_day_is_shown_as_not_used(self) -> None:
        when = When(ago(43).first, ago(42).first)
        found = of(dose(when=when), ssa(status="stopped")).finding(predicate)
        assert found == Finding(UNKNOWN, unused=(fact(dose(when=when), "SSA", "date not precise enough"),))

    @pytest.mark.parametrize("lost", [Availability.UNAVAILABLE, Availability.PARTIAL, Availability.NOT_GIVEN])
    def test_without_all_orders_it_is_open(self, lost: Availability) -> None:
        assert of(ssa(status="stopped", end=ago(5)), MedicationRequest=lost).finding(predicate) == Finding(UNKNOWN)
        assert of(ssa(), MedicationRequest=lost).truth(predicate) is YES
        assert Assessment(Case(today=TODAY, availability=EVERYTHING_TOLD)).truth(predicate) is UNKNOWN


class TestGlucagonToday:
    def test_what_is_or_was_just_given_is_shown_newest_first(self) -> None:
        given = glucagon("MedicationAdministration", "completed", when=ago(7))
        found = of(glucagon(when=ago(9)), given, glucagon(as_needed=True, when=ago(1))).finding(exogenous)
        assert found == Finding(
            YES, (fact(given, "Glucagon given as a drug"), fact(glucagon(when=ago(9)), "Glucagon given as a drug"))
        )

    @pytest.mark.parametrize(
        ("medication", "truth"),
        [
            (glucagon("MedicationAdministration", "completed", when=ago(8)), NO),
            (glucagon(status="unknown"), UNKNOWN),
            (glucagon("MedicationAdministration", "completed", when=When(ago(8).first, ago(7).first)), UNKNOWN),
        ],
    )
    def test_else_nothing_is_shown(self, medication: Medication, truth: Truth) -> None:
        assert of(medication).finding(exogenous) == Finding(truth)

    def test_an_active_order_without_a_start_runs_today(self) -> None:
        assert of(glucagon()).finding(exogenous) == Finding(YES, (fact(glucagon(), "Glucagon given as a drug"),))
        assert of(glucagon("MedicationAdministration", "in-progress")).truth(exogenous) is YES
        assert of(glucagon(status="stopped")).truth(exogenous) is NO

    @pytest.mark.parametrize("lost", [Availability.UNAVAILABLE, Availability.PARTIAL, Availability.NOT_GIVEN])
    def test_without_all_orders_it_is_open(self, lost: Availability) -> None:
        assert of(MedicationRequest=lost).finding(exogenous) == Finding(UNKNOWN)
        assert of(glucagon(when=ago(1)), MedicationRequest=lost).truth(exogenous) is YES


class TestADrugThatCannotBeTold:
    @pytest.mark.parametrize(
        ("medication", "truth"),
        [
            (drug(frozenset()), UNKNOWN),
            (drug(frozenset(), do_not_perform=True), NO),
            (drug(frozenset(), "MedicationStatement", "not-taken"), NO),
            (drug(frozenset(), "MedicationStatement", "not-taken", do_not_perform=True), NO),
            (drug(frozenset(), status="stopped"), NO),
            (drug(frozenset(), status="unknown"), UNKNOWN),
            (drug(frozenset(), "MedicationAdministration", "completed", when=ago(42)), UNKNOWN),
            (drug(frozenset(), "MedicationAdministration", "completed", when=ago(43)), NO),
        ],
    )
    def test_may_be_an_ssa_where_it_may_be_active(self, medication: Medication, truth: Truth) -> None:
        case = Case(today=TODAY, medications=(), unknown_drugs=(medication,), availability=EVERYTHING_TOLD)
        assert Assessment(case).truth(predicate) is truth

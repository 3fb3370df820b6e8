"""K19, K20, K21: what lies outside the two source texts."""

from hooks.clinical.advice import Indicator
from hooks.nme.cards.beyond import BEYOND_THE_SEEDS
from hooks.nme.cards.population import EXOGENOUS_GLUCAGON, OUTSIDE_THE_SOURCES
from tests.hooks.card_cases import (
    born,
    card,
    diagnosis,
    glucagon,
    laboratory,
    medication,
    patient,
    proposed,
    words,
)


class TestExogenousGlucagon:
    def test_with_a_tumour_it_warns_of_the_label(self) -> None:
        found = card(EXOGENOUS_GLUCAGON, patient(diagnoses=(diagnosis("glucagonoma"),)))
        assert found.indicator is Indicator.WARNING
        assert found.summary == (
            "Glucagon product, tumour on record: contraindicated in glucagonoma by its US label (not from the seeds)"
        )

    def test_a_provisional_tumour_counts_too(self) -> None:
        found = card(EXOGENOUS_GLUCAGON, patient(diagnoses=(diagnosis("glucagonoma", "provisional"),)))
        assert "tumour on record" in found.summary

    def test_without_a_tumour_a_high_glucagon_is_named(self) -> None:
        found = card(EXOGENOUS_GLUCAGON, patient(observations=(glucagon("900"),)))
        assert found.summary.startswith("Glucagon product, high glucagon")

    def test_with_nme_on_an_infusion_it_names_the_report_of_the_label(self) -> None:
        found = card(EXOGENOUS_GLUCAGON, patient(medications=(medication("glucagon_drug"),)))
        assert "NME with continuous infusion" in found.summary
        assert found.recorded[0].label == "Glucagon given as a drug"

    def test_nothing_is_attributed_to_the_seeds_and_nothing_is_drafted(self) -> None:
        assert EXOGENOUS_GLUCAGON.basis() == ()
        assert {i for s in EXOGENOUS_GLUCAGON.elsewhere for i in s.basis} == {"E38"}
        assert EXOGENOUS_GLUCAGON.proposals == ()


class TestOutsideTheSources:
    def test_a_child(self) -> None:
        found = card(OUTSIDE_THE_SOURCES, patient(person=born(9)))
        assert found.summary == "Child: both sources are silent on children; consider specialist advice"
        assert "Only the laboratory's own ranges are used." in words(found)
        assert "pregnancy" not in words(found)
        assert proposed(found) == ["specialist-consult"]

    def test_pregnancy_with_the_range_its_zinc_is_read_by(self) -> None:
        zinc = laboratory("zinc_serum_plasma", "58", "ug/dL")
        pregnancy = diagnosis("pregnancy_trimester_2")
        found = card(OUTSIDE_THE_SOURCES, patient(diagnoses=(pregnancy,), observations=(zinc,)))
        assert found.summary == "Pregnancy: both sources are silent on it; consider specialist advice"
        assert "The choice of imaging and of any drug is the clinician's." in words(found)
        assert "children" not in words(found)
        assert [f.note for f in found.recorded if f.label == "Zinc"] == [
            "pregnancy range used, trimester 2: below 51 ug/dL*"
        ]

    def test_a_childs_zinc_is_not_shown_here(self) -> None:
        zinc = laboratory("zinc_serum_plasma", "58", "ug/dL")
        found = card(OUTSIDE_THE_SOURCES, patient(person=born(9), observations=(zinc,)))
        assert [f.label for f in found.recorded] == ["Born"]

    def test_a_pregnant_minor_is_both(self) -> None:
        found = card(OUTSIDE_THE_SOURCES, patient(person=born(16), diagnoses=(diagnosis("pregnancy"),)))
        assert found.summary.startswith("Child and pregnancy")


class TestBeyondTheSeeds:
    def test_every_line_names_an_outside_source(self) -> None:
        assert all(s.basis and all(i.startswith("E") for i in s.basis) for s in BEYOND_THE_SEEDS.elsewhere)

    def test_it_claims_no_statement_and_drafts_nothing(self) -> None:
        assert (BEYOND_THE_SEEDS.basis(), BEYOND_THE_SEEDS.proposals) == ((), ())

    def test_every_topic_of_the_specification_has_its_source(self) -> None:
        named = {i for s in BEYOND_THE_SEEDS.elsewhere for i in s.basis}
        assert named == {
            "E07", "E09", "E38", "E39", "E48", "E49", "E50", "E51", "E52", "E53", "E54", "E55", "E55b",
            "E56", "E57", "E58", "E59", "E60", "E61", "E65", "E71", "E74",
        }  # fmt: skip

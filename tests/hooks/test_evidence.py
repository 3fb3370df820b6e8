"""Evidence in less usual places: components, body sites, double-coded entries, deliveries (pathway 2.4, 2.5, 2.7)."""

from dataclasses import replace

import pytest

from hooks.clinical.case import Case, Diagnosis, Flag, Observed, Person, Reason, Withheld
from hooks.clinical.criterion import Assessment, Predicate
from hooks.clinical.evidence import Finding
from hooks.clinical.truth import NO, UNKNOWN, YES, Truth
from hooks.nme.evidence.metastasis import mets
from hooks.nme.evidence.nutrition import efa_low
from hooks.nme.evidence.population import pregnant
from hooks.nme.quality import foreign
from tests.hooks.card_cases import ago, born, diagnosis, patient

TUMOUR, METASTASIS = diagnosis("glucagonoma"), diagnosis("metastasis_liver")


def finding(predicate: Predicate, case: Case) -> Finding:
    return Assessment(case).finding(predicate)


def panel(concept: str, *components: Observed) -> Observed:
    """An observation with components, which are of the same resource."""
    whole = Observed(source=f"Observation/{concept}", concepts=frozenset({concept}), when=ago(10))
    return replace(whole, members=tuple(replace(part, source=whole.source, when=whole.when) for part in components))


def part(concept: str, **answer: object) -> Observed:
    return Observed(source="", concepts=frozenset({concept}), **answer)  # type: ignore[arg-type]


@pytest.mark.parametrize(("token", "truth"), [("M1", YES), ("MX", UNKNOWN)])
def test_an_m_category_among_the_components_of_a_stage_group_counts(token: str, truth: Truth) -> None:
    stage = panel("tnm_stage_group", part("tnm_m_clinical", tokens=(token,)))
    assert finding(mets, patient(observations=(stage,))).truth is truth


@pytest.mark.parametrize(("flag", "truth"), [(Flag.HIGH, YES), (None, UNKNOWN)])
def test_the_ratio_inside_a_fatty_acid_panel_counts(flag: Flag | None, truth: Truth) -> None:
    found = panel("essential_fatty_acids", part("essential_fatty_acids_ratio", flag=flag))
    assert finding(efa_low, patient(observations=(found,))).truth is truth


@pytest.mark.parametrize(("site", "tags"), [("liver", {"liver"}), ("lung", set())])
def test_an_imaging_finding_names_the_liver_by_its_body_site(site: str, tags: set[str]) -> None:
    seen = replace(part("metastasis_any", present=YES, imaging=True), when=ago(10), sites=frozenset({site}))
    found = finding(mets, patient(observations=(seen,)))
    assert (found.truth, set(found.tags)) == (YES, tags)


@pytest.mark.parametrize("entry", [TUMOUR, METASTASIS])
def test_a_second_code_of_the_same_entry_is_no_other_malignancy(entry: Diagnosis) -> None:
    both = replace(entry, concepts=entry.concepts | {"other_malignancy"})
    rest = {TUMOUR, METASTASIS} - {entry}
    assert finding(mets, patient(diagnoses=(both, *rest))).truth is YES


def test_an_entry_of_its_own_is_another_malignancy() -> None:
    found = finding(mets, patient(diagnoses=(TUMOUR, METASTASIS, diagnosis("other_malignancy"))))
    assert (found.truth, set(found.tags)) == (UNKNOWN, {"attribution", "liver"})


@pytest.mark.parametrize(("delivered", "truth"), [(60, UNKNOWN), (250, YES)])
def test_a_delivery_makes_an_earlier_answer_past(delivered: int, truth: Truth) -> None:
    answer = replace(part("pregnancy_status", answers=frozenset({"pregnant"})), when=ago(200))
    case = patient(observations=(answer,), diagnoses=(diagnosis("delivery", days=delivered),))
    assert finding(pregnant, case).truth is truth


@pytest.mark.parametrize(("person", "truth"), [(None, YES), (born(58), NO)])
def test_another_patient_matters_when_it_came_instead_of_this_one(person: Person | None, truth: Truth) -> None:
    other = Withheld(reason=Reason.FOREIGN, kind="Patient", source="Patient/other")
    found = Assessment(patient(person=person, withheld=(other,))).finding(foreign)
    assert (found.truth, [f.source for f in found.facts]) == (truth, ["Patient/other"] if truth is YES else [])


@pytest.mark.parametrize(
    ("concepts", "truth"), [({"metastasis_any", "metastasis_unspecified"}, NO), ({"metastasis_liver"}, UNKNOWN)]
)
def test_only_the_absence_of_any_metastasis_is_the_absence_of_distant_disease(concepts: set[str], truth: Truth) -> None:
    """A liver without a metastasis says nothing about the lung."""
    scan = Observed(source="Observation/scan", concepts=frozenset(concepts), when=ago(10), present=~YES, imaging=True)
    assert finding(mets, patient(diagnoses=(TUMOUR,), observations=(scan,))).truth is truth

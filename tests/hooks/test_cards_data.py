"""K17: each limit is said once, with the entry it is about (pathway 3.3, 3.4; decisions 1, 25)."""

import pytest

from hooks.clinical.case import Availability
from hooks.nme.cards.data import DATA_LIMITS
from tests.hooks.card_cases import EVERYTHING_TOLD, card, diagnosis, patient


@pytest.mark.parametrize(
    ("kind", "consequence"),
    [
        ("Condition", "No pathway branch was chosen: nothing here tells what is on the problem list."),
        ("Observation", "What rests on laboratory and other observations is unknown."),
        ("Patient", "Cut-offs by age and sex are not used."),
        ("MedicationRequest", "Current SSA could not be determined."),
    ],
)
def test_unread_data_are_named_once_and_what_follows_once(kind: str, consequence: str) -> None:
    unread = EVERYTHING_TOLD | {kind: Availability.UNAVAILABLE}
    found = card(DATA_LIMITS, patient(availability=unread))
    assert found.unread == (f"{kind} data could not be read",)
    assert [line.text for line in found.says] == [consequence]


@pytest.mark.parametrize(
    ("site", "sentence"),
    [
        ("metastasis_liver", "Liver metastasis is provisional; confirm or refute it."),
        ("metastasis_lung", "A metastasis is recorded as provisional; confirm or refute it."),
    ],
)
def test_a_provisional_metastasis_is_said_once(site: str, sentence: str) -> None:
    found = card(DATA_LIMITS, patient(diagnoses=(diagnosis("nme"), diagnosis(site, "provisional"))))
    assert [line.text for line in found.says] == [sentence]


def test_a_provisional_tumour_is_shown_and_a_confirmed_one_is_not() -> None:
    provisional = card(DATA_LIMITS, patient(diagnoses=(diagnosis("glucagonoma", "provisional"),)))
    confirmed = card(DATA_LIMITS, patient(diagnoses=(diagnosis("glucagonoma"),)))
    assert [fact.source for fact in provisional.recorded] == ["Condition/glucagonoma"]
    assert provisional.summary == "Tumour diagnosis is recorded as provisional only"
    assert (confirmed.recorded, confirmed.summary) == ((), "Data that limit this advice")

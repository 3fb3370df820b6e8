"""The pseudonym of a patient: only with a key, the same for the same patient of the same caller, and of no other."""

import re

from service.ledger.issuance import pseudonyms, rows
from service.trust.caller import Caller
from tests.service.ledger.keeping import ANYONE, issuance

KEY = "k" * 32


def test_without_a_key_there_is_none() -> None:
    assert pseudonyms(None)(ANYONE, "canary") is None


def test_it_is_the_same_for_the_same_patient_and_key() -> None:
    first, again = (pseudonyms(KEY)(Caller("A", "t"), "p") for _ in range(2))
    assert first == again
    assert re.fullmatch("[0-9a-f]{64}", first or "")


def test_another_key_client_tenant_or_patient_has_another() -> None:
    found = {
        pseudonyms(KEY)(Caller("A", "t"), "p"),
        pseudonyms("K" * 32)(Caller("A", "t"), "p"),
        pseudonyms(KEY)(Caller("B", "t"), "p"),
        pseudonyms(KEY)(Caller("A", "u"), "p"),
        pseudonyms(KEY)(Caller("A", "t"), "q"),
    }
    assert len(found) == 5


def test_no_row_and_no_text_of_an_issuance_holds_the_patients_id() -> None:
    given = issuance("a", "b", patient_id="canary")
    assert "canary" not in repr(rows(ANYONE, given, pseudonyms(KEY))) + repr(given)

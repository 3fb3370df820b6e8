"""The settings of FHIR access, and what fetching writes to the log (D-9, D-25, D-26)."""

import json
import logging

import pytest

from service.outbound.address import Base
from service.outbound.network_policy import INTERNET, NetworkPolicy
from service.settings import Settings, SettingsError, load
from tests.service.fhir.fetching import TOKEN
from tests.service.fhir.test_fetch import EHRServer, ask, first, without
from tests.service.mends import assert_told


def test_nothing_is_listed_unless_set() -> None:
    settings = Settings()
    assert (settings.fhir_bases, settings.fhir_deadline, settings.fhir_pages) == (None, 2.0, 10)


def test_bases_are_listed_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NME_CDS_FHIR_SERVERS", "https://ehr.example.org/fhir/, http://localhost:8080")
    assert load().fhir_bases == (Base("https", "ehr.example.org", 443, "/fhir"), Base("http", "localhost", 8080, ""))


@pytest.mark.parametrize(
    ("name", "value", "mend"),
    [
        ("FHIR_SERVERS", "http://ehr.example.org/fhir", "FHIR base addresses"),
        ("FHIR_SERVERS", "https://ehr.example.org/fhir,x", "FHIR base addresses"),
        ("FHIR_SERVERS", "https://a:b@ehr.example.org/fhir", "FHIR base addresses"),
        ("FHIR_SERVERS", "*", "FHIR base addresses"),
        *(
            (
                "PRIVATE_NETWORKS",
                value,
                "inside one of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10, fc00::/7",
            )
            for value in ("0.0.0.0/0", "169.254.0.0/16", "10.0.0.0/8,127.0.0.0/8", "10.20.1.5/16", "10.0.0.0/8,", "ehr")
        ),
        ("CA_FILE", "/nowhere/authorities.pem", "the path of a PEM file of certificate authorities"),
        ("CA_FILE", "/", "the path of a PEM file of certificate authorities"),
        ("CA_FILE", __file__, "the file holds no certificates that can be read"),
        ("FHIR_DEADLINE", "0", "seconds all FHIR queries"),
        ("FHIR_DEADLINE", "10.1", "seconds all FHIR queries"),
        ("FHIR_DEADLINE", "nan", "seconds all FHIR queries"),
        ("FHIR_PAGES", "0", "from 1 to 100"),
        ("FHIR_PAGES", "101", "from 1 to 100"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_with_its_mend(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, mend: str
) -> None:
    assert_told(monkeypatch, name, value, mend)


@pytest.mark.parametrize(("deadline", "pages"), [(0.1, 1), (10, 100)])
def test_both_ends_of_the_limits_can_be_set(deadline: float, pages: int) -> None:
    settings = Settings(fhir_deadline=deadline, fhir_pages=pages)
    assert (settings.fhir_deadline, settings.fhir_pages) == (deadline, pages)


def test_nothing_beyond_the_internet_is_reached_unless_set() -> None:
    assert Settings().network_policy == INTERNET == NetworkPolicy((), None)


def test_networks_are_listed_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NME_CDS_PRIVATE_NETWORKS", "10.20.0.0/16, fd12:3456::/48,192.168.1.7")
    assert [str(one) for one in load().network_policy.networks] == ["10.20.0.0/16", "fd12:3456::/48", "192.168.1.7/32"]


def test_the_network_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NME_CDS_PRIVATE_NETWORKS", "10.20.0.0/16,169.254.0.0/16")
    with pytest.raises(SettingsError, match=r"169\.254\.0\.0/16 is not a network for private use"):
        load()


def test_d25_d26_the_log_names_types_and_reasons_and_nothing_of_the_call(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    caplog.handler.setLevel("DEBUG")
    log = logging.getLogger("nme_cds")
    log.addHandler(caplog.handler)
    with EHRServer(
        Procedure=503, Consent=403, MedicationRequest=lambda r: 500 if r.url.query == b"page=2" else first()
    ):
        ask(without("procedures", "consents", "medications"))
    log.removeHandler(caplog.handler)
    lines = [r.fields for r in caplog.records if hasattr(r, "fields")]
    told = {(line["type"], line["reason"], line.get("page", 1)) for line in lines if "reason" in line}
    assert sorted(told) == [
        ("Consent", "status 403", 1),
        ("MedicationRequest", "status 500", 2),
        ("Procedure", "busy", 1),
    ]
    everything = json.dumps([str(vars(record)) for record in caplog.records if record.name != "asyncio"])
    assert str(TOKEN["access_token"]) not in everything
    assert "nme-test" not in everything
    assert "ehr.example.org" not in everything

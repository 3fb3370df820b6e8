"""What a site may set, and what it is told when a setting cannot be used."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from service.settings import Settings, SettingsError, load
from tests.service.mends import assert_told


def test_without_an_environment_the_service_is_open_to_this_machine_only() -> None:
    settings = load()
    assert (settings.host, settings.port, settings.body_limit) == ("127.0.0.1", 8000, 8 * 1024 * 1024)
    assert (settings.open_mode, settings.origins) == (True, ("*",))
    assert settings.time_zone.key == "UTC"


@pytest.mark.parametrize(
    ("host", "is_open"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("10.0.0.1", False), ("cds.example.org", False)],
)
def test_decisions_5_open_mode_is_this_machine(host: str, is_open: bool) -> None:
    assert Settings(host=host).open_mode is is_open
    assert Settings(host=host).origins == (("*",) if is_open else ())


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    site = tmp_path / "site.toml"
    site.touch()
    for name, value in {
        "PORT": "8443",
        "TODAY": "2026-05-01",
        "TIME_ZONE": "Europe/Zurich",
        "ALLOWED_ORIGINS": "https://a.example, http://b.example:8080",
        "SITE_FILE": str(site),
        "PUBLIC_URL": "",
    }.items():
        monkeypatch.setenv(f"NME_CDS_{name}", value)
    settings = load()
    assert (settings.port, settings.site_file) == (8443, site)
    assert settings.origins == ("https://a.example", "http://b.example:8080")
    assert (settings.current_day(), settings.time_zone.key) == (date(2026, 5, 1), "Europe/Zurich")
    assert settings.public_url is None  # an empty variable counts as unset


def test_decisions_15_today_is_the_day_in_the_sites_time_zone() -> None:
    assert Settings().current_day() == datetime.now(UTC).date()


@pytest.mark.parametrize(
    ("name", "value", "mend"),
    [
        ("PORT", "65536", "a port from 1 to 65535"),
        ("TODAY", "yesterday", "a date such as 2026-05-01"),
        ("TIME_ZONE", "Mars/Base", "Europe/Zurich"),
        ("PUBLIC_URL", "cds.example.org", "https://cds.example.org"),
        ("BODY_LIMIT", "2097151", "from 2097152 to 16777216"),
        ("BODY_LIMIT", "16777217", "from 2097152 to 16777216"),
        ("SITE_FILE", "/nowhere/site.toml", "a file that exists"),
        ("LOG_LEVEL", "LOUD", "DEBUG, INFO, WARNING or ERROR"),
        ("TRACES_URL", "collector:4318", "http://collector:4318/v1/traces"),
        ("TRACES_URL", "http://collector:4318", "http://collector:4318/v1/traces"),
        ("TRACES_URL", "grpc://collector:4317/v1/traces", "http://collector:4318/v1/traces"),
        ("TRACES_SHARE", "1.1", "from 0 to 1"),
        ("TRACES_SHARE", "-0.1", "from 0 to 1"),
        ("TRACES_SHARE", "nan", "from 0 to 1"),
        ("ALLOWED_ORIGINS", "null", "browser origins"),
        ("ALLOWED_ORIGINS", "https://a.example/path", "browser origins"),
        ("ALLOWED_ORIGINS", "https://a.example,*", "browser origins"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_with_its_mend(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, mend: str
) -> None:
    assert_told(monkeypatch, name, value, mend)


@pytest.mark.parametrize("limit", [2_097_152, 16_777_216])
def test_d14_the_body_limit_has_both_ends(limit: int) -> None:
    assert Settings(body_limit=limit).body_limit == limit


def test_every_wrong_setting_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NME_CDS_PORT", "x")
    monkeypatch.setenv("NME_CDS_BODY_LIMIT", "x")
    with pytest.raises(SettingsError) as error:
        load()
    assert [line.partition(":")[0] for line in str(error.value).splitlines()] == ["NME_CDS_PORT", "NME_CDS_BODY_LIMIT"]

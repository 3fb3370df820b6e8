"""Where the ledger is kept."""

import pytest

from service.outbound.database import DEFAULT, ledger_url
from service.settings import Settings, SettingsError, load


@pytest.mark.parametrize(
    ("text", "driver"),
    [
        (DEFAULT, "sqlite+aiosqlite"),
        ("sqlite:////var/lib/x.sqlite", "sqlite+aiosqlite"),
        ("postgres://u@h/d", "postgresql+asyncpg"),
        ("postgresql://u@h:5432/d", "postgresql+asyncpg"),
        ("postgresql+asyncpg://u@h/d", "postgresql+asyncpg"),
    ],
)
def test_a_url_names_a_database_whatever_its_driver_is_called(text: str, driver: str) -> None:
    url = ledger_url(text)
    assert url is not None
    assert url.drivername == driver


def test_none_keeps_nothing() -> None:
    assert ledger_url("none") is None


@pytest.mark.parametrize(
    "text", ["canary", "mysql://canary@h/d", "sqlite://", "sqlite:///:memory:", "postgresql://canary@h"]
)
def test_anything_else_stops_the_start_without_repeating_it(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NME_CDS_LEDGER_URL", text)
    with pytest.raises(SettingsError, match=r"NME_CDS_LEDGER_URL.*or none to keep nothing") as raised:
        load()
    assert "canary" not in str(raised.value)


@pytest.mark.parametrize(("length", "is_good"), [(31, False), (32, True)])
def test_a_pseudonym_key_has_a_length_that_cannot_be_guessed(
    length: int, is_good: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NME_CDS_PSEUDONYM_KEY", "canary" + "k" * (length - 6))
    if is_good:
        assert load().pseudonym_key is not None
        return
    with pytest.raises(SettingsError, match="at least 32 characters") as raised:
        load()
    assert "canary" not in str(raised.value)


def test_neither_password_nor_key_is_shown() -> None:
    settings = Settings(ledger_url="postgresql://u:canary@h/d", pseudonym_key="canary" * 6)  # type: ignore[arg-type]
    assert "canary" not in repr(settings)

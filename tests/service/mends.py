"""What a setting that cannot be used is told."""

import pytest

from service.settings import SettingsError, load


def assert_told(monkeypatch: pytest.MonkeyPatch, name: str, value: str, mend: str) -> None:
    """The setting is refused, named, and told with its mend."""
    monkeypatch.setenv(f"NME_CDS_{name}", value)
    with pytest.raises(SettingsError) as error:
        load()
    assert str(error.value).startswith(f"NME_CDS_{name}: ")
    assert mend in str(error.value)

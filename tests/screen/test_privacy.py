"""Who has which disease is for the owner's eyes only."""

import hashlib
import hmac
from pathlib import Path

import pytest

from service.screen.errors import KeyFileError
from tests.screen.cohort import charts, some, write_bulk, write_bundles
from tests.screen.conftest import damage, screen

KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def bulk(tmp_path: Path) -> Path:
    """Some patients, and one without a Patient resource."""
    folder = write_bulk(tmp_path / "bulk", some(charts(), ["p0001", "p0021"]))
    with (folder / "Condition.000.ndjson").open("ab") as stream:
        stream.write((folder / "Condition.000.ndjson").read_bytes().splitlines()[0].replace(b"p0001", b"p9999"))
    return folder


def test_only_the_owner_may_read(bulk: Path, out: Path) -> None:
    screen(bulk, out)
    assert {file.name for file in out.iterdir()} >= {"patients.csv", "damage.csv"}
    assert {oct(file.stat().st_mode & 0o777) for file in out.iterdir()} == {"0o600"}
    assert oct(out.stat().st_mode & 0o777) == "0o700"


def test_with_a_key_no_file_holds_an_id(
    bulk: Path, out: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "key").write_text(f"{KEY}\n", encoding="utf-8")
    found = screen(bulk, out, key_file=tmp_path / "key")
    pseudonyms = {
        hmac.new(KEY.encode(), name.encode(), hashlib.sha256).hexdigest() for name in ("p0001", "p0021", "p9999")
    }
    assert found.keys() == pseudonyms
    assert {patient for *_, patient in damage(out) if patient} < pseudonyms
    held = b"".join(file.read_bytes() for file in out.iterdir())
    told = "".join(capfd.readouterr())
    assert [name for name in ("p0001", "p0021", "p9999") if name.encode() in held or name in told] == []


def test_with_a_key_a_bundles_file_is_not_named_by_its_patient(out: Path, tmp_path: Path) -> None:
    folder = write_bundles(tmp_path / "bundles", some(charts(), ["p0001"]))
    (folder / "p0002.json").write_text("{", encoding="utf-8")
    (tmp_path / "key").write_text(KEY, encoding="utf-8")
    screen(folder, out, key_file=tmp_path / "key")
    files = {file for _, file, *_ in damage(out) if file}
    assert files == {hmac.new(KEY.encode(), b"p0002.json", hashlib.sha256).hexdigest()}


def test_a_short_key_is_refused(bulk: Path, out: Path, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("short", encoding="utf-8")
    with pytest.raises(KeyFileError, match="at least 32 bytes"):
        screen(bulk, out, key_file=tmp_path / "key")

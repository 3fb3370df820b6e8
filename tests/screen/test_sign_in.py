"""An export from a server where we sign in as ourselves (SMART Backend Services), over real HTTP."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc.jwk import ECKey, RSAKey
from typer.testing import CliRunner

from service.cli import app
from service.outbound.patience import TRIES
from service.screen.access import Access, who
from service.screen.errors import ExportError, SignInFileError
from tests.screen.bulk_server import WELL_KNOWN, Export, serving
from tests.screen.conftest import Row, lines, screen
from tests.screen.token_desk import CLIENT, Desk

pytestmark = pytest.mark.usefixtures("impatient")
EC, RSA = ECKey.generate_key("P-384"), RSAKey.generate_key(2048)
SMALL = generate_private_key(65537, 1024)  # noqa: S505
KNOWN: dict[str, ECKey | RSAKey] = {"ec": EC, "rsa": RSA}


def sign_in(folder: Path, kid: str = "ec", **said: str) -> Access:
    """A file to sign in by, and the key beside it."""
    folder.mkdir(exist_ok=True)
    (folder / "key").write_bytes(KNOWN[kid].as_pem(private=True))
    words = {"client_id": CLIENT, "key": "key", "kid": kid} | said
    (folder / "sign-in.toml").write_text("".join(f"{name} = {json.dumps(one)}\n" for name, one in words.items()))
    return Access(sign_in=folder / "sign-in.toml")


@pytest.fixture
def desk() -> Desk:
    return Desk({"ec": EC, "rsa": RSA})


@pytest.mark.parametrize(("kid", "algorithm"), [("ec", "ES384"), ("rsa", "RS384")])
def test_who_signs_in_has_the_table_of_the_files(
    whole: dict[str, Row], out: Path, tmp_path: Path, desk: Desk, kid: str, algorithm: str
) -> None:
    with serving(Export(lines(), desk=desk)) as base:
        assert screen(base, out, access=sign_in(tmp_path / "own", kid)) == whole
    (form,), (proven,) = desk.forms, desk.proven
    assert proven.header == {"typ": "JWT", "alg": algorithm, "kid": kid}
    assert form["scope"].split()[:2] == ["system/Patient.rs", "system/Condition.rs"]
    assert form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def test_the_file_of_the_docs_is_one(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "before-you-switch-it-on.md").read_text(encoding="utf-8")
    shown = (
        page.partition("```toml\n")[2]
        .partition("```")[0]
        .replace("# token_url", "token_url")
        .replace("# scope", "scope")
    )
    (tmp_path / "sign-in.toml").write_text(shown, encoding="utf-8")
    (tmp_path / "screen-key.pem").write_bytes(EC.as_pem(private=True))
    found = who(tmp_path / "sign-in.toml")
    assert (found.client_id, found.scopes) == (CLIENT, "system/*.read")
    assert found.endpoint == "https://login.example.org/oauth2/token"


@pytest.mark.parametrize(
    ("capabilities", "said", "asked"),
    [
        (("permission-v1",), {}, "system/Patient.read system/Condition.read"),
        (("permission-v1", "permission-v2"), {}, "system/Patient.rs system/Condition.rs"),
        ((), {"scope": "system/*.read"}, "system/*.read"),
    ],
)
def test_what_is_asked_for_is_what_is_read(
    out: Path, tmp_path: Path, desk: Desk, capabilities: tuple[str, ...], said: dict[str, str], asked: str
) -> None:
    desk.capabilities = capabilities
    with serving(Export(lines(), desk=desk)) as base:
        screen(base, out, access=sign_in(tmp_path / "own", **said))
    assert desk.forms[0]["scope"].startswith(asked)
    assert "*" not in desk.forms[0]["scope"].removeprefix("system/*.read")


@pytest.mark.parametrize("lasts", [30, 1, 0, -5, "30"])
def test_a_token_is_renewed_before_it_ends(
    whole: dict[str, Row], out: Path, tmp_path: Path, desk: Desk, lasts: int | str
) -> None:
    desk.lasts, desk.uses = lasts, 1
    export = Export(lines(), desk=desk, waits=5)
    with serving(export) as base:
        assert screen(base, out, access=sign_in(tmp_path / "own")) == whole
    asked = [one for one in export.asked if "/token" not in one and "well-known" not in one]
    assert len(desk.forms) == len(asked) > 8
    assert sum("well-known" in one for one in export.asked) == 1


@pytest.mark.parametrize(("uses", "tokens"), [(3, 4), (8, 2)])
def test_a_token_that_ends_early_is_replaced(
    whole: dict[str, Row], out: Path, tmp_path: Path, desk: Desk, uses: int, tokens: int
) -> None:
    desk.uses, desk.lasts = uses, None
    export = Export(lines(), desk=desk, waits=5)
    with serving(export) as base:
        assert screen(base, out, access=sign_in(tmp_path / "own")) == whole
    assert len(desk.forms) == tokens
    assert sum("$export" in one for one in export.asked) == 1


def test_a_token_that_never_lets_in_is_replaced_once(out: Path, tmp_path: Path, desk: Desk) -> None:
    desk.uses = 0
    with serving(Export(lines(), desk=desk)) as base, pytest.raises(ExportError, match="another access token"):
        screen(base, out, access=sign_in(tmp_path / "own"))
    assert len(desk.forms) == 2


def test_a_busy_server_is_waited_for(whole: dict[str, Row], out: Path, tmp_path: Path, desk: Desk) -> None:
    busy = {"/token": [429, 503], WELL_KNOWN: [503], "/status/1": [429, 429], "/files/Condition": [429]}
    export = Export(lines(), desk=desk, failing=busy)
    with serving(export) as base:
        assert screen(base, out, access=sign_in(tmp_path / "own")) == whole
    assert [export.asked.count(one) for one in ("POST /token", f"GET {WELL_KNOWN}")] == [3, 2]


def test_files_that_want_no_token_get_none(whole: dict[str, Row], out: Path, tmp_path: Path, desk: Desk) -> None:
    with serving(Export(lines(), desk=desk, open_files=True)) as base:
        assert screen(base, out, access=sign_in(tmp_path / "own")) == whole


@pytest.mark.parametrize(
    ("refuses", "told"),
    [
        ((400, b'{"error":"invalid_client"}'), "status 400 invalid_client: register client_id and the public key"),
        ((400, b'{"error":"invalid_scope"}'), "invalid_scope: set scope to what the server grants"),
        ((400, b'{"error":"\\u001b[2Jowned"}'), r"status 400: is token_url the right address\?"),
        ((404, b"<html>"), r"status 404: is token_url the right address\?"),
        ((302, b""), r"status 302: is token_url the right address\?"),
        ((200, b'{"access_token":"a b","token_type":"bearer"}'), "no bearer token"),
        ((200, b'{"access_token":"a\\r\\nX: y","token_type":"bearer"}'), "no bearer token"),
        ((200, b'{"access_token":"ab","token_type":"mac"}'), "no bearer token"),
        ((200, b"[" * 100_000), "no bearer token"),
        ((200, b" " * 300_000), "does not answer, DownloadError"),
        ((503, b""), "does not answer, status 503"),
    ],
)
def test_a_refusal_says_the_next_step(
    out: Path, tmp_path: Path, desk: Desk, refuses: tuple[int, bytes], told: str
) -> None:
    desk.refuses = refuses
    with serving(Export(lines(), desk=desk)) as base, pytest.raises(ExportError, match=told) as caught:
        screen(base, out, access=sign_in(tmp_path / "own"))
    assert "owned" not in str(caught.value)


def test_a_key_the_server_does_not_know(out: Path, tmp_path: Path, desk: Desk) -> None:
    desk.keys = {"ec": ECKey.generate_key("P-384")}
    with serving(Export(lines(), desk=desk)) as base, pytest.raises(ExportError, match="invalid_client") as caught:
        screen(base, out, access=sign_in(tmp_path / "own"))
    assert "a secret of the server" not in str(caught.value)
    assert len(desk.forms) == 1


def test_a_server_that_names_no_endpoint(whole: dict[str, Row], out: Path, tmp_path: Path, desk: Desk) -> None:
    export = Export(lines(), desk=desk, failing={WELL_KNOWN: [404, 404]})
    with serving(export) as base:
        with pytest.raises(ExportError, match=r"smart-configuration: set token_url"):
            screen(base, out, access=sign_in(tmp_path / "own"))
        given = sign_in(tmp_path / "own", token_url=desk.endpoint)
        assert screen(base, out, access=given) == whole
    assert sum("well-known" in one for one in export.asked) == 1
    assert desk.forms[-1]["scope"].startswith("system/Patient.read")


def test_an_endpoint_elsewhere_is_for_the_site_to_allow(
    whole: dict[str, Row], out: Path, tmp_path: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(Export({}, desk=desk)) as elsewhere, serving(Export(lines(), desk=desk)) as base:
        with pytest.raises(ExportError, match=f"elsewhere: if {desk.endpoint} is right, set it as token_url"):
            screen(base, out, access=sign_in(tmp_path / "own"))
        assert desk.forms == []
        monkeypatch.setenv("NME_CDS_FHIR_SERVERS", f"{base},{elsewhere}")
        assert screen(base, out, access=sign_in(tmp_path / "own")) == whole


def test_nothing_secret_is_written_or_logged(
    out: Path, tmp_path: Path, desk: Desk, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    export = Export(lines(), desk=desk, failing={"/files/Patient": [500] * TRIES, "/status/1": [429]})
    with caplog.at_level(logging.DEBUG), serving(export) as base, pytest.raises(ExportError):
        screen(base, out, access=sign_in(tmp_path / "own"))
    written = [file.read_bytes() for file in out.rglob("*") if file.is_file()]
    assert (out / "export.state").exists()
    said = [record.getMessage() + repr(record.__dict__) for record in caplog.records]
    everything = b"".join(written) + "".join((*said, *capfd.readouterr())).encode()
    secrets = [*desk.granted, *(form["client_assertion"] for form in desk.forms), EC.as_dict(private=True)["d"]]
    assert len(secrets) == 3
    assert [secret for secret in secrets if str(secret).encode() in everything] == []


def jwk(key: ECKey | RSAKey, **more: Any) -> str:
    return json.dumps(key.as_dict(private=True) | more)


@pytest.mark.parametrize(
    ("key", "kid"),
    [
        (jwk(EC, kid="ec"), None),
        (jwk(EC, kid="other", alg="ES384"), "ec"),
        (json.dumps({"keys": [EC.as_dict(private=False), EC.as_dict(private=True) | {"kid": "ec"}]}), None),
        (EC.as_pem(private=True).decode(), "ec"),
    ],
)
def test_a_key_in_any_of_its_forms(out: Path, tmp_path: Path, desk: Desk, key: str, kid: str | None) -> None:
    access = sign_in(tmp_path / "own", **({"kid": kid} if kid else {}))
    (tmp_path / "own/key").write_text(key, encoding="ascii")
    if kid is None:
        (tmp_path / "own/sign-in.toml").write_text(f'client_id = "{CLIENT}"\nkey = "key"\n', encoding="ascii")
    with serving(Export(lines(), desk=desk)) as base:
        screen(base, out, access=access)
    assert desk.proven[0].header["kid"] == "ec"


@pytest.mark.filterwarnings("ignore:Key size should be")
@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("", "private EC or RSA key in PEM"),
        (EC.as_pem(private=True, password="x").decode(), "without a passphrase"),  # noqa: S106
        (EC.as_pem(private=False).decode(), "public key; give the private one"),
        (ECKey.generate_key("P-256").as_pem(private=True).decode(), "EC P-384"),
        (SMALL.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(), "RSA of 2048 bits or more"),
        (jwk(EC, alg="ES256"), "another than ES384"),
        ('{"keys": []}', "one private EC or RSA key"),
        (json.dumps(EC.as_dict(private=False)), "one private EC or RSA key"),
        ('{"kty": "oct", "k": "AAAA", "d": "x"}', "one private EC or RSA key"),
        ("{", "one private EC or RSA key"),
    ],
)
def test_a_key_that_cannot_be_used(tmp_path: Path, key: str, told: str) -> None:
    refused(tmp_path, "key", key, told)


def refused(tmp_path: Path, file: str, text: str, told: str) -> None:
    """With this text in a file, nobody is called."""
    access = sign_in(tmp_path / "own")
    (tmp_path / "own" / file).write_text(text, encoding="ascii")
    with pytest.raises(SignInFileError, match=told):
        screen("http://127.0.0.1:1/fhir", tmp_path / "out", access=access)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('client_id = "a"', "missing required field `key`"),
        ('client_id = "a"\nkey = "nowhere"', "nowhere, the key of .*cannot be read"),
        ('client_id = "a"\nkey = "key"', "no kid"),
        ('client_id = "a"\nkey = "key"\nsecret = "x"', "unknown field `secret`"),
        ('client_id = "a"\nkey = "key"\nkid = "a"\ntoken_url = "http://ehr.example.org/token"', "https address"),
        ('client_id = "a"\nkey = "key"\nkid = "a"\ntoken_url = "login/token"', "https address"),
    ],
)
def test_a_file_that_cannot_be_used(tmp_path: Path, text: str, told: str) -> None:
    refused(tmp_path, "sign-in.toml", text, told)


def test_one_way_in_is_enough(out: Path, tmp_path: Path) -> None:
    file = str(sign_in(tmp_path / "own").sign_in)
    words = ["screen", "http://127.0.0.1:1/fhir", "--out", str(out), "--sign-in", file, "--token-file", file]
    ran = CliRunner().invoke(app, words)
    assert (ran.exit_code, "--sign-in gets tokens" in ran.output) == (2, True)

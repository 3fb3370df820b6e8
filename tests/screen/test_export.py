"""A population by bulk export, over real HTTP: asked for, waited for, downloaded, gone on with."""

from pathlib import Path

import pytest

from service.outbound.patience import TRIES
from service.protocol.prefetch import KEYS
from service.screen.access import Access
from service.screen.errors import ExportError
from service.screen.source import TYPES
from tests.screen.bulk_server import TOKEN, Export, serving
from tests.screen.conftest import Row, damage, lines, screen

pytestmark = pytest.mark.usefixtures("impatient")


@pytest.fixture
def token(tmp_path: Path) -> Access:
    (tmp_path / "token").write_text(f"{TOKEN}\n", encoding="ascii")
    return Access(token_file=tmp_path / "token")


def test_an_exported_population_has_the_table_of_its_files(whole: dict[str, Row], out: Path, token: Access) -> None:
    export = Export(lines(), zipped=frozenset({"Observation"}), failing={"/files/Condition": [503, 500]})
    with serving(export) as base:
        assert screen(base, out, access=token) == whole
    kick_off, *rest = export.asked
    assert kick_off.startswith("GET /fhir/Patient/$export?_type=Patient,Condition,")
    assert rest[:3] == ["GET /status/1"] * 3
    assert rest.count("GET /files/Condition") == 3
    assert rest[-1] == "DELETE /status/1"
    assert not (out / "export").exists()
    assert (
        {one[0] for one in damage(out)} == {"a resource type with no file"} if len(export.files) < len(KEYS) else True
    )


def test_a_group_is_exported_by_its_address(out: Path, token: Access) -> None:
    export = Export(lines(), waits=0)
    with serving(export) as base:
        screen(f"{base}/Group/7/$export", out, access=token, keep_export=True)
    assert export.asked[0].startswith("GET /fhir/Group/7/$export?")
    assert {oct(file.stat().st_mode & 0o777) for file in (out / "export").iterdir()} == {"0o600"}
    assert screen(out / "export", out.with_name("again")).keys() == screen(out / "export", out.with_name("more")).keys()


def test_what_is_downloaded_is_not_downloaded_again(whole: dict[str, Row], out: Path, token: Access) -> None:
    export = Export(lines(), failing={"/files/Patient": [500] * TRIES})
    with serving(export) as base:
        with pytest.raises(ExportError, match="status 500"):
            screen(base, out, access=token)
        before = [asked for asked in export.asked if asked.startswith("GET /files/") and "Patient" not in asked]
        assert screen(base, out, access=token) == whole
    assert sum("$export" in asked for asked in export.asked) == 1
    assert all(export.asked.count(asked) == 1 for asked in before)


def test_an_export_the_server_forgot_is_asked_for_again(whole: dict[str, Row], out: Path, token: Access) -> None:
    export = Export(lines(), failing={"/status/1": [500] * TRIES + [404]})
    with serving(export) as base:
        with pytest.raises(ExportError, match="status 500"):
            screen(base, out, access=token)
        assert screen(base, out, access=token) == whole
    assert sum("$export" in asked for asked in export.asked) == 2


def test_what_the_server_could_not_export_is_unknown(whole: dict[str, Row], out: Path, token: Access) -> None:
    lost = b'{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"exception"}]}\n'
    remark = b'{"resourceType":"OperationOutcome","issue":[{"severity":"information","code":"informational"}]}\n'
    with serving(Export(lines(), errors=(remark, lost))) as base:
        found = screen(base, out, access=token)
    assert "no" in {row["mets"] for row in whole.values()}
    assert "no" not in {row["mets"] for row in found.values()}
    assert [one for one in damage(out) if one[0].startswith("something the server")] == [
        ("something the server could not export, as it says itself", _error_file(1), "1", "", "")
    ]


def _error_file(number: int) -> str:
    return f"{len(lines()) + number:06}.error.ndjson"


def test_a_file_shorter_than_the_server_said_is_not_whole(out: Path, token: Access) -> None:
    with serving(Export(lines(), counts={"Condition": 10_000})) as base:
        found = screen(base, out, access=token)
    assert "no" not in {row["mets"] for row in found.values()}
    assert "counts.ndjson" in {one[1] for one in damage(out)}


@pytest.mark.parametrize(
    ("export", "told"),
    [
        (Export({}, token=f"not {TOKEN}"), "status 401, the server asks for another access token: see --sign-in"),
        (Export({"Patient": b"{}\n"}, elsewhere="http://127.0.0.2:1"), "NME_CDS_FHIR_SERVERS does not list"),
        (Export({"../x": b"{}\n"}), "cannot be read"),
    ],
)
def test_an_export_that_cannot_be_had(out: Path, token: Access, export: Export, told: str) -> None:
    with serving(export) as base, pytest.raises(ExportError, match=told):
        screen(base, out, access=token)


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (400, "not begun, status 400: where the server does not offer every type"),
        (404, "exports nothing at this address, status 404: is bulk export switched on there"),
        (403, "status 403, the access token does not allow this: have the server grant"),
    ],
)
def test_a_server_that_does_not_begin_says_the_next_step(out: Path, token: Access, status: int, told: str) -> None:
    kick_off = f"/fhir/Patient/$export?_type={','.join(TYPES)}&_outputFormat=application%2Ffhir%2Bndjson"
    with serving(Export(lines(), failing={kick_off: [status]})) as base, pytest.raises(ExportError, match=told):
        screen(base, out, access=token)


@pytest.mark.parametrize("held", ["", "a b", "a\r\nX-Y: z", "\u00e4", None])
def test_a_token_that_cannot_be_sent(out: Path, tmp_path: Path, held: str | None) -> None:
    file = tmp_path / "token"
    if held is not None:
        file.write_text(held, encoding="latin-1")
    export = Export(lines())
    with serving(export) as base, pytest.raises(ExportError, match="has to hold an access token and nothing else"):
        screen(base, out, access=Access(token_file=file))
    assert export.asked == []


@pytest.mark.parametrize(
    "address", ["https://ehr.example.org/fhir", "http://10.0.0.1/fhir", "https://user@127.0.0.1/x"]
)
def test_a_server_the_site_does_not_list_is_not_called(out: Path, address: str) -> None:
    with pytest.raises(ExportError, match="NME_CDS_FHIR_SERVERS"):
        screen(address, out)

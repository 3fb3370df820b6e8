"""Trying the stack of docker-compose.yml: its keys, its token, and a call answered from its FHIR part (D-9, D-12)."""

import asyncio
import json
import os
import runpy
import socket
import ssl
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import anyio
import httpx
import pytest
import yaml

from service.http.app import CDSHooksApp
from service.main import build_app
from service.outbound.connections import GuardedTransport
from service.outbound.network_policy import NetworkPolicy
from service.settings import Settings
from service.trust.replay import InProcess
from tests.acceptance.shapes import TODAY
from tests.service import clock
from tests.service.fhir.servers import answering, found, serving, whole
from tests.service.fhir.test_client_sockets import answering_lookups
from tests.service.fhir.test_private_networks import IN_A_PRIVATE_NETWORK, OWN, networks
from tests.service.fhir_server import installed

HOME = Path(__file__).parents[2]
TRIAL = HOME / "deploy" / "trial"
CALL = json.loads((TRIAL / "call.json").read_text(encoding="utf-8"))
CLIENTS = (HOME / "fixtures" / "clients" / "trial.toml").read_text(encoding="utf-8")
(CLIENT,) = tomllib.loads(CLIENTS)["clients"]
COMPOSE = yaml.safe_load((HOME / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICE, FHIR = COMPOSE["services"]["service"], COMPOSE["services"]["fhir"]
SETTINGS = SERVICE["environment"]
ADDRESS = f"{SETTINGS['NME_CDS_PUBLIC_URL']}/cds-services/nme-patient-view"


def run(script: str, *arguments: object) -> str:
    """What a script of the folder prints."""
    command = [sys.executable, str(TRIAL / script), *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The volume after the first start, beside the folder of the clients file."""
    for name in ("trial", "clients"):
        (tmp_path / name).mkdir()
    run("make_keys.py", tmp_path / "trial")
    return tmp_path / "trial"


def test_private_keys_are_for_their_owner_only_and_public_ones_for_everybody(folder: Path) -> None:
    modes = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    assert modes == {"client": 0o700, "fhir": 0o700, "authorities.pem": 0o644, "client.jwks.json": 0o644}
    (public,) = json.loads((folder / "client.jwks.json").read_bytes())["keys"]
    private = json.loads((folder / "client" / "key.json").read_bytes())
    assert private == public | {"d": private["d"]}
    assert "d" not in public


def test_what_a_stack_made_at_its_first_start_is_kept(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*.*")}
    run("make_keys.py", folder)
    assert {path: path.read_bytes() for path in folder.rglob("*.*")} == before


def test_two_stacks_share_no_key(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "another").mkdir()
    run("make_keys.py", tmp_path / "another")
    for path in folder.rglob("*.*"):
        assert path.read_bytes() != (tmp_path / "another" / path.relative_to(folder)).read_bytes()


def test_the_fhir_part_proves_both_of_its_names(folder: Path) -> None:
    async def call() -> list[int]:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(folder / "fhir" / "certificate.pem", folder / "fhir" / "key.pem")
        policy = NetworkPolicy(ca_file=folder / "authorities.pem")
        async with (
            serving(answering(whole(found())), tls=tls) as server,
            httpx.AsyncClient(transport=GuardedTransport(policy)) as http,
        ):
            address = f"https://localhost:{server.port}"
            local = await http.get(address)
            named = await http.get(address, extensions={"sni_hostname": urlsplit(CALL["fhirServer"]).hostname})
            return [local.status_code, named.status_code]

    assert asyncio.run(call()) == [200, 200]


@pytest.mark.parametrize(
    ("arguments", "mend"),
    [(["/nowhere/key.json", ADDRESS], "Start the stack first"), (["/nowhere/key.json"], "Name the address to call")],
)
def test_a_token_that_cannot_be_made_says_what_to_do(arguments: list[str], mend: str) -> None:
    with pytest.raises(subprocess.CalledProcessError) as error:
        run("make_token.py", *arguments)
    assert error.value.returncode == 1
    assert mend in error.value.stderr


# What the files promise each other -------------------------------------------------------------


def _mounted(part: dict[str, Any], source: str) -> tuple[Path, str]:
    """Where a part sees a volume or folder, and how."""
    (found,) = (text.split(":") for text in part["volumes"] if text.split(":")[0] == source)
    return Path(found[1]), found[-1]


def test_the_stack_needs_no_internet_for_its_clients() -> None:
    assert SETTINGS["NME_CDS_CLIENTS"].endswith("/${CLIENTS_FILE:-trial.toml}")
    assert "jku" not in CLIENT
    assert "test" not in CLIENT


def test_the_service_finds_the_public_parts_where_they_are_mounted() -> None:
    volume, mode = _mounted(SERVICE, "trial")
    clients, _ = _mounted(SERVICE, "./fixtures/clients")
    assert Path(SETTINGS["NME_CDS_CLIENTS"]).parent == clients
    assert Path(os.path.normpath(clients / CLIENT["jwks_file"])) == volume / "client.jwks.json"
    assert Path(SETTINGS["NME_CDS_CA_FILE"]) == volume / "authorities.pem"
    assert mode == "ro"


def test_the_hospitals_parts_run_as_a_user_whose_keys_the_service_cannot_read() -> None:
    image = (HOME / "Dockerfile").read_text(encoding="utf-8")
    assert "USER 10001:10001" in image
    assert "user" not in SERVICE
    assert {COMPOSE["services"][name]["user"] for name in ("keys", "token", "fhir")} == {"10002:10002"}


def test_every_part_that_needs_keys_waits_for_them() -> None:
    for name in ("service", "migrate", "fhir"):
        assert COMPOSE["services"][name]["depends_on"]["keys"] == {"condition": "service_completed_successfully"}


def test_the_fhir_part_is_where_call_and_clients_file_say_and_in_the_named_network_only() -> None:
    address = urlsplit(CALL["fhirServer"])
    assert CLIENT["fhir_servers"] == [CALL["fhirServer"]]
    assert FHIR["networks"] == {"ehr": {"aliases": [address.hostname]}}
    assert FHIR["environment"]["PORT"] == str(address.port)
    assert COMPOSE["networks"]["ehr"]["ipam"]["config"] == [{"subnet": SETTINGS["NME_CDS_PRIVATE_NETWORKS"]}]
    assert Settings(private_networks=SETTINGS["NME_CDS_PRIVATE_NETWORKS"]).network_policy.networks
    assert _mounted(FHIR, "trial")[0] / "fhir" == Path(FHIR["environment"]["TLS"])


def test_the_call_is_about_one_of_the_fhir_parts_patients_on_the_day_of_its_records() -> None:
    records = runpy.run_path(str(HOME / "deploy" / "fhir" / "records.py"))["records"](HOME / "fixtures" / "requests")
    assert CALL["context"]["patientId"] in {r["id"] for r in records if r["resourceType"] == "Patient"}
    assert SETTINGS["NME_CDS_TODAY"] == "${TODAY:-}"
    assert f"\n#TODAY={TODAY.isoformat()}\n" in (HOME / "deploy" / "env.example").read_text(encoding="utf-8")


# The whole of it, without containers -----------------------------------------------------------


@contextmanager
def fhir_part(folder: Path, port: int) -> Iterator[list[str]]:
    """The FHIR part as compose starts it, at this machine's own address, and the requests it saw, once it ended."""
    records = runpy.run_path(str(HOME / "deploy" / "fhir" / "records.py"))["records"](HOME / "fixtures" / "requests")
    (folder / "records.json").write_text(json.dumps(records))
    environment = os.environ | {"HOST": str(OWN), "PORT": str(port), "TLS": str(folder / "fhir")}
    command = ["node", "server.mjs", str(folder / "records.json"), "50"]
    log: list[str] = []
    with subprocess.Popen(command, cwd=installed(), env=environment, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout
        try:
            assert process.stdout.readline() == f"listening {port}\n"
            yield log
        finally:
            process.terminate()
            log += process.stdout.readlines()


def free_port() -> int:
    """A port of this machine's own address."""
    family = socket.AF_INET6 if OWN and ":" in OWN else socket.AF_INET
    with socket.socket(family) as probe:
        probe.bind((OWN, 0))
        return int(probe.getsockname()[1])


def topics(answer: httpx.Response) -> list[str]:
    """Which recommendations the cards are."""
    assert answer.status_code == 200, answer.text
    return [card["source"]["topic"]["code"] for card in answer.json()["cards"]]


@IN_A_PRIVATE_NETWORK
def test_d9_d12_a_signed_call_is_answered_with_cards_about_data_read_through_tls(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lookup, asked = answering_lookups(str(OWN))
    monkeypatch.setattr(anyio, "getaddrinfo", lookup)
    port = free_port()
    here = {name: text.replace(":8443/", f":{port}/") for name, text in (("toml", CLIENTS), ("json", json.dumps(CALL)))}
    clients = folder.parent / "clients" / "trial.toml"
    clients.write_text(here["toml"], encoding="utf-8")
    settings = Settings(
        public_url=SETTINGS["NME_CDS_PUBLIC_URL"],
        clients=clients,
        private_networks=networks(str(OWN)),
        ca_file=folder / "authorities.pem",
        today=TODAY,
        ledger_url="none",
        fhir_deadline=10,
    )
    prefetched = json.loads((HOME / "fixtures" / "requests" / "localized-operable.json").read_bytes())

    async def answers() -> tuple[httpx.Response, httpx.Response, httpx.Response]:
        app = build_app(settings)
        assert isinstance(app, CDSHooksApp)
        assert app.gate
        assert isinstance(app.gate._replay, InProcess)
        app.gate._replay._began -= 60  # tokens count in whole seconds
        transport, base = httpx.ASGITransport(app), str(settings.public_url)
        async with httpx.AsyncClient(transport=transport, base_url=base) as http:
            first, second = (run("make_token.py", folder / "client" / "key.json", ADDRESS) for _ in range(2))
            read = await http.post(ADDRESS, content=here["json"], headers=signed(first))
            sent = await http.post(ADDRESS, json=prefetched, headers=signed(second))
            again = await http.post(ADDRESS, content=here["json"], headers=signed(first))
        await app.answer.aclose()
        return read, sent, again

    with fhir_part(folder, port) as log:
        read, sent, again = clock.run_slowly(answers())
    assert topics(read) == topics(sent) == ["K04", "K10"]
    assert again.status_code == 401
    assert "GET /fhir/Condition?patient=localized-operable-nme-test&_count=500\n" in log
    assert "Condition/localized-operable-condition-2" in read.text
    assert set(asked) == {"fhir.nme.test"}


def signed(token: str) -> dict[str, str]:
    """The headers of a call."""
    return {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

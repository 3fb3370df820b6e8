"""Clients nobody here wrote, from the registries, against the running demonstration (docs/clients-seen.md)."""

import fcntl
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from service.main import build_demo
from service.settings import Settings
from tests import npm
from tests.acceptance.shapes import TODAY
from tests.service.running import running

HERE = Path(__file__).parent
VENV = Path(sys.prefix) / "healthchain"  # beside what is installed for us
SECONDS = 180.0  # to install packages, or for a client to do its work on a loaded machine
PATIENT = "localized-operable"
SERVICE = "cds-services/nme-patient-view"


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    """The address of the demonstration."""
    with running(build_demo(Settings(today=TODAY, ledger_url="none"))) as (host, port):
        yield f"http://{host}:{port}"


@pytest.fixture(scope="module")
def prefetch(base: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the prefetch of an example patient, as HealthChain reads it."""
    request = httpx.get(f"{base}/workbench/request", params={"patient": PATIENT}).json()
    file = tmp_path_factory.mktemp("healthchain") / "prefetch.json"
    file.write_text(json.dumps(request["prefetch"]), encoding="utf-8")
    return file


def healthchain() -> Path:
    """The Python that has HealthChain: it needs an older FastAPI than we do, so it has a place of its own."""
    python = VENV / "bin" / "python"
    with (HERE / "healthchain.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests run side by side
        if not (VENV / "complete").exists():
            shutil.rmtree(VENV, ignore_errors=True)
            make = ["venv", "--without-pip", str(VENV)]
            install = ["pip", "--python", str(python), "install", "--quiet", "--require-hashes", "--no-deps"]
            for step in (make, [*install, "--no-compile", "-r", lock.name]):
                command = [sys.executable, "-m", *step]
                if subprocess.run(command, check=False, timeout=SECONDS, capture_output=True).returncode:  # noqa: S603
                    pytest.skip(f"HealthChain could not be installed from {Path(lock.name).name}")
            (VENV / "complete").touch()
    return python


def told(*command: str | Path) -> Any:
    """The JSON a client's program prints."""
    done = subprocess.run(command, check=False, timeout=SECONDS, capture_output=True, text=True)  # noqa: S603
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def test_healthchains_client_gets_the_cards(base: str, prefetch: Path) -> None:
    [response] = told(healthchain(), HERE / "healthchain_client.py", f"{base}/{SERVICE}", prefetch, PATIENT)
    assert [card["source"]["topic"]["code"] for card in response["cards"]][:1] == ["K04"]


def test_healthchains_made_up_patient_is_said_to_be_another_not_met_with_silence(base: str, prefetch: Path) -> None:
    [response] = told(healthchain(), HERE / "healthchain_client.py", f"{base}/{SERVICE}", prefetch)
    assert response == {}  # what it makes of an error; the answer itself:
    call = {
        "hook": "patient-view",
        "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
        "context": {"userId": "PractitionerRole/3", "patientId": "9389193"},
        "prefetch": json.loads(prefetch.read_text(encoding="utf-8")),
    }
    answer = httpx.post(f"{base}/{SERVICE}", json=call)
    assert answer.status_code == 412
    assert "another patient than context.patientId" in answer.json()["issue"][0]["diagnostics"]


def test_medplums_client_discovers_prefetches_and_calls(base: str) -> None:
    seen = told("node", npm.installed(HERE) / "medplum.mjs", base, PATIENT)
    services = httpx.get(f"{base}/cds-services").json()["services"]
    assert seen["services"] == [service["id"] for service in services]
    assert set(seen["prefetched"]) == set(services[0]["prefetch"])
    assert seen["cards"][:1] == ["K04"]
    assert set(seen["suggestions"]) == {1}
    assert seen["patients"] == 5


def test_medplums_authorisation_without_a_token_is_none(base: str) -> None:
    """Its client sends one with an empty token when nobody is signed in and prefetch fails."""
    call = {
        "hook": "patient-view",
        "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
        "fhirServer": f"{base}/fhir",
        "fhirAuthorization": {"access_token": "", "token_type": "Bearer", "scope": "", "subject": ""},
        "context": {"userId": "Practitioner/example", "patientId": PATIENT},
    }
    answer = httpx.post(f"{base}/{SERVICE}", json=call)
    assert answer.status_code == 200
    assert answer.json()["cards"]


def test_fhir_kit_reads_searches_and_pages(base: str) -> None:
    seen = told("node", npm.installed(HERE) / "fhir_kit.mjs", base, PATIENT)
    total = httpx.get(f"{base}/fhir/Patient").json()["total"]
    assert seen == {"version": "4.0.1", "name": "Localized, operable", "sameByPost": True, "patients": total}

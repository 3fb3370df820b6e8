"""Where the product and the CQL predicates differ: each request goes to the service and, as a patient, to CQL.

    python -m tests.judge.compare --value-sets CSV[,CSV] --terms terms.csv FILE.jsonl|DIRECTORY ...

The product is a black box: `nme-cds serve` over HTTP, its truths read from the extension "nme.pathway". Files hold
records ({"id", "request", "expect"}) a line, or a vignette ({"resources", ...}) each. One line a disagreement.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.judge import engine
from tests.judge.reading import patient
from tests.judge.words import Terms

TODAY = "2026-11-20"
KEYS = {
    "Condition": "conditions", "Observation": "observations", "MedicationRequest": "medications",
    "MedicationStatement": "medicationStatements", "MedicationAdministration": "medicationAdministrations",
    "Procedure": "procedures", "DiagnosticReport": "reports", "ServiceRequest": "serviceRequests",
    "AllergyIntolerance": "allergies", "Consent": "consents",
}  # fmt: skip


def records(path: Path) -> Iterator[tuple[str, dict[str, Any], dict[str, str]]]:
    """Id, request and expected truths of each patient in a file or folder."""
    if path.is_dir():
        for file in sorted(path.glob("V*.json")):
            vignette = json.loads(file.read_text(encoding="utf-8"))
            spelled = {"T": "yes", "F": "no", "U": "unknown"}
            expected = {name: spelled[truth] for name, truth in vignette["expect"].get("predicates", {}).items()}
            yield vignette["id"], _request(vignette), expected
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        asked_of = record["request"] if "request" in record else _request(record)
        yield record["id"], asked_of, record.get("expect", {}).get("predicates") or {}


def _request(vignette: dict[str, Any]) -> dict[str, Any]:
    person = next(one for one in vignette["resources"] if one["resourceType"] == "Patient")
    prefetch: dict[str, Any] = {"patient": person}
    for kind, key in KEYS.items():
        found = [{"resource": one} for one in vignette["resources"] if one["resourceType"] == kind]
        prefetch[key] = {"resourceType": "Bundle", "type": "searchset", "total": len(found), "entry": found}
        if kind in vignette.get("unavailable", []):
            issue = {"severity": "error", "code": "forbidden"}
            prefetch[key] = {"resourceType": "OperationOutcome", "issue": [issue]}
    context = {"userId": "Practitioner/judge", "patientId": person["id"], "encounterId": "e"}
    return {
        "hook": "patient-view", "hookInstance": "00000000-0000-0000-0000-000000000001",
        "context": context, "prefetch": prefetch,
    }  # fmt: skip


@contextmanager
def product() -> Iterator[str]:
    """The address of a service of this repository, started for the comparison."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).parent / "nme-cds"), "serve", "--port", str(port)]
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "log").open("wb") as log:
        environment = {
            **os.environ,
            "NME_CDS_TODAY": TODAY,
            "NME_CDS_DATABASE_URL": f"sqlite:///{folder}/ledger.sqlite",
        }
        served = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=folder)  # noqa: S603 our own service
        try:
            _wait(f"http://127.0.0.1:{port}/cds-services")
            yield f"http://127.0.0.1:{port}/cds-services/nme-patient-view"
        finally:
            served.terminate()
            served.wait()


def _wait(address: str) -> None:
    for _ in range(1200):
        try:
            with urllib.request.urlopen(address, timeout=1):  # noqa: S310 loopback
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(address)


def asked(address: str, request: dict[str, Any]) -> dict[str, str] | None:
    """The product's truths; None where it is silent (out of scope or refused)."""
    body = {**request, "hook": "patient-view"}
    body["context"] = {
        key: value for key, value in request["context"].items() if key not in {"selections", "draftOrders"}
    }
    call = urllib.request.Request(address, json.dumps(body).encode(), {"Content-Type": "application/json"})  # noqa: S310 loopback
    try:
        with urllib.request.urlopen(call, timeout=30) as answer:  # noqa: S310 loopback
            told = json.loads(answer.read())
    except urllib.error.HTTPError:
        return None
    truths: dict[str, str] | None = told.get("extension", {}).get("nme.pathway", {}).get("predicates")
    return truths


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--value-sets", required=True)
    parser.add_argument("--terms", type=Path, required=True)
    parser.add_argument("paths", nargs="+", type=Path)
    arguments = parser.parse_args()
    terms = Terms(arguments.terms)
    found = [one for path in arguments.paths for one in records(path)]
    lines = [patient(request, terms).line(name, TODAY) for name, request, _ in found]
    with tempfile.TemporaryDirectory() as folder:
        engine.translate(Path(folder))
        judged = engine.judge(lines, Path(folder), [Path(one) for one in arguments.value_sets.split(",")])
    with product() as address:
        answers = {name: asked(address, request) for name, request, _ in found}
    return report(found, judged, answers)


def report(
    found: list[tuple[str, dict[str, Any], dict[str, str]]],
    judged: dict[str, engine.Truths],
    answers: dict[str, dict[str, str] | None],
) -> int:
    """Writes the disagreements with the product and with what a record expects; returns their number."""
    counted: Counter[str] = Counter()
    for name, _, expected in found:
        told = answers[name] or {}
        for predicate, truth in judged[name].items():
            product, wanted = told.get(predicate, "silent"), expected.get(predicate, truth)
            if product not in {truth, "silent"} or truth not in wanted.split("|"):
                counted[predicate] += 1
                _say(f"{name}: {predicate} product={product} judge={truth} expected={expected.get(predicate, '-')}")
    compared = sum(1 for told in answers.values() if told)
    _say(f"{compared} of {len(found)} patients compared; disagreements: {dict(counted) or 'none'}")
    return sum(counted.values())


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(min(main(), 1))

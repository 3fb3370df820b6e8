"""``nme-cds demo``: what it prints, and what it says when it cannot start."""

import socket
from urllib.parse import parse_qs, urlsplit

from typer.testing import CliRunner

from service.cli import app
from service.demo.links import links, sandbox

BASE = "http://127.0.0.1:8000"


def test_the_sandbox_opens_with_server_patient_and_services_filled_in() -> None:
    filled = {name: value[0] for name, value in parse_qs(urlsplit(sandbox(BASE, "a-patient")).query).items()}
    assert filled["fhirServiceUrl"] == "http://127.0.0.1:8000/fhir"
    assert filled["serviceDiscoveryURL"] == "http://127.0.0.1:8000/cds-services"  # no slash: it appends /{id}
    assert filled["patientId"] == "a-patient"


def test_three_links_are_printed() -> None:
    printed = [word for word in links(BASE, "a-patient").split() if "://" in word]
    assert printed == [f"{BASE}/", sandbox(BASE, "a-patient"), f"{BASE}/cds-services"]


def test_a_port_in_use_is_said_with_the_next_step() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for command in ("demo", "serve"):
            shown = CliRunner().invoke(app, [command, "--port", str(port)])
            assert (shown.exit_code, shown.output.count("\n")) == (2, 1)
            assert f"Port {port} is in use" in shown.output
            assert f"--port {port + 1}" in shown.output

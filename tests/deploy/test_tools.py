"""The files a site deploys with, read by the programs they are written for, or by a linter of their kind."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.stack.files import HOME, proxy
from tests.stack.process import program

DEPLOY = HOME / "deploy"
DOCKERFILES = ("Dockerfile", "deploy/fhir/Dockerfile")
ON_PURPOSE = ("DL3066",)  # the image's own user by its name


def locked(name: str) -> str:
    """A program that is installed with the packages of requirements-dev.lock."""
    return str(Path(sys.executable).with_name(name))


def accepted(*command: str) -> str:
    """What a program says that finds nothing wrong."""
    ran = subprocess.run(command, check=False, capture_output=True, text=True, cwd=HOME)  # noqa: S603 - of the machine
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout + ran.stderr


def test_nginx_takes_the_proxys_file(tmp_path: Path) -> None:
    nginx = program("nginx", install="apt-get install nginx")
    config = tmp_path / "nginx.conf"
    config.write_text(proxy(tmp_path, 8080, (8001, 8002, 8003)), encoding="utf-8")
    said = accepted(nginx, "-t", "-e", str(tmp_path / "start.log"), "-c", str(config))
    assert "test is successful" in said
    assert "[warn]" not in said


@pytest.mark.parametrize(("kind", "name"), [("config", "prometheus.yml"), ("rules", "alarms.yml")])
def test_prometheus_takes_its_files(kind: str, name: str) -> None:
    promtool = program("promtool", install="apt-get install prometheus")
    assert "SUCCESS" in accepted(promtool, "check", kind, str(DEPLOY / "prometheus" / name))


OF_OTHERS = {"kustomization.yaml", "monitoring.yaml"}  # not of Kubernetes itself
MANIFESTS = sorted(path for path in (DEPLOY / "kubernetes").glob("*.yaml") if path.name not in OF_OTHERS)


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.name)
def test_kubernetes_knows_every_member_of_a_manifest(path: Path) -> None:
    assert "passed for resource" in accepted(locked("kubernetes-validate"), "--strict", str(path))


@pytest.mark.parametrize("path", DOCKERFILES)
def test_d32_a_linter_finds_nothing_in_an_image(path: str) -> None:
    accepted(locked("hadolint"), *(f"--ignore={rule}" for rule in ON_PURPOSE), path)


@pytest.mark.parametrize("profile", [[], ["--profile", "site"]])
def test_compose_takes_its_file(monkeypatch: pytest.MonkeyPatch, profile: list[str]) -> None:
    monkeypatch.delenv("POSTGRES_PASSWORD", raising=False)
    parts = json.loads(accepted(locked("docker-compose"), *profile, "config", "--format", "json"))["services"]
    assert ("service" in parts) is bool(profile)
    assert "demo" in parts

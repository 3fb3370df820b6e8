"""The files a site deploys with: what they promise about safety and stopping is really in them (D-16, D-29, D-32)."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from service.http.app import create_app
from service.http.bodies import IN_ALL
from service.http.server import KEEP_ALIVE_SECONDS, LAST_SECONDS, STOP_SECONDS
from service.observe.metrics import exposition
from service.settings import PREFIX, Settings
from tests.service.fake import Fake

HOME = Path(__file__).parents[2]
DEPLOY = HOME / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((HOME / "docker-compose.yml").read_text(encoding="utf-8"))
PARTS: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILES = [HOME / "Dockerfile", DEPLOY / "fhir" / "Dockerfile"]
MANIFESTS = {
    (document["kind"], document["metadata"]["name"]): document
    for path in sorted((DEPLOY / "kubernetes").glob("*.yaml"))
    for document in yaml.safe_load_all(path.read_text(encoding="utf-8"))
    if document["kind"] != "Kustomization"
}
DEPLOYMENT = MANIFESTS["Deployment", "nme-cds"]["spec"]
POD = DEPLOYMENT["template"]["spec"]
(CONTAINER,) = POD["containers"]
NGINX = (DEPLOY / "proxy" / "nginx.conf").read_text(encoding="utf-8")
PROMETHEUS = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text(encoding="utf-8"))
RULES = yaml.safe_load((DEPLOY / "prometheus" / "alarms.yml").read_text(encoding="utf-8"))["groups"][0]["rules"]
ONCE = {"migrate", "keys", "token"}  # parts that end when they are done
LEDGER_SECONDS = 5  # to write what waits at the end


def images() -> Iterator[str]:
    """Every image that is named anywhere."""
    yield from (part["image"] for part in PARTS.values())
    for path in DOCKERFILES:
        yield from re.findall(r"^FROM .*?(\S+:\S+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    for manifest in MANIFESTS.values():
        yield from re.findall(r'"image": "([^"]+)"', json.dumps(manifest))


@pytest.mark.parametrize("image", sorted(set(images())))
def test_d32_every_image_has_a_whole_version(image: str) -> None:
    assert re.fullmatch(r"\D+:v?\d+\.\d+.*|python:3\.11\.\d+-slim-.*", image)
    assert not image.endswith(":latest")


OWN = re.compile(r"(registry\.example\.org/)?nme-cds(-fhir)?:\d+\.\d+\.\d+")


def test_d32_images_of_others_are_named_by_digest_one_for_each() -> None:
    others = {image for image in images() if not OWN.fullmatch(image)}
    assert len(others) == 7
    assert all(re.fullmatch(r"[a-z/-]+:[\w.-]+@sha256:[0-9a-f]{64}", image) for image in others)
    assert len({image.partition("@")[0] for image in others}) == len(others)


@pytest.mark.parametrize("name", sorted(PARTS))
def test_d32_every_part_is_read_only_and_has_no_privileges(name: str) -> None:
    part = PARTS[name]
    assert part["read_only"] is True
    assert part["cap_drop"] == ["ALL"]
    assert part["security_opt"] == ["no-new-privileges:true"]
    assert "test" in part["healthcheck"] or name in ONCE
    assert all(port.startswith("127.0.0.1:") for port in part.get("ports", ()))


def test_with_nothing_filled_in_the_demonstration_alone_starts_on_this_machine() -> None:
    assert [name for name, part in PARTS.items() if "profiles" not in part] == ["demo"]
    assert PARTS["demo"]["command"] == ["demo", "--host", "0.0.0.0"]  # noqa: S104 - the container's own
    assert "environment" not in PARTS["demo"]
    assert not re.search(r"\$\{\w+:\?", (HOME / "docker-compose.yml").read_text(encoding="utf-8"))


def test_one_image_is_built_once_and_named_by_every_part() -> None:
    named = [name for name, part in PARTS.items() if part["image"] == PARTS["demo"]["image"]]
    assert {"demo", "service", "migrate", "keys", "token"} <= set(named)
    assert [name for name in named if "build" in PARTS[name]] == ["demo"]
    assert {PARTS[name]["pull_policy"] for name in named if name != "demo"} == {"never"}


def test_several_replicas_start_after_their_tables_and_stop_in_time() -> None:
    service = PARTS["service"]
    assert service["deploy"]["replicas"] >= 2
    assert service["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert int(service["stop_grace_period"].removesuffix("s")) > _stopping(service["environment"])
    assert "ports" not in service


def test_the_data_stores_are_reached_from_inside_only() -> None:
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert [PARTS[name]["networks"] for name in ("postgresql", "valkey")] == [["inside"], ["inside"]]


def test_tokens_are_never_forgotten_for_lack_of_memory() -> None:
    command = PARTS["valkey"]["command"]
    assert command[command.index("--maxmemory-policy") + 1] == "noeviction"


@pytest.mark.parametrize("path", ["docker-compose.yml", "deploy/env.example", *(str(p) for p in DOCKERFILES)])
def test_no_secret_stands_in_a_file(path: str) -> None:
    text = (HOME / path).read_text(encoding="utf-8")
    for value in re.findall(r"(?im)^\s*\w*(?:password|_key|secret)\w*[ \t]*[=:][ \t]*(\S+)", text):
        assert value.startswith("${"), path
    assert not re.search(r"://[^/\s$]*:[^$/\s@]+@", text)
    assert not [name for kind, name in MANIFESTS if kind == "Secret"]


@pytest.mark.parametrize("path", DOCKERFILES, ids=lambda path: str(path.relative_to(HOME)))
def test_d32_containers_do_not_run_as_root(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    last_stage = text[text.rindex("\nFROM ") :]
    (user,) = re.findall(r"^USER (\S+)$", last_stage, re.MULTILINE)
    assert user in {"10001:10001", "node"}
    assert "HEALTHCHECK" in last_stage
    assert "apt-get" not in text


def test_d32_packages_are_installed_by_hash_and_nothing_is_built() -> None:
    text = (HOME / "Dockerfile").read_text(encoding="utf-8")
    assert "--require-hashes" in text
    assert "--only-binary=:all:" in text
    assert "requirements.lock" in text


def test_d32_what_builds_the_package_is_not_in_the_image() -> None:
    served, build, checks = (_locked(f"requirements{kind}.lock") for kind in ("", "-build", "-dev"))
    assert {name.partition("==")[0] for name in build} >= {"hatchling", "editables"}
    assert not {name.partition("==")[0] for name in served} & {name.partition("==")[0] for name in build}
    assert build | served <= checks  # one version of each, wherever it is installed


def _locked(file: str) -> set[str]:
    return set(re.findall(r"^[a-z0-9][\w.-]*==[\w.]+", (HOME / file).read_text(encoding="utf-8"), re.MULTILINE))


def _settings(mapping: dict[str, Any]) -> set[str]:
    return {name.removeprefix(PREFIX).lower() for name in mapping if name.startswith(PREFIX)}


def test_every_setting_that_is_set_exists() -> None:
    container = {entry["name"]: entry["value"] for entry in CONTAINER["env"]}
    named = _settings(PARTS["service"]["environment"]) | _settings(container)
    named |= _settings(MANIFESTS["ConfigMap", "nme-cds-settings"]["data"])
    image = (HOME / "Dockerfile").read_text(encoding="utf-8")
    named |= _settings(dict.fromkeys(re.findall(r"NME_CDS_\w+(?==)", image)))
    for path in (DEPLOY / "kubernetes").glob("*.yaml"):  # in comments too
        named |= _settings(dict.fromkeys(re.findall(r"NME_CDS_\w+", path.read_text(encoding="utf-8"))))
    assert {"public_url", "clients", "drain_seconds", "host"} <= named
    assert named <= set(Settings.model_fields)


def _stopping(environment: dict[str, str]) -> float:
    """The longest a stop takes with these settings, in seconds."""
    return float(environment[f"{PREFIX}DRAIN_SECONDS"]) + LAST_SECONDS + STOP_SECONDS + LEDGER_SECONDS


def test_e11_kubernetes_waits_for_the_whole_stop() -> None:
    environment = {entry["name"]: entry["value"] for entry in CONTAINER["env"]}
    assert POD["terminationGracePeriodSeconds"] > _stopping(environment)
    ready = CONTAINER["readinessProbe"]
    assert float(environment[f"{PREFIX}DRAIN_SECONDS"]) > ready["periodSeconds"] * ready["failureThreshold"]


def test_the_probes_ask_for_addresses_that_exist() -> None:
    paths = {getattr(route, "path", "") for route in create_app(Settings(), Fake()).routes}
    probes = {CONTAINER[f"{name}Probe"]["httpGet"]["path"] for name in ("startup", "liveness", "readiness")}
    assert probes == {"/healthz", "/readyz"}
    assert probes | {"/metrics"} <= paths


@pytest.mark.parametrize("container", [*POD["initContainers"], CONTAINER], ids=lambda one: str(one["name"]))
def test_d32_pods_are_not_root_read_only_and_without_privileges(container: dict[str, Any]) -> None:
    assert POD["securityContext"]["runAsNonRoot"] is True
    assert POD["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert POD["automountServiceAccountToken"] is False
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert {"cpu", "memory"} <= set(container["resources"]["requests"])
    assert "memory" in container["resources"]["limits"]


def test_a_rolling_update_and_a_disruption_leave_enough_instances() -> None:
    assert DEPLOYMENT["strategy"]["rollingUpdate"] == {"maxUnavailable": 0, "maxSurge": 1}
    least = MANIFESTS["HorizontalPodAutoscaler", "nme-cds"]["spec"]["minReplicas"]
    budget = MANIFESTS["PodDisruptionBudget", "nme-cds"]["spec"]["minAvailable"]
    assert 2 <= budget < least
    assert "replicas" not in DEPLOYMENT  # it would undo what the autoscaler did at every deployment


def test_everything_selects_the_pods_of_the_deployment_only() -> None:
    labels = DEPLOYMENT["template"]["metadata"]["labels"]
    assert DEPLOYMENT["selector"]["matchLabels"] == labels
    assert MANIFESTS["Service", "nme-cds"]["spec"]["selector"] == labels
    assert MANIFESTS["PodDisruptionBudget", "nme-cds"]["spec"]["selector"]["matchLabels"] == labels
    assert MANIFESTS["NetworkPolicy", "nme-cds"]["spec"]["podSelector"]["matchLabels"] == labels
    assert MANIFESTS["ServiceMonitor", "nme-cds"]["spec"]["selector"]["matchLabels"] == labels


def test_kubernetes_applies_everything_in_one_go_the_tables_first() -> None:
    listed = yaml.safe_load((DEPLOY / "kubernetes" / "kustomization.yaml").read_text(encoding="utf-8"))["resources"]
    files = {path.name for path in (DEPLOY / "kubernetes").glob("*.yaml")}
    assert set(listed) == files - {"kustomization.yaml", "monitoring.yaml"}
    (migrate,) = POD["initContainers"]
    assert (migrate["image"], migrate["args"]) == (CONTAINER["image"], ["ledger", "migrate"])


def test_d29_the_ingress_passes_on_what_the_proxy_does_over_tls() -> None:
    ingress = MANIFESTS["Ingress", "nme-cds"]["spec"]
    (rule,) = ingress["rules"]
    assert ingress["tls"][0]["hosts"] == [rule["host"]]
    paths = {path["path"] for path in rule["http"]["paths"]}
    assert "/cds-services" in paths
    assert paths.isdisjoint({"/", "/metrics", "/healthz"})


def test_e29_the_memory_given_holds_all_bodies_in_flight_twice_beside_the_process_itself() -> None:
    mebibyte, itself = 1024 * 1024, 256
    given = int(CONTAINER["resources"]["limits"]["memory"].removesuffix("Mi"))
    assert given >= itself + 2 * IN_ALL // mebibyte
    assert int(PARTS["service"]["mem_limit"].removesuffix("m")) == given
    assert all("mem_limit" in part for name, part in PARTS.items() if name not in ONCE)


def test_somebody_is_told_of_every_alarm() -> None:
    told = yaml.safe_load((DEPLOY / "prometheus" / "alertmanager.yml").read_text(encoding="utf-8"))
    names = {receiver["name"] for receiver in told["receivers"]}
    assert names == {rule["labels"]["severity"] for rule in RULES} == {"page", "ticket"}
    assert told["route"]["routes"][0]["matchers"] == ["severity = page"]
    (alerting,) = PROMETHEUS["alerting"]["alertmanagers"]
    assert alerting["dns_sd_configs"][0]["names"] == ["alertmanager"]
    assert "alertmanager" in PARTS


def _seconds(directive: str) -> list[int]:
    return [int(number) for number in re.findall(rf"^\s*{directive} (\d+)s;", NGINX, re.MULTILINE)]


def test_d16_the_proxy_closes_unfinished_requests_within_30_seconds() -> None:
    (headers,), (body,) = _seconds("client_header_timeout"), _seconds("client_body_timeout")
    assert headers + body <= 30


def test_e11_the_proxy_lets_go_of_connections_before_the_service_does() -> None:
    assert max(_seconds("keepalive_timeout")) < KEEP_ALIVE_SECONDS
    (wait,) = _seconds("proxy_read_timeout")
    assert wait > Settings().request_seconds


def test_the_proxy_never_sends_a_post_twice() -> None:
    for conditions in re.findall(r"proxy_next_upstream ([^;]+);", NGINX):
        assert "non_idempotent" not in conditions


def test_a_503_is_passed_on_and_costs_no_replica_its_place_except_where_readiness_is_asked() -> None:
    everywhere, of_readiness = re.findall(r"proxy_next_upstream ([^;]+);", NGINX)
    assert everywhere == "error timeout"
    assert of_readiness == "error timeout http_503"
    assert re.search(r"location = /readyz \{\s+proxy_pass \S+\s+proxy_next_upstream error timeout http_503;", NGINX)


def test_e12_a_replica_is_back_in_use_before_the_next_one_has_drained() -> None:
    (seconds,) = re.findall(r"fail_timeout=(\d+)s;", NGINX)
    assert int(seconds) + 1 < float(PARTS["service"]["environment"]["NME_CDS_DRAIN_SECONDS"])


def test_d29_the_proxy_passes_on_a_list_and_nothing_else() -> None:
    passed = re.findall(r"location ([^{]+) \{\s+proxy_pass", NGINX)
    assert passed == ["/cds-services", "= /", "~ ^/(review$|recommendations/)", "= /readyz"]
    assert re.search(r"location / \{\s+return 404;", NGINX)


def test_the_proxy_takes_what_the_service_takes() -> None:
    (megabytes,) = re.findall(r"client_max_body_size (\d+)m;", NGINX)
    assert int(megabytes) * 1024 * 1024 == Settings().body_limit


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule["alert"]))
def test_every_alarm_asks_for_a_figure_we_give_and_is_explained(rule: dict[str, Any]) -> None:
    given = set(re.findall(r"^# TYPE (\w+)", exposition().decode(), re.MULTILINE))
    for name in re.findall(r"nme_cds_\w+", rule["expr"]):
        assert {name, name.removesuffix("_bucket")} & given, name
    assert rule["labels"]["severity"] in {"page", "ticket"}
    assert f"`{rule['alert']}`" in (HOME / "docs" / "operations.md").read_text(encoding="utf-8")


def test_prometheus_reads_every_replica_by_itself() -> None:
    config = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text(encoding="utf-8"))
    (job,) = config["scrape_configs"]
    assert job["dns_sd_configs"][0] | {"refresh_interval": ""} == {
        "names": ["service"],
        "type": "A",
        "port": 8000,
        "refresh_interval": "",
    }
    assert (DEPLOY / "prometheus" / config["rule_files"][0]).exists()

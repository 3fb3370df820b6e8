"""The files a site deploys with, changed only where processes of one machine differ from containers."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from tests.stack.process import HOST

HOME = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((HOME / "docker-compose.yml").read_text(encoding="utf-8"))["services"]


def proxy(folder: Path, port: int, upstreams: Sequence[int]) -> str:
    """``deploy/proxy/nginx.conf`` for these replicas. There is no name server here that knows them."""
    text = (HOME / "deploy" / "proxy" / "nginx.conf").read_text(encoding="utf-8")
    (server,) = re.findall(r"server service:8000 resolve ([^;]+);", text)
    servers = "\n".join(f"server {HOST}:{upstream} {server};" for upstream in upstreams)
    text = _replaced(text, r"server service:8000 resolve [^;]+;", servers)
    text = _replaced(text, r"resolver [^;]+;.*", "")
    text = _replaced(text, r"listen 8080;", f"listen {HOST}:{port};")
    text = _replaced(text, r"/tmp/", f"{folder}/nginx-", times=6)  # noqa: S108 - the container's own
    return _replaced(text, r"/dev/stderr", f"{folder}/nginx-errors.log")  # ours belongs to another user


def scraping(interval: str, targets: Sequence[str]) -> str:
    """``deploy/prometheus/prometheus.yml`` for these targets, looked at more often than a test can wait."""
    folder = HOME / "deploy" / "prometheus"
    config = yaml.safe_load((folder / "prometheus.yml").read_text(encoding="utf-8"))
    (job,) = config["scrape_configs"]
    assert set(job) == {"job_name", "dns_sd_configs"}
    config["scrape_configs"] = [{"job_name": job["job_name"], "static_configs": [{"targets": [*targets]}]}]
    config["global"] = dict.fromkeys(config["global"], interval)
    del config["alerting"]  # nobody is told here
    config["rule_files"] = [str(folder / name) for name in config["rule_files"]]
    return str(yaml.safe_dump(config))


def memory_options(folder: Path, port: int) -> list[str]:
    """What Valkey is started with, on a port and in a folder of our own."""
    options: list[str] = COMPOSE["valkey"]["command"][1:]
    options[options.index("--dir") + 1] = str(folder)
    return [*options, "--bind", HOST, "--port", str(port)]


def settings(**changes: str) -> dict[str, str]:
    """The environment of a replica. Only what names another part, or this machine, is changed."""
    told: dict[str, str] = {
        name: value for name, value in COMPOSE["service"]["environment"].items() if name.startswith("NME_CDS_")
    }
    del told["NME_CDS_CA_FILE"]  # of the FHIR part, which is not called here
    elsewhere = {"NME_CDS_PUBLIC_URL", "NME_CDS_CLIENTS", "NME_CDS_REPLAY_URL", "NME_CDS_LEDGER_URL"}
    assert elsewhere <= set(told)
    ours = {f"NME_CDS_{name.upper()}": value for name, value in changes.items()}
    assert elsewhere <= set(ours)
    return told | ours


def _replaced(text: str, pattern: str, by: str, times: int = 1) -> str:
    changed, found = re.subn(pattern, lambda _match: by, text)
    assert found == times, f"{pattern} stands {found} times in the file, not {times}"
    return changed

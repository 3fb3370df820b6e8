"""The parts beside the service: PostgreSQL, Valkey, nginx, Prometheus. One that is not installed skips the test."""

import os
import secrets
import signal
import socket
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.plain_http import status
from tests.stack import files
from tests.stack.process import HOST, Part, free_port, lend, nobody, output, program, together

USER, DATABASE = "nme", "nme_cds"  # as in docker-compose.yml


def listens(port: int) -> Callable[[], bool]:
    """Does anybody take connections on this port?"""

    def answers() -> bool:
        with socket.socket() as attempt:
            return attempt.connect_ex((HOST, port)) == 0

    return answers


def says_ok(url: str) -> Callable[[], bool]:
    """Is this address answered with 200?"""
    return lambda: status(url) == 200


def postgresql(folder: Path) -> tuple[Part, str]:
    """A cluster of our own, its database made; the part is stopped. With it its URL."""
    initdb, ready, psql = (
        program(name, install="apt-get install postgresql") for name in ("initdb", "pg_isready", "psql")
    )
    server = str(Path(initdb).resolve().with_name("postgres"))  # of the same version
    password, port, data = secrets.token_hex(12), free_port(), str(folder / "postgresql")
    _make_cluster(initdb, data, lend(_written(folder / "password", password)))
    there = ["-h", HOST, "-p", str(port), "-U", USER]
    part = Part(
        name="postgresql",
        command=[server, "-D", data, "-p", str(port), "-k", str(folder), "-h", HOST],
        folder=folder,
        answers=lambda: _is_done([ready, "-q", *there]),  # as compose asks
        user=nobody(),
        stop_signal=signal.SIGINT,  # without waiting for clients to leave
    )
    with together(part):
        create = [psql, "-q", *there, "-d", "postgres", "-c", f"CREATE DATABASE {DATABASE}"]
        output(create, os.environ | {"PGPASSWORD": password})
    return part, f"postgresql://{USER}:{password}@{HOST}:{port}/{DATABASE}"


def _make_cluster(initdb: str, data: str, password: Path) -> None:
    access = ["--username", USER, "--pwfile", str(password), "--auth=scram-sha-256"]
    output([initdb, "-D", data, *access, "--encoding=UTF8", "--locale=C"], user=nobody())


def valkey(folder: Path) -> tuple[Part, str]:
    """The memory of used tokens, in Valkey or its ancestor. With it its URL."""
    server, port = program("valkey-server", "redis-server", install="apt-get install redis-server"), free_port()
    command = [server, *files.memory_options(folder, port)]
    part = Part(name="valkey", command=command, folder=folder, answers=listens(port), user=nobody())
    return part, f"valkey://{HOST}:{port}/0"


def nginx(folder: Path, upstreams: Sequence[int]) -> tuple[Part, int]:
    """The proxy in front of replicas on these ports. With it its own port."""
    server, port = program("nginx", install="apt-get install nginx"), free_port()
    config = lend(_written(folder / "nginx.conf", files.proxy(folder, port, upstreams)))
    command = [server, "-e", str(folder / "nginx-start.log"), "-c", str(config), "-g", "daemon off;"]
    return Part(name="nginx", command=command, folder=folder, answers=listens(port), user=nobody()), port


def prometheus(folder: Path, targets: Sequence[str]) -> tuple[Part, str]:
    """What watches these targets. With it its address."""
    server, port = program("prometheus", install="apt-get install prometheus"), free_port()
    config = lend(_written(folder / "prometheus.yml", files.scraping("1s", targets)))
    command = [server, f"--config.file={config}", f"--storage.tsdb.path={folder}/prometheus"]
    base = f"http://{HOST}:{port}"
    command.append(f"--web.listen-address={HOST}:{port}")
    return Part("prometheus", command, folder, says_ok(f"{base}/-/healthy"), user=nobody()), base


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def _is_done(command: Sequence[str]) -> bool:
    return subprocess.run(command, check=False, cwd="/").returncode == 0  # noqa: S603 - a program of the machine

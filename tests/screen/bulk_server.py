"""A FHIR server that does bulk export, over real HTTP on this machine."""

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from tests.screen.token_desk import Desk

WELL_KNOWN = "/fhir/.well-known/smart-configuration"
TOKEN = "a-token"  # noqa: S105 - of a server that lives as long as a test


@dataclass
class Export:
    """What the server exports, how it behaves, and what it was asked.

    ``files`` are the lines by type; ``zipped`` types come compressed; ``failing`` maps a path to the statuses it
    answers with first; ``elsewhere`` is an address all files are said to lie at; ``counts`` overrides counts;
    ``desk`` is where tokens are had, instead of the one ``token``; ``open_files`` want none, and take none.
    """

    files: dict[str, bytes]
    errors: tuple[bytes, ...] = ()
    zipped: frozenset[str] = frozenset()
    waits: int = 2
    failing: dict[str, list[int]] = field(default_factory=dict)
    elsewhere: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    token: str | None = TOKEN
    desk: Desk | None = None
    open_files: bool = False
    asked: list[str] = field(default_factory=list)
    base: str = ""

    def answer(self, method: str, path: str, headers: Any, body: bytes) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body."""
        self.asked.append(f"{method} {path}")
        if self.failing.get(path):
            return self.failing[path].pop(0), {"Retry-After": "0"}, b""
        if self.desk and path in ("/token", WELL_KNOWN):
            return self.desk.answer(body) if path == "/token" else self.desk.configuration()
        if not self._lets_in(path, headers.get("Authorization")):
            return 401, {}, b""
        if "/$export" in path and headers.get("Prefer") == "respond-async":
            return 202, {"Content-Location": "/status/1"}, b""
        if path == "/status/1":
            return self._status() if method == "GET" else (202, {}, b"")
        return self._file(path)

    def _lets_in(self, path: str, authorization: str | None) -> bool:
        if self.open_files and path.startswith("/files/"):
            return authorization is None
        if self.desk:
            return self.desk.lets_in(authorization)
        return self.token is None or authorization == f"Bearer {self.token}"

    def _status(self) -> tuple[int, dict[str, str], bytes]:
        if self.waits:
            self.waits -= 1
            return 202, {"Retry-After": "0", "X-Progress": "half"}, b""
        at = self.elsewhere or self.base
        output = [
            {"type": kind, "url": f"{at}/files/{kind}", "count": self.counts.get(kind, text.count(b"\n"))}
            for kind, text in self.files.items()
        ]
        error = [{"type": "OperationOutcome", "url": f"{at}/errors/{number}"} for number in range(len(self.errors))]
        manifest = {
            "transactionTime": "2026-11-20T00:00:00Z",
            "request": "x",
            "requiresAccessToken": not self.open_files,
        }
        return 200, {}, json.dumps(manifest | {"output": output, "error": error}).encode()

    def _file(self, path: str) -> tuple[int, dict[str, str], bytes]:
        _, place, name = path.split("/")
        if place == "errors":
            return 200, {}, self.errors[int(name)]
        if name in self.zipped:
            return 200, {"Content-Encoding": "gzip"}, gzip.compress(self.files[name])
        return 200, {}, self.files[name]


@contextmanager
def serving(export: Export) -> Iterator[str]:
    """The server's base address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer("GET")

        def do_DELETE(self) -> None:
            self._answer("DELETE")

        def do_POST(self) -> None:
            self._answer("POST")

        def _answer(self, method: str) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, headers, body = export.answer(method, self.path, self.headers, sent)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()  # looks often whether to end
    export.base = f"http://127.0.0.1:{server.server_address[1]}"
    if export.desk:
        export.desk.endpoint = export.desk.endpoint or f"{export.base}/token"
    try:
        yield f"{export.base}/fhir"
    finally:
        server.shutdown()
        server.server_close()

"""A terminology server on this machine: it knows what lies beneath a few codes, and can misbehave."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

SNOMED = "http://snomed.info/sct"


@dataclass
class Terminology:
    """``beneath`` are descendants by code; ``page`` how many it tells at once; ``answer`` replaces every answer."""

    beneath: dict[str, list[str]] = field(default_factory=dict)
    page: int = 1_000
    answer: tuple[int, Any] | None = None
    asked: list[str] = field(default_factory=list)
    base: str = ""

    def reply(self, path: str) -> tuple[int, Any]:
        """Status and body."""
        query = parse_qs(urlsplit(path).query)
        code, offset = query["url"][0].partition("ecl/<")[2], int(query["offset"][0])
        self.asked.append(code)
        return self.answer or (200, self._value_set(self.beneath.get(code, []), offset))

    def _value_set(self, codes: list[str], offset: int) -> dict[str, Any]:
        told = [{"system": SNOMED, "code": code} for code in codes[offset : offset + self.page]]
        return {"resourceType": "ValueSet", "expansion": {"total": len(codes), "offset": offset, "contains": told}}


@contextmanager
def serving(terminology: Terminology) -> Iterator[str]:
    """The server's FHIR base, while it runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, content = terminology.reply(self.path)
            body = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/fhir+json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    terminology.base = f"http://127.0.0.1:{server.server_address[1]}/fhir"
    try:
        yield terminology.base
    finally:
        server.shutdown()
        server.server_close()

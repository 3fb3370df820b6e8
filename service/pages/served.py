"""A page as it is served: compressed once, and asked for again only when it has changed."""

import gzip
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",  # keep it, but ask whether it is still the one
    "Vary": "Accept-Encoding",
}


class Served:
    """A page and its compressed form. Clients that hold it already are told so (ETag)."""

    def __init__(self, text: str, media_type: str = "text/html") -> None:
        self.plain, self.media_type = text.encode(), media_type
        self.compressed = gzip.compress(self.plain, mtime=0)
        self.etag = f'"{sha256(self.plain).hexdigest()[:32]}"'

    def response(self, request: Request) -> Response:
        """The page, compressed where the client takes that, or 304 where it holds it."""
        takes_gzip = "gzip" in request.headers.get("accept-encoding", "")
        headers = {**HEADERS, "ETag": self.etag, **({"Content-Encoding": "gzip"} if takes_gzip else {})}
        if self.etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(self.compressed if takes_gzip else self.plain, headers=headers, media_type=self.media_type)

"""How far connections may reach: the public internet, and what a site adds of its own network (D-9, D-12, D-27)."""

import ssl
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import httpx

from service.outbound.address import Network


@dataclass(frozen=True, slots=True)
class NetworkPolicy:
    """What a site adds: networks that may be connected to, a file of certificate authorities to trust."""

    networks: tuple[Network, ...] = ()
    ca_file: Path | None = None

    def tls(self) -> ssl.SSLContext:
        """Certificates and host names are checked, against the public authorities and the site's; TLS 1.2 or newer."""
        return _tls(self.ca_file)


INTERNET = NetworkPolicy()
"""Nothing is added."""


def holds_certificates(file: Path) -> bool:
    """Can the file be read, whole, as PEM, and is a certificate in it?"""
    store = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        store.load_verify_locations(file)
    except OSError:  # an SSLError is one
        return False
    return store.cert_store_stats()["x509"] > 0


@cache  # the public authorities are many, and key sets are fetched for every client
def _tls(ca_file: Path | None) -> ssl.SSLContext:
    context = httpx.create_ssl_context(trust_env=False)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file is not None:
        context.load_verify_locations(ca_file)
    return context

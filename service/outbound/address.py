"""Which FHIR servers may be called, and which network addresses may be connected to (D-9 to D-12).

Pure: nothing here looks a name up. An address is taken apart by one narrow pattern instead of a
URL parser, because parsers disagree about the odd spellings that attacks are made of.
"""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import TypeAlias
from urllib.parse import urljoin

_BASE = re.compile(
    r"(?P<scheme>https?)://(?P<host>[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<path>(?:/(?!\.{1,2}(?:/|$))[A-Za-z0-9._~=+,:$-]+)*)/?",
    re.IGNORECASE | re.ASCII,
)
_LINK = re.compile(r"[A-Za-z0-9._~=+,:;/?&%|$!'()*@\[\]-]+", re.ASCII)
_PORTS = {"http": 80, "https": 443}
_HOLDING_IPV4 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"), IPv6Network("::/96"))
_SITE_LOCAL = IPv6Network("fec0::/10")  # withdrawn by RFC 3879; Python calls it global

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

PRIVATE_USE: tuple[Network, ...] = (
    *map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")),
    IPv6Network("fc00::/7"),
)
"""RFC 1918, RFC 6598, RFC 4193: what a hospital's own network is made of."""

_METADATA = frozenset(
    map(
        ip_address,
        (
            "169.254.169.254",  # AWS, Google Cloud, Azure, and most others
            "169.254.170.2",  # AWS, of containers
            "192.0.0.192",  # Oracle Cloud
            "168.63.129.16",  # Azure, an address of the public internet
            "100.100.100.200",  # Alibaba Cloud
            "fd00:ec2::254",  # AWS
            "fd20:ce::254",  # Google Cloud
        ),
    )
)
"""Where clouds give their machines credentials: never connected to, whatever a site allows."""


@dataclass(frozen=True, slots=True)
class Base:
    """A FHIR base address: scheme and host in lower case, no slash at the end of the path."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        """Scheme, host, and the port unless it is the scheme's own."""
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}"

    @property
    def url(self) -> str:
        """The whole base, without a slash at the end."""
        return self.origin + self.path

    @property
    def may_be_listed(self) -> bool:
        """May a site list it? On http a token travels in the clear, so that is for this machine only (A-24)."""
        return self.scheme == "https" or is_local(self.host)

    def page(self, link: str, asked: str) -> str | None:
        """A paging link as an absolute address, None when it leads out of this base (D-10).

        ``asked`` is the address of the page that holds the link: links may be relative to it.
        """
        if not _LINK.fullmatch(link):
            return None
        address, mark, query = urljoin(asked, link).partition("?")
        target = parse_base(address)
        if target is None or target.origin != self.origin or not f"{target.path}/".startswith(f"{self.path}/"):
            return None
        return target.url + mark + query


def parse_base(text: str) -> Base | None:
    """The base an address names.

    None for anything but plain http(s): user names, queries, fragments, dot segments, backslashes,
    white space, escapes, other alphabets, ports that cannot be.
    """
    match = _BASE.fullmatch(text)
    if match is None:
        return None
    scheme, host = match["scheme"].lower(), match["host"].lower()
    port = int(match["port"] or _PORTS[scheme])
    is_possible = 0 < port < 65_536 and (not host.startswith("[") or isinstance(_literal(host), IPv6Address))
    return Base(scheme, host, port, match["path"]) if is_possible else None


def allowed(text: str, listed: tuple[Base, ...] | None, *, open_mode: bool) -> Base | None:
    """The base to call, None when it may not be called.

    A list decides alone, base by base. Without one the service calls this machine in open mode,
    and nobody otherwise.
    """
    base = parse_base(text)
    if base is None:
        return None
    if listed is not None:
        return base if base in listed else None
    return base if open_mode and is_local(base.host) else None


def is_local(host: str) -> bool:
    """Is it "localhost" or a literal loopback address? Other spellings (127.1, 0x7f000001) are not."""
    literal = _literal(host)
    return host == "localhost" if literal is None else _is_loopback(literal)


def is_private_use(network: Network) -> bool:
    """Is it, whole, part of a private-use network? Loopback, link-local and the internet are not."""
    first, last = network.network_address, network.broadcast_address
    return any(first in whole and last in whole for whole in PRIVATE_USE)


def may_connect(address: str, *, local: bool, networks: tuple[Network, ...] = ()) -> bool:
    """May a socket be opened to this numeric address?

    For a ``local`` host loopback and nothing else, for any other host the public internet and
    the site's own ``networks``. Forms that hold an IPv4 address inside an IPv6 one are refused:
    they lead elsewhere than they say.
    """
    literal = _literal(address)
    if literal is None or literal in _METADATA:
        return False
    return _is_loopback(literal) if local else _is_public(literal) or _is_own(literal, networks)


def _literal(text: str) -> Address | None:
    try:
        return ip_address(text.strip("[]").partition("%")[0])
    except ValueError:
        return None


def _is_loopback(address: Address) -> bool:
    return address.is_loopback and not _holds_ipv4(address)


def _is_public(address: Address) -> bool:
    is_special = address.is_multicast or address.is_reserved or address in _SITE_LOCAL
    return address.is_global and not (is_special or _holds_ipv4(address))


def _is_own(address: Address, networks: tuple[Network, ...]) -> bool:
    """Within the site's networks, as far as these are for private use."""
    is_private = any(address in network for network in PRIVATE_USE)
    return is_private and any(address in network for network in networks)


def _holds_ipv4(address: Address) -> bool:
    if isinstance(address, IPv4Address) or address.is_loopback:
        return False
    forms = (address.ipv4_mapped, address.sixtofour, address.teredo)
    return any(forms) or any(address in network for network in _HOLDING_IPV4)

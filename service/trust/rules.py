"""What a profile has to keep beside its form. A broken rule is a sentence that holds the mend."""

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from service.outbound.address import is_local, parse_base
from service.protocol.prefetch import KEYS
from service.settings import is_origin
from service.trust.caller import ANYONE
from service.trust.profile import ClientProfile

RESERVED = frozenset({ANYONE.client, "all", "total"})
"""Who calls where nobody is listed, and the report's own lines: in any case of letters."""


def broken_rules(profile: ClientProfile, earlier: Sequence[ClientProfile]) -> Iterator[str]:
    """What is wrong with a profile that comes after ``earlier`` in its file."""
    yield from _name(profile)
    yield from _keys(profile)
    yield from _servers(profile)
    yield from _test(profile)
    yield from _wishes(profile)
    yield from _beside(profile, earlier)


def _keys(profile: ClientProfile) -> Iterator[str]:
    sources = (profile.jku is not None, profile.jwks_file is not None, bool(profile.keys))
    if sum(sources) != 1:
        yield "name its keys in one way: jku, jwks_file or [[clients.keys]]"
    if profile.jku is not None and not _may_be_fetched(profile.jku, test=profile.test):
        yield "jku: use an https address without user name or fragment; http only with test = true on loopback"


def _may_be_fetched(address: str, *, test: bool) -> bool:
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or "@" in parts.netloc or parts.fragment or not (address.isascii() and address.isprintable()):
        return False
    return parts.scheme == "https" or (test and parts.scheme == "http" and is_local(host))


def _servers(profile: ClientProfile) -> Iterator[str]:
    for server in profile.fhir_servers or ():
        base = parse_base(server)
        if base is None or not base.may_be_listed:
            yield f"fhir_servers: '{server}' is not a FHIR base address that may be called; use https"
    for origin in profile.origins:
        if not is_origin(origin):
            yield f"origins: '{origin}' is not an origin such as https://ehr.example.org"


def _test(profile: ClientProfile) -> Iterator[str]:
    """A test profile may be proven by keys anybody has, so nothing real may hang on it (D-5)."""
    if profile.test and profile.tenants:
        yield "test = true refuses real tenants: remove tenants"
    for server in (profile.fhir_servers or ()) if profile.test else ():
        base = parse_base(server)
        if base is None or not is_local(base.host):
            yield f"test = true allows FHIR servers on loopback only: remove '{server}'"


def _wishes(profile: ClientProfile) -> Iterator[str]:
    for theirs, ours in profile.wishes.prefetch_keys.items():
        if ours not in KEYS.values():
            yield f"wishes.prefetch_keys: {theirs} = '{ours}' names none of ours: {', '.join(KEYS.values())}"


def _name(profile: ClientProfile) -> Iterator[str]:
    if profile.name.lower() in RESERVED:
        yield f"this name is the service's own; reserved are {', '.join(sorted(RESERVED))}"


def _beside(profile: ClientProfile, earlier: Sequence[ClientProfile]) -> Iterator[str]:
    if any(other.name == profile.name for other in earlier):
        yield "another client has this name; give it its own"
    if any(other.issuer == profile.issuer and not _apart(other, profile) for other in earlier):
        yield "another client has this issuer; tell them apart by tenants that do not overlap"


def _apart(one: ClientProfile, other: ClientProfile) -> bool:
    """Can a token belong to one of them only? Some vendors sign for all their sites as one issuer (C-O2)."""
    return bool(one.tenants and other.tenants) and set(one.tenants).isdisjoint(other.tenants)

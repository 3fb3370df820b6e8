"""FHIR servers in a hospital's own network: what may be reached there, and what never (D-9, D-12)."""

import asyncio
import json
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import anyio
import pytest

from hooks.nme import PATHWAY
from service.call import PathwayService
from service.outbound.address import PRIVATE_USE, Network, allowed, is_private_use, may_connect, parse_base
from service.outbound.client import FHIRClient, Unreachable
from service.outbound.network_policy import NetworkPolicy
from service.protocol.errors import PreconditionFailed
from service.protocol.request import parse
from service.settings import Settings
from service.site import load_site
from service.trust.caller import Caller
from service.trust.profile import ClientProfile
from tests.acceptance.shapes import TODAY
from tests.service import clock
from tests.service.fhir.authority import Authority, own_private_address
from tests.service.fhir.fetching import CASE, Json
from tests.service.fhir.servers import answering, found, serving, whole
from tests.service.fhir.test_client_sockets import answering_lookups
from tests.service.fhir.test_fetch_sockets import by_fetching, record

NAME = "fhir.hospital.test"
BODY = found()


def networks(*named: str) -> tuple[Network, ...]:
    return tuple(map(ip_network, named))


HOSPITAL = networks("10.20.0.0/16", "172.20.4.0/22", "192.168.7.0/24", "100.64.8.0/21", "fd12:3456::/48")
EVERYTHING = (*PRIVATE_USE, *networks("0.0.0.0/0", "::/0"))


@pytest.mark.parametrize(
    ("network", "is_one"),
    [
        *(("10.0.0.0/8", True), ("10.255.255.255", True), ("9.255.255.255", False), ("11.0.0.0", False)),
        *(("172.16.0.0/12", True), ("172.31.255.255", True), ("172.15.255.255", False), ("172.32.0.0", False)),
        *(("192.168.0.0/16", True), ("192.168.255.255", True), ("192.167.255.255", False), ("192.169.0.0", False)),
        *(("100.64.0.0/10", True), ("100.127.255.255", True), ("100.63.255.255", False), ("100.128.0.0", False)),
        *(("fc00::/7", True), ("fdff:" + ":".join(["ffff"] * 7), True), ("fe00::", False)),
        ("fbff:" + ":".join(["ffff"] * 7), False),
        *(("10.0.0.0/7", False), ("172.0.0.0/11", False), ("192.168.0.0/15", False), ("100.0.0.0/9", False)),
        *(("fc00::/6", False), ("0.0.0.0/0", False), ("::/0", False), ("8.8.8.0/24", False), ("2000::/3", False)),
        *(("127.0.0.0/8", False), ("127.0.0.1", False), ("::1", False), ("0.0.0.0", False), ("::", False)),  # noqa: S104
        *(("169.254.0.0/16", False), ("169.254.169.254", False), ("fe80::/10", False)),
        *(("224.0.0.0/4", False), ("ff00::/8", False), ("240.0.0.0/4", False)),
        *(("::ffff:10.0.0.0/104", False), ("64:ff9b::/96", False), ("2002:a00::/24", False), ("2001::/32", False)),
    ],
)
def test_d12_a_site_may_name_private_use_networks_and_no_others(network: str, is_one: bool) -> None:
    assert is_private_use(ip_network(network)) is is_one


@pytest.mark.parametrize(
    ("address", "is_inside"),
    [
        *(("10.19.255.255", False), ("10.20.0.0", True), ("10.20.255.255", True), ("10.21.0.0", False)),
        *(("172.20.3.255", False), ("172.20.4.0", True), ("172.20.7.255", True), ("172.20.8.0", False)),
        *(("192.168.6.255", False), ("192.168.7.0", True), ("192.168.7.255", True), ("192.168.8.0", False)),
        *(("100.64.7.255", False), ("100.64.8.0", True), ("100.64.15.255", True), ("100.64.16.0", False)),
        *(("fd12:3455:ffff::1", False), ("fd12:3456::", True), ("fd12:3456:0:ffff::1", True), ("fd12:3456:1::", False)),
    ],
)
def test_d12_an_address_inside_the_sites_networks_may_be_connected_to(address: str, is_inside: bool) -> None:
    assert may_connect(address, local=False, networks=HOSPITAL) is is_inside
    assert not may_connect(address, local=False)
    assert not may_connect(address, local=True, networks=HOSPITAL)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_the_internet_is_reached_as_before(address: str) -> None:
    assert may_connect(address, local=False, networks=HOSPITAL)
    assert not may_connect(address, local=True, networks=HOSPITAL)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.10", "::1"])
def test_d12_this_machine_is_reached_by_its_own_names_only(address: str) -> None:
    assert not may_connect(address, local=False, networks=EVERYTHING)
    assert may_connect(address, local=True, networks=EVERYTHING)


@pytest.mark.parametrize("local", [True, False])
@pytest.mark.parametrize(
    "address",
    [
        *("0.0.0.0", "169.254.0.1", "169.254.169.254", "224.0.0.1", "255.255.255.255", "240.0.0.1"),  # noqa: S104
        *("192.0.2.1", "198.18.0.1", "::", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:10.20.0.1", "::10.20.0.1", "64:ff9b::a14:1", "2002:a14:1::", "2001:0::1"),
        *("100.100.100.200", "fd00:ec2::254", "fd20:ce::254", "168.63.129.16", "169.254.170.2", "192.0.0.192"),
        *("", "localhost", NAME, "10.20.1"),
    ],
)
def test_d12_some_addresses_are_never_connected_to_whatever_networks_are_named(address: str, local: bool) -> None:
    assert not may_connect(address, local=local, networks=EVERYTHING)


# Over real sockets -----------------------------------------------------------------------------

OWN = own_private_address()
IN_A_PRIVATE_NETWORK = pytest.mark.skipif(OWN is None, reason="this machine has no address in a private-use network")


async def outcome(policy: NetworkPolicy, port: int) -> str:
    """What a call of the hospital's server ends with."""
    client = FHIRClient(policy)
    try:
        url = f"https://{NAME}:{port}/fhir/Condition"
        return (await client.get(url, "canary-token", asyncio.get_running_loop().time() + 2)).decode()
    except Unreachable as error:
        return str(error)
    finally:
        await client.aclose()


def looked_up(monkeypatch: pytest.MonkeyPatch, *addresses: str | None) -> None:
    """Names lead to these addresses, all at once."""
    monkeypatch.setattr(anyio, "getaddrinfo", answering_lookups(" ".join(filter(None, addresses)))[0])


@IN_A_PRIVATE_NETWORK
def test_a_server_in_the_hospitals_network_is_read_over_tls(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    async def run() -> tuple[str, list[str], str]:
        authority = Authority()
        async with serving(answering(whole(BODY)), str(OWN), authority.server(tmp_path, NAME)) as server:
            looked_up(monkeypatch, OWN)
            reply = await outcome(NetworkPolicy(networks(str(OWN)), authority.file(tmp_path)), server.port)
            return reply, server.targets, server.heard[0].headers["authorization"]

    assert clock.run(run()) == (BODY.decode(), ["/fhir/Condition"], "Bearer canary-token")


BESIDE = ("127.0.0.1", "::1", "169.254.169.254", "fe80::1", "0.0.0.0", "::ffff:10.20.0.1", "10.99.0.1")  # noqa: S104


async def refused(monkeypatch: pytest.MonkeyPatch, named: tuple[Network, ...], *addresses: str | None) -> int:
    """How many connections a server of this machine sees, when its name leads to these addresses too."""
    async with serving(answering(whole(BODY)), str(OWN)) as server:
        looked_up(monkeypatch, *addresses)
        assert await outcome(NetworkPolicy(named), server.port) == "ConnectError"
        return server.connections


@IN_A_PRIVATE_NETWORK
@pytest.mark.parametrize("beside", BESIDE)
def test_d12_a_name_with_one_refused_address_is_refused(monkeypatch: pytest.MonkeyPatch, beside: str) -> None:
    inside = networks(str(OWN))
    assert clock.run(refused(monkeypatch, inside, OWN, beside)) == 0
    assert clock.run(refused(monkeypatch, inside, beside, OWN)) == 0


@IN_A_PRIVATE_NETWORK
@pytest.mark.parametrize("named", [(), networks("10.99.0.0/16", "fd99::/48")])
def test_d12_a_private_address_nobody_named_is_not_connected_to(
    monkeypatch: pytest.MonkeyPatch, named: tuple[Network, ...]
) -> None:
    assert clock.run(refused(monkeypatch, named, OWN)) == 0


async def status(settings: Settings, caller: Caller, call: Json) -> int:
    """What a client's call is answered with."""
    service = PathwayService(settings, load_site(PATHWAY))
    request = caller.request(parse(json.dumps(call).encode(), call["hook"]))
    try:
        await service.answer(f"nme-{call['hook']}", request)
    except PreconditionFailed as error:
        return error.status
    finally:
        await service.aclose()
    return 200


@IN_A_PRIVATE_NETWORK
@pytest.mark.parametrize(
    ("by_site", "by_client", "is_inside", "is_read"),
    [
        (True, None, True, True),
        (True, None, False, False),
        (False, None, True, False),
        (False, True, True, True),
        (False, True, False, False),
        (True, False, True, False),
        (False, False, True, False),
    ],
)
def test_d9_only_a_listed_server_is_read_and_only_inside_the_sites_networks(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    by_site: bool,
    by_client: bool | None,
    is_inside: bool,
    is_read: bool,
) -> None:
    """``by_client`` None: the client's profile leaves it to the site's list."""

    async def run() -> tuple[int, bool]:
        authority = Authority()
        async with serving(record(CASE["prefetch"]), str(OWN), authority.server(tmp_path, NAME)) as server:
            looked_up(monkeypatch, OWN)
            base, other = f"https://{NAME}:{server.port}/fhir", "https://other.hospital.test/fhir"
            settings: dict[str, Any] = {
                "today": TODAY,
                "fhir_servers": base if by_site else None,
                "private_networks": OWN if is_inside else "10.99.0.0/16",
                "ca_file": authority.file(tmp_path),
            }
            call = by_fetching(CASE, server) | {"fhirServer": base}
            listed = None if by_client is None else (base if by_client else other,)
            caller = ClientProfile(name="x", issuer="x", fhir_servers=listed).caller()
            return await status(Settings(**settings), caller, call), server.connections > 0

    assert clock.run(run()) == ((200, True) if is_read else (412, False))


@pytest.mark.parametrize("text", ["https://10.20.0.5/fhir", f"https://{NAME}/fhir", "https://[fd12:3456::5]/fhir"])
def test_d9_naming_networks_lists_no_server(text: str) -> None:
    base = parse_base(text)
    assert base is not None
    assert allowed(text, None, open_mode=True) is None
    assert allowed(text, (), open_mode=False) is None
    assert allowed(text, (base,), open_mode=False) == base

"""Key hosts over real sockets: inside a hospital's network and out of bounds, as FHIR servers are (D-11, D-12)."""

import json
import ssl
from pathlib import Path
from typing import Any

import anyio
import pytest

from service.http.app import CDSHooksApp, create_app
from service.outbound.network_policy import INTERNET, NetworkPolicy
from service.settings import Settings
from service.trust.fetched_keys import FetchedKeys
from service.trust.profile import ClientProfile
from tests.service import clock
from tests.service.fake import Fake
from tests.service.fhir.authority import Authority
from tests.service.fhir.servers import answering, serving, whole
from tests.service.fhir.test_client_sockets import answering_lookups
from tests.service.fhir.test_private_networks import IN_A_PRIVATE_NETWORK, OWN, networks
from tests.service.trust.kit import ISSUER, KID, ec_key, profile, public, written

NAME = "keys.hospital.test"
KEY_SET = answering(whole(json.dumps({"keys": [public(ec_key())]}).encode()))


def looked_up(monkeypatch: pytest.MonkeyPatch, addresses: str) -> None:
    """Names lead to these addresses."""
    monkeypatch.setattr(anyio, "getaddrinfo", answering_lookups(addresses)[0])


def fetched(policy: NetworkPolicy, tls: ssl.SSLContext | None, address: str, listening: str) -> tuple[bool, int]:
    """Is the key found at ``address``, and how many connections did its host see?"""

    async def run() -> tuple[bool, int]:
        async with serving(KEY_SET, listening, tls) as host:
            known = ClientProfile(name="General Hospital", issuer=ISSUER, jku=address.format(port=host.port))
            key = await FetchedKeys(known, str(known.jku), policy=policy).find(KID, "ES384")
            return key is not None, host.connections

    return clock.run(run())


def test_keys_are_fetched_from_a_host_of_the_hospitals_own_authority(tmp_path: Path) -> None:
    ours = Authority()
    tls, policy = ours.server(tmp_path, "localhost"), NetworkPolicy(ca_file=ours.file(tmp_path))
    assert fetched(policy, tls, "https://localhost:{port}/jwks", "127.0.0.1") == (True, 1)
    assert fetched(INTERNET, tls, "https://localhost:{port}/jwks", "127.0.0.1")[0] is False
    assert (
        fetched(policy, Authority().server(tmp_path, "localhost"), "https://localhost:{port}/", "127.0.0.1")[0] is False
    )
    assert fetched(policy, ours.server(tmp_path, NAME), "https://localhost:{port}/jwks", "127.0.0.1")[0] is False


@IN_A_PRIVATE_NETWORK
def test_keys_are_fetched_inside_the_networks_of_the_site_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ours, address = Authority(), f"https://{NAME}:{{port}}/jwks"
    tls, file = ours.server(tmp_path, NAME), ours.file(tmp_path)
    looked_up(monkeypatch, str(OWN))
    assert fetched(NetworkPolicy(networks(str(OWN)), file), tls, address, str(OWN)) == (True, 1)
    assert fetched(NetworkPolicy(networks("10.99.0.0/16"), file), None, address, str(OWN)) == (False, 0)
    assert fetched(NetworkPolicy((), file), None, address, str(OWN)) == (False, 0)


@pytest.mark.parametrize("addresses", ["127.0.0.1", "::1", "169.254.169.254", "93.184.216.34 127.0.0.1", "0.0.0.0"])  # noqa: S104
def test_d12_a_key_hosts_name_that_leads_to_this_machine_is_not_connected_to(
    monkeypatch: pytest.MonkeyPatch, addresses: str
) -> None:
    looked_up(monkeypatch, addresses)
    policy = NetworkPolicy(networks("10.0.0.0/8", "fc00::/7"))
    assert fetched(policy, None, f"https://{NAME}:{{port}}/jwks", "127.0.0.1") == (False, 0)


def test_the_settings_reach_the_key_hosts_also_after_the_file_was_read_again(tmp_path: Path) -> None:
    async def keys_of(app: CDSHooksApp) -> Any:
        assert app.gate
        (source,) = app.gate.clients.fetched()
        return await source.find(KID, "ES384")

    async def run() -> list[bool]:
        ours = Authority()
        async with serving(KEY_SET, tls=ours.server(tmp_path, "localhost")) as host:
            jku = f"https://localhost:{host.port}/jwks"
            clients = written(tmp_path, profile("", jku=jku))
            found = []
            for ca_file in (ours.file(tmp_path), None):
                app = create_app(Settings(clients=clients, ca_file=ca_file), Fake())
                assert isinstance(app, CDSHooksApp)
                assert app.gate
                found.append(await keys_of(app) is not None)
                written(tmp_path, profile("", jku=jku, rate_per_minute=7 if ca_file else 8))
                app.gate.reload()
                found.append(await keys_of(app) is not None)
            return found

    assert clock.run(run()) == [True, True, False, False]

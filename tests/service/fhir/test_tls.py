"""TLS to a FHIR server: whose certificates are trusted, and what of a certificate is checked (A-24, D-9, D-27)."""

import asyncio
import ssl
import warnings
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from service.outbound.client import FHIRClient, Unreachable
from service.outbound.connections import GuardedTransport
from service.outbound.network_policy import INTERNET, NetworkPolicy, holds_certificates
from tests.service import clock
from tests.service.fhir.authority import Authority
from tests.service.fhir.servers import answering, found, serving, whole

BODY = found()
ENDED = "TLS/SSL connection has been closed (EOF)"


def answered(tls: ssl.SSLContext, policy: NetworkPolicy) -> tuple[str, int]:
    """What a GET of ``https://localhost`` ends with, in the words of the TLS library, and the requests that came."""

    async def run() -> tuple[str, int]:
        async with serving(answering(whole(BODY)), tls=tls) as server:
            async with httpx.AsyncClient(transport=GuardedTransport(policy)) as http:
                try:
                    words = (await http.get(f"https://localhost:{server.port}/fhir/Condition")).text
                except httpx.ConnectError as error:
                    words = str(error)
            return words, len(server.heard)

    return clock.run(run())


def test_a_hospitals_own_authority_is_trusted_when_its_file_is_named(tmp_path: Path) -> None:
    authority = Authority()
    assert answered(authority.server(tmp_path, "localhost"), NetworkPolicy(ca_file=authority.file(tmp_path))) == (
        BODY.decode(),
        1,
    )


Served = Callable[[Authority, Path], ssl.SSLContext]


@pytest.mark.parametrize(
    ("served", "reason"),
    [
        (lambda _ours, folder: Authority().server(folder, "localhost"), "certificate verify failed"),
        (lambda ours, folder: ours.server(folder, "ehr.hospital.test"), "Hostname mismatch"),
        (lambda ours, folder: ours.server(folder, "xlocalhost"), "Hostname mismatch"),
        (lambda ours, folder: ours.server(folder, "localhost", (-2, -1)), "certificate has expired"),
        (lambda ours, folder: ours.server(folder, "localhost", (1, 2)), "certificate is not yet valid"),
    ],
    ids=["another authority", "another name", "a longer name", "expired", "not yet valid"],
)
def test_d27_a_certificate_that_does_not_prove_the_server_ends_the_connection(
    tmp_path: Path, served: Served, reason: str
) -> None:
    ours = Authority()
    words, requests = answered(served(ours, tmp_path), NetworkPolicy(ca_file=ours.file(tmp_path)))
    assert reason in words
    assert requests == 0


def test_without_its_file_a_hospitals_own_authority_is_not_trusted(tmp_path: Path) -> None:
    words, requests = answered(Authority().server(tmp_path, "localhost"), INTERNET)
    assert "unable to get local issuer certificate" in words
    assert requests == 0


def test_d27_versions_before_tls_1_2_are_refused(tmp_path: Path) -> None:
    ours = Authority()
    tls = ours.server(tmp_path, "localhost")
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):  # that is the point
        tls.minimum_version = ssl.TLSVersion.TLSv1
        tls.maximum_version = ssl.TLSVersion.TLSv1_1
    tls.set_ciphers("ALL:@SECLEVEL=0")
    policy = NetworkPolicy(ca_file=ours.file(tmp_path))
    words, requests = answered(tls, policy)
    assert words == "" or words.startswith(ENDED)  # without a word of the server's
    assert requests == 0
    assert policy.tls().minimum_version == INTERNET.tls().minimum_version == ssl.TLSVersion.TLSv1_2


def test_the_words_of_the_tls_library_go_no_further(tmp_path: Path) -> None:
    async def run() -> str:
        async with serving(answering(whole(BODY)), tls=Authority().server(tmp_path, "localhost")) as server:
            client, until = FHIRClient(), asyncio.get_running_loop().time() + 2
            with pytest.raises(Unreachable) as error:
                await client.get(f"https://localhost:{server.port}/fhir/Condition", "canary-token", until)
            await client.aclose()
            return str(error.value)

    assert clock.run(run()) == "ConnectError"


def test_the_public_authorities_stay_trusted(tmp_path: Path) -> None:
    public = {certificate["serialNumber"] for certificate in INTERNET.tls().get_ca_certs()}
    with_ours = {c["serialNumber"] for c in NetworkPolicy(ca_file=Authority().file(tmp_path)).tls().get_ca_certs()}
    assert len(public) > 50
    assert len(with_ours - public) == 1
    assert public < with_ours


KEY = b"-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----\n"


@pytest.mark.parametrize(
    ("content", "is_usable"),
    [
        (lambda pem: pem, True),
        (lambda pem: b"Our authority, until 2030\n" + pem, True),
        (lambda pem: pem + Authority().pem, True),
        (lambda pem: b"", False),
        (lambda pem: b"no certificate\n", False),
        (lambda pem: KEY, False),
        (lambda pem: pem[:-40], False),
        (lambda pem: pem + pem.replace(b"\nM", b"\nx"), False),
        (lambda pem: ssl.PEM_cert_to_DER_cert(pem.decode()), False),
    ],
    ids=["one", "with words", "two", "empty", "words", "a key", "cut off", "the second is broken", "not PEM"],
)
def test_a_file_of_authorities_is_read_whole(
    tmp_path: Path, content: Callable[[bytes], bytes], *, is_usable: bool
) -> None:
    file = tmp_path / "authorities.pem"
    file.write_bytes(content(Authority().pem))
    assert holds_certificates(file) is is_usable


def test_a_file_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert not holds_certificates(tmp_path / "none.pem")
    assert not holds_certificates(tmp_path)

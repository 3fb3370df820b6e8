"""A hospital's own certificate authority, and this machine's address in a private-use network."""

import datetime
import socket
import ssl
from ipaddress import ip_network
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from service.outbound.address import is_private_use

DAY = datetime.timedelta(days=1)
LASTING = (-1, 1)  # valid from, until: days from now


class Authority:
    """Issues certificates nobody else trusts."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Hospital authority")])
        self._root = self._builder(self._key, LASTING, ca=True).sign(self._key, hashes.SHA256())

    @property
    def pem(self) -> bytes:
        """Its own certificate."""
        return self._root.public_bytes(serialization.Encoding.PEM)

    def file(self, folder: Path) -> Path:
        """Its own certificate in a file of the folder."""
        path = folder / "authorities.pem"
        path.write_bytes(self.pem)
        return path

    def server(self, folder: Path, name: str, days: tuple[int, int] = LASTING) -> ssl.SSLContext:
        """A server of this name."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = x509.SubjectAlternativeName([x509.DNSName(name)])
        certificate = self._builder(key, days, ca=False).add_extension(names, critical=False)
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        signed = certificate.sign(self._key, hashes.SHA256())
        path = folder / "server.pem"
        path.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(path)
        return context

    def _builder(self, key: ec.EllipticCurvePrivateKey, days: tuple[int, int], *, ca: bool) -> x509.CertificateBuilder:
        now = datetime.datetime.now(datetime.UTC)
        subject = self._name if ca else x509.Name([])
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + days[0] * DAY)
            .not_valid_after(now + days[1] * DAY)
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        )


def own_private_address() -> str | None:
    """An address of this machine in a private-use network, None when it has none. Nothing is sent."""
    for family, towards in ((socket.AF_INET, "10.0.0.1"), (socket.AF_INET6, "fd00::1")):
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect((towards, 9))
            except OSError:
                continue
            address = str(probe.getsockname()[0])
        if is_private_use(ip_network(address)):
            return address
    return None

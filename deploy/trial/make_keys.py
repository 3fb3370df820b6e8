"""What trying the stack takes, made at its first start and kept: ``make_keys.py FOLDER``.

    authorities.pem     the certificate authority the service is to trust; its own key is not kept
    client.jwks.json    the trial client's public key
    client/key.json     its private key                   only for the user that runs this
    fhir/*.pem          the FHIR part's certificate, key   only for the user that runs this

These keys are for invented patients. They are in no repository and no image: every stack has its own.
"""

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from joserfc.jwk import ECKey

NAMES = ("fhir.nme.test", "localhost")
DAYS = 3650
NOW = datetime.now(UTC)


def certificate_builder(subject: str, issuer: str, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    """A certificate that holds from yesterday on: clocks differ."""
    named = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]) for name in (subject, issuer)]
    return (
        x509.CertificateBuilder()
        .subject_name(named[0])
        .issuer_name(named[1])
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=DAYS))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def make_certificates(folder: Path) -> None:
    """A certificate for the FHIR part, and the authority that issued it."""
    authority, server = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    name = "NME CDS trial authority"
    root = (
        certificate_builder(name, name, authority.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_may_sign_certificates(), critical=True)
        .sign(authority, hashes.SHA256())
    )
    leaf = (
        certificate_builder(NAMES[0], name, server.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in NAMES]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.public_key()), critical=False)
        .sign(authority, hashes.SHA256())
    )
    (folder / "authorities.pem").write_bytes(root.public_bytes(serialization.Encoding.PEM))
    mine = _own_folder(folder / "fhir")
    (mine / "certificate.pem").write_bytes(leaf.public_bytes(serialization.Encoding.PEM))
    (mine / "key.pem").write_bytes(
        server.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )


def make_key_pair(folder: Path) -> None:
    """The trial client's, named by its thumbprint. The public part comes last: it says that all is there."""
    key = ECKey.generate_key("P-384", {"alg": "ES384", "use": "sig"}, auto_kid=True)
    (_own_folder(folder / "client") / "key.json").write_text(json.dumps(key.as_dict(private=True)))
    (folder / "client.jwks.json").write_text(json.dumps({"keys": [key.as_dict(private=False)]}))


def _may_sign_certificates() -> x509.KeyUsage:
    others = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    never = dict.fromkeys((*others, "encipher_only", "decipher_only"), False)
    return x509.KeyUsage(**never, key_cert_sign=True, crl_sign=True)


def _own_folder(folder: Path) -> Path:
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


if __name__ == "__main__":
    place = Path(sys.argv[1])
    if not (place / "client.jwks.json").exists():
        make_certificates(place)
        make_key_pair(place)

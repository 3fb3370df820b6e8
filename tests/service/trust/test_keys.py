"""Which keys are trusted, and for which algorithm (A-111, D-5; RFC 8725 section 3.1)."""

import base64
import json
from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey, RSAKey

from service.trust import keys as module
from service.trust.keys import PUBLISHED, UnusableKeyError, key_set, keys_of, trusted_key, usable_keys
from service.trust.profile import Algorithm
from tests.service.trust.kit import KID, ec_key, public, rsa_key

DEFAULT: tuple[Algorithm, ...] = ("ES384", "RS384")


@pytest.mark.conformance("A-111")
@pytest.mark.parametrize(
    ("members", "allowed", "algorithm"),
    [
        ({}, DEFAULT, "RS384"),
        ({}, ("RS256",), "RS256"),
        ({}, ("RS256", "RS384"), "RS256"),
        ({"alg": "RS384"}, ("RS256", "RS384"), "RS384"),
        ({"alg": "RS256"}, ("RS256", "RS384"), "RS256"),
    ],
)
def test_each_key_is_good_for_one_algorithm(
    members: dict[str, Any], allowed: tuple[Algorithm, ...], algorithm: str
) -> None:
    assert trusted_key(public(rsa_key(), **members), allowed, test=False).algorithm == algorithm


def test_a_p384_key_is_good_for_es384() -> None:
    assert trusted_key(public(ec_key()), DEFAULT, test=False).algorithm == "ES384"


@pytest.mark.conformance("A-110")
@pytest.mark.parametrize(
    ("jwk", "said"),
    [
        (public(ec_key(), alg="ES256"), "none of the client's algorithms"),
        (public(ECKey.generate_key("P-256")), "none of the client's algorithms"),
        (public(rsa_key(), alg="RS256"), "none of the client's algorithms"),
        (public(rsa_key(), alg="ES384"), "none of the client's algorithms"),
        (public(ec_key(), kid=""), "no kid"),
        (public(ec_key(), use="enc"), "not for signatures"),
        (public(ec_key(), key_ops=["sign"]), "not for signatures"),
        (public(ec_key(), key_ops=5), "not for signatures"),
        ({**OctKey.generate_key(256).as_dict(), "kid": KID}, "private part"),
        ({**ec_key().as_dict(private=True), "kid": KID}, "private part"),
        ({"kty": "oct", "kid": KID}, "neither EC nor RSA"),
        ({"kid": KID}, "neither EC nor RSA"),
        ({"kty": "EC", "kid": KID}, "cannot be read"),
        ({**public(ec_key()), "x": "AAAA"}, "cannot be read"),
        ({**public(ec_key()), "x": 5}, "cannot be read"),
        ({**public(rsa_key()), "n": "!"}, "cannot be read"),
    ],
)
def test_a_key_that_proves_nothing_is_refused(jwk: dict[str, Any], said: str) -> None:
    with pytest.raises(UnusableKeyError, match=said):
        trusted_key(jwk, DEFAULT, test=False)


@pytest.mark.filterwarnings("ignore:Key size")
def test_an_rsa_key_has_at_least_2048_bits() -> None:
    assert trusted_key(public(rsa_key(2048)), DEFAULT, test=False).algorithm == "RS384"
    with pytest.raises(UnusableKeyError, match="none of the client's algorithms"):
        trusted_key(public(rsa_key(2040)), DEFAULT, test=False)


def test_a_fetched_set_is_used_without_its_unusable_keys() -> None:
    jwks = [{"kty": "oct", "kid": "a"}, public(rsa_key(), "b", use="enc"), public(ec_key(), "c")]
    assert list(usable_keys(jwks, DEFAULT, test=False)) == [("c", "ES384")]


def test_a_static_set_has_to_be_usable_whole() -> None:
    with pytest.raises(UnusableKeyError, match="neither EC nor RSA"):
        keys_of([public(ec_key()), {"kty": "oct", "kid": "a"}], DEFAULT, test=False)


def test_one_kid_may_name_a_key_of_each_kind_and_no_two_of_one() -> None:
    assert set(keys_of([public(ec_key()), public(rsa_key())], DEFAULT, test=False)) == {(KID, "ES384"), (KID, "RS384")}
    with pytest.raises(UnusableKeyError, match="same kid"):
        keys_of([public(ec_key()), public(ec_key("other"))], DEFAULT, test=False)


@pytest.mark.parametrize("document", [b"", b"[]", b"{}", b'{"keys":{}}', b'{"keys":[1]}', b"\xff", b"[" * 100_000])
def test_what_is_no_key_set(document: bytes) -> None:
    with pytest.raises(UnusableKeyError, match="not a JSON Web Key Set"):
        key_set(document)


def test_a_key_set_may_have_other_members() -> None:
    assert key_set(json.dumps({"keys": [public(ec_key())], "x": 1}).encode()) == (public(ec_key()),)


def _spelled_longer(number: str) -> str:
    """The same number with zeros in front."""
    content = base64.urlsafe_b64decode(number + "=" * (-len(number) % 4))
    return base64.urlsafe_b64encode(b"\0\0" + content).rstrip(b"=").decode()


@pytest.mark.parametrize(("key", "member"), [(rsa_key(), "n"), (rsa_key(), "e")])
def test_d5_a_published_key_is_known_in_any_spelling(monkeypatch: pytest.MonkeyPatch, key: RSAKey, member: str) -> None:
    monkeypatch.setattr(module, "PUBLISHED", {key.thumbprint(): "a public repository"})
    spelled = public(key)
    with pytest.raises(UnusableKeyError, match="a public repository"):
        trusted_key({**spelled, member: _spelled_longer(str(spelled[member]))}, DEFAULT, test=False)


@pytest.mark.conformance("C-I5", "C-S7")
def test_d5_a_published_key_takes_a_test_profile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PUBLISHED", {ec_key().thumbprint(): "a public repository"})
    assert trusted_key(public(ec_key()), DEFAULT, test=True).kid == KID
    with pytest.raises(UnusableKeyError, match=r"anybody has this key: a public repository; it takes test = true"):
        trusted_key(public(ec_key()), DEFAULT, test=False)
    assert not usable_keys([public(ec_key())], DEFAULT, test=False)


@pytest.mark.conformance("C-I5", "C-S7")
def test_c_s7_c_i5_the_published_keys_of_sandbox_and_inferno_are_known() -> None:
    assert sum("sandbox" in where for where in PUBLISHED.values()) == 2
    assert sum("Inferno" in where for where in PUBLISHED.values()) == 2
    assert all(len(thumbprint) == 43 for thumbprint in PUBLISHED)

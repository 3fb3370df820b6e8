"""The clients file: what it may say, and errors that name line, client and mend (decisions 5)."""

import json
from pathlib import Path
from typing import Any

import pytest

from service.commands.clients import described
from service.trust.clients import FixedKeys, read_clients
from service.trust.clients_file import ClientsFileError, read_profiles
from service.trust.fetched_keys import FetchedKeys
from tests.service.trust.kit import ISSUER, KID, ec_key, inline, profile, public, rsa_key, written

JKU = "https://ehr.example.org/jwks"


def error(folder: Path, *profiles: str) -> str:
    with pytest.raises(ClientsFileError) as raised:
        read_clients(written(folder, *profiles))
    return str(raised.value)


def test_a_profile_has_safe_defaults(tmp_path: Path) -> None:
    (client,) = read_clients(written(tmp_path)).all
    plain = client.profile
    assert plain.algorithms == ("ES384", "RS384")
    assert (plain.token_seconds, plain.rate_per_minute, plain.once_only, plain.test) == (900, 600, True, False)
    assert (plain.tenants, plain.origins, plain.fhir_servers) == ((), (), None)
    assert (plain.wishes.system_actions, plain.wishes.beyond_seeds, plain.wishes.prefetch_keys) == (False, False, {})


@pytest.mark.parametrize("name", ["anyone", "Anyone", "ALL", "total"])
def test_names_of_the_services_own_are_reserved(tmp_path: Path, name: str) -> None:
    assert "this name is the service's own; reserved are all, anyone, total" in error(tmp_path, profile(name=name))


SHAPES = [
    "",
    "clients = 1",
    "clients = []",
    "clients = [1]",
    "clients = [[]]",
    "[clients]",
    "[clients.x]",
    "[[clients]]\nkeys = 1",
    "[[clients]]\nkeys = [1]",
    "[[clients]]\nkeys = [{kty = {}}]",
    "a = " + "[" * 2000 + "]" * 2000,
    "a = " + "{b = " * 2000 + "1" + "}" * 2000,
    "[[clients]]\nname = 1979-05-27T07:32:00Z",
    "[[clients]]\ntoken_seconds = 1e400",
    "[[clients]]\ntoken_seconds = " + "9" * 5000,
    profile("[[clients.keys]]\nkid = 1979-05-27\nkty = 'EC'"),
    profile("[[clients.keys]]\nkid = 'a'\nkty = 'EC'\ncrv = ['P-384']\nx = 1979-05-27\ny = nan"),
    profile("[[clients.keys]]\nkid = 'a'\nkty = 'RSA'\nn = {}\ne = inf"),
    profile("[[clients.keys]]\nkid = 'a'\nkty = 'RSA'\nn = 'é'\ne = 'AQAB'\nuse = []"),
    profile(name="\x1b[31m"),
    profile("", jwks_file="."),
    profile("", jwks_file="\0"),
]


@pytest.mark.parametrize("content", SHAPES)
def test_a_file_of_any_shape_gives_one_clear_error(tmp_path: Path, content: str) -> None:
    said = error(tmp_path, content)
    assert said.startswith(str(tmp_path / "clients.toml"))
    assert len(said) < 1_000
    assert said.replace("\n", "").isprintable()


@pytest.mark.conformance("A-107")
def test_keys_come_inline_from_a_file_or_from_an_address(tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text(json.dumps({"keys": [public(rsa_key(), "rsa")]}))
    path = written(
        tmp_path,
        profile(name="a", issuer="urn:a"),
        profile("", name="b", issuer="urn:b", jwks_file="keys.json"),
        profile("", name="c", issuer="urn:c", jku=JKU),
    )
    inlined, filed, fetched = (client.keys for client in read_clients(path).all)
    assert isinstance(inlined, FixedKeys)
    assert list(inlined.keys) == [(KID, "ES384")]
    assert isinstance(filed, FixedKeys)
    assert list(filed.keys) == [("rsa", "RS384")]
    assert isinstance(fetched, FetchedKeys)


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ({"nmae": "x"}, "nmae"),
        ({"token_seconds": 0}, "token_seconds: Expected `int` >= 1"),
        ({"token_seconds": 3601}, "token_seconds: Expected `int` <= 3600"),
        ({"rate_per_minute": 0}, "rate_per_minute: Expected `int` >= 1"),
        ({"algorithms": ["HS256"]}, "algorithms[0]: Invalid enum value 'HS256'"),
        ({"algorithms": []}, "algorithms: Expected `array` of length >= 1"),
        ({"issuer": None}, "missing required field `issuer`"),
        ({"issuer": ""}, "issuer: Expected `str` of length >= 1"),
        ({"name": "line\nbreak"}, "name: Expected `str` matching regex"),
        ({"test": "yes"}, "test: Expected `bool`"),
    ],
)
def test_the_form_is_checked_and_the_line_named(tmp_path: Path, entries: dict[str, Any], said: str) -> None:
    message = error(tmp_path, profile(name="First", issuer="urn:first"), profile(**entries))
    assert message.startswith(f"{tmp_path / 'clients.toml'}, line ")
    assert said in message
    assert message.endswith("See docs/clients.md.")


@pytest.mark.parametrize(
    ("entries", "mend"),
    [
        ({"jku": JKU}, "in one way: jku, jwks_file or [[clients.keys]]"),
        ({"fhir_servers": ["http://ehr.example.org/fhir"]}, "use https"),
        ({"fhir_servers": ["https://user@ehr.example.org/fhir"]}, "use https"),
        ({"origins": ["https://ehr.example.org/path"]}, "is not an origin"),
        ({"origins": ["*"]}, "is not an origin"),
        ({"origins": ["null"]}, "is not an origin"),
        ({"test": True, "tenants": ["1"]}, "remove tenants"),
        ({"test": True, "fhir_servers": ["https://ehr.example.org/fhir"]}, "loopback only: remove"),
    ],
)
def test_a_broken_rule_is_told_with_line_client_and_mend(tmp_path: Path, entries: dict[str, Any], mend: str) -> None:
    message = error(tmp_path, profile(**entries))
    assert message.startswith(f"{tmp_path / 'clients.toml'}, line 1: client 'General Hospital': ")
    assert mend in message


def test_every_broken_rule_is_told_at_once(tmp_path: Path) -> None:
    message = error(tmp_path, profile(origins=["*"], jku=JKU), profile())
    assert len(message.splitlines()) == 4


@pytest.mark.parametrize(
    ("jku", "test", "is_good"),
    [
        (JKU, False, True),
        ("http://ehr.example.org/jwks", False, False),
        ("http://ehr.example.org/jwks", True, False),
        ("http://127.0.0.1:9/jwks", False, False),
        ("http://127.0.0.1:9/jwks", True, True),
        ("https://user@ehr.example.org/jwks", False, False),
        ("https://ehr.example.org/jwks#a", False, False),
        ("https://", False, False),
        ("https://ehr.example.org:port/", False, False),
        ("file:///etc/passwd", True, False),
    ],
)
def test_d4_keys_are_fetched_over_https(tmp_path: Path, jku: str, *, test: bool, is_good: bool) -> None:
    path = written(tmp_path, profile("", jku=jku, test=test))
    if is_good:
        assert read_profiles(path)[0].jku == jku
    else:
        with pytest.raises(ClientsFileError, match="use an https address"):
            read_profiles(path)


def test_a_test_profile_may_use_this_machine(tmp_path: Path) -> None:
    path = written(tmp_path, profile(test=True, fhir_servers=["http://127.0.0.1:8080/fhir"]))
    assert read_profiles(path)[0].test


def test_prefetch_keys_have_to_be_ours(tmp_path: Path) -> None:
    wishes = '[clients.wishes.prefetch_keys]\n"myConditions" = "{}"\n'
    good = profile("", jku=JKU) + wishes.format("conditions")
    assert read_profiles(written(tmp_path, good))[0].wishes.prefetch_keys == {"myConditions": "conditions"}
    assert "names none of ours: patient, conditions" in error(tmp_path, profile("", jku=JKU) + wishes.format("cond"))


@pytest.mark.conformance("C-O2")
@pytest.mark.parametrize(
    ("tenants", "is_good"),
    [(([], []), False), ((["1"], []), False), ((["1"], ["1", "2"]), False), ((["1"], ["2"]), True)],
)
def test_c_o2_clients_of_one_issuer_need_tenants_of_their_own(
    tmp_path: Path, tenants: tuple[list[str], list[str]], *, is_good: bool
) -> None:
    path = written(tmp_path, *(profile(name=f"c{n}", tenants=list(t)) for n, t in enumerate(tenants)))
    if is_good:
        assert len(read_profiles(path)) == 2
    else:
        with pytest.raises(ClientsFileError, match="tell them apart by tenants"):
            read_profiles(path)


def test_names_are_given_once(tmp_path: Path) -> None:
    assert "another client has this name" in error(tmp_path, profile(), profile(issuer="urn:other"))


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "clients.toml"
    with pytest.raises(ClientsFileError, match="No such file"):
        read_profiles(path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ClientsFileError, match="not UTF-8"):
        read_profiles(path)
    path.write_text("[[clients]\n")
    with pytest.raises(ClientsFileError, match="line 1"):
        read_profiles(path)
    path.write_text("")
    with pytest.raises(ClientsFileError, match="list of \\[\\[clients\\]\\] tables"):
        read_profiles(path)


@pytest.mark.parametrize(
    ("content", "said"), [(None, "No such file"), ("[]", "not a JSON Web Key Set"), ('{"keys":[]}', "is empty")]
)
def test_a_key_file_that_cannot_be_used(tmp_path: Path, content: str | None, said: str) -> None:
    if content is not None:
        (tmp_path / "keys.json").write_text(content)
    message = error(tmp_path, profile("", jwks_file="keys.json"))
    assert "line 1: client 'General Hospital': " in message
    assert said in message


def test_check_prints_what_is_trusted(tmp_path: Path) -> None:
    (client,) = read_clients(written(tmp_path, profile(tenants=["ward-1"], once_only=False))).all
    text = "\n".join(described(client))
    for expected in ("General Hospital", ISSUER, f"{KID} (ES384, thumbprint {ec_key().thumbprint()})", "ward-1"):
        assert expected in text
    assert "MAY BE USED AGAIN" in text
    assert "TEST" not in text


def test_a_profile_that_takes_published_keys_is_marked(tmp_path: Path) -> None:
    (client,) = read_clients(written(tmp_path, profile(inline(public(ec_key())), test=True))).all
    assert described(client)[0] == "General Hospital  TEST: published keys are accepted"


@pytest.mark.parametrize("name", ["production", "test"])
def test_the_example_files_can_be_used(name: str) -> None:
    assert read_clients(Path(__file__).parents[3] / "fixtures" / "clients" / f"{name}.toml").all

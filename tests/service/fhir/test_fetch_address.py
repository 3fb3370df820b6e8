"""Which FHIR servers may be called (D-9 to D-12)."""

import pytest

from service.outbound.address import Base, allowed, is_local, may_connect, parse_base

EHR = "https://ehr.example.org/fhir"
BASE = Base("https", "ehr.example.org", 443, "/fhir")


@pytest.mark.parametrize(
    ("text", "base"),
    [
        (EHR, BASE),
        (EHR + "/", BASE),
        ("HTTPS://EHR.example.ORG:443/fhir", BASE),
        ("https://ehr.example.org/FHIR", Base("https", "ehr.example.org", 443, "/FHIR")),
        ("http://localhost:8080", Base("http", "localhost", 8080, "")),
        ("http://[::1]:8080/r4/a=b,c", Base("http", "[::1]", 8080, "/r4/a=b,c")),
        ("https://ehr.example.org:65535/", Base("https", "ehr.example.org", 65535, "")),
    ],
)
def test_an_address_is_taken_apart(text: str, base: Base) -> None:
    assert parse_base(text) == base


def test_a_base_writes_itself_without_the_port_of_its_scheme() -> None:
    assert BASE.url == EHR
    assert Base("http", "localhost", 8080, "/r4").url == "http://localhost:8080/r4"


@pytest.mark.parametrize(
    "text",
    [
        *("", "https://", "//ehr.example.org/fhir", "ehr.example.org/fhir", "file:///etc/passwd", "ftp://127.0.0.1/"),
        *("data:application/json,{}", "javascript:alert(1)", "gopher://localhost/", "https:/ehr.example.org"),
        *("https://ehr.example.org@127.0.0.1/fhir", "https://a:b@localhost/", "https://localhost\\@ehr.example.org/"),
        *(EHR + "?x=", EHR + "#x", EHR + "//", EHR + "/a//b", " " + EHR, EHR + " ", EHR + "\n", EHR + "\x00"),
        *(EHR + "/../admin", EHR + "/./x", EHR + "/..", EHR + "/%2e%2e/x", EHR + "/a%2fb"),
        *("https://ehr.example.org:0/", "https://ehr.example.org:65536/", "https://ehr.example.org:99999/"),
        *("https://ehr.example.org:/", "https://ehr.example.org:a/", "https://[::1", "https://[127.0.0.1]/"),
        *("https://①②⑦.0.0.1/", "https://еhr.example.org/", "https://[::g]/", "https://[fe80::1%25eth0]/"),
        "https://" + "a" * 254,
    ],
)
def test_odd_addresses_are_refused(text: str) -> None:
    assert parse_base(text) is None


@pytest.mark.parametrize(
    ("text", "is_allowed"),
    [
        ("http://localhost:8080/fhir", True),
        ("https://localhost/fhir", True),
        ("http://127.0.0.1/fhir", True),
        ("http://127.255.255.254:1/", True),
        ("http://[::1]/fhir", True),
        (EHR, False),
        ("http://127.1/", False),
        ("http://0/", False),
        ("http://0.0.0.0/", False),
        ("http://0x7f000001/", False),
        ("http://2130706433/", False),
        ("http://0177.0.0.1/", False),
        ("http://[::ffff:127.0.0.1]/", False),
        ("http://[::ffff:7f00:1]/", False),
        ("http://localhost.example.org/", False),
        ("http://127.0.0.1.nip.io/", False),
        ("http://localhost./", False),
        ("http://169.254.169.254/latest/meta-data", False),
    ],
)
def test_without_a_list_open_mode_calls_this_machine_only(text: str, is_allowed: bool) -> None:
    assert (allowed(text, None, open_mode=True) is not None) is is_allowed
    assert allowed(text, None, open_mode=False) is None


@pytest.mark.parametrize("open_mode", [True, False])
@pytest.mark.parametrize(
    ("text", "is_allowed"),
    [
        (EHR, True),
        (EHR + "/", True),
        ("https://ehr.example.org", False),
        (EHR + "/r4", False),
        (EHR + "x", False),
        ("https://ehr.example.org/FHIR", False),
        ("https://ehr.example.org:8443/fhir", False),
        ("http://ehr.example.org/fhir", False),
        ("https://evil.example.org/fhir", False),
        ("http://localhost:8080/fhir", False),
    ],
)
def test_a_list_decides_alone_and_base_by_base(text: str, is_allowed: bool, open_mode: bool) -> None:
    assert (allowed(text, (BASE,), open_mode=open_mode) is not None) is is_allowed
    assert allowed(text, (), open_mode=open_mode) is None


@pytest.mark.parametrize(
    ("text", "may"),
    [(EHR, True), ("http://ehr.example.org/fhir", False), ("http://localhost/fhir", True), ("http://127.0.0.1", True)],
)
def test_a24_a_token_is_sent_in_the_clear_to_this_machine_only(text: str, may: bool) -> None:
    base = parse_base(text)
    assert base is not None
    assert base.may_be_listed is may


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.10", "::1"])
def test_a_local_host_leads_to_this_machine_and_another_one_does_not(address: str) -> None:
    assert may_connect(address, local=True)
    assert not may_connect(address, local=False)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_a_public_host_leads_to_the_internet_and_a_local_one_does_not(address: str) -> None:
    assert may_connect(address, local=False)
    assert not may_connect(address, local=True)


@pytest.mark.parametrize("local", [True, False])
@pytest.mark.parametrize(
    "address",
    [
        *("0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1"),  # noqa: S104
        *("255.255.255.255", "240.0.0.1", "198.18.0.1", "192.0.2.1"),
        *("::", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "ff0e::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:93.184.216.34", "::127.0.0.1", "::7f00:1", "::5db8:d822"),
        *("64:ff9b::7f00:1", "64:ff9b::5db8:d822", "64:ff9b:1::1", "2002:7f00:1::", "2002:5db8:d822::", "2001:0::1"),
        *("", "localhost", "ehr.example.org", "127.1"),
    ],
)
def test_d12_special_and_disguised_addresses_are_never_connected_to(address: str, local: bool) -> None:
    assert not may_connect(address, local=local)


@pytest.mark.parametrize(
    ("link", "page"),
    [
        (EHR + "?_getpages=1&_bundletype=searchset", EHR + "?_getpages=1&_bundletype=searchset"),
        (EHR + "/Condition?page=2", EHR + "/Condition?page=2"),
        ("HTTPS://EHR.EXAMPLE.ORG/fhir/Condition?page=2", EHR + "/Condition?page=2"),
        ("https://ehr.example.org:443/fhir/Condition?page=%2F2", EHR + "/Condition?page=%2F2"),
        ("?page=2", EHR + "/Condition?page=2"),
        ("Condition?page=2", EHR + "/Condition?page=2"),
        ("/fhir/Condition/_page/2", EHR + "/Condition/_page/2"),
        ("https://evil.example.org/fhir/Condition?page=2", None),
        ("https://ehr.example.org.evil.example/fhir/Condition", None),
        ("https://ehr.example.org:8443/fhir/Condition", None),
        ("http://ehr.example.org/fhir/Condition", None),
        ("https://user@ehr.example.org/fhir/Condition", None),
        ("//evil.example.org/fhir/Condition", None),
        ("https://ehr.example.org/fhirx/Condition", None),
        ("https://ehr.example.org/admin", None),
        ("https://ehr.example.org/fhir/../admin", None),
        ("https://ehr.example.org/fhir/%2e%2e/admin", None),
        ("/admin", None),
        ("../admin", None),
        ("Condition?page=2#x", None),
        ("Condition?page=2\r\nX: y", None),
        ("\\\\evil.example.org/x", None),
        ("javascript:alert(1)", None),
        ("", None),
    ],
)
def test_d10_pages_are_followed_under_the_same_base_only(link: str, page: str | None) -> None:
    assert BASE.page(link, EHR + "/Condition?patient=1") == page


def test_a_base_without_a_path_holds_every_path_of_its_origin() -> None:
    base = Base("http", "localhost", 8080, "")
    assert base.page("http://localhost:8080/x?y=1", "http://localhost:8080/Condition") == "http://localhost:8080/x?y=1"
    assert base.page("http://localhost:8081/x?y=1", "http://localhost:8080/Condition") is None


def test_the_names_of_this_machine_are_few() -> None:
    assert [host for host in ("localhost", "127.0.0.1", "[::1]", "::1", "LOCALHOST", "127.1") if is_local(host)] == [
        "localhost",
        "127.0.0.1",
        "[::1]",
        "::1",
    ]

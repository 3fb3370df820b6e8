"""The fixtures themselves: built resources are valid R4, a mistyped case says where."""

from pathlib import Path

import pytest
from fhir.resources.R4B import get_fhir_model_class

from tests.acceptance import write_requests
from tests.acceptance.build import PREFETCH, request, resources
from tests.acceptance.cases import CaseError, Named, all_cases, parse, read
from tests.acceptance.conftest import Client


@pytest.mark.parametrize("named", all_cases(), ids=lambda named: named.id)
def test_every_resource_of_a_case_is_valid_r4(named: Named) -> None:
    for resource in [*resources(named.case.patient), *_drafts(named)]:
        get_fhir_model_class(resource["resourceType"]).model_validate(resource)


def _drafts(named: Named) -> list[dict[str, object]]:
    orders = request(named.case)["context"].get("draftOrders", {})
    return [entry["resource"] for entry in orders.get("entry", [])]


def test_an_unknown_key_is_named_with_its_file_and_case() -> None:
    case = {"name": "A slip of the pen", "patient": {"glucagon": {"valu": "500 pg/mL"}}, "expect": {}}
    with pytest.raises(CaseError, match=r"slips\.yaml: 'A slip of the pen': patient\.glucagon\.0\.valu: Extra"):
        parse(case, "slips.yaml")


def test_an_unknown_word_is_answered_with_the_known_ones() -> None:
    case = {"name": "A slip", "patient": {"conditions": "diabtes"}, "expect": {}}
    with pytest.raises(CaseError, match="'diabtes' is not one of diabetes, cirrhosis"):
        parse(case, "slips.yaml")


def test_an_unknown_key_of_a_theme_is_named(tmp_path: Path) -> None:
    theme = tmp_path / "slips.yaml"
    theme.write_text("about: slips\ncase: []\n", encoding="utf-8")
    with pytest.raises(CaseError, match=r"slips\.yaml: unknown key case"):
        read(theme)


@pytest.mark.parametrize(("file", "text"), write_requests.texts().items())
def test_a_request_file_is_what_its_case_builds(file: str, text: str) -> None:
    stale = f"{file} is stale: run ./regenerate"
    assert (write_requests.FOLDER / file).read_text(encoding="utf-8") == text, stale


def test_no_request_file_is_left_over() -> None:
    assert {path.name for path in write_requests.FOLDER.glob("*.json")} == set(write_requests.CHOSEN)


def test_the_built_requests_use_the_prefetch_keys_of_discovery(client: Client) -> None:
    for service in client.get("/cds-services").json()["services"]:
        assert set(service["prefetch"]) == {"patient", *PREFETCH}

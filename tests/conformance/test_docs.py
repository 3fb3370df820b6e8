"""The pages an integrator reads name what the service really has (client quirks C-E6, C-E25)."""

import re

import pytest

from hooks.nme.cards.wording import OVERRIDE_REASONS, OVERRIDE_SYSTEM, TOPIC_SYSTEM
from service.http import feedback as intake
from service.http import limits
from service.protocol import errors
from service.trust import replay
from tests.acceptance.build import Json
from tests.conformance.page import ROOT

DOCS = ROOT / "docs"
CONNECTING = (DOCS / "connecting.md").read_text(encoding="utf-8")
STATUSES = (DOCS / "http-status.md").read_text(encoding="utf-8")
PAGES = ("connecting.md", "http-status.md", "prefetch.md", "conformance.md")


def test_every_status_the_service_sends_is_explained() -> None:
    sent = {error.status for error in errors.ServiceError.__subclasses__()} | {200, 500}
    assert sent - set(map(int, re.findall(r"^\| (\d{3}) \|", STATUSES, re.MULTILINE))) == set()


@pytest.mark.parametrize("seconds", [limits.RETRY_AFTER, replay.RETRY_AFTER, intake.RETRY_AFTER])
def test_every_pause_before_a_call_is_sent_again_is_told(seconds: int) -> None:
    assert f"wait `Retry-After` seconds ({seconds}) and send" in STATUSES


@pytest.mark.conformance("A-116", "C-E6")
def test_every_service_stands_with_its_hook_and_address(services: list[Json]) -> None:
    for service in services:
        assert f"`POST {{base}}/cds-services/{service['id']}` (hook `{service['hook']}`)" in CONNECTING


@pytest.mark.conformance("C-E25")
def test_every_override_reason_stands_with_its_words() -> None:
    assert OVERRIDE_SYSTEM in CONNECTING
    assert TOPIC_SYSTEM in CONNECTING
    assert all(f"| `{reason.code}` | {reason.display} |" in CONNECTING for reason in OVERRIDE_REASONS)


@pytest.mark.parametrize("name", PAGES)
def test_every_link_between_the_pages_leads_somewhere(name: str) -> None:
    text = (DOCS / name).read_text(encoding="utf-8")
    targets = {target.partition("#")[0] for target in re.findall(r"\]\(([^):]+)\)", text)}
    assert [target for target in targets if not (DOCS / target).exists()] == []


@pytest.mark.parametrize("file", sorted(set(re.findall(r"fixtures/requests/[\w-]+\.json", CONNECTING))))
def test_every_fixture_that_is_named_exists(file: str) -> None:
    assert (ROOT / file).exists()

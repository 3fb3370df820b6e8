"""Prometheus on every replica by itself, with the alarms that are deployed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.stack import parts
from tests.stack.files import HOME
from tests.stack.process import HOST, free_port, together, until
from tests.stack.stack import Stack

ALARMS = yaml.safe_load((HOME / "deploy" / "prometheus" / "alarms.yml").read_text(encoding="utf-8"))["groups"][0][
    "rules"
]
EXPRESSIONS = {alarm["alert"]: alarm["expr"] for alarm in ALARMS}


class Watching:
    """Prometheus' own interface."""

    def __init__(self, base: str) -> None:
        self._base = base

    def ask(self, path: str, **parameters: str) -> Any:
        """The data of an answer."""
        answer = httpx.get(f"{self._base}/api/v1/{path}", params=parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]

    def health(self) -> dict[str, str]:
        """Of each target."""
        return {target["labels"]["instance"]: target["health"] for target in self.ask("targets")["activeTargets"]}

    def rules(self) -> list[dict[str, Any]]:
        """The alarms as they are loaded."""
        (group,) = self.ask("rules")["groups"]
        return list(group["rules"])

    def found(self, expression: str) -> list[dict[str, str]]:
        """The labels of what an expression finds."""
        return [sample["metric"] for sample in self.ask("query", query=expression)["result"]]


NOBODY = f"{HOST}:{free_port()}"  # a replica that is down


@pytest.fixture(scope="module")
def replicas(stack: Stack) -> list[str]:
    """Where they are, as Prometheus names them."""
    return [each.base.removeprefix("http://") for each in stack.replicas]


@pytest.fixture(scope="module")
def watching(replicas: list[str], folder: Path) -> Iterator[Watching]:
    """Prometheus, once it has looked at every replica, and at one that is down."""
    part, base = parts.prometheus(folder, [*replicas, NOBODY])
    with together(part):
        watching = Watching(base)
        until(lambda: len(watching.found("up")) == 4, "looking at each")
        yield watching


def test_every_replica_is_watched_by_itself(watching: Watching, replicas: list[str]) -> None:
    assert watching.health() == dict.fromkeys(replicas, "up") | {NOBODY: "down"}
    assert {found["instance"] for found in watching.found("nme_cds_ledger_waiting")} == set(replicas)


def test_every_alarm_is_loaded_and_can_be_asked(watching: Watching) -> None:
    until(lambda: {rule["health"] for rule in watching.rules()} == {"ok"}, "asked")
    assert [rule["name"] for rule in watching.rules()] == list(EXPRESSIONS)


def test_an_alarm_finds_the_replica_that_is_down_and_no_other(watching: Watching) -> None:
    assert watching.found(EXPRESSIONS["InstanceDown"]) == [{"__name__": "up", "job": "nme-cds", "instance": NOBODY}]
    assert watching.found(EXPRESSIONS["NoInstance"]) == []
    until(lambda: [rule["name"] for rule in watching.rules() if rule["state"] != "inactive"] == ["InstanceDown"], "due")

"""Example patients whose dates move with the day, so that nothing about them ages.

A pathway's examples are a folder: ``patients/*.json`` (a Bundle a patient, its timestamp the day it was written for),
``orders.json`` (drafts to choose from) and ``results.json`` (results to suppose).
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(T.*)?")


@dataclass(frozen=True, slots=True)
class ExamplePatient:
    """An invented patient: the id and name of its Patient, and every resource, the Patient first."""

    id: str
    name: str
    resources: tuple[Json, ...]


@lru_cache(maxsize=2)  # the day, and the next one at midnight
def patients(folder: Path | None, today: date) -> Mapping[str, ExamplePatient]:
    """The example patients by id, in the order of their files, as they are on this day; none without a folder."""
    found = (_patient(json.loads(file.read_bytes()), today) for file in _files(folder, "patients/*.json"))
    return {patient.id: patient for patient in found}


def _files(folder: Path | None, pattern: str) -> list[Path]:
    return sorted(folder.glob(pattern)) if folder else []


def _patient(bundle: Json, today: date) -> ExamplePatient:
    written = datetime.fromisoformat(bundle["timestamp"]).date()
    resources = tuple(moved(entry["resource"], today - written) for entry in bundle["entry"])
    person = resources[0]
    return ExamplePatient(person["id"], person["name"][0]["text"], resources)


def moved(value: Any, by: timedelta) -> Any:
    """The value with every date in it later by so much; birth dates too, so that ages stay."""
    if isinstance(value, dict):
        return {name: moved(inner, by) for name, inner in value.items()}
    if isinstance(value, list):
        return [moved(inner, by) for inner in value]
    whole = _DAY.fullmatch(value) if isinstance(value, str) else None
    return f"{date.fromisoformat(whole[1]) + by}{whole[2] or ''}" if whole else value


@dataclass(frozen=True, slots=True)
class ExampleOrder:
    """A draft order to choose, nobody's yet."""

    name: str
    resource: Json


@lru_cache(maxsize=1)
def orders(folder: Path | None) -> Mapping[str, ExampleOrder]:
    """The orders to choose from, by name."""
    found = [order for file in _files(folder, "orders.json") for order in json.loads(file.read_bytes())]
    return {order["name"]: ExampleOrder(**order) for order in found}


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """A laboratory result to suppose: an Observation that lacks its number, patient and day."""

    name: str
    label: str
    unit: str
    resource: Json


@lru_cache(maxsize=1)
def results(folder: Path | None) -> Mapping[str, ExampleResult]:
    """The results that can be supposed, by name."""
    found = [result for file in _files(folder, "results.json") for result in json.loads(file.read_bytes())]
    return {result["name"]: ExampleResult(**result) for result in found}

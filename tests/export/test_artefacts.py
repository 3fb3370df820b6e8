"""The pathway as FHIR: the same bytes each time, nothing that names what is not there, and valid R4."""

import base64
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import fhirkit
import pytest
from typer.testing import CliRunner

from hooks.nme import PATHWAY
from hooks.nme.codes.value_sets import BENEATH
from service.cli import app
from service.export.files import BUNDLE, artefacts, files
from service.export.libraries import NumbersError, left_behind, library_resources, parameters_resource
from service.export.library import pathway_library
from service.export.publication import Publication
from service.site import Site, load_site
from tests import npm
from tests.export.write import BASE, GOLDEN, digests
from tests.export.write_beneath import table
from tests.second_pathway.pathway import VERDIGRIS

Json = dict[str, Any]
OURS = Publication(Site(PATHWAY), BASE)
ORDERED_IN_NUMBERS = {"dosage", "quantity", "timingTiming", "timingPeriod", "dynamicValue", "transform"}


@pytest.fixture(scope="module")
def exported() -> dict[str, bytes]:
    return dict(files(OURS))


@pytest.fixture(scope="module")
def loaded(exported: dict[str, bytes]) -> Json:
    """The bundle, as a server reads it."""
    read: Json = json.loads(exported[BUNDLE])
    return read


@pytest.fixture(scope="module")
def resources(loaded: Json) -> list[Json]:
    return [entry["resource"] for entry in loaded["entry"]]


def of(resources: list[Json], kind: str) -> list[Json]:
    """The resources of one type."""
    return [one for one in resources if one["resourceType"] == kind]


def actions(plan: Json) -> Iterator[Json]:
    """Every action of a plan, those inside others too."""
    for action in plan.get("action", ()):
        yield action
        yield from actions(action)


def text_of(library: Json, kind: str) -> str:
    """One content of a Library."""
    data = next(content["data"] for content in library["content"] if content["contentType"] == kind)
    return base64.b64decode(data).decode()


def test_the_export_has_the_bytes_written_down(exported: dict[str, bytes]) -> None:
    """Stale? ./regenerate, and look at what changed."""
    assert digests(exported) == GOLDEN.read_text(encoding="utf-8")


def test_one_plan_a_hook_fires_on_it_and_brings_every_card(resources: list[Json]) -> None:
    for plan, service in zip(of(resources, "PlanDefinition"), PATHWAY.services, strict=True):
        (root,) = plan["action"]
        assert root["trigger"] == [{"type": "named-event", "name": service.hook}]
        assert plan["library"] == [f"{BASE}/Library/NMEPathway|{PATHWAY.version}"]
    chart = {action["id"] for action in of(resources, "PlanDefinition")[0]["action"][0]["action"]}
    assert chart == {f"K{number:02}" for number in range(1, 23)}


def test_every_condition_is_a_definition_of_the_library_and_of_its_elm(resources: list[Json]) -> None:
    library = next(one for one in of(resources, "Library") if one["name"] == "NMEPathway")
    elm = json.loads(text_of(library, "application/elm+json"))
    defined = set(re.findall(r'^define "([^"]+)":', text_of(library, "text/cql"), re.MULTILINE))
    assert defined <= {definition["name"] for definition in elm["library"]["statements"]["def"]}
    conditions = [c for plan in of(resources, "PlanDefinition") for a in actions(plan) for c in a.get("condition", ())]
    assert {condition["expression"]["expression"] for condition in conditions} <= defined
    assert {condition["expression"]["language"] for condition in conditions} == {"text/cql-identifier"}


def test_what_is_named_is_there(resources: list[Json]) -> None:
    urls = {f"{one['url']}|{one['version']}" for one in resources if "url" in one}
    named = set(re.findall(rf'"({re.escape(BASE)}/[^"]+\|[^"]+)"', json.dumps(resources)))
    assert named <= urls
    assert len({(one["resourceType"], one["id"]) for one in resources}) == len(resources)


def test_value_sets_of_the_libraries_are_all_there(resources: list[Json]) -> None:
    texts = "".join(text_of(library, "text/cql") for library in of(resources, "Library"))
    named = set(re.findall(rf"{re.escape(BASE)}/ValueSet/\w+", texts))
    assert named <= {one["url"] for one in of(resources, "ValueSet")}


def test_children_of_headers_are_in_the_expansion(resources: list[Json]) -> None:
    diabetes = next(one for one in of(resources, "ValueSet") if one["url"].endswith("/diabetes_type2"))
    codes = {member["code"] for member in diabetes["expansion"]["contains"]}
    assert {"E11", "E11.65", "E11.3211"} <= codes
    assert diabetes["expansion"]["total"] == len(diabetes["expansion"]["contains"])
    nodes = next(one for one in of(resources, "ValueSet") if one["url"].endswith("/metastasis_any"))
    assert "C77.2" not in {member["code"] for member in nodes["expansion"]["contains"]}


def test_the_codes_beneath_our_headers_are_those_of_the_tabular() -> None:
    """Stale? ./regenerate."""
    assert BENEATH.read_text(encoding="utf-8") == table()


def test_a_draft_has_no_dose_frequency_or_duration(resources: list[Json]) -> None:
    drafts = of(resources, "ActivityDefinition")
    assert len(drafts) == len({proposal.id for proposal in PATHWAY.proposals})
    for draft in drafts:
        assert not ORDERED_IN_NUMBERS & draft.keys()
        assert draft["intent"] == "proposal"


def test_every_statement_a_card_rests_on_is_evidence(resources: list[Json]) -> None:
    stated = {one["url"].rsplit("/", 1)[-1] for one in of(resources, "Evidence")}
    assert {id_ for card in PATHWAY.recommendations.values() for id_ in card.basis() if id_[0] == "S"} <= stated


def test_the_bundle_puts_each_resource_under_its_own_id(loaded: Json) -> None:
    assert loaded["type"] == "transaction"
    for entry in loaded["entry"]:
        place = f"{entry['resource']['resourceType']}/{entry['resource']['id']}"
        assert entry["request"] == {"method": "PUT", "url": place}


def test_a_site_publishes_under_its_own_address() -> None:
    for name, content in files(Publication(Site(PATHWAY), "https://hospital.example/fhir")):
        assert BASE.encode() not in content, name
        for data in re.findall(rb'"data": "([^"]+)"', content):
            assert BASE.encode() not in base64.b64decode(data), name


def test_a_sites_numbers_are_parameters_of_the_libraries() -> None:
    mine = Publication(Site(PATHWAY, {"glucagon_window": Decimal(120), "zinc_women_pm": Decimal(58)}), BASE)
    libraries = library_resources(mine, pathway_library(PATHWAY))
    library = next(one for one in libraries if one["id"] == "NMEPredicates")
    window = next(one for one in library["parameter"] if one["name"] == "Glucagon Window")
    assert window["extension"][0]["valueQuantity"]["value"] == 120
    given = next(one for one in parameters_resource(mine)["parameter"] if one["name"] == "Glucagon Window")
    assert given["valueQuantity"] == {"value": 120, "unit": "days", "system": "http://unitsofmeasure.org", "code": "d"}
    assert left_behind(mine) == ("zinc_women_pm",)


def test_numbers_that_cql_cannot_tell_apart_are_refused() -> None:
    mine = Publication(Site(PATHWAY, {"depot_window": Decimal(35)}), BASE)
    with pytest.raises(NumbersError, match="ssa_long_at_draw and depot_window differently"):
        list(library_resources(mine, pathway_library(PATHWAY)))


def test_another_pathway_leaves_too_and_says_that_its_predicates_are_not_written() -> None:
    theirs = artefacts(Publication(Site(VERDIGRIS), "http://verdigris.example"))
    (library,) = of(theirs, "Library")
    assert [content["contentType"] for content in library["content"]] == ["text/cql"]
    assert "No translation to ELM" in library["description"]
    text = text_of(library, "text/cql")
    assert 'parameter "copper" Boolean' in text
    assert 'define "Chart K02":\n  "State" = \'T02\'' in text
    assert [problem for one in theirs for problem in fhirkit.validate(one)] == []


def test_each_is_valid_r4_by_fhirkit(exported: dict[str, bytes]) -> None:
    read = {name: json.loads(content) for name, content in exported.items()}
    assert {name: found for name, one in read.items() if (found := fhirkit.validate(one))} == {}
    assert fhirkit.validate({"resourceType": "Library", "id": "broken", "status": "draft", "content": []})


def test_each_is_valid_r4_by_medplum(resources: list[Json]) -> None:
    folder = npm.installed(Path(__file__).parent)
    broken = {"resourceType": "PlanDefinition", "id": "broken", "status": "draft", "dose": 20}
    lines = "\n".join(json.dumps(one) for one in [*resources, parameters_resource(OURS), broken])
    node = shutil.which("node") or "node"
    done = subprocess.run([node, "validate.mjs"], cwd=folder, input=lines, capture_output=True, text=True, check=True)  # noqa: S603
    told = {line.partition(" ")[0] for line in done.stdout.splitlines()}
    assert told == {"PlanDefinition/broken"}, done.stdout


def test_the_command_writes_them_and_says_the_next_step(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["export", "fhir", str(tmp_path / "out")])
    assert done.exit_code == 0
    assert "Load bundle.json" in done.stdout
    assert digests({path.name: path.read_bytes() for path in sorted((tmp_path / "out").iterdir())}) == "".join(
        sorted(GOLDEN.read_text(encoding="utf-8").splitlines(keepends=True), key=lambda line: line.split()[1])
    )


def test_the_command_refuses_numbers_it_cannot_tell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = tmp_path / "site.toml"
    site.write_text("[parameters]\ndepot_window = 35\n", encoding="utf-8")
    monkeypatch.setenv("NME_CDS_SITE_FILE", str(site))
    assert load_site(PATHWAY, site).overrides == {"depot_window": Decimal(35)}
    done = CliRunner().invoke(app, ["export", "fhir", str(tmp_path / "out")])
    assert done.exit_code == 2

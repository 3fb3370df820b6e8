"""The command line: what it prints, and what it says when it cannot."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from service.cli import COMMANDS, app, loaded
from tests.stack.process import free_port

REQUESTS = Path("fixtures/requests")
runner = CliRunner(env={"NME_CDS_PORT": str(free_port())})  # the demonstration may be running at 8000


@pytest.fixture(autouse=True)
def _day_of_the_fixtures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NME_CDS_TODAY", "2026-11-20")
    monkeypatch.setenv("COLUMNS", "200")


def test_explain_shows_state_reasons_and_cards() -> None:
    shown = runner.invoke(app, ["explain", "--why", str(REQUESTS / "localized-operable.json")])
    assert shown.exit_code == 0
    assert shown.output.startswith("State S04: Localized, recorded as operable\n")
    for words in ("mets", "Surgical assessment", "K04", "Draft: Surgical consult"):
        assert words in shown.output


def test_explain_prints_the_verdict_then_the_cards_at_eighty_columns() -> None:
    shown = runner.invoke(app, ["explain", str(REQUESTS / "localized-operable.json")])
    verdict, service, *rest = shown.output.splitlines()
    assert (verdict, service) == (
        "State S04: Localized, recorded as operable",
        "nme-patient-view on 2026-11-20. Cards: K04, K10.",
    )
    assert max(map(len, rest)) <= 80
    assert "--why shows every question" in rest[-1]
    assert "gt500" not in shown.output


def test_explain_all_shows_what_was_passed_over_and_what_is_unknown() -> None:
    shown = runner.invoke(app, ["explain", "--all", str(REQUESTS / "localized-operable.json")])
    for words in (
        "States that come first and do not hold",
        "S04X",
        "- distant disease not established",
        "pregnancy not recorded",
    ):
        assert words in shown.output


@pytest.mark.parametrize("arguments", [["explain"], ["explain", "-"]])
def test_explain_reads_standard_input(arguments: list[str]) -> None:
    shown = runner.invoke(app, arguments, input=(REQUESTS / "localized-operable.json").read_bytes())
    assert shown.output.startswith("State S04")


def test_explain_names_a_file_of_a_folder_or_says_that_it_has_none(tmp_path: Path) -> None:
    assert "such as fixtures/requests/" in runner.invoke(app, ["explain", str(REQUESTS)]).output
    empty = runner.invoke(app, ["explain", str(tmp_path)])
    assert (empty.exit_code, empty.output.count("\n")) == (2, 1)
    assert "without .json files" in empty.output


def test_help_and_version_are_short_to_ask_for() -> None:
    assert runner.invoke(app, ["-h"]).output == runner.invoke(app, ["--help"]).output
    assert runner.invoke(app, ["explain", "-h"]).exit_code == 0
    assert runner.invoke(app, ["--version"]).output.startswith("nme-cds ")
    assert "--install-completion" in runner.invoke(app, ["-h"]).output


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_of_a_command_what_the_command_says_of_itself(name: str) -> None:
    assert (loaded(COMMANDS[name]).help or "").splitlines()[0] == COMMANDS[name].help


def test_help_imports_neither_the_content_nor_the_server() -> None:
    script = (
        "import sys, service.cli; print([m for m in ('hooks.nme', 'fastapi', 'pydantic', 'rich') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == "[]"


def test_explain_as_json_holds_every_predicate_with_its_facts() -> None:
    shown = runner.invoke(app, ["explain", "--json", str(REQUESTS / "localized-operable.json")])
    content = json.loads(shown.output)
    assert (content["state"], content["today"]) == ("S04", "2026-11-20")
    assert content["findings"]["cand"]["facts"][0]["date"] == "2026-11-10"
    assert [card["id"] for card in content["cards"]] == ["K04", "K10"]


def test_explain_takes_a_bundle_for_the_whole_record(tmp_path: Path) -> None:
    request = json.loads((REQUESTS / "localized-operable.json").read_text(encoding="utf-8"))
    patient = request["prefetch"].pop("patient")
    entries = [entry for told in request["prefetch"].values() for entry in told.get("entry", [])]
    bundle = tmp_path / "bundle.json"
    bundle.write_text(json.dumps({"resourceType": "Bundle", "entry": [{"resource": patient}, *entries]}))
    shown = json.loads(runner.invoke(app, ["explain", "--json", str(bundle)]).output)
    assert (shown["predicates"]["tumour"], shown["predicates"]["cand"]) == ("yes", "yes")
    assert shown["state"] == "S04"
    (note,) = shown["notes"]
    assert note.startswith("Not given, so not known: Procedure, ServiceRequest, MedicationRequest,")
    assert shown["predicates"]["ssa"] == "unknown"


def test_explain_keeps_full_urls_and_says_whose_the_bundle_is(tmp_path: Path) -> None:
    def entry(resource: dict[str, object], url: str) -> dict[str, object]:
        return {"fullUrl": url, "resource": resource}

    mine, theirs = "urn:uuid:00000000-0000-4000-8000-000000000001", "urn:uuid:00000000-0000-4000-8000-000000000002"
    nme = {"resourceType": "Condition", "code": {"text": "Necrolytic migratory erythema"}}
    record = [
        entry({"resourceType": "Patient", "id": "p1"}, mine),
        entry({"resourceType": "Patient", "id": "p2"}, theirs),
        entry({**nme, "id": "c1", "subject": {"reference": mine}}, "urn:uuid:c1"),
        entry({**nme, "id": "c2", "subject": {"reference": "Patient/p2"}}, "urn:uuid:c2"),
    ]
    bundle = tmp_path / "bundle.json"
    bundle.write_text(json.dumps({"resourceType": "Bundle", "entry": record}))
    shown = runner.invoke(app, ["explain", str(bundle)]).output
    assert shown.startswith("State S02")
    assert "The Bundle holds 2 patients: this is about the first, Patient/p1." in shown
    assert "Resources of another patient, left out: 1." in shown


def test_explain_says_out_of_scope_in_words() -> None:
    shown = runner.invoke(app, ["explain", str(REQUESTS / "out-of-scope.json")])
    assert "State S00" in shown.output
    assert "No cards." in shown.output


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("not json", "Give a hook request or a FHIR Bundle"),
        ("{}", "neither a hook request"),
        ('{"hook": "patient-chart"}', "No service answers this hook"),
        ('{"resourceType": "Bundle"}', "holds no Patient"),
        ('{"hook": "patient-view"}', "hookInstance is missing"),
    ],
)
def test_explain_says_what_a_file_should_hold(tmp_path: Path, content: str, says: str) -> None:
    file = tmp_path / "file.json"
    file.write_text(content)
    shown = runner.invoke(app, ["explain", str(file)])
    assert shown.exit_code == 2
    assert says in shown.output


def test_explain_checks_the_resources_of_a_request_against_fhir(tmp_path: Path) -> None:
    """It is answered all the same, and no value of the record is repeated."""
    whole = runner.invoke(app, ["explain", "--validate", str(REQUESTS / "order-select-stopping-an-ssa.json")])
    assert (whole.exit_code, "0 faults against FHIR R4B." in whole.output) == (0, True)
    request = json.loads((REQUESTS / "localized-operable.json").read_text(encoding="utf-8"))
    request["prefetch"]["patient"]["gender"] = ["canary"]
    request["prefetch"]["conditions"]["entry"][0]["resource"]["resourceType"] = "Problem"
    odd = tmp_path / "odd.json"
    odd.write_text(json.dumps(request), encoding="utf-8")
    shown = runner.invoke(app, ["explain", "--validate", str(odd)])
    assert shown.exit_code == 0
    assert "Patient/" in shown.output
    assert "gender" in shown.output
    assert "resourceType is no type of FHIR R4B" in shown.output
    assert "canary" not in shown.output


def test_explain_says_that_a_file_is_not_there() -> None:
    shown = runner.invoke(app, ["explain", "nowhere.json"])
    assert shown.exit_code == 2
    assert "nowhere.json: No such file" in shown.output


def test_a_wrong_setting_names_the_variable_and_the_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NME_CDS_TODAY", "tomorrow")
    shown = runner.invoke(app, ["review", "status"])
    assert shown.exit_code == 2
    assert "NME_CDS_TODAY" in shown.output
    assert "a date such as" in shown.output


def test_a_site_file_with_an_unknown_number_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    site = tmp_path / "site.toml"
    site.write_text("[parameters]\nglucagon_windw = 90\n")
    monkeypatch.setenv("NME_CDS_SITE_FILE", str(site))
    shown = runner.invoke(app, ["review", "status"])
    assert shown.exit_code == 2
    assert "Unknown parameter glucagon_windw" in shown.output


def test_a_site_file_changes_numbers_and_codes_in_the_review(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    site = tmp_path / "site.toml"
    site.write_text(
        '[parameters]\nglucagon_window = 90\n[[codes]]\nconcept = "nme"\nsystem = "urn:oid:1.2.3"\ncode = "NME-1"\n'
    )
    monkeypatch.setenv("NME_CDS_SITE_FILE", str(site))
    assert "NME-1" in runner.invoke(app, ["review", "show", "codes"]).output
    assert "older than 90 d" in runner.invoke(app, ["review", "show", "limits"]).output


def test_serve_refuses_an_address_of_the_network_without_a_client_list() -> None:
    shown = runner.invoke(app, ["serve", "--host", "0.0.0.0"])  # noqa: S104
    assert shown.exit_code == 2
    assert "127.0.0.1" in shown.output

"""``nme-cds explain``: one patient from a file, with every reason (the pathway looked at, not only its cards)."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console
from rich.markdown import Markdown
from rich.panel import Panel
from rich.table import Table

from hooks.clinical.advice import Answer
from hooks.clinical.case import Case
from hooks.clinical.evidence import Fact, Finding
from hooks.clinical.pathway import Pathway
from hooks.clinical.service import HookService
from service.call import PathwayService, explanation
from service.cards import detail, summary
from service.protocol.prefetch import KEYS
from service.protocol.request import parse
from service.protocol.strict_json import NotACallError, NotJSONError


class ExplainError(ValueError):
    """The file cannot be explained. The message says what it should hold."""


@dataclass(frozen=True, slots=True)
class Explained:
    """The service a file was put to, its case, and the whole answer, out of scope included."""

    pathway: Pathway
    service: HookService
    case: Case
    answer: Answer


def explain(path: Path, machine: PathwayService) -> Explained:
    """Read a hook request or a FHIR Bundle from ``path`` and answer it. Raises ExplainError."""
    try:
        body = path.read_bytes()
        content = msgspec.json.decode(body)
    except OSError as error:
        raise ExplainError(f"{path}: {error.strerror}.") from None
    except (msgspec.DecodeError, RecursionError):
        raise ExplainError(f"{path} is not JSON. Give a hook request or a FHIR Bundle as JSON.") from None
    if isinstance(content, dict) and content.get("resourceType") == "Bundle":
        body = msgspec.json.encode(_as_request(content, path))
    elif not isinstance(content, dict) or "hook" not in content:
        raise ExplainError(f"{path} is neither a hook request (no 'hook') nor a FHIR Bundle.")
    return _answered(body, path, machine)


def _answered(body: bytes, path: Path, machine: PathwayService) -> Explained:
    hook = msgspec.json.decode(body).get("hook")
    services = machine.pathway.services
    service = next((s for s in services if s.hook == hook), None)
    if service is None:
        raise ExplainError(f"{path}: no service answers this hook. Known: {', '.join(s.hook for s in services)}.")
    try:
        request = parse(body, service.hook)
    except (NotJSONError, NotACallError) as error:
        raise ExplainError(f"{path}: {error}") from None
    case, answer = machine.consult(service, request)
    return Explained(machine.pathway, service, case, answer)


def _as_request(bundle: dict[str, Any], path: Path) -> dict[str, Any]:
    """A Bundle as a patient-view request: what is not in it counts as "told there are none"."""
    resources = [e.get("resource") for e in bundle.get("entry", []) if isinstance(e, dict)]
    found = [r for r in resources if isinstance(r, dict)]
    patient = next((r for r in found if r.get("resourceType") == "Patient"), None)
    if patient is None or not isinstance(patient.get("id"), str):
        raise ExplainError(f"{path}: the Bundle holds no Patient with an id.")
    prefetch = {key: _searchset(found, kind) for kind, key in KEYS.items() if kind != "Patient"}
    return {
        "hook": "patient-view",
        "hookInstance": "explain",
        "context": {"userId": "Practitioner/explain", "patientId": patient["id"]},
        "prefetch": {"patient": patient, **prefetch},
    }


def _searchset(resources: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    entries = [{"resource": r} for r in resources if r.get("resourceType") in (kind, "Medication")]
    return {"resourceType": "Bundle", "type": "searchset", "entry": entries}


def as_json(explained: Explained) -> bytes:
    """The explanation as JSON: state, overlays, predicates with their facts, cards."""
    answer = explained.answer
    content = {
        "service": explained.service.id,
        "today": explained.case.today.isoformat(),
        **explanation(answer, explained.pathway.version),
        "findings": {name: _finding(f) for name, f in answer.predicates.items()},
        "cards": [
            {
                "id": a.recommendation.id,
                "summary": summary(a),
                "indicator": a.indicator.value,
                "detail": detail(a, explained.pathway.texts, is_first=a is answer.advice[0]),
                "suggestions": [p.label for p in a.proposals],
            }
            for a in answer.advice
        ],
    }
    return msgspec.json.format(msgspec.json.encode(content))


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "truth": finding.truth.value,
        "tags": sorted(finding.tags),
        "facts": [_fact(f) for f in finding.facts],
        "unused": [_fact(f) for f in finding.unused],
    }


def _fact(fact: Fact) -> dict[str, str]:
    words = {"label": fact.label, "value": fact.value, "note": fact.note, "source": fact.source}
    return {name: value for name, value in {**words, "date": str(fact.when or "")}.items() if value}


def show(explained: Explained, console: Console) -> None:
    """Print the explanation for a person."""
    answer = explained.answer
    console.print(f"Service [bold]{explained.service.id}[/], day {explained.case.today}")
    console.print(f"State [bold]{answer.state}[/]   overlays {', '.join(answer.overlays) or 'none'}")
    console.print(_predicate_table(explained))
    for advice in answer.advice:
        suggestions = "".join(f"\n- Draft: {p.label}" for p in advice.proposals)
        text = Markdown(
            detail(advice, explained.pathway.texts, is_first=advice is answer.advice[0])
            + ("\n\n**Suggested orders**\n" + suggestions if suggestions else "")
        )
        colour = "yellow" if advice.indicator.value == "warning" else "cyan"
        title = f"{advice.recommendation.id}  {summary(advice)}"
        console.print(Panel(text, title=title, title_align="left", border_style=colour))
    if not answer.advice:
        console.print("No cards.")


def _predicate_table(explained: Explained) -> Table:
    missing = {predicate.id: predicate.missing for predicate in explained.pathway.predicates}
    table = Table("Predicate", "Truth", "Rests on", box=None, pad_edge=False)
    for name, finding in explained.answer.predicates.items():
        table.add_row(name, finding.truth.value, "; ".join(_reasons(finding)) or f"not found: {missing[name]}")
    return table


def _reasons(finding: Finding) -> Iterator[str]:
    if finding.tags:
        yield f"[{', '.join(sorted(finding.tags))}]".replace("[", r"\[")
    for fact in (*finding.facts, *finding.unused):
        words = [fact.label, fact.value, str(fact.when or ""), fact.note]
        yield f"{' '.join(w for w in words if w)} ({fact.source})".replace("[", r"\[")

"""What the product answers, as the judge compares it: one hook request a line in, one answer a line out.

    python -m tests.judge.product < requests.jsonl > answers.jsonl

In: {"id", "request"}. Out: {"id", "state", "overlays", "truths", "cards", "told"}, or "refused" where the request is
answered with an error. "told" are the parameters of the library that CQL cannot find itself. A process of its own, so
that another tree of hooks (mutants.py) can answer.
"""

import json
import sys
from functools import cache
from typing import Any

from hooks.clinical.consultation import Consultation
from hooks.clinical.criterion import Assessment
from hooks.clinical.truth import UNKNOWN, YES, Truth
from hooks.nme import PATHWAY
from service.call import PathwayService
from service.export.library import KINDS, LIMITED, Library, pathway_library
from service.protocol.errors import ServiceError
from service.protocol.request import parse
from service.protocol.strict_json import NotACallError
from service.settings import Settings
from service.site import Site

TODAY = "2026-11-20"
Answer = dict[str, Any]


def answered(request: dict[str, Any]) -> Answer:
    """State, overlays, predicates and cards of one request, and what the caller of the library tells."""
    try:
        read = parse(json.dumps(request).encode(), request["hook"])
    except (ServiceError, NotACallError):
        return {"refused": True}
    service = next(one for one in PATHWAY.services if one.hook == request["hook"])
    case, answer = machine().consult(service, read)
    return {
        "state": answer.state,
        "overlays": list(answer.overlays),
        "truths": {name: finding.truth.value for name, finding in answer.predicates.items()},
        "cards": sorted(set(answer.applies)),
        "told": _told(Consultation(PATHWAY, case)),
    }


@cache
def machine() -> PathwayService:
    """The product on the day of the cases."""
    return PathwayService(Settings(today=TODAY), Site(PATHWAY))  # type: ignore[arg-type]


@cache
def library() -> Library:
    """The library of this pathway, as it is made now."""
    return pathway_library(PATHWAY)


def _told(consultation: Consultation) -> dict[str, object]:
    assessment = consultation.assessment
    told: dict[str, object] = {name: _as_cql(assessment.truth(leaf)) for name, leaf in library().told.items()}
    return told | {LIMITED: bool(consultation.issues), KINDS: _kinds(assessment)}


def _kinds(assessment: Assessment) -> list[str]:
    selected = [draft for draft in assessment.case.drafts if draft.selected]
    return [kind.id for draft in selected for kind in PATHWAY.orders.kinds_of(assessment, draft)]


def _as_cql(truth: Truth) -> bool | None:
    return None if truth is UNKNOWN else truth is YES


def main() -> None:
    for line in sys.stdin:
        asked = json.loads(line)
        sys.stdout.write(json.dumps({"id": asked["id"], **answered(asked["request"])}) + "\n")


if __name__ == "__main__":
    main()

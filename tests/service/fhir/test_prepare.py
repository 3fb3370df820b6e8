"""Every draft the service can make is built and validated before the first call."""

from dataclasses import replace

import pytest
from pydantic import ValidationError

from hooks.nme import PATHWAY
from service.call import PathwayService
from service.fhir.draft import template
from service.settings import Settings
from service.site import Site


def test_a_draft_that_is_no_valid_resource_stops_the_start() -> None:
    card = PATHWAY.recommendations["K04"]
    (consult, *_) = card.proposals
    broken = replace(card, proposals=(replace(consult, text=7),))  # type: ignore[arg-type]
    with pytest.raises(ValidationError):
        PathwayService(Settings(), Site(replace(PATHWAY, recommendations={"K04": broken})))


def test_every_draft_is_ready_when_the_service_is() -> None:
    PathwayService(Settings(), Site(PATHWAY))
    built = template.cache_info().currsize
    for proposal in PATHWAY.proposals:
        template(proposal)
    assert template.cache_info().currsize == built >= len(PATHWAY.proposals)

"""Verdigris fingers: A DISEASE INVENTED FOR THIS TEST. Nothing here is medicine.

It is the whole of a pathway in one file: what a team replaces that forks this service for its own disease
(CONTRIBUTING, "Forking this for another disease"). hooks/nme is the same, one room a subject.
"""

import re
from datetime import date
from decimal import Decimal

from hooks.clinical.advice import Order, Proposal, Recommendation, Wording
from hooks.clinical.case import Availability, Draft
from hooks.clinical.codes import CodeIndex, CodeSystem, ValueSetRow
from hooks.clinical.criterion import ALWAYS, Assessment, Check, Predicate
from hooks.clinical.evidence import Fact, Finding, Need, Parameter, Row
from hooks.clinical.library import parse
from hooks.clinical.limits import DataLimits, Issue
from hooks.clinical.logic import any_of, not_, unknown, yes
from hooks.clinical.orders import OrderKind, OrderRow, OrderTable
from hooks.clinical.pathway import Brings, Overlay, Pathway, State
from hooks.clinical.screen import Screen
from hooks.clinical.sentence import line
from hooks.clinical.service import Answers, HookService
from hooks.clinical.texts import Forbidden, OverrideReason, Texts
from hooks.clinical.truth import NO, UNKNOWN, YES, known

# Codes and numbers -------------------------------------------------------------------------------

SYSTEM = "urn:example:verdigris"
CODES = (
    ValueSetRow("fingers", "include", SYSTEM, "green-fingers", "Verdigris fingers", "VERIFIED", "invented"),
    ValueSetRow("copper", "include", SYSTEM, "copper", "Copper in serum", "VERIFIED", "invented"),
    ValueSetRow("chelator", "include", SYSTEM, "chelator", "Chelator", "VERIFIED", "invented"),
)
SYSTEMS = (CodeSystem("verdigris", SYSTEM, lambda code: re.fullmatch(r"[a-z-]+", code) is not None),)
FINGERS, COPPER, CHELATOR = (frozenset({row.concept}) for row in CODES)
COPPER_LIMIT = Parameter("copper_limit", Decimal(150), "ug/dL", "copper is raised above", "E01", "invented")

# Predicates --------------------------------------------------------------------------------------


def _fingers(assessment: Assessment) -> Finding:
    found = [d for d in assessment.case.diagnoses or () if d.concepts & FINGERS and d.clinical == "active"]
    return Finding(YES if found else UNKNOWN, tuple(Fact("Verdigris fingers", d.source, "", d.when) for d in found))


def _copper(assessment: Assessment) -> Finding:
    read = [(o, o.reading) for o in assessment.case.observations or () if o.concepts & COPPER and o.reading]
    facts = tuple(Fact("Copper", o.source, str(reading), o.when) for o, reading in read)
    raised = any(reading.value > assessment.number(COPPER_LIMIT) for _, reading in read)
    return Finding(known(raised) if read else UNKNOWN, facts)


def _chelated(assessment: Assessment) -> Finding:
    found = [m for m in assessment.case.medications or () if m.concepts & CHELATOR and m.status == "active"]
    return Finding(YES if found else UNKNOWN, tuple(Fact("Chelator", m.source, "", m.when) for m in found))


fingers = Predicate(
    id="fingers",
    sentence="verdigris fingers are on the problem list",
    said={YES: "verdigris fingers recorded"},
    rule=_fingers,
    needs=frozenset({Need("Patient"), Need("Condition")}),
    missing="diagnosis",
    table=(Row("active diagnosis", YES), Row("none on record", UNKNOWN)),
    basis=("S1.01",),
)
copper = Predicate(
    id="copper",
    sentence="copper is above {copper_limit} ug/dL",
    said={YES: "copper raised", NO: "copper not raised"},
    rule=_copper,
    needs=frozenset({Need("Observation", COPPER)}),
    missing="copper",
    table=(Row("a result above {copper_limit} ug/dL", YES), Row("other results", NO), Row("none", UNKNOWN)),
    basis=("S1.02", "E01"),
    parameters=(COPPER_LIMIT,),
)
chelated = Predicate(
    id="chelated",
    sentence="a chelator is active",
    said={YES: "chelator active"},
    rule=_chelated,
    needs=frozenset({Need("MedicationRequest")}),
    missing="current chelator",
    table=(Row("active order", YES), Row("none on record", UNKNOWN)),
    basis=("S1.03",),
)
problems_unread = Check(
    "the problem list could not be read",
    lambda a: Finding(known(a.case.available("Condition") is Availability.UNAVAILABLE)),
    needs=frozenset({Need("Condition")}),
)
any_issue = any_of(problems_unread)

# Cards -------------------------------------------------------------------------------------------

MEASURE = Recommendation(
    id="K01",
    name="Measure copper",
    says=Wording(
        summary=(
            line("{order} ordered, no copper result: copper tells verdigris from paint", "S1.02"),
            line("Verdigris fingers, no copper result found: consider copper, which tells it from paint", "S1.02"),
        ),
        next=(line("Consider copper in serum.", "S1.02"),),
        why=(line("Verdigris fingers {fingers.date}"),),
        careful=(line("Not found: {not_found}."),),
    ),
    shows=(fingers, copper),
    looks_for=(copper,),
    proposals=(
        Proposal("copper", "Copper in serum", "Draft: copper", Order.SERVICE, "Copper", (SYSTEM, "copper", "Copper")),
    ),
)
CHELATE = Recommendation(
    id="K02",
    name="Chelator",
    says=Wording(
        summary=(
            line("Copper above {copper_limit} ug/dL*: a chelator takes the green away, one to consider", "S1.03"),
        ),
        next=(line("Consider a chelator.", "S1.03"),),
        careful=(line("The limit is {copper_limit} ug/dL*.", "E01"),),
    ),
    shows=(fingers, copper, chelated),
    never_says=("cure",),
)
LIMITS = Recommendation(
    id="K03",
    name="Data that limit this advice",
    says=Wording(
        summary=(line("The problem list could not be read: look at it before anything else is concluded"),),
        next=(line("Look at the problem list."),),
    ),
    shows=(problems_unread,),
    warning_when=ALWAYS,
)

# Orders ------------------------------------------------------------------------------------------

COPPER_TEST = OrderKind("copper_test", "copper test", COPPER)
CHELATOR_DRUG = OrderKind("chelator", "chelator", CHELATOR)
KINDS = (COPPER_TEST, CHELATOR_DRUG)


def kinds_of(_assessment: Assessment, draft: Draft) -> list[OrderKind]:
    """The kinds of a draft, by its codes."""
    return [kind for kind in KINDS if draft.order.concepts & kind.concepts]


# The pathway -------------------------------------------------------------------------------------

TEXTS = Texts(
    title="CDS Hooks service for verdigris fingers (invented)",
    disease="verdigris fingers (invented)",
    intended_use="Shows that a second disease can be served.",
    audience="Testers.",
    not_for="Not for patients: nothing here is medicine.",
    cannot_see=("anything else",),
    source_label="An invented text",
    named=(("S1.", "An invented text"),),
    record_only="From the record.",
    other_only="From elsewhere*.",
    topic_system="urn:example:verdigris:recommendation",
    override_system="urn:example:verdigris:override",
    override_reasons=(OverrideReason("other", "Other"),),
    delete_draft="Remove this draft",
    forbidden=(Forbidden("must", re.compile(r"\bmust\b"), "a card offers"),),
)
SOURCES = """
[seeds.S1]
title = "An invented text"
identity = "Invented."
name = "An invented text"
address = "text.example.org"
dated = "2026"
review = "Invented."
[statements]
"S1.01" = { seed = 1, use = ["trigger"], text = "Green fingers are verdigris fingers." }
"S1.02" = { seed = 1, use = ["action"], text = "Copper tells verdigris from paint." }
"S1.03" = { seed = 1, use = ["action"], text = "A chelator takes the green away." }
[sources.E01]
title = "An invented laboratory"
year = "2026"
may_be_used_for = "the limit"
address = "https://example.org"
access = "full"
[agreements]
[differences]
"""


def _service(hook: str, answers: Answers) -> HookService:
    return HookService(
        id=f"verdigris-{hook}",
        hook=hook,  # type: ignore[arg-type]
        title=f"Verdigris fingers: {hook}",
        description="Invented for a test.",
        usage_requirements="None.",
        answers=answers,
    )


VERDIGRIS = Pathway(
    id="verdigris",
    version="0.1.0",
    dated=date(2026, 1, 1),
    texts=TEXTS,
    services=(
        _service("patient-view", Answers.CHART),
        _service("order-select", Answers.ORDERS),
        _service("order-sign", Answers.ORDERS),
    ),
    states=(
        State("T00", "Out of scope", not_(yes(fingers))),
        State("T03", "Treated", yes(chelated)),
        State("T02", "Copper raised", yes(copper), (Brings(CHELATE),)),
        State("T01", "Not measured", ALWAYS, (Brings(MEASURE, unknown(copper)),), asks=(copper,)),
    ),
    out_of_scope="T00",
    undecided=frozenset({"T00"}),
    overlays=(Overlay("DATA_QUALITY", "data limit the advice", any_issue),),
    predicates=(fingers, copper, chelated),
    recommendations={card.id: card for card in (MEASURE, CHELATE, LIMITS)},
    variants={},
    orders=OrderTable(
        kinds=KINDS,
        rows=(
            OrderRow(
                orders=(CHELATOR_DRUG,),
                states=frozenset({"T01"}),
                cards=(MEASURE,),
                says=Wording(careful=(line("No copper result says that it is verdigris.", "S1.02"),)),
                warning=unknown(copper),
            ),
            OrderRow(
                orders=(COPPER_TEST,),
                states=frozenset({"T02"}),
                core=True,
                says=Wording(careful=(line("Copper is on record."),)),
            ),
        ),
        kinds_of=kinds_of,
        core={"T02": CHELATE},
    ),
    limits=DataLimits(
        card=LIMITS,
        issues=(Issue("problem list unread", problems_unread, fingers),),
        any=any_issue,
        unread=problems_unread,
        not_compared=Wording(careful=(line("This order was not compared with the text."),)),
    ),
    screen=Screen(places={"fingers": fingers}, data="K03"),
    drafts_for=(fingers,),
    sources=parse(SOURCES),
    parameters=(COPPER_LIMIT,),
    codes=CodeIndex(CODES, SYSTEMS),
    value_sets=CODES,
    systems=SYSTEMS,
    scope=FINGERS,
)

"""The three CDS Services of the pathway, as discovery shows them. One service id per hook."""

from hooks.clinical.service import Answers, HookService

SERVICES = (
    HookService(
        id="nme-patient-view",
        hook="patient-view",
        title="NME and glucagonoma: what the chart shows and what is missing",
        description=(
            "Opening the chart: shows which parts of two published management texts on necrolytic migratory erythema "
            "(NME) and glucagonoma match the coded record, and which data are missing. Silent for every other patient."
        ),
        usage_requirements=(
            "Needs Patient, Condition and Observation data, by prefetch or by FHIR access; without the other data "
            "types more is reported as not found. For health professionals only."
        ),
        answers=Answers.CHART,
    ),
    HookService(
        id="nme-order-select",
        hook="order-select",
        title="NME and glucagonoma: what the sources say about the selected order",
        description=(
            "Choosing an order: shows what two published management texts on necrolytic migratory erythema (NME) and "
            "glucagonoma say about the selected order in this patient's recorded state. Silent for every other patient "
            "and for orders that follow the pathway."
        ),
        usage_requirements=(
            "Needs draftOrders and selections in the context, and Patient, Condition and Observation data by prefetch "
            "or by FHIR access. For health professionals only."
        ),
        answers=Answers.ORDERS,
    ),
    HookService(
        id="nme-order-sign",
        hook="order-sign",
        title="NME and glucagonoma: what the sources say about the orders being signed",
        description=(
            "Signing orders: shows what two published management texts on necrolytic migratory erythema (NME) and "
            "glucagonoma say about the orders being signed in this patient's recorded state. Silent for every other "
            "patient and for orders that follow the pathway."
        ),
        usage_requirements=(
            "Needs draftOrders in the context, and Patient, Condition and Observation data by prefetch or by FHIR "
            "access. Without this hook, orders written without order-select are not looked at. For health "
            "professionals only."
        ),
        answers=Answers.ORDERS,
    ),
)

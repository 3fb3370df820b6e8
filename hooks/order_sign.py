"""What signing orders asks for and answers (hook order-sign): the same table, every draft counts (decisions 3)."""

from dataclasses import replace

from hooks.order_select import ORDER_SELECT

ORDER_SIGN = replace(
    ORDER_SELECT,
    id="nme-order-sign",
    hook="order-sign",
    title="NME and glucagonoma: what the sources say about the orders being signed",
    description=(
        "Signing orders: shows what two published management texts on necrolytic migratory erythema (NME) and "
        "glucagonoma say about the orders being signed in this patient's recorded state. Silent for every other "
        "patient and for orders that follow the pathway."
    ),
    usage_requirements=(
        "Needs draftOrders in the context, and Patient, Condition and Observation data by prefetch or by FHIR access. "
        "Without this hook, orders written without order-select are not looked at. For health professionals only."
    ),
)

"""What choosing an order asks for and answers (hook order-select)."""

from hooks.clinical.service import HookService
from hooks.nme.codes.concepts import IN_SCOPE
from hooks.nme.needs import needs
from hooks.nme.orders.advice import order_answer

ORDER_SELECT = HookService(
    id="nme-order-select",
    hook="order-select",
    title="NME and glucagonoma: what the sources say about the selected order",
    description=(
        "Choosing an order: shows what two published management texts on necrolytic migratory erythema (NME) and "
        "glucagonoma say about the selected order in this patient's recorded state. Silent for every other patient "
        "and for orders that follow the pathway."
    ),
    usage_requirements=(
        "Needs draftOrders and selections in the context, and Patient, Condition and Observation data by prefetch or "
        "by FHIR access. For health professionals only."
    ),
    needs=needs(),
    scope=IN_SCOPE,
    answer=order_answer,
)

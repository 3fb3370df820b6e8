"""The two measured substances with the units the pathway accepts (pathway 2.2, 2.3; decision 13).

Any other unit makes a value unusable: it is never repaired by plausibility, because a public
laboratory manual itself prints a range a factor of a thousand off (E10e).
"""

from decimal import Decimal

from hooks.clinical.units import Analyte
from hooks.nme.parameters import GLUCAGON_PMOL, ZINC_UMOL

ONE = Decimal(1)

GLUCAGON = Analyte(
    name="glucagon",
    unit="pg/mL",
    factors={"pg/mL": ONE, "ng/L": ONE, "pmol/L": GLUCAGON_PMOL.value, "fmol/mL": GLUCAGON_PMOL.value},
    molar_units=frozenset({"pmol/L", "fmol/mL"}),
)

ZINC = Analyte(
    name="zinc",
    unit="ug/dL",
    factors={
        "ug/dL": ONE,
        "umol/L": ZINC_UMOL.value,
        "ug/mL": Decimal(100),
        "mg/L": Decimal(100),
        "ug/L": Decimal("0.1"),
    },
    molar_units=frozenset({"umol/L"}),
)

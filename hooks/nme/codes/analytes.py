"""The measured substances with the units the pathway accepts (pathway 2.2, 2.3, 2.6; decisions 13).

Any other unit makes a value unusable: it is never repaired by plausibility, because a public
laboratory manual itself prints a range a factor of a thousand off (E10e).
"""

from decimal import Decimal

from hooks.clinical.criterion import Assessment
from hooks.clinical.units import Analyte
from hooks.nme.codes.parameters import GLUCAGON_PMOL, ZINC_UMOL

ONE = Decimal(1)


def glucagon(assessment: Assessment) -> Analyte:
    """Glucagon on the scale of pg/mL."""
    molar = assessment.number(GLUCAGON_PMOL)
    factors = {"pg/mL": ONE, "ng/L": ONE, "pmol/L": molar, "fmol/mL": molar}
    return Analyte("glucagon", "pg/mL", factors, molar_units=frozenset({"pmol/L", "fmol/mL"}))


def zinc(assessment: Assessment) -> Analyte:
    """Zinc on the scale of ug/dL."""
    hundred, tenth = Decimal(100), Decimal("0.1")
    molar = assessment.number(ZINC_UMOL)
    factors = {"ug/dL": ONE, "umol/L": molar, "ug/mL": hundred, "mg/L": hundred, "ug/L": tenth}
    return Analyte("zinc", "ug/dL", factors, molar_units=frozenset({"umol/L"}))


def albumin() -> Analyte:
    """Albumin on the scale of g/dL."""
    return Analyte("albumin", "g/dL", {"g/dL": ONE, "g/L": Decimal("0.1")})

"""How the pathway is drawn: where each state stands on the map, and whose course a timeline shows."""

from hooks.clinical.pathway import Phase, Trend
from hooks.nme.codes import analytes
from hooks.nme.codes.concepts import GLUCAGON_TEST, ZINC_TEST

PHASES = (
    Phase("No tumour recorded", ("S02", "S02G", "S02N", "S09", "S10", "S11")),
    Phase("Tumour suspected", ("S03P", "S03", "S03N")),
    Phase("Tumour recorded", ("S04X", "S04U", "S04", "S05")),
    Phase("Metastatic", ("S06",)),
    Phase("After resection", ("S07", "S08")),
    Phase("Not decided", ("S01",)),
)
"""Every state in scope, in the course of the disease."""

TRENDS = (Trend("Glucagon", GLUCAGON_TEST, analytes.glucagon), Trend("Zinc", ZINC_TEST, analytes.zinc))

"""The invented disease with companions: a creak, and two of ache, itch and moss, none of them older than a year."""

from dataclasses import dataclass, replace

from hooks.clinical.case import Diagnosis
from hooks.clinical.codes import CodeIndex, ValueSetRow
from hooks.clinical.companions import Companions, Together
from hooks.clinical.criterion import Assessment, Check
from hooks.clinical.evidence import Finding, Need
from hooks.clinical.truth import known
from tests.second_pathway.pathway import CODES, SYSTEM, SYSTEMS, VERDIGRIS

SIGNS = ("creak", "ache", "itch", "moss")
ROWS = (*CODES, *(ValueSetRow(sign, "include", SYSTEM, sign, sign.title(), "VERIFIED", "invented") for sign in SIGNS))


@dataclass(frozen=True)
class _Fresh:
    sign: str

    def __call__(self, assessment: Assessment) -> Finding:
        return Finding(known(any(self._counts(d, assessment) for d in assessment.case.diagnoses or ())))

    def _counts(self, entry: Diagnosis, assessment: Assessment) -> bool:
        recorded = entry.recorded
        return self.sign in entry.concepts and bool(recorded and (assessment.case.today - recorded.last).days <= 365)


CHECKS = {sign: Check(f"a fresh {sign}", _Fresh(sign), needs=frozenset({Need("Condition")})) for sign in SIGNS}
BESIDE = {sign: CHECKS[sign] for sign in SIGNS[1:]}


def _enough(assessment: Assessment) -> Finding:
    beside = sum(assessment.holds(check) for check in BESIDE.values())
    return Finding(known(assessment.holds(CHECKS["creak"]) and beside >= 2))


PATHWAY = replace(
    VERDIGRIS,
    codes=CodeIndex(ROWS, SYSTEMS),
    value_sets=ROWS,
    companions=Companions(
        when=Check("a creak and two others", _enough, needs=frozenset({Need("Condition")})),
        signs=BESIDE,
        together=(Together(frozenset({"creak"}), tuple(frozenset({sign}) for sign in BESIDE), 2),),
    ),
)

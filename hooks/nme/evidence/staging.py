"""What a stage or an M category says of distant disease, as code systems and people write it (D07; R5).

A category that cannot be understood is not "no metastasis": it unsettles an older negative.
"""

import re
from enum import Enum

from hooks.clinical.case import Observed
from hooks.nme.codes.concepts import M0_ANSWER, M1_ANSWER, M_CATEGORY


class Stage(Enum):
    """What one statement says of distant metastasis."""

    PRESENT = "distant metastasis"
    ABSENT = "no distant metastasis"
    SILENT = "nothing about it"
    NOT_UNDERSTOOD = "not understood"


_ISSUER = r"(?:(?:AJCC|American Joint Committee on Cancer|UICC|Union for International Cancer Control)\s+)?"
_SITES = r"(?:\s*\(?\s*[A-Z]{3}(?:\s*,\s*[A-Z]{3}){0,9}\s*\)?)?"
_KIND = r"(?:\s+category)?(?:\s+\((?:finding|qualifier value)\))?"
_BASIS = r"(?:(?:clinical|pathologic(?:al)?|anatomic|prognostic)\s+)?"


def _pattern(*parts: str) -> re.Pattern[str]:
    return re.compile("".join(parts), re.IGNORECASE)


def _category(token: str) -> re.Pattern[str]:
    """An M category: "pM1c", "M0 category (finding)", "AJCC cM1 (qualifier value)", "cM1(HEP)"."""
    return _pattern(_ISSUER, r"[cpyra]{0,3}", token, _KIND)


def _group(token: str) -> re.Pattern[str]:
    """A stage group: "IVB", "Stage 4", "AJCC stage IV (qualifier value)"."""
    return _pattern(_ISSUER, _BASIS, r"(?:stage\s*)?", token, _KIND)


CATEGORIES = (
    (_category(r"M1[abcd]?" + _SITES), Stage.PRESENT),
    (_category(r"M0(?:\s?\((?:i|mol)[+-]\))?"), Stage.ABSENT),
    (_category(r"MX"), Stage.SILENT),
)
GROUPS = (
    (_group(r"(?:IV|4)[ABC]?"), Stage.PRESENT),
    (_group(r"(?:0|I{1,3}|[1-3])[ABC]?[1-3]?"), Stage.SILENT),
)


def stage_of(result: Observed) -> Stage:
    """What the statement says. By code first, then by its words; the gravest reading counts."""
    if result.answers & M1_ANSWER:
        return Stage.PRESENT
    table = CATEGORIES if result.concepts & M_CATEGORY else GROUPS
    said = {stage for pattern, stage in table for token in result.tokens if pattern.fullmatch(token.strip())}
    if result.answers & M0_ANSWER:
        said.add(Stage.ABSENT)
    return next((stage for stage in Stage if stage in said), _unclear(result))


def _unclear(result: Observed) -> Stage:
    """A statement without any value says nothing; one with a value nobody understands is not understood."""
    stated = result.tokens or result.answers or result.text_value or result.reading or result.flaw
    return Stage.NOT_UNDERSTOOD if stated or result.number is not None else Stage.SILENT

"""What a site may set each number to. Our choice, wide: it catches another unit, a slip of the pen, limits reversed."""

from decimal import Decimal

from hooks.clinical.bounds import Bounds, Range, Rising
from hooks.nme.codes import parameters as p


def _range(least: str, most: str, why: str) -> Range:
    return Range(Decimal(least), Decimal(most), why)


BOUNDS = Bounds(
    ranges={
        "pg/mL": _range("20", "10000", "the lowest published upper limit of glucagon is 57 pg/mL (E10a)"),
        p.GLUCAGON_PMOL.name: _range("3.4", "3.6", "it follows from the molecular weight of glucagon"),
        "ug/dL": _range("30", "200", "published limits of zinc lie between 50 and 120 ug/dL (E31, E33)"),
        p.ZINC_UMOL.name: _range("6.5", "6.6", "it follows from the atomic mass of zinc"),
        "d": _range("1", "1095", "a window is at least a day and at most three years"),
        "a": _range("10", "110", "an age in years"),
        "h": _range("9", "15", "around noon"),
        p.TRIMESTER_2_WEEK.name: _range("12", "16", "a week of pregnancy"),
        p.TRIMESTER_3_WEEK.name: _range("24", "30", "a week of pregnancy"),
        p.PREGNANCY_WINDOW.name: _range("200", "310", "the length of a pregnancy"),
        "flags": _range("1", "20", "an amino acid profile has some twenty results"),
        "grade": _range("1", "4", "the grades of ECOG"),
        "class": _range("2", "5", "the classes of ASA"),
        "kinds": _range("1", "3", "three kinds of companions are known"),
        "months": _range("1", "60", "a window is at least a month and at most five years"),
        "switch": _range("0", "1", "1 switches it on, 0 off"),
        "g/dL": _range("2", "5", "albumin is normal above 3.5 g/dL"),
        "mL/min/1.73m2": _range("5", "90", "an eGFR above 90 is no renal failure"),
    },
    rising=(
        Rising(
            (p.GLUCAGON_BELOW_ALL_LIMITS, p.GLUCAGON_ABOVE_ALL_LIMITS, p.GLUCAGON_TYPICAL, p.GLUCAGON_MOST),
            "Not raised, raised, typical of glucagonoma, most glucagonomas: each is above the one before",
        ),
        Rising((p.TRIMESTER_2_WEEK, p.TRIMESTER_3_WEEK), "The third trimester begins after the second"),
        Rising((p.ADULT_AGE, p.ZINC_OLDER_MEN_AGE), "The older men are adults"),
        Rising((p.ADULT_AGE, p.RISK_AGE), "A risk by age is one of adults"),
        Rising((p.SSA_SHORT_AT_DRAW, p.SSA_LONG_AT_DRAW), "A long-acting SSA acts longer"),
    ),
)

"""Every number and window of the pathway, once (decision 4).

A site file may override a value at start; the review page shows both. Neither source text
contains a number: each row says where its number comes from.
"""

from decimal import Decimal

from hooks.clinical.evidence import Parameter


def _p(name: str, value: str, unit: str, meaning: str, source: str, spec: str) -> Parameter:
    return Parameter(name, Decimal(value), unit, meaning, source, spec)


def _switch(name: str, value: str, meaning: str) -> Parameter:
    """A number above 0 switches it on."""
    return _p(name, value, "switch", meaning, "DESIGN", "3.2 S11")


# name, value, unit, meaning, source, section of the specification
GLUCAGON_WINDOW = _p(
    "glucagon_window", "180", "d", "a glucagon result counts for", "DESIGN, seen against E69", "2.1 D03"
)
GLUCAGON_TYPICAL = _p(
    "glucagon_typical", "500", "pg/mL", "range usually quoted for glucagonoma starts above", "E03, E04, E06", "2.2 G2"
)
GLUCAGON_MOST = _p(
    "glucagon_most", "1000", "pg/mL", "range reported for most glucagonomas starts above", "E05, E06, E07", "2.2 G3"
)
GLUCAGON_BELOW_ALL_LIMITS = _p(
    "glucagon_below_all_limits",
    "50",
    "pg/mL",
    "without a laboratory range: not raised below",
    "E10a (lowest published upper limit 57)",
    "2.2",
)
GLUCAGON_ABOVE_ALL_LIMITS = _p(
    "glucagon_above_all_limits",
    "250",
    "pg/mL",
    "without a laboratory range: raised above",
    "E10e (highest printed upper limit 250)",
    "2.2",
)
GLUCAGON_PMOL = _p(
    "glucagon_pmol", "3.483", "pg/mL per pmol/L", "one picomole per litre is", "E38 (molecular weight 3483)", "2.2"
)
GLUCAGON_REPEAT = _p(
    "glucagon_repeat", "30", "d", "a new glucagon order soon after a result, within", "specification", "4"
)
RECENT_IMAGING = _p(
    "recent_imaging", "30", "d", "a scan of the same kind is not drafted again within", "DESIGN", "pathway-2 4.9"
)
SSA_LONG_AT_DRAW = _p(
    "ssa_long_at_draw",
    "42",
    "d",
    "a long-acting SSA still acts when ended fewer days before the draw than",
    "DESIGN, as E40 E44 plus 14 d",
    "fhir-inputs",
)
SSA_SHORT_AT_DRAW = _p(
    "ssa_short_at_draw",
    "2",
    "d",
    "a short-acting SSA still acts when ended fewer days before the draw than",
    "DESIGN",
    "fhir-inputs",
)
EXOGENOUS_WINDOW = _p("exogenous_window", "7", "d", "glucagon given as a drug counts for", "DESIGN", "2.1 D15")
ZINC_WINDOW = _p("zinc_window", "90", "d", "a zinc result counts for", "DESIGN, seen against E34", "2.1 D04")
ZINC_UMOL = _p("zinc_umol", "6.538", "ug/dL per umol/L", "one micromole per litre is", "atomic mass 65.38", "2.3")
NUTRIENT_WINDOW = _p(
    "nutrient_window", "90", "d", "amino acid and fatty acid results count for", "DESIGN, as D04", "2.1 D05 D06"
)
AMINO_ACIDS_LOW = _p(
    "amino_acids_low", "2", "flags", "amino acids count as low from this many low flags", "DESIGN", "2.4"
)
ZINC_PREGNANT_1 = _p("zinc_pregnant_1", "57", "ug/dL", "zinc is low in the first trimester below", "E33", "2.3")
ZINC_PREGNANT_2 = _p("zinc_pregnant_2", "51", "ug/dL", "zinc is low in the second trimester below", "E33", "2.3")
ZINC_PREGNANT_3 = _p("zinc_pregnant_3", "50", "ug/dL", "zinc is low in the third trimester below", "E33", "2.3")
ZINC_WOMEN_AM_FASTING = _p(
    "zinc_women_am_fasting", "70", "ug/dL", "zinc is low in women, morning, fasting, below", "E31", "2.3"
)
ZINC_WOMEN_AM_FED = _p(
    "zinc_women_am_fed", "66", "ug/dL", "zinc is low in women, morning, not fasting, below", "E31", "2.3"
)
ZINC_WOMEN_PM = _p("zinc_women_pm", "59", "ug/dL", "zinc is low in women, afternoon, below", "E31", "2.3")
ZINC_MEN_AM_FASTING = _p(
    "zinc_men_am_fasting", "74", "ug/dL", "zinc is low in men under 65, morning, fasting, below", "E31", "2.3"
)
ZINC_MEN_AM_FED = _p(
    "zinc_men_am_fed", "70", "ug/dL", "zinc is low in men under 65, morning, not fasting, below", "E31", "2.3"
)
ZINC_MEN_PM = _p("zinc_men_pm", "61", "ug/dL", "zinc is low in men under 65, afternoon, below", "E31", "2.3")
ZINC_OLDER_MEN_AM_FASTING = _p(
    "zinc_older_men_am_fasting", "72", "ug/dL", "zinc is low in men from 65, morning, fasting, below", "E31", "2.3"
)
ZINC_OLDER_MEN_AM_FED = _p(
    "zinc_older_men_am_fed", "61", "ug/dL", "zinc is low in men from 65, morning, not fasting, below", "E31", "2.3"
)
ZINC_OLDER_MEN_PM = _p("zinc_older_men_pm", "56", "ug/dL", "zinc is low in men from 65, afternoon, below", "E31", "2.3")
ZINC_OLDER_MEN_AGE = _p("zinc_older_men_age", "65", "a", "the table for older men starts at age", "E31", "2.3")
ZINC_NOON = _p("zinc_noon", "12", "h", "a collection is in the morning before this hour", "E31", "2.3")
TRIMESTER_2_WEEK = _p("trimester_2_week", "14", "wk", "the second trimester starts at week", "fhir-inputs D19", "2.3")
TRIMESTER_3_WEEK = _p("trimester_3_week", "28", "wk", "the third trimester starts at week", "fhir-inputs D19", "2.3")
PREGNANCY_WINDOW = _p("pregnancy_window", "300", "d", "a pregnancy entry counts for", "fhir-inputs D19", "2.7 D19")
NEGATIVE_STAGING_WINDOW = _p(
    "negative_staging_window", "180", "d", "a coded absence of distant disease counts for", "DESIGN", "2.1 D07"
)
NEGATIVE_LOCALISING_WINDOW = _p(
    "negative_localising_window",
    "180",
    "d",
    "a localising scan coded without a tumour counts for",
    "DESIGN, as D07",
    "2.1 D17",
)
ASSESSMENT_WINDOW = _p(
    "assessment_window", "180", "d", "an explicit surgical assessment counts for", "DESIGN", "2.1 D08"
)
ECOG_WINDOW = _p("ecog_window", "90", "d", "an ECOG performance status counts for", "DESIGN", "2.1 D08")
ASA_WINDOW = _p("asa_window", "180", "d", "an ASA class counts for", "DESIGN", "2.1 D08")
ECOG_PROXY = _p(
    "ecog_proxy",
    "3",
    "grade",
    "an ECOG grade is a proxy for surgery not feasible from",
    "DESIGN, informed by E62",
    "2.6",
)
ASA_PROXY = _p(
    "asa_proxy", "4", "class", "an ASA class is a proxy for surgery not feasible from", "DESIGN, informed by E62", "2.6"
)
RISK_AGE = _p("risk_age", "80", "a", "a risk marker for surgery is listed from age", "E62", "2.6")
RISK_ALBUMIN = _p(
    "risk_albumin", "3.5", "g/dL", "a risk marker for surgery is listed for an albumin below", "E62", "2.6"
)
DEPOT_WINDOW = _p(
    "depot_window",
    "42",
    "d",
    "a long-acting SSA administration counts as active for",
    "DESIGN, as E40 E44 plus 14 d",
    "2.1 D10",
)
SSA_STOPPED_WINDOW = _p("ssa_stopped_window", "90", "d", "an SSA counts as stopped recently for", "DESIGN", "2.7 D10")
RECURRENCE_ON_SSA = _p(
    "recurrence_on_ssa",
    "14",
    "d",
    "a rash is back on an SSA when its onset follows the start by more than",
    "DESIGN, chosen from S2.24",
    "2.7 D11",
)
RECURRENCE_AFTER_RESECTION = _p(
    "recurrence_after_resection",
    "30",
    "d",
    "a rash is back after resection when its onset follows by more than",
    "DESIGN, chosen from S1.05",
    "2.7 D11",
)
GLUCAGON_AFTER_RESECTION = _p(
    "glucagon_after_resection",
    "14",
    "d",
    "a glucagon after resection counts when drawn at least",
    "specification",
    "3.2 S08",
)
PROGRESSION_WINDOW = _p("progression_window", "180", "d", "a coded disease course counts for", "DESIGN", "2.1 D16")
CONFOUNDER_WINDOW = _p(
    "confounder_window", "14", "d", "a confounder counts when recorded around the sample within", "DESIGN", "2.1 D14"
)
EGFR_LOW = _p(
    "egfr_low",
    "30",
    "mL/min/1.73m2",
    "renal failure is listed as a confounder below an eGFR of",
    "fhir-inputs D14",
    "2.1 D14",
)
COMPANIONS_NEEDED = _p(
    "companions_needed", "2", "kinds", "companions of NME bring their card from", "DESIGN", "3.2 S11"
)
COMPANIONS_WINDOW = _p("companions_window", "24", "months", "a companion of NME counts for", "DESIGN", "3.2 S11")
COMPANIONS_ON_ORDERS = _switch(
    "companions_on_orders", "1", "asking about companions of NME on an order for a skin biopsy or a glucagon test"
)
COMPANIONS_ON_CHART = _switch("companions_on_chart", "0", "asking about companions of NME on opening the chart")
COMPANIONS_BY_REPORT = _switch("companions_by_report", "0", "asking about companions of NME beside a pathology report")
ADULT_AGE = _p("adult_age", "18", "a", "the sources speak of adults: from age", "2.7 D19", "2.7 D19")

ALL = tuple(value for value in globals().values() if isinstance(value, Parameter))
SWITCHES = tuple(parameter for parameter in ALL if parameter.unit == "switch")
BY_NAME = {parameter.name: parameter for parameter in ALL}

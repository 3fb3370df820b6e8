"""The qualifiers of findings (pathway section 2). Which predicate can carry which, and in what words, stands there."""

from hooks.clinical.evidence import Tag


class Mark(Tag):
    """Every tag of this pathway."""

    ATTRIBUTION = "attribution"
    BY_IMAGING = "by imaging"
    CONFIRMED = "confirmed"
    CONFLICT = "conflict"
    DECLINED = "declined"
    DISAGREE = "assessments disagree"
    EXPLICIT = "explicit"
    FASTING_OPEN = "fasting not confirmed"
    FLAG_ONLY = "flag only"
    LESION = "lesion"
    LIVER = "liver"
    MEDICATION_UNKNOWN = "medication unknown"
    ON_EXOGENOUS = "on exogenous glucagon"
    ON_SSA = "on ssa"
    POSSIBLE = "possible"
    PRESUMPTIVE = "presumptive"
    PROVISIONAL = "provisional"
    PROXY = "proxy"
    REASON_UNCLEAR = "reason unclear"
    REFUTED = "refuted"
    RESOLVED = "resolved"
    STALE_ASSESSMENT = "stale assessment"
    STALE_NEGATIVE = "stale negative"
    STOPPED_RECENTLY = "stopped recently"
    WORSE_MARKER = "worse marker"

"""A patient in words: what a case says about one person (the form the cases are written in).

Every unknown key is an error. Ages are whole days before the fixed day of the cases; a date
written out (``date: "2026-05"``, ``date: none``) is passed on as it stands.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from tests.acceptance import vocabulary as v


def listed(key: str) -> BeforeValidator:
    """Accept one entry or several, and a bare word for an entry's main key."""

    def spread(value: Any) -> list[Any]:
        items = value if isinstance(value, list | tuple) else [value]
        return [item if isinstance(item, dict | BaseModel) else {key: item} for item in items]

    return BeforeValidator(spread)


def one_of(table: dict[str, v.Code]) -> BeforeValidator:
    """Accept only words of the vocabulary."""

    def check(value: str) -> str:
        if value not in table:
            raise ValueError(f"{value!r} is not one of {', '.join(table)}")
        return value

    return BeforeValidator(check)


class Words(BaseModel):
    """A group of keys, none of them free."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Dated(Words):
    """Something with a date: days before today, or a date as the record writes it."""

    days_ago: int | None = None
    date: str | None = None


class Entry(Dated):
    """A line of the problem list. ``none`` leaves the status out."""

    verification: str = "confirmed"
    clinical: str = "active"
    another_patient: bool = False


class Rash(Entry):
    """Necrolytic migratory erythema on the problem list."""

    onset_days_ago: int = 120
    onset: str | None = None
    text: str = v.NME.display
    coded: bool = False


class Tumour(Entry):
    """The tumour on the problem list."""

    kind: Annotated[str, one_of(v.TUMOURS)] = "glucagonoma"


class Metastasis(Entry):
    """A secondary tumour on the problem list."""

    site: Annotated[str, one_of(v.SITES)] = "liver"
    body_site: Annotated[str, one_of(v.BODY_SITES)] | None = None


class OtherCondition(Entry):
    """Any other line of the problem list."""

    name: Annotated[str, one_of(v.CONDITIONS)]


class Lab(Dated):
    """A laboratory result. ``value`` reads "> 600 ng/L", "45" (no unit) or is left out."""

    value: str | None = None
    text_value: str | None = None
    absent_because: str | None = None
    flag: str | None = None
    fasting: bool | None = None
    status: str = "final"
    issued: str | None = None
    another_patient: bool = False


class Glucagon(Lab):
    """A plasma glucagon; ``upper_limit`` is the laboratory's, in the value's unit unless it has its own."""

    upper_limit: str | None = None
    molar_code: bool | None = None


class Zinc(Lab):
    """A plasma zinc; ``time`` is the time of day, "08:00" or with an offset "14:30+02:00"."""

    lower_limit: str | None = None
    time: str | None = None
    molar_code: bool | None = None


class AminoAcids(Dated):
    """An amino acid panel with its own flag, or with single amino acids flagged low."""

    flag: str | None = None
    low: tuple[Annotated[str, one_of(v.AMINO_ACIDS)], ...] = ()
    normal: tuple[Annotated[str, one_of(v.AMINO_ACIDS)], ...] = ()


class Scan(Dated):
    """An imaging report: what its coded conclusions and results say, None where they say nothing."""

    scan: Annotated[str, one_of(v.SCANS)] = "CT"
    tumour: bool | None = None
    metastasis: bool | None = None
    site: Annotated[str, one_of(v.SITES)] = "liver"
    status: str = "final"


class Biopsy(Dated):
    """A pathology report of the skin with its conclusion in words."""

    says: str
    status: str = "final"


class Coded(Dated):
    """A coded observation: an M category, an ECOG grade, an ASA class, a course of disease."""

    value: str


class Surgeon(Dated):
    """What is recorded about surgery. ``called off``: not done by another contraindication, in ICD-10-CM."""

    says: Literal["fit", "unfit", "unresectable", "declined", "contraindicated", "called off", "ordered"]


class Resection(Dated):
    """A pancreatic operation. ``reason`` is the tumour or nothing, ``reason_code`` a tumour by its code alone."""

    kind: Annotated[str, one_of(v.RESECTIONS)] = "distal pancreatectomy"
    status: str = "completed"
    reason: Literal["tumour", "none"] = "tumour"
    reason_code: Annotated[str, one_of(v.TUMOURS)] | None = None


class Treatment(Dated):
    """A drug: an order, a statement or one dose given. The date is its start, or the dose's."""

    drug: Annotated[str, one_of(v.DRUGS)]
    kind: Literal["order", "statement", "dose"] = "order"
    status: str | None = None
    ended_days_ago: int | None = None
    ended: str | None = None
    as_needed: bool = False


class Pregnancy(Dated):
    """A pregnancy by weeks of gestation."""

    weeks: int = 20


def _how_it_stops(value: object) -> object:
    """A bare yes is the plainest stop, a draft with status stopped."""
    return {True: "stopped", False: "no"}.get(value, value) if isinstance(value, bool) else value


Stop = Annotated[Literal["no", "stopped", "cancelled", "on-hold", "do not perform"], BeforeValidator(_how_it_stops)]


class PregnancyStatus(Dated):
    """What an observation says of a pregnancy."""

    says: Literal["pregnant", "not pregnant"]


class Draft(Words):
    """An order being written. ``stop`` makes it the end of a treatment.

    Days count from today. ``edits`` is how the draft names the first order on record; ``in_words``
    is all it says of the drug.
    """

    order: str
    stop: Stop = "no"
    selected: bool = True
    course_starts_in: int | None = None
    course_ends_in: int | None = None
    valid_for: int | None = None
    edits: Literal["id", "priorPrescription", "basedOn"] | None = None
    in_words: str | None = None


class Patient(Words):
    """Everything a case can say about one patient."""

    age: int | None = 60
    born: str | None = None
    sex: Literal["female", "male", "other"] | None = "female"
    nme: Annotated[tuple[Rash, ...], listed("verification")] = ()
    tumour: Annotated[tuple[Tumour, ...], listed("verification")] = ()
    metastases: Annotated[tuple[Metastasis, ...], listed("site")] = ()
    conditions: Annotated[tuple[OtherCondition, ...], listed("name")] = ()
    glucagon: Annotated[tuple[Glucagon, ...], listed("value")] = ()
    zinc: Annotated[tuple[Zinc, ...], listed("value")] = ()
    amino_acids: Annotated[tuple[AminoAcids, ...], listed("flag")] = ()
    fatty_acid_ratio: Annotated[tuple[Lab, ...], listed("flag")] = ()
    egfr: Annotated[tuple[Lab, ...], listed("value")] = ()
    albumin: Annotated[tuple[Lab, ...], listed("value")] = ()
    imaging: Annotated[tuple[Scan, ...], listed("scan")] = ()
    biopsy: Annotated[tuple[Biopsy, ...], listed("says")] = ()
    m_category: Annotated[tuple[Coded, ...], listed("value")] = ()
    stage: Annotated[tuple[Coded, ...], listed("value")] = ()
    surgeon: Annotated[tuple[Surgeon, ...], listed("says")] = ()
    ecog: Annotated[tuple[Coded, ...], listed("value")] = ()
    asa: Annotated[tuple[Coded, ...], listed("value")] = ()
    resection: Annotated[tuple[Resection, ...], listed("kind")] = ()
    drugs: Annotated[tuple[Treatment, ...], listed("drug")] = ()
    course: Annotated[tuple[Coded, ...], listed("value")] = ()
    pregnant: Annotated[tuple[Pregnancy, ...], listed("weeks")] = ()
    pregnancy_status: Annotated[tuple[PregnancyStatus, ...], listed("says")] = ()
    allergies: tuple[Annotated[str, one_of(v.DRUGS)], ...] = ()
    unavailable: tuple[str, ...] = ()
    not_asked: tuple[str, ...] = ()
    incomplete: tuple[str, ...] = ()


def _truth(value: object) -> object:
    """YAML reads a bare yes and no as booleans."""
    return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


class Expected(Words):
    """What the answer has to be. None: not looked at. ``says`` are patterns, case ignored.

    ``warnings`` are those of the cards that are shown as warnings.
    """

    status: int = 200
    state: str | None = None
    cards: tuple[str, ...] | None = None
    warnings: tuple[str, ...] | None = None
    overlays: tuple[str, ...] | None = None
    predicates: dict[str, Annotated[Literal["yes", "no", "unknown"], BeforeValidator(_truth)]] = Field(
        default_factory=dict
    )
    says: tuple[str, ...] = ()
    never_says: tuple[str, ...] = ()


class Case(Words):
    """One patient, one hook, one expected answer. ``why`` cites the specification."""

    name: str
    why: str = ""
    hook: Literal["patient-view", "order-select", "order-sign"] = "patient-view"
    patient: Patient
    drafts: Annotated[tuple[Draft, ...], listed("order")] = ()
    expect: Expected

"""Random patients in the words of the cases, for properties that hold whatever the record says."""

from typing import TypeVar

from hypothesis import strategies as st

from tests.acceptance import facts as f

T = TypeVar("T")

days = st.integers(0, 400)
AWAY_FROM_EDGES = (20, 45, 55, 120, 170, 240, 260, 310, 480, 520, 700, 980, 1020, 1500)
"""Glucagon values that no rounding of a unit conversion carries across a threshold or limit."""

rashes = st.builds(
    f.Rash,
    verification=st.sampled_from(["confirmed", "provisional", "refuted", "none"]),
    clinical=st.sampled_from(["active", "recurrence", "resolved", "none"]),
    onset_days_ago=days,
)
tumours = st.builds(f.Tumour, verification=st.sampled_from(["confirmed", "provisional", "refuted"]), days_ago=days)
metastases = st.builds(
    f.Metastasis,
    site=st.sampled_from(["liver", "lung", "regional node"]),
    verification=st.sampled_from(["confirmed", "provisional", "none"]),
    days_ago=days,
)
glucagons = st.builds(
    f.Glucagon,
    value=st.sampled_from(AWAY_FROM_EDGES).map(lambda number: f"{number} pg/mL"),
    upper_limit=st.sampled_from([None, "159 pg/mL"]),
    status=st.sampled_from(["final", "final", "amended", "preliminary"]),
    days_ago=days,
)
zincs = st.builds(f.Zinc, value=st.integers(40, 90).map(lambda number: f"{number} ug/dL"), days_ago=days)
scans = st.builds(
    f.Scan,
    scan=st.sampled_from(["CT", "MRI", "receptor PET", "endoscopic ultrasound"]),
    tumour=st.sampled_from([None, True, False]),
    metastasis=st.sampled_from([None, True, False]),
    days_ago=days,
)
surgeons = st.builds(
    f.Surgeon, says=st.sampled_from(["fit", "unfit", "declined", "contraindicated", "ordered"]), days_ago=days
)
treatments = st.builds(
    f.Treatment,
    drug=st.sampled_from(["octreotide LAR", "octreotide short-acting", "lanreotide", "glucagon"]),
    kind=st.sampled_from(["order", "statement", "dose"]),
    days_ago=st.integers(100, 400),
    ended_days_ago=st.one_of(st.none(), st.integers(0, 99)),
)
conditions = st.builds(
    f.OtherCondition, name=st.sampled_from(["diabetes", "cirrhosis", "Crohn disease", "colon cancer"])
)


def some(strategy: st.SearchStrategy[T], most: int = 2) -> st.SearchStrategy[tuple[T, ...]]:
    """None, one or a few."""
    return st.lists(strategy, max_size=most).map(tuple)


patients = st.builds(
    f.Patient,
    age=st.integers(5, 90),
    sex=st.sampled_from(["female", "male", None]),
    nme=some(rashes),
    tumour=some(tumours, 1),
    metastases=some(metastases),
    conditions=some(conditions),
    glucagon=some(glucagons),
    zinc=some(zincs, 1),
    imaging=some(scans),
    m_category=some(st.builds(f.Coded, value=st.sampled_from(["M0", "M1", "MX"]), days_ago=days)),
    surgeon=some(surgeons),
    ecog=some(st.builds(f.Coded, value=st.sampled_from(["0", "2", "3"]), days_ago=days), 1),
    resection=some(st.builds(f.Resection, days_ago=days, reason=st.sampled_from(["tumour", "none"])), 1),
    drugs=some(treatments),
    pregnant=some(st.builds(f.Pregnancy, weeks=st.integers(6, 39), days_ago=st.integers(0, 60)), 1),
    pregnancy_status=some(
        st.builds(f.PregnancyStatus, says=st.sampled_from(["pregnant", "not pregnant"]), days_ago=days), 1
    ),
    course=some(st.builds(f.Coded, value=st.sampled_from(["worsened", "stable"]), days_ago=days), 1),
)

drafts = st.lists(
    st.builds(
        f.Draft,
        order=st.sampled_from(
            [
                "octreotide LAR",
                "octreotide short-acting",
                "lanreotide",
                "zinc sulfate",
                "CT",
                "glucagon test",
            ]
        ),
        stop=st.sampled_from(["no", "no", "stopped"]),
    ),
    min_size=1,
    max_size=2,
).map(tuple)
"""Orders being written."""

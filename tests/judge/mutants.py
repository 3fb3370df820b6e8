"""Faults put into predicates and states of the product, one at a time: the judge has to see each of them."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.judge import engine


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault: where in hooks/nme, which words, and what stands there instead."""

    name: str
    file: str
    old: str
    new: str

    def planted(self, folder: Path) -> Path:
        """The folder, with a copy of hooks in it that has the fault. Raises ValueError unless the words stand once."""
        shutil.copytree(engine.ROOT / "hooks", folder / "hooks", ignore=shutil.ignore_patterns("__pycache__"))
        path = folder / "hooks" / "nme" / self.file
        text = path.read_text(encoding="utf-8")
        if text.count(self.old) != 1:
            raise ValueError(f"{self.name}: {self.old!r} stands {text.count(self.old)} times in {self.file}")
        path.write_text(text.replace(self.old, self.new), encoding="utf-8")
        return folder


MUTANTS = (
    # The first two are seen among the patients of every day.
    Mutant(
        "a low glucagon drawn on an SSA counts as not raised",
        "evidence/glucagon.py",
        "if truth is NO and sample.on_ssa is not NO:",
        "if truth is NO and sample.on_ssa is UNKNOWN:",
    ),
    Mutant(
        "a resection before any tumour was recorded is for this disease",
        "evidence/resection.py",
        "return any(date.on_or_before(act.when) is YES for date in dates if date)",
        "return any(dates)",
    ),
    Mutant(
        "a glucagon of 500 is above 500",
        "codes/parameters.py",
        '"glucagon_typical", "500"',
        '"glucagon_typical", "499.9"',
    ),
    Mutant(
        "metastatic disease after resection stays under surveillance",
        "states.py",
        "any_of(yes(tumour), yes(resected), yes(gt500))",
        "any_of(yes(tumour), yes(gt500))",
    ),
    Mutant(
        "a glucagon counts for 181 days",
        "codes/parameters.py",
        '"glucagon_window", "180"',
        '"glucagon_window", "181"',
    ),
    Mutant(
        "an old metastasis stands against a newer negative",
        "evidence/metastasis.py",
        "if evidence.negative and not _newer_than_all(evidence.positive, evidence.negative):",
        "if evidence.negative and not evidence.positive:",
    ),
    Mutant(
        "another malignancy leaves no doubt whose metastasis it is",
        "evidence/metastasis.py",
        "others = other_primaries(assessment)",
        "others: list[Diagnosis] = []",
    ),
    Mutant(
        "a refuted tumour gives way to a lesion",
        "evidence/tumour.py",
        "(_confirmed, _in_conflict, _presumptive,",
        "(_confirmed, _presumptive, _in_conflict,",
    ),
    Mutant(
        "a resolved NME of the same day ends an active one",
        "evidence/nme_record.py",
        "any(newer.certainly_after(day) for newer in over)",
        "any(not day.certainly_after(newer) for newer in over)",
    ),
    Mutant(
        "a zinc drawn at noon is of the morning",
        "evidence/zinc.py",
        "if hour >= assessment.number(p.ZINC_NOON):",
        "if hour > assessment.number(p.ZINC_NOON):",
    ),
    Mutant(
        "an SSA is offered to who has one",
        "states.py",
        "Brings(SURGICAL_ASSESSMENT, by_proxy), Brings(MEDICAL_THERAPY, no_ssa_known)",
        "Brings(SURGICAL_ASSESSMENT, by_proxy), Brings(MEDICAL_THERAPY)",
    ),
    Mutant(
        "localized disease without an assessment is operable",
        "states.py",
        "all_of(yes(tumour), no(mets), yes(cand))",
        "all_of(yes(tumour), no(mets), not_(no(cand)))",
    ),
)

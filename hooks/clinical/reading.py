"""What a pathway reads of a record, and how: one value that the reading of FHIR is driven by.

The codes stand in the code index, the words in the phrasebook; here stands which of them are read
where, and what a few of them mean for the shape of a fact.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from hooks.clinical.phrasebook import Phrasebook
from hooks.clinical.phrases import Term
from hooks.clinical.truth import Truth

NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRules:
    """Every member names concepts of the value sets or of the phrasebook.

    Names are looked for in the words of: ``conditions``, ``acts`` (procedures and orders on record),
    ``imaging_reports``, ``medications`` (and allergies), ``service_orders`` and ``medication_orders``
    (drafts), and ``reports`` (the text of final reports of ``report_kinds`` or ``report_categories``,
    without the parts headed by ``report_history``).

    Of results: ``molar`` says of a code whether it measures a substance or a mass concentration,
    ``abnormal_is_high`` where a flag "abnormal" means high, ``fasting_question`` and
    ``drawn_fasting`` what tells whether the patient fasted, ``present`` and ``fasted`` what an answer
    means by code or in words, ``class_questions`` which question a class given as the code itself
    answers, ``grades`` the concepts that end in their grade.

    Of diagnoses: ``coded_names`` are looked for only in the displays of codings in a system that is
    read: a code of no row still says by its name what it is. ``unless_coded`` are names that say nothing
    more beside one of some codes. Words of history end a diagnosis, but make only doubtful what
    ``past_is_doubt`` names (decisions 46) and leave as it is what ``past_is_done`` names (decisions 52).
    ``histology`` are the extensions of a Condition that hold a coded histology.

    Of acts: ``imaging`` kinds, ``refusable`` ones, and ``with_site``: what an act means at one site
    only, as concept -> (site, what it is there). ``topical_words`` and ``topical_routes`` tell a
    drug for the skin. ``weeks`` is the concept whose code carries weeks of gestation, and how.

    ``scanned`` are the resource types of which one entry can bring a patient into scope.
    """

    phrasebook: Phrasebook
    conditions: frozenset[str] = NOTHING
    acts: frozenset[str] = NOTHING
    imaging_reports: frozenset[str] = NOTHING
    medications: frozenset[str] = NOTHING
    service_orders: frozenset[str] = NOTHING
    medication_orders: frozenset[str] = NOTHING
    reports: frozenset[str] = NOTHING
    report_kinds: frozenset[str] = NOTHING
    report_categories: frozenset[str] = NOTHING
    report_history: str = ""
    molar: Mapping[str, bool] = field(default_factory=dict)
    abnormal_is_high: frozenset[str] = NOTHING
    fasting_question: str = ""
    drawn_fasting: str = ""
    present: Mapping[str, Truth] = field(default_factory=dict)
    fasted: Mapping[str, Truth] = field(default_factory=dict)
    class_questions: Mapping[str, str] = field(default_factory=dict)
    grades: re.Pattern[str] = re.compile(r"(?!)")
    coded_names: frozenset[str] = NOTHING
    unless_coded: Mapping[str, frozenset[str]] = field(default_factory=dict)
    past_is_doubt: frozenset[str] = NOTHING
    past_is_done: frozenset[str] = NOTHING
    histology: frozenset[str] = NOTHING
    imaging: frozenset[str] = NOTHING
    refusable: frozenset[str] = NOTHING
    with_site: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    topical_words: frozenset[str] = NOTHING
    topical_routes: frozenset[str] = NOTHING
    weeks: tuple[str, re.Pattern[str]] = ("", re.compile(r"(?!)"))
    scanned: tuple[str, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """Everything named in words on record, by whatever resource."""
        return self.conditions | self.acts | self.reports

    def with_terms(self, terms: Iterable[Term]) -> "ReadingRules":
        """These rules with a site's own phrases; themselves where there are none.

        Raises ValueError for one that cannot be looked for, or of a concept no phrase of ours has.
        """
        terms = tuple(terms)
        for term in terms:
            if term.concept not in self.phrasebook.known:
                raise ValueError(f"local phrase {term.phrase!r}: no phrases are read for {term.concept!r}")
        return replace(self, phrasebook=self.phrasebook.with_terms(terms)) if terms else self


NO_WORDS = ReadingRules(phrasebook=Phrasebook(()))
"""Of a pathway that reads codes only."""

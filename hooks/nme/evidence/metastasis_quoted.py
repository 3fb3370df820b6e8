"""The entries on distant disease that a sentence quotes: of several kinds the first need not be the one meant."""

from hooks.clinical.criterion import Assessment, Check, tagged
from hooks.clinical.evidence import Finding, Tag
from hooks.clinical.logic import all_of, not_
from hooks.clinical.truth import known
from hooks.nme.evidence.metastasis import mets
from hooks.nme.evidence.metastasis_seen import Seen, metastasis_evidence
from hooks.nme.evidence.tags import Mark


def _quoted(seen: tuple[Seen, ...]) -> Finding:
    return Finding(known(bool(seen)), tuple(s.fact for s in seen))


def _of_the_liver(assessment: Assessment) -> Finding:
    evidence = assessment.once(metastasis_evidence)
    return _quoted(tuple(s for s in (*evidence.positive, *evidence.possible) if s.liver))


def _possible(assessment: Assessment, *tags: Tag) -> Finding:
    return _quoted(tuple(s for s in assessment.once(metastasis_evidence).possible if s.tags == {*tags}))


def _nodes(assessment: Assessment) -> Finding:
    return _possible(assessment, Mark.NODE_UNSTATED)


def _words(assessment: Assessment) -> Finding:
    return _possible(assessment, Mark.WORDS_METASTATIC)


def _entries(assessment: Assessment) -> Finding:
    return _possible(assessment)


liver_metastasis = Check("a liver metastasis is recorded, for certain or as possible", _of_the_liver, asks=(mets,))
node_without_site = Check("a confirmed lymph node metastasis has no site", _nodes, asks=(mets,))
spread_in_words = Check("words beside the tumour say metastatic", _words, asks=(mets,))
possible_entry = Check("an entry on a possible metastasis is recorded", _entries, asks=(mets,))
words_metastatic = all_of(tagged(mets, Mark.WORDS_METASTATIC), not_(possible_entry))
"""In words only."""

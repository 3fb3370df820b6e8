"""Codes checked per code system, and the index from a code to the value sets it is in.

A code means something only together with its system, so a code without one matches nothing
(fhir-inputs, "Systems"). Codes are strings, never numbers: a SNOMED CT identifier rounded by
a spreadsheet is in print, and only its check digit gives it away.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from hooks.clinical.check_digits import has_mod10_digit, has_verhoeff_digit

INCLUDE, EXCLUDE = "include", "exclude"
LOCAL = "LOCAL"
EXPANDED = "EXPANDED"
LONGEST_SYSTEM_URI = 255  # longer ones are no system of ours and must not fill the cache
LONGEST_REMEMBERED = 320  # characters of a system and a code; the same few thousand come again with every patient
REMEMBERED = 8_192
NO_CONCEPTS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CodeSystem:
    """A code system: what a code of it looks like, which URIs name it, how its codes are written.

    In a ``hierarchical`` system a code covers every longer code that begins with it, up to
    ``longest`` characters; the dot after three characters means nothing there unless it
    ``keeps_dot``, nor do ``trailing`` signs. ``spelling`` brings other ways of writing a code to one.
    ``is_own`` marks codes a pathway defines itself, where no standard has any.
    """

    name: str
    uri: str
    is_valid: Callable[[str], bool]
    aliases: tuple[str, ...] = ()
    hierarchical: bool = False
    keeps_dot: bool = False
    trailing: str = ""
    longest: int = 7
    spelling: Callable[[str], str] = str
    is_own: bool = False

    def plain(self, code: str) -> str:
        """The code as it is looked up: without the dot and in upper case where that is the same code."""
        code = self.spelling(code.strip())
        if not self.hierarchical:
            return code
        code = code.rstrip(self.trailing).upper() if self.trailing else code.upper()
        return code[:3] + code[4:] if code[3:4] == "." and not self.keeps_dot else code


def _shaped(pattern: str) -> Callable[[str], bool]:
    shape = re.compile(pattern)
    return lambda code: shape.fullmatch(code) is not None


_is_sctid_shaped = _shaped(r"[1-9][0-9]{5,17}")
_is_loinc_shaped = _shaped(r"[1-9][0-9]{0,6}-[0-9]")
_is_oid = _shaped(r"[0-2](\.[0-9]{1,40}){2,30}")
_SNOMED = "snomed.info/sct"
_is_loinc_answer = _shaped(r"LA[1-9][0-9]{0,6}-[0-9]")

SNOMED_CT = CodeSystem(
    "SNOMED CT",
    "http://snomed.info/sct",
    lambda code: _is_sctid_shaped(code) and has_verhoeff_digit(code),
    ("urn:oid:2.16.840.1.113883.6.96",),
)
LOINC = CodeSystem(
    "LOINC",
    "http://loinc.org",
    # Answer ids (LA...) carry a digit of another algorithm, so only their shape is checked.
    lambda code: _is_loinc_answer(code) or (_is_loinc_shaped(code) and has_mod10_digit(code)),
    ("urn:oid:2.16.840.1.113883.6.1", "LN"),
)
ICD10CM = CodeSystem(
    "ICD-10-CM",
    "http://hl7.org/fhir/sid/icd-10-cm",
    _shaped(r"[A-Z][0-9][0-9AB](\.?[0-9A-Z]{1,4})?"),
    ("urn:oid:2.16.840.1.113883.6.90",),
    hierarchical=True,
)
RXNORM = CodeSystem(
    "RxNorm",
    "http://www.nlm.nih.gov/research/umls/rxnorm",
    _shaped(r"[1-9][0-9]{0,7}"),
    ("urn:oid:2.16.840.1.113883.6.88",),
)
ATC = CodeSystem(
    "ATC",
    "http://www.whocc.no/atc",
    _shaped(r"[A-Z]([0-9]{2}([A-Z]([A-Z]([0-9]{2})?)?)?)?"),
    ("urn:oid:2.16.840.1.113883.6.73",),
    hierarchical=True,
)
HPO = CodeSystem(
    "HPO",
    "http://purl.obolibrary.org/obo/hp.owl",
    _shaped(r"HP:[0-9]{7}"),
    ("http://human-phenotype-ontology.org", "urn:oid:2.16.840.1.113883.6.339"),
)
STANDARD_SYSTEMS = (SNOMED_CT, LOINC, ICD10CM, RXNORM, ATC, HPO)


def normal_uri(uri: str) -> str:
    """One spelling per system URI (R8): case, a trailing slash, http or https, www, a version, an
    edition of SNOMED CT, and "urn:oid:" or nothing before an OID make no difference.

    An over-long URI is no system's and becomes the empty string.
    """
    return _normal_uri(uri) if len(uri) <= LONGEST_SYSTEM_URI else ""


@lru_cache(maxsize=1024)
def _normal_uri(uri: str) -> str:
    plain = uri.partition("|")[0].strip().rstrip("/").lower()
    if _is_oid(plain):
        return f"urn:oid:{plain}"
    address = plain.partition("://")[2] if plain.startswith(("http://", "https://")) else None
    if address is None:
        return plain
    return "http://" + (_SNOMED if address.startswith(f"{_SNOMED}/") else address.removeprefix("www."))


@dataclass(frozen=True, slots=True)
class ValueSetRow:
    """One line of the value sets: a code that is in a concept, or (role ``exclude``) never is.

    ``status`` is VERIFIED, SINGLE-SOURCE (confirm before clinical use), LOCAL (the site's own) or EXPANDED
    (beneath a code of ours in the hierarchy of its system, as the site's terminology server says).
    """

    concept: str
    role: str
    system: str
    code: str
    display: str = ""
    status: str = LOCAL
    how_verified: str = ""


@dataclass(slots=True)
class _Entry:
    """What one code says: the concepts it is in, those it is never in, and its name."""

    included: frozenset[str] = NO_CONCEPTS
    excluded: frozenset[str] = NO_CONCEPTS
    display: str | None = None

    def add(self, row: ValueSetRow) -> None:
        if row.role == INCLUDE:
            self.included |= {row.concept}
            self.display = self.display or row.display or None
        else:
            self.excluded |= {row.concept}


class CodeIndex:
    """From (system, code) to concepts, by dictionary look-ups only (performance: the hot path).

    Raises ValueError when a row has an unknown role, a code its system cannot have, or when a
    code is both in a concept and never in it. ``found_by_text`` names concepts without a code.
    """

    def __init__(
        self,
        rows: Iterable[ValueSetRow],
        systems: Iterable[CodeSystem] = STANDARD_SYSTEMS,
        found_by_text: frozenset[str] = NO_CONCEPTS,
    ) -> None:
        self.rows = tuple(rows)
        self.systems = tuple(systems)
        self.found_by_text = found_by_text
        self.known_concepts = frozenset(row.concept for row in self.rows) | found_by_text
        self._systems = {normal_uri(uri): s for s in self.systems for uri in (s.uri, *s.aliases)}
        self._entries: dict[str, dict[str, _Entry]] = {s.uri: {} for s in self.systems}
        for row in self.rows:
            self._add(row)
        self._remembered = lru_cache(maxsize=REMEMBERED)(self._decide)

    def _add(self, row: ValueSetRow) -> None:
        if row.role not in (INCLUDE, EXCLUDE):
            raise ValueError(f"{row.concept} {row.code}: role {row.role!r} is neither include nor exclude")
        system = self._systems.setdefault(normal_uri(row.system), _site_system(row.system))
        if not system.is_valid(row.code):
            raise ValueError(f"{row.concept}: {row.code!r} is not a {system.name} code")
        entry = self._entries.setdefault(system.uri, {}).setdefault(system.plain(row.code), _Entry())
        entry.add(row)
        if entry.included & entry.excluded:
            raise ValueError(f"{row.concept}: {row.code} is both included and excluded")

    def concepts(self, system: object, code: object) -> frozenset[str]:
        """The concepts the code is in; none for a missing, unknown or non-string system or code."""
        if not isinstance(system, str) or not isinstance(code, str):
            return NO_CONCEPTS
        if len(system) + len(code) > LONGEST_REMEMBERED:
            return self._decide(system, code)[0]
        return self._remembered(system, code)[0]

    def _decide(self, system: str, code: str) -> tuple[frozenset[str], frozenset[str]]:
        """The concepts the code is in, and those it is never in."""
        known = self._known_system(system)
        if known is None:
            return NO_CONCEPTS, NO_CONCEPTS
        entries, plain = self._entries[known.uri], known.plain(code)
        if known.hierarchical:
            return _by_prefix(entries, plain) if len(plain) <= known.longest else (NO_CONCEPTS, NO_CONCEPTS)
        entry = entries.get(plain)
        return (entry.included, entry.excluded) if entry else (NO_CONCEPTS, NO_CONCEPTS)

    def _known_system(self, system: str) -> CodeSystem | None:
        return self._systems.get(normal_uri(system))

    def knows(self, system: str) -> bool:
        """Are codes of the system read at all, in any spelling of its URI?"""
        return self._known_system(system) is not None

    def display(self, system: str, code: str) -> str | None:
        """The name of a code that is itself a row; None for others, children of a header included."""
        known = self._known_system(system)
        entry = self._entries[known.uri].get(known.plain(code)) if known else None
        return entry.display if entry else None

    def codes_for(self, concepts: Iterable[str]) -> list[tuple[str, str]]:
        """Every (system, code) of the concepts to ask a server for, each once, in the order of the file (for prefetch).

        Only codes of LOINC and SNOMED CT, the pathway's own and a site's: other systems are matched in what comes
        (T18).
        """
        wanted, asked = frozenset(concepts), {LOINC.uri, SNOMED_CT.uri, *(s.uri for s in self.systems if s.is_own)}
        rows = (r for r in self.rows if r.role == INCLUDE and r.concept in wanted and r.status != EXPANDED)
        pairs = ((r.system, r.code) for r in rows if r.status == LOCAL or r.system in asked)
        return list(dict.fromkeys(pairs))

    def with_local(self, rows: Iterable[ValueSetRow]) -> "CodeIndex":
        """This index and a site's own codes; itself where there are none.

        Raises ValueError for an unknown concept, an unusable system or code, or a code that is
        known never to mean the concept.
        """
        local = [self._local(row) for row in rows]
        return self._with(local)

    def with_descendants(self, system: str, beneath: Iterable[tuple[str, str]]) -> "CodeIndex":
        """This index and codes beneath codes of ours, as (ours, beneath): each means what ours means.

        A code that is itself a row, or a guard, keeps what the rows say of it. Raises ValueError for a code its
        system cannot have.
        """
        rows = {
            ValueSetRow(concept, INCLUDE, system, code, status=EXPANDED, how_verified=f"beneath {ours}")
            for ours, code in beneath
            for concept in self.concepts(system, ours).difference(*self._decide(system, code))
        }
        return self._with(sorted(rows, key=lambda row: (row.concept, row.code, row.how_verified)))

    def _with(self, more: list[ValueSetRow]) -> "CodeIndex":
        return CodeIndex((*self.rows, *more), self.systems, self.found_by_text) if more else self

    def _local(self, row: ValueSetRow) -> ValueSetRow:
        if row.concept not in self.known_concepts:
            raise ValueError(f"local code {row.code!r}: there is no concept {row.concept!r}")
        if not normal_uri(row.system) or not _is_usable_uri(row.system.strip()):
            raise ValueError(f"local code {row.code!r} of {row.concept}: {row.system[:50]!r} is no usable system")
        if row.concept in self._decide(row.system, row.code)[1]:
            raise ValueError(f"local code {row.code!r} is known never to mean {row.concept}")
        return replace(
            row, system=row.system.strip(), code=row.code.strip(), status=LOCAL, how_verified="mapped by the site"
        )


def _by_prefix(entries: dict[str, _Entry], plain: str) -> tuple[frozenset[str], frozenset[str]]:
    """The longest prefix that speaks of a concept decides on it, so an exclude beneath a header blocks it."""
    included, excluded = NO_CONCEPTS, NO_CONCEPTS
    for length in range(len(plain), 0, -1):
        entry = entries.get(plain[:length])
        if entry:
            included |= entry.included - excluded
            excluded |= entry.excluded - included
    return included, excluded


# Commas, bars and the like would break the token search a prefetch template is.
_is_usable_uri = _shaped(r"[^\s,|$&\\{}]+")
_is_local_code = _shaped(r"[^\s,|$&\\{}]+( [^\s,|$&\\{}]+)*")


def _site_system(uri: str) -> CodeSystem:
    """A system only the site knows: its codes are taken as they are."""
    return CodeSystem(uri, uri, _is_local_code)

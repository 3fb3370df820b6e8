"""The site file: numbers a site overrides, local codes and phrases it adds (decision 4; fhir-inputs, "Local codes").

TOML::

    snomed_expansion = "snomed.csv"
    terminology_server = "https://tx.example/fhir"   # makes that file at start if it is not there

    [parameters]
    glucagon_window = 120

    [[codes]]
    concept = "nme"
    system = "urn:oid:1.2.3"
    code = "NME-1"

    [[phrases]]
    concept = "nme"
    language = "en"
    phrase = "migratory necrolytic rash"
"""

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from hooks.clinical.codes import SNOMED_CT, CodeIndex, ValueSetRow
from hooks.clinical.pathway import Pathway
from hooks.clinical.phrases import Match, Term
from hooks.clinical.reading import ReadingRules


class SiteFileError(ValueError):
    """The site file cannot be used. The message names the entry and the mend."""


class _LocalCode(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    concept: str
    system: str
    code: str
    display: str = ""


class _LocalPhrase(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    concept: str
    phrase: str
    language: str = ""
    match: str = Match.PHRASE.value
    reach: str = ""
    context: str = ""


class _SiteFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    parameters: dict[str, Decimal] = {}
    codes: tuple[_LocalCode, ...] = ()
    phrases: tuple[_LocalPhrase, ...] = ()
    snomed_expansion: str = ""
    terminology_server: str = ""


def pathway_of(content: str) -> Pathway:
    """The pathway a module exports. Raises TypeError when it exports none."""
    found = import_module(content).PATHWAY
    if not isinstance(found, Pathway):
        raise TypeError(f"{content}.PATHWAY is no Pathway")
    return found


@dataclass(frozen=True, eq=False)
class Site:
    """A pathway at one site: what the site changes are numbers by parameter name, codes and phrases of its own.

    ``snomed_expansion`` are codes of SNOMED CT beneath codes of ours, as (ours, beneath).
    """

    pathway: Pathway
    overrides: Mapping[str, Decimal] = field(default_factory=dict)
    local_codes: tuple[ValueSetRow, ...] = ()
    local_phrases: tuple[Term, ...] = ()
    snomed_expansion: tuple[tuple[str, str], ...] = ()

    @cached_property
    def codes(self) -> CodeIndex:
        """The pathway's codes, the site's and those beneath them. Raises ValueError for an unusable code."""
        own = self.pathway.codes.with_local(self.local_codes)
        return own.with_descendants(SNOMED_CT.uri, self.snomed_expansion)

    @cached_property
    def reading(self) -> ReadingRules:
        """The pathway's rules for reading with the site's phrases. Raises ValueError for an unusable phrase."""
        return self.pathway.reading.with_terms(self.local_phrases)


def load_site(pathway: Pathway, path: Path | None = None) -> Site:
    """The pathway with a site's file. Raises SiteFileError for an unknown entry or a value that cannot be."""
    if path is None:
        return Site(pathway)
    content = _parsed(path)
    _check_numbers(content.parameters, pathway)
    rows = tuple(ValueSetRow(c.concept, "include", c.system, c.code, c.display) for c in content.codes)
    terms = (_term(phrase) for phrase in content.phrases)
    beneath = _expansion(path, content.snomed_expansion)
    site = Site(pathway, content.parameters, rows, tuple(terms), beneath)
    try:
        site.codes, site.reading  # noqa: B018 - an unusable code or phrase stops the start, not the first call
    except ValueError as error:
        raise SiteFileError(f"{path}: {error}") from None
    return site


class ExpansionToMake(NamedTuple):
    """The address of a terminology server, and the file its answers go to."""

    server: str
    file: Path


def expansion_to_make(path: Path | None) -> ExpansionToMake | None:
    """What has to be made before a site file can be loaded; None when nothing has. Raises SiteFileError."""
    content = _parsed(path) if path else _SiteFile()
    if path is None or not content.terminology_server:
        return None
    if not content.snomed_expansion:
        raise SiteFileError(f'{path}: terminology_server needs a file to fill: snomed_expansion = "snomed.csv".')
    file = path.parent / content.snomed_expansion
    return None if file.exists() else ExpansionToMake(content.terminology_server, file)


def _term(phrase: _LocalPhrase) -> Term:
    given = msgspec.structs.asdict(phrase)
    return Term(**given, source="the site's own")


def _expansion(site_file: Path, name: str) -> tuple[tuple[str, str], ...]:
    """The lines "ours,beneath" of the expansion beside the site file; none when the site gives none."""
    if not name:
        return ()
    path = site_file.parent / name
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return tuple((line["ours"].strip(), line["beneath"].strip()) for line in csv.DictReader(file))
    except FileNotFoundError:
        raise SiteFileError(f"{path}: No such file. `nme-cds expand SERVER {name}` makes it.") from None
    except OSError as error:
        raise SiteFileError(f"{path}: {error.strerror}.") from None
    except (KeyError, AttributeError, UnicodeDecodeError):
        raise SiteFileError(f"{path} has to be a CSV file with the columns ours and beneath.") from None


def _parsed(path: Path) -> _SiteFile:
    try:
        raw: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        return msgspec.convert(raw, _SiteFile)
    except OSError as error:
        raise SiteFileError(f"{path}: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise SiteFileError(f"{path}: {error}. See docs/configuration.md for the form.") from None


def _check_numbers(parameters: Mapping[str, Decimal], pathway: Pathway) -> None:
    unknown = sorted(set(parameters) - set(pathway.parameters_by_name))
    if unknown:
        raise SiteFileError(f"Unknown parameter {', '.join(unknown)}. 'nme-cds review show numbers' lists the names.")
    wrong = sorted(name for name, value in parameters.items() if not value.is_finite() or value <= 0)
    if wrong:
        raise SiteFileError(f"Parameter {', '.join(wrong)} has to be a number above 0.")
    faults = pathway.bounds.faults(pathway.parameters, parameters)
    if faults:
        raise SiteFileError(" ".join(faults))

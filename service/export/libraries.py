"""CQL libraries and their ELM as FHIR Libraries, with the numbers in force as their parameters."""

import base64
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from fhir.resources.R4B.library import Library as LibraryResource
from fhir.resources.R4B.parameters import Parameters

from hooks.clinical.criterion import Criterion
from hooks.clinical.evidence import Parameter
from hooks.clinical.plain_words import in_words
from hooks.clinical.written import Written
from service.export.library import Library
from service.export.publication import Json, Publication, built, capabilities

ELM = "elm"
"""The folder beside the CQL that holds its translations."""

_TYPES = {
    "Boolean": ("boolean", "1"),
    "Date": ("date", "1"),
    "Decimal": ("decimal", "1"),
    "Integer": ("integer", "1"),
    "System.Quantity": ("Quantity", "1"),
    "List<String>": ("string", "*"),
}
_UCUM = "http://unitsofmeasure.org"
_CALENDAR = {"d": "days", "a": "years"}
_DEFAULT_VALUE = "http://hl7.org/fhir/StructureDefinition/cqf-defaultValue"
_PARAMETER = re.compile(r'^parameter "((?:\\.|[^"\\])+)" (\S+)(?: default (.+))?$', re.MULTILINE)
_INCLUDE = re.compile(r"^include (\w+) version", re.MULTILINE)


class NumbersError(ValueError):
    """A site's numbers cannot be told to the libraries. The message names them."""


@dataclass(frozen=True)
class Source:
    """One library: its name, its CQL, and its ELM where it is shipped."""

    name: str
    cql: str
    elm: str | None


def sources(publication: Publication, made: Library) -> tuple[Source, ...]:
    """Every library, its value sets under the export's base address; the one that is made comes last."""
    written = publication.site.pathway.written
    if written is None:
        return (Source(made.name, made.text, None),)

    def moved(text: str) -> str:
        return text.replace(f"{written.canonical}/", f"{publication.base}/")

    names = [path.stem for path in sorted(written.folder.glob("*.cql")) if path.stem != made.name]
    texts = {name: (written.folder / f"{name}.cql").read_text(encoding="utf-8") for name in names} | {
        made.name: made.text
    }
    elm = {name: (written.folder / ELM / f"{name}.json").read_text(encoding="utf-8") for name in texts}
    return tuple(Source(name, moved(text), moved(elm[name])) for name, text in texts.items())


def library_resources(publication: Publication, made: Library) -> Iterator[Json]:
    """The Libraries. Raises NumbersError."""
    numbers = numbers_in_force(publication)
    for source in sources(publication, made):
        yield _resource(publication, source, made, numbers)


def numbers_in_force(publication: Publication) -> dict[str, Decimal]:
    """What each number the libraries take is at this site, by the parameter's name.

    Raises NumbersError where one parameter there stands for numbers that the site set differently.
    """
    written = publication.site.pathway.written
    taken = written.numbers.items() if written else ()
    return {name: _one(publication, name, numbers) for name, numbers in taken}


def _one(publication: Publication, name: str, numbers: tuple[Parameter, ...]) -> Decimal:
    overrides = publication.site.overrides
    values = {overrides.get(number.name, number.value) for number in numbers}
    if len(values) > 1:
        names = " and ".join(number.name for number in numbers)
        raise NumbersError(f"The site sets {names} differently, and CQL has one number for them ({name}).")
    return values.pop()


def left_behind(publication: Publication) -> tuple[str, ...]:
    """Numbers the site set that the hand-written library holds as shipped: it takes no parameter for them."""
    pathway = publication.site.pathway
    if pathway.written is None:
        return ()
    judged = {number.name for p in pathway.predicates if p.id in pathway.written.defined for number in p.parameters}
    taken = {number.name for numbers in pathway.written.numbers.values() for number in numbers}
    return tuple(sorted(publication.site.overrides.keys() & (judged - taken)))


def _resource(publication: Publication, source: Source, made: Library, numbers: Mapping[str, Decimal]) -> Json:
    pathway = publication.site.pathway
    content = [("text/cql", source.cql), ("application/elm+json", source.elm)]
    included = [publication.canonical("Library", name) for name in _INCLUDE.findall(source.cql)]
    header = publication.header(
        "Library",
        source.name,
        f"{pathway.texts.disease}: {source.name}",
        _described(source, made),
        profiles=("shareablelibrary", "publishablelibrary", "executablelibrary"),
    )
    members = {
        **header,
        **capabilities("shareable", "publishable", "executable"),
        "id": source.name,
        "name": source.name,
        "type": _coded("http://terminology.hl7.org/CodeSystem/library-type", "logic-library"),
        "subjectCodeableConcept": _coded("http://hl7.org/fhir/resource-types", "Patient"),
        "purpose": pathway.texts.intended_use,
        "usage": pathway.texts.not_for,
        "relatedArtifact": [{"type": "depends-on", "resource": canonical} for canonical in included],
        "parameter": [_parameter(found, made, pathway.written, numbers) for found in _PARAMETER.finditer(source.cql)],
        "content": [{"contentType": kind, "data": _base64(text)} for kind, text in content if text is not None],
    }
    return built(LibraryResource, {name: value for name, value in members.items() if value != []})


def _described(source: Source, made: Library) -> str:
    if source.name != made.name:
        return "How the record is read and its predicates settled, written by hand from the specification alone."
    translated = "" if source.elm else " No translation to ELM is shipped with it."
    return f"States, overlays, cards and orders, made from the criteria of the pathway.{translated}"


def _parameter(found: re.Match[str], made: Library, written: Written | None, numbers: Mapping[str, Decimal]) -> Json:
    name, kind, default = found.groups()
    type_, most = _TYPES[kind]
    parameter: Json = {"name": name, "use": "in", "min": 0 if default else 1, "max": most, "type": type_}
    if name in made.told:
        parameter["documentation"] = _asked(made.told[name])
    if name in numbers and written:
        parameter["documentation"] = "; ".join(number.meaning for number in written.numbers[name])
        in_force = _value(type_, numbers[name], written.numbers[name][0])
        parameter["extension"] = [{"url": _DEFAULT_VALUE, **in_force}]
    return parameter


def _asked(leaf: Criterion) -> str:
    words = in_words(leaf)
    return f"The caller tells: {words}. Null where it is unknown."


def _value(type_: str, number: Decimal, parameter: Parameter) -> Json:
    if type_ == "integer":
        return {"valueInteger": int(number)}
    if type_ == "decimal":
        return {"valueDecimal": number}
    quantity = {"value": number, "unit": _CALENDAR[parameter.unit], "system": _UCUM, "code": parameter.unit}
    return {"valueQuantity": quantity}


def parameters_resource(publication: Publication) -> Json:
    """The numbers in force as Parameters, to be handed to $apply or $evaluate as they are. Raises NumbersError."""
    written = publication.site.pathway.written
    numbers = numbers_in_force(publication)
    kinds = {
        name: _TYPES[kind][0] for source in _written_texts(written) for name, kind, _ in _PARAMETER.findall(source)
    }
    given = [
        {"name": name, **_value(kinds[name], number, written.numbers[name][0])}
        for name, number in numbers.items()
        if written
    ]
    return built(Parameters, {"id": publication.id("numbers"), "parameter": given})


def _written_texts(written: Written | None) -> list[str]:
    return [(written.folder / f"{written.library}.cql").read_text(encoding="utf-8")] if written else []


def _coded(system: str, code: str) -> Json:
    return {"coding": [{"system": system, "code": code}]}


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()

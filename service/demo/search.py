"""Reading and searching a few resources as a FHIR R4 server does: by patient, by code, by id, in pages."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias
from urllib.parse import urlencode

Json: TypeAlias = dict[str, Any]
MOST = 500  # resources in one answer


def search(resources: Iterable[Json], kind: str, query: Mapping[str, str]) -> list[Json]:
    """The resources of a type that a query asks for. Parameters it does not know change nothing."""
    found = (resource for resource in resources if resource["resourceType"] == kind)
    return [resource for resource in found if all(_fits(resource, name, value) for name, value in query.items())]


def searchset(found: list[Json], base: str, kind: str, query: Mapping[str, str]) -> Json:
    """One page of what was found, with a link to itself and to the next page."""
    start, size = _number(query.get("_offset"), 0), min(_number(query.get("_count"), MOST), MOST)
    page = found[start : start + size]
    links = [{"relation": "self", "url": _address(base, kind, query)}]
    if size and start + size < len(found):
        links.append({"relation": "next", "url": _address(base, kind, {**query, "_offset": str(start + size)})})
    entries = [_entry(resource, base) for resource in page]
    bundle = {"resourceType": "Bundle", "type": "searchset", "total": len(found), "link": links}
    return bundle | ({"entry": entries} if entries else {})


def _entry(resource: Json, base: str) -> Json:
    url = f"{base}/{resource['resourceType']}/{resource['id']}"
    return {"fullUrl": url, "resource": resource, "search": {"mode": "match"}}


def _address(base: str, kind: str, query: Mapping[str, str]) -> str:
    return f"{base}/{kind}?{urlencode(query)}" if query else f"{base}/{kind}"


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 9 else otherwise


def _fits(resource: Json, name: str, value: str) -> bool:
    match name:
        case "_id":
            return resource["id"] in value.split(",")
        case "patient" | "subject":
            return _owner(resource) in {f"Patient/{one.removeprefix('Patient/')}" for one in value.split(",")}
        case "code":
            return not _tokens(resource).isdisjoint(value.split(","))
    return True


def _owner(resource: Json) -> str:
    reference = resource.get("subject") or resource.get("patient") or {}
    return str(reference.get("reference", ""))


def _tokens(resource: Json) -> set[str]:
    """How a token search may name the resource's code: with its system and without."""
    codings = resource.get("code", {}).get("coding", [])
    return {token for c in codings for token in (c["code"], f"{c.get('system', '')}|{c['code']}")}

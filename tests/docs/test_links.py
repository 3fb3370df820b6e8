"""Every link between the documents leads to something, and so does every path their maps name."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.files import ROOT, name, written

LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?!https?:|mailto:)(?P<path>[^)#\s]*)(?:#(?P<part>[^)\s]+))?\)")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"`(?P<path>(?:hooks|service|tests|fixtures|docs|benchmarks|deploy|openapi)/[\w./-]*)`")
HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)


def _parts(document: Path) -> set[str]:
    """The fragments a heading can be linked by, and the anchors written by hand."""
    text = document.read_text(encoding="utf-8")
    slugs = {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in HEADING.findall(text)}
    return slugs | set(re.findall(r"id=\"([^\"]+)\"", text))


def _has(target: Path, part: str | None) -> bool:
    return not part or target.suffix != ".md" or part in _parts(target)


def lost_links(document: Path, root: Path = ROOT) -> Iterator[str]:
    """Links to a file that is not there or not ours, or to a part the file has not."""
    for link in LINK.finditer(FENCED.sub("", document.read_text(encoding="utf-8"))):
        target = (document.parent / link["path"]).resolve() if link["path"] else document
        if not target.is_relative_to(root) or not target.exists() or not _has(target, link["part"]):
            yield link[0]


@pytest.mark.parametrize("document", [path for path in written() if path.suffix == ".md"], ids=name)
def test_every_link_leads_somewhere(document: Path) -> None:
    assert list(lost_links(document)) == []


def test_a_lost_link_is_caught(tmp_path: Path) -> None:
    document = tmp_path / "page.md"
    document.write_text("[gone](gone.md), [outside](../x.md), [no such part](#nowhere)\n# Here\n[there](#here)\n")
    assert len(list(lost_links(document, tmp_path))) == 3


MAPS = [
    ROOT / "ARCHITECTURE.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "GLOSSARY.md",
    *(ROOT / "docs" / "spec").glob("*.md"),
]


def lost_paths(text: str) -> list[str]:
    """Paths of this repository, named in backticks, that are not there."""
    return [match["path"] for match in NAMED.finditer(text) if not (ROOT / match["path"]).exists()]


@pytest.mark.parametrize("document", MAPS, ids=name)
def test_every_path_named_is_there(document: Path) -> None:
    assert lost_paths(document.read_text(encoding="utf-8")) == []


def test_a_lost_path_is_caught() -> None:
    assert lost_paths("`hooks/clinical/truth.py` and `hooks/clinical/lies.py`") == ["hooks/clinical/lies.py"]


ROOMS = [path.parent for rooms in ("hooks/*", "hooks/nme/*", "service/*") for path in ROOT.glob(f"{rooms}/__init__.py")]


@pytest.mark.parametrize("room", ROOMS, ids=name)
def test_every_room_is_on_the_map(room: Path) -> None:
    named = NAMED.findall((ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8"))
    assert any(path.startswith(f"{name(room)}/") for path in named)

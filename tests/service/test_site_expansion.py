"""A site's file of SNOMED CT codes beneath ours: "normal pregnancy" is a pregnancy."""

from pathlib import Path

import pytest

from hooks.nme import PATHWAY
from service.site import SiteFileError, load_site

SNOMED = "http://snomed.info/sct"


def site_file(folder: Path, expansion: str | None) -> Path:
    file = folder / "site.toml"
    file.write_text('snomed_expansion = "snomed.csv"\n')
    if expansion is not None:
        (folder / "snomed.csv").write_text(expansion)
    return file


def test_a_code_beneath_ours_is_matched_with_the_file_and_not_without(tmp_path: Path) -> None:
    expanded = load_site(PATHWAY, site_file(tmp_path, "ours,beneath\n77386006,72892002\n"))
    assert "pregnancy" in expanded.codes.concepts(SNOMED, "72892002")
    assert load_site(PATHWAY).codes.concepts(SNOMED, "72892002") == frozenset()


@pytest.mark.parametrize(
    ("expansion", "says"),
    [
        (None, "No such file"),
        ("code\n1\n", "columns ours and beneath"),
        ("ours,beneath\n77386006\n", "columns ours and beneath"),
        ("ours,beneath\n77386006,72892003\n", "not a SNOMED CT code"),
    ],
)
def test_a_file_that_cannot_be_used_stops_the_start(tmp_path: Path, expansion: str | None, says: str) -> None:
    with pytest.raises(SiteFileError, match=says):
        load_site(PATHWAY, site_file(tmp_path, expansion))

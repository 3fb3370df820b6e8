"""The report of a screening in a browser: its pictures are seen, and it asks for nothing."""

from datetime import date

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from service.screen.screening import Wishes, screened
from tests.acceptance.shapes import TODAY
from tests.screen.cohort import charts, write_bulk


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a report with every section."""
    place = tmp_path_factory.mktemp("screen")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NME_CDS_TODAY", TODAY.isoformat())
        site = place / "site.toml"
        site.write_text("[parameters]\nglucagon_window = 5\n", encoding="utf-8")
        bulk = write_bulk(place / "bulk", charts())
        days = (date(2025, 1, 1), date(2026, 1, 1), date(2026, 11, 1))
        screened(Wishes(content="hooks.nme", source=str(bulk), out=place / "out", as_of=days, against=site))
    return (place / "out" / "report.html").as_uri()


def test_every_picture_is_seen_with_its_words(browser: Chrome, report: str) -> None:
    browser.get_log("browser")  # type: ignore[no-untyped-call]
    browser.get(report)
    pictures = browser.find_elements(By.CLASS_NAME, "bars")
    assert len(pictures) >= 5
    assert all(picture.is_displayed() and picture.text for picture in pictures)
    longest = "return [...document.querySelectorAll('.bars')].map(p => Math.max(...bars(p)));"
    bars = "const bars = p => [...p.querySelectorAll('b')].map(b => b.offsetWidth);"
    assert min(browser.execute_script(bars + longest)) > 400
    assert browser.execute_script("return performance.getEntriesByType('resource').length") == 0
    assert browser.get_log("browser") == []  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("width", [1280, 500])
def test_the_report_fits_a_wide_and_a_narrow_window(browser: Chrome, report: str, width: int) -> None:
    browser.set_window_size(width, 900)
    browser.get(report)
    assert browser.execute_script("return document.documentElement.scrollWidth - window.innerWidth") <= 0
    sizes = "[...document.querySelectorAll('.bars span')].map(s => parseFloat(getComputedStyle(s).fontSize))"
    assert browser.execute_script(f"return Math.min(...{sizes})") >= 12  # px: words are read at any width

"""What a person sees on the review page and on the page a card links to."""

import re
from base64 import b64decode

import pytest
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from hooks.nme.cards import wording
from tests.browser.accessibility import serious_faults
from tests.browser.leaving import follow, until_left

PAGES = ("/review", "/review/K07", "/review/codes", "/review/find?words=zinc", "/why/K04", "/sources")


def first(browser: Chrome, selector: str) -> WebElement:
    return browser.find_element(By.CSS_SELECTOR, selector)


def test_the_review_page_shows_its_text(browser: Chrome, base: str) -> None:
    browser.get(f"{base}/review")
    assert browser.title == "Review: necrolytic migratory erythema and glucagonoma"
    assert first(browser, "h1").text == browser.title
    assert wording.NOT_FOR in first(browser, "body").text


def test_the_picture_of_the_pathway_is_seen_with_its_words(browser: Chrome, base: str) -> None:
    browser.get(f"{base}/review")
    picture = first(browser, "svg")
    assert picture.is_displayed()
    assert picture.size["width"] > 600
    assert picture.size["height"] > 400
    assert "S04" in picture.text


def test_a_line_of_the_contents_leads_to_its_heading(browser: Chrome, base: str) -> None:
    browser.get(f"{base}/review")
    link = first(browser, 'a[href^="#"]')
    link.click()
    anchor = browser.current_url.partition("#")[2]
    top = first(browser, f'[id="{anchor}"]').rect["y"]
    seen_from = browser.execute_script("return window.scrollY")
    assert -1 < top - seen_from < 900  # pixels of the window; the place scrolled to is rounded


def test_the_page_of_a_card_shows_it_and_where_its_sentences_stand(browser: Chrome, base: str) -> None:
    browser.get(f"{base}/review")
    follow(browser, browser.find_element(By.PARTIAL_LINK_TEXT, "K07 "))
    text = first(browser, "main").text
    assert text.startswith("K07 Medical therapy")
    assert first(browser, ".card .summary").is_displayed()
    assert "hooks/nme/cards/medical.py:" in text


def test_a_clinician_finds_the_file_and_line_of_a_sentence(browser: Chrome, base: str) -> None:
    browser.get(f"{base}/review")
    before = first(browser, "html")
    browser.find_element(By.NAME, "words").send_keys("surgical consult resection\n")
    until_left(browser, before)
    assert "hooks/nme/cards/proposals.py:" in first(browser, "main").text
    follow(browser, browser.find_element(By.LINK_TEXT, "Review"))
    assert browser.current_url == f"{base}/review"


def test_the_core_prints_to_at_most_ten_pages(browser: Chrome, base: str) -> None:
    browser.get(f"{base}/review")
    printed = b64decode(browser.print_page())
    assert 1 < len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) <= 10


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_text_can_be_read_in_light_and_in_dark(browser: Chrome, base: str, page: str, scheme: str) -> None:
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    )
    browser.get(base + page)
    ink, paper = (_brightness(browser, first(browser, "body"), name) for name in ("color", "background-color"))
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert (ink > paper) == (scheme == "dark")
    lighter, darker = max(ink, paper), min(ink, paper)
    assert (lighter + 0.05) / (darker + 0.05) >= 7  # WCAG 2.1, 1.4.6


def _brightness(browser: Chrome, element: WebElement, name: str) -> float:
    """The relative luminance of a colour (WCAG 2.1)."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", element.value_of_css_property(name))[:3]]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_everything_can_be_reached_by_keyboard(browser: Chrome, base: str) -> None:
    browser.get(f"{base}/review")
    reached = set()
    for _ in range(12):
        ActionChains(browser).send_keys(Keys.TAB).perform()
        reached.add(browser.switch_to.active_element.get_attribute("href") or browser.switch_to.active_element.tag_name)
    assert {f"{base}/review#cards", f"{base}/review/codes"} & reached


@pytest.mark.parametrize("page", PAGES)
def test_a_page_loads_nothing_else_and_breaks_no_rule_of_its_own(browser: Chrome, base: str, page: str) -> None:
    browser.get_log("browser")  # type: ignore[no-untyped-call]
    browser.get(base + page)
    asked = browser.execute_script("return performance.getEntriesByType('resource').map(e => e.name)")
    complaints = browser.get_log("browser")  # type: ignore[no-untyped-call]
    assert (asked, complaints) == ([], [])


@pytest.mark.parametrize("width", [1280, 500])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_fits_a_wide_and_a_narrow_window(browser: Chrome, base: str, page: str, width: int) -> None:
    browser.set_window_size(width, 900)
    browser.get(base + page)
    overflow = browser.execute_script("return document.documentElement.scrollWidth - window.innerWidth")
    assert overflow <= 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("page", ["/why/K04", "/why/K07", "/sources"])
def test_what_a_card_links_to_is_for_everybody(
    browser: Chrome, base: str, axe: str, page: str, width: int, scheme: str
) -> None:
    """At a desk and on a phone, in light and in dark: it fits, and axe finds nothing serious."""
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    browser.get(base + page)
    overflow = browser.execute_script("return document.documentElement.scrollWidth - window.innerWidth")
    found = serious_faults(browser, axe)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert (overflow <= 0, found) == (True, [])

"""What a person sees on the review page and on the page a card links to."""

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from hooks.nme.cards import wording

PAGES = ("/review", "/recommendations/K07")


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
    assert picture.size["height"] > 600
    assert "S04" in picture.text


def test_a_line_of_the_contents_leads_to_its_heading(browser: Chrome, base: str) -> None:
    browser.get(f"{base}/review")
    link = first(browser, 'a[href^="#"]')
    link.click()
    anchor = browser.current_url.partition("#")[2]
    top = first(browser, f'[id="{anchor}"]').rect["y"]
    seen_from = browser.execute_script("return window.scrollY")
    assert -1 < top - seen_from < 900  # pixels of the window; the place scrolled to is rounded


def test_the_page_of_a_card_says_what_it_is_when_it_appears_and_what_it_says(browser: Chrome, base: str) -> None:
    browser.get(f"{base}/recommendations/K07")
    text = first(browser, "body").text
    assert text.startswith("K07 Medical therapy")
    assert "When it appears" in text
    assert "Metastases recorded: both sources name an SSA" in text


def test_the_page_of_a_card_leads_to_the_review_page(browser: Chrome, base: str) -> None:
    browser.get(f"{base}/recommendations/K07")
    browser.find_element(By.LINK_TEXT, "the review document").click()
    assert browser.current_url == f"{base}/review"


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

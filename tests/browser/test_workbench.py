"""The whole page at ``/`` as a person walks it: choose, why, what if, a broken file, phone, dark, keyboard only."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.select import Select

from service.main import build_demo
from service.settings import Settings
from tests.acceptance.shapes import TODAY
from tests.browser.accessibility import serious_faults
from tests.browser.leaving import follow, until_left
from tests.service.running import running

PATIENT = "?patient=long-course-several-results"
SUPPOSED = "?patient=localized-operable&answer.mets=yes&result.zinc=40"


@pytest.fixture(scope="module")
def demo() -> Iterator[str]:
    """The address of the demonstration."""
    with running(build_demo(Settings(today=TODAY, ledger_url="none"))) as (host, port):
        yield f"http://{host}:{port}/"


@pytest.fixture(autouse=True)
def _usual_window(browser: Chrome) -> Iterator[None]:
    yield
    browser.set_window_size(1280, 900)
    _emulate(browser, scheme="", script=True)


def _emulate(browser: Chrome, *, scheme: str, script: bool) -> None:
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not script})


def first(browser: Chrome, selector: str) -> WebElement:
    return browser.find_element(By.CSS_SELECTOR, selector)


def text(browser: Chrome) -> str:
    return first(browser, "main").text


def choose(browser: Chrome, demo: str, name: str, hook: str = "patient-view", order: str = "none") -> None:
    """Choose an example patient, a moment and an order in the form."""
    browser.get(demo)
    Select(first(browser, "#patient")).select_by_visible_text(name)
    Select(first(browser, "#example-hook")).select_by_value(hook)
    Select(first(browser, "#example-order")).select_by_visible_text(order)
    follow(browser, first(browser, "form.panel button.main"))


def open_details(browser: Chrome, words: str) -> WebElement:
    found = next(s for s in browser.find_elements(By.TAG_NAME, "summary") if words in s.text)
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", found)
    found.click()
    return found.find_element(By.XPATH, "..")


@pytest.mark.parametrize("script", [True, False])
def test_choose_a_patient_and_read_cards_reasons_map_and_timeline(browser: Chrome, demo: str, script: bool) -> None:
    _emulate(browser, scheme="", script=script)
    choose(browser, demo, "Long course, several results")
    shown = text(browser)
    assert "What the clinician sees" in shown
    assert "this patient" in first(browser, "svg.pathway-map").text
    assert "1450" in first(browser, "svg.timeline").text
    assert "Observation/long-course" in first(browser, "#why").text
    assert len(browser.find_elements(By.CSS_SELECTOR, "article.card")) >= 2


def test_an_order_brings_its_own_cards(browser: Chrome, demo: str) -> None:
    choose(browser, demo, "Metastatic, on octreotide LAR", "order-select", "lanreotide")
    assert "nme-order-select" in text(browser)
    assert Select(first(browser, "#example-order")).first_selected_option.text == "lanreotide"
    assert browser.find_elements(By.CSS_SELECTOR, "article.card")


def test_suppose_one_answer_and_go_back(browser: Chrome, demo: str) -> None:
    choose(browser, demo, "Localized, operable")
    follow(browser, first(browser, 'button[value="mets:yes"]'))
    assert "Hypothetical." in first(browser, "[role=status]").text
    assert "S06" in first(browser, "#cards .state").text
    assert "hypothetical" in first(browser, "article.card .indicator").text
    follow(browser, first(browser, 'button[form="as-recorded"]'))
    assert not browser.find_elements(By.CSS_SELECTOR, "[role=status]")
    assert "S04" in first(browser, "#cards .state").text


def test_suppose_a_result(browser: Chrome, demo: str) -> None:
    choose(browser, demo, "Rash, not worked up")
    first(browser, "#result-glucagon").send_keys("1200")
    follow(browser, first(browser, "#suppose button.main"))
    assert "S03" in first(browser, "#cards .state").text
    assert first(browser, "#result-glucagon").get_attribute("value") == "1200"
    first(browser, "#result-glucagon").clear()
    first(browser, "#result-glucagon").send_keys("lots")
    follow(browser, first(browser, "#suppose button.main"))
    assert "could not be read" in first(browser, "[role=alert]").text


def test_a_broken_file_is_said_to_be_so_and_a_good_one_shown(browser: Chrome, demo: str, tmp_path: Path) -> None:
    broken, good = tmp_path / "broken.json", Path("fixtures/requests/localized-operable.json").resolve()
    broken.write_text("{ not json", encoding="utf-8")
    for file in (broken, good):
        browser.get(demo)
        own = open_details(browser, "record of your own")
        own.find_element(By.ID, "file").send_keys(str(file))
        follow(browser, own.find_element(By.CSS_SELECTOR, "button.main"))
        if file is broken:
            assert "This is not JSON" in first(browser, "[role=alert]").text
    assert "S04" in first(browser, "#cards .state").text
    assert "@request.json" in first(browser, "#curl").text


def test_a_pasted_record_can_be_supposed_about(browser: Chrome, demo: str) -> None:
    browser.get(demo)
    own = open_details(browser, "record of your own")
    request = Path("fixtures/requests/localized-operable.json").read_text(encoding="utf-8")
    area = own.find_element(By.ID, "record")
    browser.execute_script("arguments[0].value = arguments[1]", area, json.dumps(json.loads(request)))
    follow(browser, own.find_element(By.CSS_SELECTOR, "button.main"))
    follow(browser, first(browser, 'button[value="mets:yes"]'))
    assert "S06" in first(browser, "#cards .state").text
    assert browser.current_url.partition("#")[0] == demo


def test_by_keyboard_alone(browser: Chrome, demo: str) -> None:
    browser.get(demo)
    keys = ActionChains(browser)
    keys.send_keys(Keys.TAB, Keys.ENTER).perform()
    assert browser.current_url.endswith("#choose")
    before = first(browser, "html")
    keys.send_keys(Keys.TAB, "Localized, op").perform()
    keys.send_keys(Keys.TAB, Keys.TAB, Keys.TAB).perform()
    assert browser.switch_to.active_element.text == "Show the cards"
    keys.send_keys(Keys.ENTER).perform()
    until_left(browser, before)
    assert "S04" in first(browser, "#cards .state").text


@pytest.mark.parametrize("asked", ["", PATIENT, SUPPOSED, "?patient=nobody"])
def test_nothing_leaves_the_machine_and_no_rule_is_broken(browser: Chrome, demo: str, asked: str) -> None:
    browser.get_log("browser")  # type: ignore[no-untyped-call]
    browser.get(demo + asked)
    loaded = browser.execute_script("return performance.getEntriesByType('resource').map(e => e.name)")
    assert set(loaded) <= {f"{demo}workbench/workbench.css", f"{demo}workbench/workbench.js", "data:,"}
    complaints = [line for line in browser.get_log("browser") if "422" not in line["message"]]  # type: ignore[no-untyped-call]
    assert complaints == []


@pytest.mark.parametrize("width", [1280, 500, 360])
@pytest.mark.parametrize("asked", ["", PATIENT, SUPPOSED])
def test_the_page_fits_any_window(browser: Chrome, demo: str, asked: str, width: int) -> None:
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    browser.get(demo + asked)
    overflow = browser.execute_script("return document.documentElement.scrollWidth - window.innerWidth")
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert overflow <= 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("asked", ["", PATIENT, SUPPOSED, "?patient=nobody"])
def test_axe_finds_nothing_serious(browser: Chrome, demo: str, axe: str, asked: str, scheme: str) -> None:
    _emulate(browser, scheme=scheme, script=True)
    browser.get(demo + asked)
    for details in browser.find_elements(By.TAG_NAME, "details"):
        browser.execute_script("arguments[0].open = true", details)
    assert serious_faults(browser, axe) == []

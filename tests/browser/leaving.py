"""Waiting until a browser has left a page for the next."""

from selenium.common.exceptions import WebDriverException
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.expected_conditions import staleness_of
from selenium.webdriver.support.wait import WebDriverWait

SECONDS = 20.0  # until a page that was asked for is there


def until_left(browser: Chrome, page: WebElement) -> None:
    """Wait until another page is there. While one goes, the driver may answer with an error of its own."""
    WebDriverWait(browser, SECONDS, ignored_exceptions=[WebDriverException]).until(staleness_of(page))


def follow(browser: Chrome, link: WebElement) -> None:
    """Press what leads to another page, and wait for that."""
    before = browser.find_element(By.TAG_NAME, "html")
    link.click()
    until_left(browser, before)

"""What axe-core finds on the page a browser shows."""

from typing import Any

from selenium.webdriver import Chrome

SERIOUS = ("serious", "critical")


def serious_faults(browser: Chrome, axe: str) -> list[tuple[str, list[str]]]:
    """Each serious fault with the elements that have it. Raises AssertionError when axe looked at nothing."""
    browser.execute_script(axe)
    found: dict[str, Any] = browser.execute_async_script("axe.run().then(arguments[arguments.length - 1])")
    assert found["passes"]
    serious = (v for v in found["violations"] if v["impact"] in SERIOUS)
    return [(v["id"], [node["html"][:120] for node in v["nodes"]][:5]) for v in serious]

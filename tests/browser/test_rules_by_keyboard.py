"""The steps of a version in a real browser: by the keyboard alone, and twice as large."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.stages.versions import WRITER, document
from tests.stages.web import WebStage, as_person

pytestmark = pytest.mark.browser


def tab_to(page: Page, words: str) -> None:
    """Press Tab until what has the focus says ``words``, and see that it is seen there."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == words:
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
            return
    pytest.fail(f"Tab does not lead to {words}")


def test_a_version_is_approved_and_brought_into_force_by_the_keyboard_alone(
    page: Page, rules_site: str, rules_stage: WebStage
) -> None:
    number = 1 + max(each["version"] for each in rules_stage.client.get("/api/versions").get_json()["items"])
    path = rules_stage.write(document(number), by=WRITER)
    page.goto(rules_site + path)
    tab_to(page, "Godkänn")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("läst och provad")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Versionen är godkänd")
    tab_to(page, "Sätt i kraft")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("från i dag")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Versionen är nu i kraft")
    told = rules_stage.client.get(path, headers=as_person(WRITER)).text
    assert "läst och provad" in told
    assert "från i dag" in told


def test_the_longest_form_is_usable_at_two_hundred_percent(
    page: Page, rules_site: str, rules_pages: dict[str, str]
) -> None:
    # A window of 1280 points at 200 % shows as much as one of 640.
    page.set_viewport_size({"width": 640, "height": 450})
    page.goto(rules_site + rules_pages["edit"])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    button = page.get_by_role("button", name="Spara och kontrollera")
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 640

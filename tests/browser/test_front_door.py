"""The first page that a person meets, wide and on a phone."""

import pytest
from playwright.sync_api import Page, expect

from procurement.workspace.management.demo.cast import Cast
from procurement.workspace.management.demo.people import Arrivals
from procurement.workspace.management.demo.stage import Stage

from .walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [390, 1280])
def test_sign_in_fits_the_screen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    answer = page.goto("/accounts/login/")
    assert answer.status == 200
    expect(page.locator("input[name=login]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_wrong_password_is_told_beside_the_form(page: Page) -> None:
    page.goto("/accounts/login/")
    page.fill("input[name=login]", "nobody")
    page.fill("input[name=password]", "not-the-password")
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text("用户名")
    assert page.url.endswith("/accounts/login/")


def test_a_person_signs_in_and_the_pages_are_looked_at(walk: Walk) -> None:
    Arrivals(Stage(Cast(("bureau", "centre", "pool")))).everybody()
    page = walk.person("bureau-supervisor")
    expect(page.locator("body")).to_contain_text("工作台")
    walk.go(walk.person("bureau-supervisor", phone=True), "/workspace/")
    walk.go(walk.stranger(), "/workspace/audit/nothing/", status=404)

"""The first page that a person meets, wide and on a phone."""

import pytest
from playwright.sync_api import Page, expect

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

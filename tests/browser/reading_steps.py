"""What a reader does: look around, search, verify."""

from playwright.sync_api import Page, expect

from .walking import Walk

PAGES = (
    *("/", "/catalogue/", "/plan/", "/notices/", "/notices/?kind=CONTRACT", "/projects/", "/performance/"),
    *("/verify/", "/verify/checkpoints/", "/verify/receipt/", "/parameters/", "/calendar/2026/"),
    *("/parameters/small_purchase_quotes_min/", "/guides/", "/guides/register/", "/guides/rate-a-service/"),
    *("/accounts/login/", "/accounts/signup/"),
)


def searches(walk: Walk, page: Page, start: str, words: str, title: str) -> None:
    """Search from the home page by a part of a name: the notices that speak of it come."""
    walk.go(page, f"{start}/")
    page.fill("#home-search", words)
    walk.press(page, lambda: page.press("#home-search", "Enter"))
    found = page.locator("main .notices li", has_text=title)
    assert found.count() >= 1


def verifies(walk: Walk, page: Page, start: str, number: str) -> None:
    """Type a number as it stands on paper: what it proves comes, and what it does not."""
    walk.go(page, f"{start}/verify/")
    page.fill("#verify-q", number)
    walk.press(page, lambda: page.press("#verify-q", "Enter"))
    expect(page.locator("main [role=status] .notice-done")).to_have_count(1)
    expect(page.locator("main [role=status] .notice-neutral")).to_have_count(1)

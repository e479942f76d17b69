"""What hands do at a page: find by the words a person reads, write, choose, tick, press."""

from playwright.sync_api import Locator, Page

from .walking import Walk

Words = dict[str, str]


def write(page: Page, words: Words, inside: str = "main") -> None:
    """Fill in fields by their labels; a field that offers a list takes the offered words or its value."""
    for label, value in words.items():
        field = _field(page.locator(inside), label)
        if field.evaluate("element => element.tagName") == "SELECT":
            choose(field, value)
        else:
            field.fill(value)


def choose(field: Locator, wanted: str) -> None:
    """Take the offer of these words, or the one whose words contain them."""
    offers = [offer.strip() for offer in field.locator("option").all_text_contents()]
    found = [offer for offer in offers if offer == wanted] or [offer for offer in offers if wanted in offer]
    assert len(found) == 1, f"{wanted}: {found or offers}"
    field.select_option(label=found[0])


def tick(page: Page, *labels: str) -> None:
    """Tick boxes by the words beside them."""
    for label in labels:
        page.locator("main").get_by_label(label).check()


def press(walk: Walk, page: Page, name: str) -> Page:
    """Press the one button of that name and see what comes."""
    button = page.locator("main").get_by_role("button", name=name, exact=True)
    return walk.press(page, button.click)


def unfold(page: Page) -> None:
    """Open the sections of a long form that are closed."""
    while (closed := page.locator("details.step:not([open]) > summary")).count():
        closed.first.click()


def follow(walk: Walk, page: Page, name: str, *, inside: str = "main", exact: bool = True) -> Page:
    """Follow the first link of that name."""
    link = page.locator(inside).get_by_role("link", name=name, exact=exact).first
    return walk.press(page, link.click)


def take_up(walk: Walk, username: str, todo: str, *, phone: bool = False) -> Page:
    """Let a person open the workspace and follow what waits there."""
    page = walk.go(walk.person(username, phone=phone), "/workspace/")
    return follow(walk, page, todo, exact=False)


def text(page: Page, inside: str = "main") -> str:
    return page.locator(inside).inner_text()


def _field(part: Locator, label: str) -> Locator:
    """Return the field of that label, with or without the word that it may stay empty."""
    for whole in (label, f"{label}（选填）"):
        exact = part.get_by_label(whole, exact=True)
        if exact.count() == 1:
            return exact
    return part.get_by_label(label)


def menu(walk: Walk, page: Page, name: str) -> Page:
    """Go by the workspace's menu: the one beside the page, or the folded one of a phone."""
    side = page.locator("nav[aria-label=工作台菜单]")
    if side.is_visible():
        return follow(walk, page, name, inside="nav[aria-label=工作台菜单]")
    page.locator("summary", has_text="菜单").click()
    return follow(walk, page, name, inside="nav[aria-label=手机菜单]")

"""Anybody reads, without signing in: at a desk and on a phone, in Chinese and in English."""

import pytest

from procurement.core.models import AuditCheckpoint
from procurement.publications.models import Publication
from procurement.tendering.models import SealedBid
from procurement.workspace.management.demo.plan import item_of
from procurement.workspace.management.demo.small import purchase_of
from procurement.workspace.management.demo.stage import CURTAIN

from . import reading_steps as steps
from .county import bring_in, row_of
from .walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GRADED, FAILED = row_of("shahe-toilets"), row_of("geputan-cleaning")


def test_what_is_public_is_read_in_both_languages(walk: Walk) -> None:
    """Every public page of a project with a grade and of one that failed: axe, width, language."""
    bring_in(GRADED, FAILED, until=CURTAIN)
    papers = _papers()
    for page, start in (
        (walk.stranger(), ""),
        (walk.stranger(), "/en"),
        (walk.stranger(phone=True), "/en"),
        (walk.stranger(phone=True), ""),
    ):
        for path in (*steps.PAGES, *papers):
            walk.go(page, f"{start}{path}")
        steps.searches(walk, page, start, "公厕管护", GRADED["title"])
        steps.verifies(walk, page, start, SealedBid.objects.first().receipt)
        steps.verifies(walk, page, start, Publication.objects.last().code)
        steps.verifies(walk, page, start, f"{AuditCheckpoint.objects.first().date:%Y-%m-%d}")


def test_a_reader_changes_the_language_and_stays_where_it_was(walk: Walk) -> None:
    bring_in(GRADED, until=CURTAIN)
    page = walk.go(walk.stranger(), f"/projects/{item_of(GRADED).code}/")
    walk.press(page, page.get_by_role("link", name="EN", exact=False).first.click)
    assert page.url.endswith(f"/en/projects/{item_of(GRADED).code}/")
    assert page.locator("h1 [lang=zh-Hans]").inner_text() == GRADED["title"]


def _papers() -> list[str]:
    """Return the addresses of one notice of each kind, the projects, a supplier, a receipt and an opening."""
    notices = {one.kind: one.code for one in Publication.objects.order_by("pk")}
    items = [item_of(GRADED), item_of(FAILED)]
    bid = SealedBid.objects.first()
    return [
        *(f"/notices/{code}/" for code in notices.values()),
        *(f"/projects/{item.code}/" for item in items),
        *(f"/plan/{item.code}/" for item in items),
        items[0].catalogue_item.get_absolute_url(),
        f"/suppliers/{purchase_of(GRADED).chosen.supplier.supplier.code}/",
        f"/verify/receipt/{bid.receipt}/",
        f"/openings/{bid.round.code}/",
    ]

"""Nothing leaks: sealed bids, experts, prices and results before their time are on no public page."""

import pytest

from cms.notices.selectors import proofs
from tests.factories import awarding, seals

pytestmark = pytest.mark.django_db
# One factor of 60 points leaves 40 to the price, which takes the bureau's consent.
LAWFUL = {
    "price_weight": "40",
    "small_micro_deduction": "10",
    "consortium_deduction": "4",
    "consents": ["E-20"],
    "released_at": seals.AT,
}


def public_text(client, item_code: str) -> str:
    pages = ["/", "/notices/", "/projects/", f"/projects/{item_code}/", "/performance/", "/verify/"]
    return "".join(client.get(page).content.decode() for page in pages)


@pytest.fixture
def stage():
    made = awarding.Stage(**LAWFUL)
    item = made.package.tender.item
    type(item).objects.filter(pk=item.pk).update(status="PUBLISHED")
    return made


def names(stage) -> list[str]:
    return [actor.organisation_name for actor in stage.bidders] + [expert.name for expert in stage.experts]


def test_sealed_bids_change_no_public_page(client, stage):
    """Three bids lie sealed: no name, no price, no number of them, no receipt."""
    text = public_text(client, stage.package.tender.item.code)
    receipts = list(stage.round.bids.values_list("receipt", flat=True))
    assert [word for word in [*names(stage), *receipts, *awarding.OFFERS, "256,000.00"] if word in text] == []


def test_a_signed_but_unpublished_result_is_nowhere(client, stage):
    stage.signed()
    text = public_text(client, stage.package.tender.item.code)
    assert [word for word in [*names(stage), "256,000.00", "268,800.00"] if word in text] == []
    evaluation, award = stage.evaluation, stage.package.awards.get()
    assert [proofs.find(text) for text in (evaluation.bundle_sha256, award.code)] == [[], []]


def test_the_published_result_names_the_winner_and_no_loser(client, stage):
    stage.awarded()
    award = stage.package.awards.get()
    text = public_text(client, stage.package.tender.item.code)
    losers = [name for name in (a.organisation_name for a in stage.bidders) if name != award.supplier.name]
    assert award.supplier.name in text
    assert [name for name in losers if name in text] == []
    assert [len(proofs.find(text)) for text in (award.letter_sha256, stage.evaluation.bundle_sha256)] == [
        1,
        1,
    ]

"""Django's admin shows staff no more than overseers may know: no bid, no bidder, no count."""

import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from procurement.accounts.enums import Office
from procurement.accounts.services import open_backoffice
from procurement.core.models import AuditEntry, OutboxMessage
from tests.factories import accounts, awarding, seals

pytestmark = pytest.mark.django_db
ADDRESSES = ["/admin/core/auditentry/", "/admin/core/outboxmessage/"]


@pytest.fixture
def staff(client):
    actor = accounts.bureau(Office.BUREAU_CATALOGUE)
    user = open_backoffice(user=accounts.user_of(actor), actor=accounts.bureau(), at=accounts.AT)
    TOTP.activate(user, generate_totp_secret())
    return accounts.login(client, actor)


def shown(client, address) -> set[str]:
    listed = client.get(address).context["cl"].queryset
    return set(listed.values_list("subject_kind" if "audit" in address else "event", flat=True))


def test_a_sealed_bid_shows_neither_in_the_chain_nor_among_the_mails(staff):
    round, _custodians = seals.receiving()
    bid = seals.sealed_bid(round)
    assert "bid" not in shown(staff, ADDRESSES[0])
    assert shown(staff, ADDRESSES[1]) == {"custodians_named"}
    entry = AuditEntry.objects.filter(subject_kind="bid", subject_code=bid.receipt).first()
    mail = OutboxMessage.objects.get(event="bid_sealed")
    for address, row in zip(ADDRESSES, (entry, mail), strict=True):
        assert staff.get(f"{address}{row.pk}/change/").status_code == 302


def test_no_running_number_tells_how_much_is_hidden(staff):
    """From the numbers of what came before and after one could count what came between: mails, entries, bids."""
    round, _custodians = seals.receiving()
    seals.sealed_bid(round)
    entry, mail = AuditEntry.objects.filter(subject_kind="round").last(), OutboxMessage.objects.first()
    lists = [staff.get(address).content.decode() for address in ADDRESSES]
    assert re.findall(r"/admin/core/\w+/\d+/", "".join(lists)) == []
    assert f"{ADDRESSES[0]}{entry.hash}/change/" in lists[0]
    shown = staff.get(f"{ADDRESSES[0]}{entry.hash}/change/")
    assert (shown.status_code, "field-id" in shown.content.decode()) == (200, False)
    for address, row in zip(ADDRESSES, (entry, mail), strict=True):
        assert staff.get(f"{address}{row.pk}/change/").status_code == 302


def test_after_the_result_the_chain_can_be_read(staff):
    awarding.Stage(
        price_weight="40",
        small_micro_deduction="10",
        consortium_deduction="4",
        consents=["E-20"],
        released_at=seals.AT,
    ).awarded()
    assert {"bid", "evaluation"} <= shown(staff, ADDRESSES[0])


def test_only_staff_find_it(client):
    for address in ADDRESSES:
        assert accounts.login(client, accounts.auditor()).get(address).status_code == 404

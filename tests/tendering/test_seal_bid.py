"""Sealing, replacing and withdrawing a bid."""

from datetime import timedelta

import pytest
from django.db.models import F

from procurement.accounts.enums import Office, OrganisationKind
from procurement.core import sealing
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.core.models import AuditEntry, OutboxMessage
from procurement.regulations.receipts import entry_hash
from procurement.tendering.enums import Method
from procurement.tendering.models import BidDraft, BidFile, SealedBid
from procurement.tendering.selectors import bidding, sealed_files
from procurement.tendering.services.bidding import receipt_of, seal_bid, withdraw_bid
from procurement.tendering.services.drafts import discard_draft, remove_file, save_draft
from tests.factories import accounts as people
from tests.factories import seals as make

pytestmark = pytest.mark.django_db
LAST = make.DEADLINE
LATE = make.DEADLINE + timedelta(microseconds=1)


def test_a_sealed_bid_has_its_receipt_its_chain_and_a_mail():
    round, _custodians = make.receiving()
    bidder = make.bidder("甲服务社")
    bid = make.sealed_bid(round, bidder)

    sealed = sealed_files.path_of(bid.path).read_bytes()
    assert "每周上门两次".encode() not in sealed
    with pytest.raises(sealing.Unopenable):
        sealing.peel(sealed, sealing.new_identity()[1])
    package = round.package
    receipt = receipt_of(bid=bid)
    assert bid.entry_hash == entry_hash(receipt, tender=package.tender.code, package=package.number)
    entry = AuditEntry.objects.get(subject_kind="bid", subject_code=bid.receipt)
    assert (entry.seq, entry.changes["entry_hash"], entry.actor_code) == (1, bid.entry_hash, bidder.code)
    assert OutboxMessage.objects.get(event="bid_sealed").context["receipt"] == bid.receipt
    assert BidDraft.objects.count() == 0


def test_the_last_moment_counts_and_the_next_is_late():
    round, _custodians = make.receiving()
    assert make.sealed_bid(round, at=LAST).submitted_at == LAST
    with pytest.raises(WrongState, match="一律拒收") as refusal:
        make.sealed_bid(round, at=LATE)
    assert refusal.value.rule == "D-16"


def test_a_receipt_of_the_last_moment_commits_after_the_deadline_but_not_after_the_close():
    round, _custodians = make.receiving()
    earlier = round.__class__.objects.get(pk=round.pk)
    make.close(round)
    with pytest.raises(WrongState):
        make.sealed_bid(earlier, at=LAST)
    assert SealedBid.objects.count() == 0
    assert [path for path in sealed_files.folder_of(round).glob("*")] == []


def test_a_second_bid_replaces_the_first():
    round, _custodians = make.receiving()
    bidder = make.bidder()
    first = make.sealed_bid(round, bidder)
    second = make.sealed_bid(round, bidder, team="另一支队伍")
    first.refresh_from_db()
    assert (first.status, second.status) == ("REPLACED", "VALID")
    assert list(
        AuditEntry.objects.filter(subject_kind="bid", subject_code=first.receipt).values_list(
            "action", flat=True
        )
    ) == ["create", "replace"]


def test_what_came_earlier_never_replaces_what_came_later():
    """Two colleagues press within the same second; the earlier waits longer for the round's lock."""
    round, _custodians = make.receiving()
    bidder = make.bidder()
    later = make.sealed_bid(round, bidder, at=make.AT + timedelta(seconds=2))
    kept = sorted(path.name for path in sealed_files.folder_of(round).glob("*"))
    with pytest.raises(DomainError, match="以那一份为准"):
        make.sealed_bid(round, bidder, at=make.AT + timedelta(seconds=1), team="另一支队伍")
    later.refresh_from_db()
    assert (later.status, SealedBid.objects.count()) == ("VALID", 1)
    assert sorted(path.name for path in sealed_files.folder_of(round).glob("*")) == kept


def test_the_same_submission_twice_is_one_receipt():
    round, _custodians = make.receiving()
    bidder = make.bidder()
    twice = [
        seal_bid(round=round, form=make.form(), key="page-1", actor=bidder, at=make.AT) for _time in range(2)
    ]
    assert twice[0].receipt == twice[1].receipt
    assert SealedBid.objects.count() == 1
    assert seal_bid(round=round, form={}, key="page-1", actor=bidder, at=LATE).pk == twice[0].pk
    assert len(list(sealed_files.folder_of(round).glob("*"))) == 1


def test_anothers_key_gives_no_receipt_away():
    round, _custodians = make.receiving()
    seal_bid(round=round, form=make.form(), key="page-1", actor=make.bidder(), at=make.AT)
    with pytest.raises(DomainError):
        seal_bid(round=round, form={}, key="page-1", actor=make.bidder(), at=make.AT)


def test_an_incomplete_form_seals_nothing():
    round, _custodians = make.receiving()
    with pytest.raises(DomainError) as refusal:
        make.sealed_bid(round, offer="1e99")
    assert refusal.value.field == "offer"
    assert (SealedBid.objects.count(), sealed_files.folder_of(round).exists()) == (0, False)


@pytest.mark.parametrize("office", [Office.OPERATOR, Office.LEADER])
def test_purchasers_do_not_bid(office):
    round, _custodians = make.receiving()
    with pytest.raises(NotAllowed):
        make.sealed_bid(round, people.person(round.package.tender.purchaser, office))


def test_delivery_staff_do_not_bid_and_an_unregistered_supplier_neither():
    round, _custodians = make.receiving()
    firm = people.organisation(OrganisationKind.SUPPLIER)
    with pytest.raises(NotAllowed):
        make.sealed_bid(round, people.person(firm, Office.DELIVERY))
    with pytest.raises(NotAllowed, match="注册"):
        make.sealed_bid(round, people.person(firm, Office.BIDDER))


def test_attachments_are_kept_in_the_draft_and_tied_to_the_bid():
    round, _custodians = make.receiving()
    bidder = make.bidder()
    kept = make.attach(round, bidder)
    dropped = make.attach(round, bidder, name="多余.pdf")
    remove_file(round=round, code=dropped.code, actor=bidder, at=make.AT)
    assert [entry["name"] for entry in bidding.load_draft(round, bidder).files] == ["方案.pdf"]
    bid = make.sealed_bid(round, bidder)
    assert list(BidFile.objects.values_list("code", "bid")) == [(kept.code, bid.pk)]


def test_a_kept_draft_lets_the_same_files_go_into_the_replacement():
    round, _custodians = make.receiving()
    bidder = make.bidder()
    file = make.attach(round, bidder)
    save_draft(round=round, form=make.form(), actor=bidder, at=make.AT)
    seal_bid(round=round, form=make.form(), keep_draft=True, actor=bidder, at=make.AT)
    second = seal_bid(round=round, form=make.form(team="新"), files=[file], actor=bidder, at=make.AT)
    file.refresh_from_db()
    assert file.bid == second


def test_the_total_of_a_bids_attachments_is_limited(settings):
    settings.BID_TOTAL_LIMIT = 1024 * 1024
    round, _custodians = make.receiving()
    bidder = make.bidder()
    make.attach(round, bidder, make.pdf(b"x" * 700_000))
    with pytest.raises(DomainError, match="合计不能超过1 MB") as refusal:
        make.attach(round, bidder, make.pdf(b"x" * 700_000))
    assert refusal.value.field == "file"
    assert BidFile.objects.count() == 1


def test_colleagues_share_the_draft_and_nobody_else_reads_it():
    round, _custodians = make.receiving()
    bidder = make.bidder()
    save_draft(round=round, form=make.form(), actor=bidder, at=make.AT)
    colleague = people.person(people.organisation_of(bidder), Office.BIDDER)
    assert bidding.load_draft(round, colleague).form["offer"] == "256000.00"
    assert bidding.load_draft(round, make.bidder()).form == {}
    discard_draft(round=round, actor=colleague, at=make.AT)
    assert bidding.load_draft(round, bidder).form == {}


def test_a_draft_moved_to_another_supplier_does_not_open():
    from procurement.core import safe

    round, _custodians = make.receiving()
    save_draft(round=round, form=make.form(), actor=make.bidder(), at=make.AT)
    thief = make.bidder()
    BidDraft.objects.update(supplier=thief.organisation_id)
    with pytest.raises(safe.Unreadable):
        bidding.load_draft(round, thief)


def test_withdrawing_before_the_deadline_and_bidding_again():
    round, _custodians = make.receiving()
    bidder = make.bidder()
    bid = make.sealed_bid(round, bidder)
    withdraw_bid(bid=bid, actor=bidder, at=LAST)
    assert bid.status == "WITHDRAWN"
    assert make.sealed_bid(round, bidder).status == "VALID"


def test_nobody_withdraws_anothers_bid_or_after_the_deadline():
    round, _custodians = make.receiving()
    bidder = make.bidder()
    bid = make.sealed_bid(round, bidder)
    with pytest.raises(NotAllowed):
        withdraw_bid(bid=bid, actor=make.bidder(), at=make.AT)
    with pytest.raises(DomainError, match="截止时间已过"):
        withdraw_bid(bid=bid, actor=bidder, at=LATE)


def test_receipts_name_no_position():
    round, _custodians = make.receiving()
    codes = [make.sealed_bid(round).receipt for _bid in range(3)]
    assert len(set(codes)) == 3
    assert all(len(code) == 9 and code[4] == "-" for code in codes)
    assert SealedBid.objects.filter(submission_key=F("receipt")).count() == 0


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("方案.exe.pdf", "双重扩展名"),
        ("CON.pdf", "系统保留"),
        ("方案<b>.pdf", "不允许的字符"),
        ("方案.exe", "不接受程序"),
    ],
)
def test_a_name_that_hides_something_is_refused(name, sentence):
    round, _custodians = make.receiving()
    with pytest.raises(DomainError, match=sentence) as refusal:
        make.attach(round, make.bidder(), name=name)
    assert refusal.value.field == "file"
    assert not BidFile.objects.exists()


def test_each_procedure_refuses_what_is_late_with_its_own_article():
    consultation, _custodians = make.receiving()
    tender, _custodians = make.receiving(Method.OPEN_TENDER)
    assert [one.deadline_basis for one in (consultation, tender)] == ["214号第十三条", "87号令第三十三条"]
    with pytest.raises(WrongState, match="214号第十三条"):
        save_draft(
            round=consultation,
            form=make.form(),
            actor=make.bidder(),
            at=consultation.deadline + timedelta(seconds=1),
        )

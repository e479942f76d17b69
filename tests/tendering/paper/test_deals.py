"""A single source: talks recorded, confirmed by another, published; they lead to the contract (74 art. 41 to 43)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from procurement.accounts.enums import Office
from procurement.budgeting.selectors import holdings_of_cause
from procurement.contracts.selectors.lists import to_contract
from procurement.contracts.selectors.todos import sign_by
from procurement.contracts.services import draft_contract
from procurement.core.clock import local_date
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.core.models import Attachment, Notification
from procurement.publications.models import Publication
from procurement.suppliers.enums import ListKind
from procurement.suppliers.services import exclude
from procurement.tendering.enums import DealStatus
from procurement.tendering.models import SingleSourceDeal
from procurement.tendering.selectors.paper_todos import paper_todos
from procurement.tendering.services.deals import Talks, cancel_deal, confirm_deal, publish_deal, record_deal
from procurement.tendering.services.planning import cancel_implementation_plan
from tests.factories import accounts, seals, suppliers
from tests.factories import tendering as make

from .test_paper_pages import rules_time, table

pytestmark = pytest.mark.django_db
__all__ = ["rules_time"]


@pytest.fixture
def home():
    return make.town()


def scan(name="协商情况记录.pdf"):
    return SimpleUploadedFile(name, b"%PDF-1.7\nrecord\n%%EOF\n")


def record(home, plan, supplier, *, members=make.MEMBERS, actor=None, file=None, **changed):
    return record_deal(
        plan=plan,
        supplier=supplier,
        talks=Talks(**make.talks(**changed)),
        members=members,
        file=file or scan(),
        actor=actor or home.operator,
        at=make.AT,
    )


def test_from_the_talks_to_the_contract(home):
    bidder = seals.bidder("湖北称重系统有限公司")
    supplier = accounts.organisation_of(bidder)
    deal = make.single_source_deal(home, supplier)
    head = home.leader
    assert [todo.subject_code for todo in paper_todos(head, make.AT)] == [deal.code]
    with pytest.raises(NotAllowed):
        confirm_deal(deal=deal, actor=home.operator, at=make.AT)
    with pytest.raises(WrongState):
        publish_deal(deal=deal, actor=home.operator, at=make.AT)
    confirm_deal(deal=deal, actor=head, at=make.AT)
    with pytest.raises(GuardRefused, match="须先作废"):
        cancel_implementation_plan(plan=deal.plan, reason="不买了", actor=home.operator, at=make.AT)
    publish_deal(deal=deal, actor=home.operator, at=make.AT)
    notice = Publication.objects.get(code=deal.publication_code)
    facts = notice.payload["facts"]
    assert (notice.kind, facts["amount"], facts["supplier_name"]) == ("RESULT", "760000.00", supplier.name)
    assert "郑工、何工" in str(notice.payload["sections"])
    assert {"label": "供应商地址", "value": "云梦县城关镇测试路1号"} in notice.payload["sections"][1]["rows"]
    # What they answered among themselves, and what the service costs, is the purchaser's record alone.
    assert "价格仍偏高" not in str(notice.payload) and "年维护成本" not in str(notice.payload)
    assert Notification.objects.filter(event="single_source_agreed").count() == 1
    assert to_contract(home.operator) == [deal]
    assert sign_by(deal) == local_date(make.AT) + timedelta(days=30)
    contract = draft_contract(
        deal=deal,
        starts_on=local_date(make.AT),
        ends_on=local_date(make.AT) + timedelta(days=300),
        terms=deal.requirement,
        actor=home.operator,
        at=make.AT,
    )
    assert (contract.amount, contract.method, contract.supplier) == (
        Decimal("760000.00"),
        "SINGLE_SOURCE",
        supplier,
    )
    assert sum(row.frozen for row in holdings_of_cause(deal.item.code)) == Decimal("800000.00")
    assert sign_by(contract) == sign_by(deal)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"amount": Decimal("800000.01")}, "amount"),
        ({"amount": Decimal(0)}, "amount"),
        ({"held_on": local_date(make.AT) + timedelta(days=1)}, "held_on"),
        ({"held_on": local_date(make.AT) - timedelta(days=400)}, "held_on"),
        ({"costs": "  "}, "costs"),
        ({"members": []}, "members"),
        ({"members": [{"name": "郑工", "unit": "", "title": "高工"}]}, "members"),
    ],
)
def test_an_incomplete_record_is_refused_beside_its_field_and_leaves_nothing(home, changed, field):
    plan, supplier = make.talking_plan(home), accounts.organisation_of(seals.bidder())
    with pytest.raises(DomainError) as caught:
        record(home, plan, supplier, **changed)
    assert caught.value.field == field
    assert not SingleSourceDeal.objects.exists()
    assert not Attachment.objects.filter(purpose="negotiation-record").exists()


def test_who_may_not_supply_and_who_was_not_shown(home):
    plan = make.talking_plan(home)
    banned, _admin = suppliers.supplier()
    exclude(
        supplier=banned,
        list_kind=ListKind.DISHONEST_DEBTOR,
        starts_on=local_date(make.AT) - timedelta(days=9),
        source="信用中国，当日查询",
        actor=accounts.bureau(Office.BUREAU_SUPERVISOR),
        at=make.AT,
    )
    with pytest.raises(DomainError) as caught:
        record(home, plan, banned.organisation)
    assert caught.value.field == "supplier"
    stranger = make.town("伍洛镇")
    with pytest.raises(NotAllowed):
        record(home, plan, accounts.organisation_of(seals.bidder()), actor=stranger.operator)
    with pytest.raises(WrongState, match="备案以后"):
        record(home, make.single_source_plan(home), accounts.organisation_of(seals.bidder()))


def test_a_record_is_taken_back_and_entered_anew_once(home):
    supplier = accounts.organisation_of(seals.bidder())
    deal = make.single_source_deal(home, supplier)
    with pytest.raises(WrongState):
        record(home, deal.plan, supplier)
    with pytest.raises(DomainError):
        cancel_deal(deal=deal, reason=" ", actor=home.operator, at=make.AT)
    cancel_deal(deal=deal, reason="金额登记错误", actor=home.leader, at=make.AT)
    again = record(home, deal.plan, supplier, amount=Decimal("750000.00"))
    assert [one.status for one in (deal, again)] == [DealStatus.CANCELLED, DealStatus.RECORDED]


def test_the_pages_of_the_talks(client, home, rules_time):
    plan, bidder = make.talking_plan(home), seals.bidder()
    supplier = accounts.organisation_of(bidder)
    accounts.login(client, home.operator)
    page = client.get(plan.get_absolute_url())
    assert page.context["may_talk"] and not page.context["may_draft"]
    url = reverse("tendering:deal-create", args=[plan.code])
    assert "multipart/form-data" in client.get(url).content.decode()
    token = client.get(url).context["form"].fields["form_token"].initial
    data = {
        **{name: str(value) for name, value in make.talks().items()},
        **table([{key: one[key] for key in ("name", "unit", "title", "dissent")} for one in make.MEMBERS]),
        "supplier": supplier.code,
        "file": scan(),
        "form_token": token,
    }
    refused = client.post(url, {**data, "amount": "900000"})
    assert list(refused.context["form"].errors) == ["amount"]
    token = client.get(url).context["form"].fields["form_token"].initial
    sent = client.post(url, {**data, "file": scan(), "form_token": token})
    deal = SingleSourceDeal.objects.get()
    assert sent.url == deal.get_absolute_url()
    page = client.get(deal.get_absolute_url())
    assert "何工" in page.content.decode() and "价格仍偏高" in page.content.decode()
    scanned = reverse("core:attachment", args=[deal.record.code])
    assert b"".join(client.get(scanned).streaming_content).startswith(b"%PDF")
    for stranger in (make.town("伍洛镇").operator, bidder):
        accounts.login(client, stranger)
        assert client.get(deal.get_absolute_url()).status_code == 404
        assert client.get(scanned).status_code in (403, 404)
    accounts.login(client, accounts.person(home.organisation, Office.LEADER))
    confirm = reverse("tendering:deal-transition", args=[deal.code, "confirm"])
    assert client.post(confirm).url == deal.get_absolute_url()

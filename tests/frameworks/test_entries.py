"""A supplier applies, is examined, enters, leaves, is removed for a lawful ground and never comes back."""

import pytest
from django.urls import reverse

from procurement.accounts.enums import Office
from procurement.core import clock
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.core.models import Notification
from procurement.frameworks.models import FrameworkEntry
from procurement.frameworks.selectors.dates import review_by
from procurement.frameworks.services.entries import (
    admit_entry,
    apply_to_framework,
    leave_framework,
    refuse_entry,
    remove_entry,
    sign_entry,
    withdraw_entry,
)
from procurement.publications.models import Publication
from procurement.suppliers.services import exclude
from tests.factories import accounts, suppliers, tendering
from tests.factories import frameworks as make

pytestmark = pytest.mark.django_db
FACTS = "2026年8月三笔订单两次催告后仍不派人，有记录。"


@pytest.fixture
def home():
    return make.organiser()


@pytest.fixture
def framework(home):
    return make.in_force(home)


def admit(entry, actor, **changed):
    values = {"decision": "条件符合。", "credit_record": make.CREDIT, **changed}
    return admit_entry(entry=entry, actor=actor, at=make.AT, **values)


def test_who_applies_is_admitted_at_the_fee_and_published(home, framework):
    entry, supplier = make.applied(framework)
    assert (entry.status, entry.price, str(review_by(entry))) == ("APPLIED", make.FEE, "2026-10-08")
    admit(entry, home.operator)
    notice = Publication.objects.get(code=entry.notice_code)
    assert (entry.status, notice.kind, entry.signed_at) == ("ADMITTED", "FRAMEWORK_ADMISSION", make.AT)
    assert notice.payload["facts"]["admitted"][0]["name"] == entry.supplier.name
    # 110 art. 28 and 40: the seat, and the telephone it chose to publish.
    reached = f"{entry.supplier.name}　地址：云梦县城关镇测试路1号　联系电话：0712-4321000"
    assert reached in [row["value"] for part in notice.payload["sections"] for row in part["rows"]]
    assert supplier.name not in str(notice.payload)
    told = Notification.objects.filter(recipient_code=supplier.code, event="framework_admitted")
    assert told.count() == 1


def test_where_a_written_agreement_follows_the_supplier_signs_it(home):
    entry, supplier = make.applied(make.in_force(home, separate_agreement=True))
    admit(entry, home.operator)
    assert (entry.status, entry.signed_at) == ("OFFERED", None)
    with pytest.raises(NotAllowed):
        sign_entry(entry=entry, actor=home.operator, at=make.AT)
    sign_entry(entry=entry, actor=supplier, at=make.LATER)
    assert (entry.status, entry.signed_by) == ("ADMITTED", supplier.name)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"accepts": False}, "accepts"),
        ({"area": " "}, "area"),
        ({"phone": ""}, "phone"),
        ({"statement": ""}, "statement"),
    ],
)
def test_an_application_is_whole(framework, changed, field):
    with pytest.raises(DomainError) as caught:
        make.applied(framework, **changed)
    assert (caught.value.field, FrameworkEntry.objects.count()) == (field, 0)


def test_one_living_application_a_supplier(home, framework):
    entry, supplier = make.applied(framework)
    with pytest.raises(GuardRefused):
        make.applied(framework, supplier)
    withdraw_entry(entry=entry, actor=supplier, at=make.AT)
    again, _supplier = make.applied(framework, supplier)
    refuse_entry(entry=again, decision="护理员不足5名，请补充资格证。", actor=home.operator, at=make.AT)
    assert make.applied(framework, supplier)[0].status == "APPLIED"


def test_purchasers_and_strangers_do_not_apply(framework):
    for actor in (tendering.town("义堂镇").operator, accounts.stranger()):
        with pytest.raises(NotAllowed):
            apply_to_framework(framework=framework, actor=actor, at=make.AT, **make.APPLICATION)


def test_nobody_applies_before_the_call(home):
    with pytest.raises(NotAllowed):
        make.applied(make.filed(home))


def test_who_is_on_a_list_does_not_enter(home, framework):
    entry, supplier = make.applied(framework)
    record, actor = suppliers.supplier()
    for one in (entry.supplier.supplier, record):
        exclude(
            supplier=one,
            list_kind="PROCUREMENT_OFFENDER",
            starts_on=make.AT.date(),
            ends_on=make.AT.date().replace(year=2028),
            source="财政部门处罚决定",
            actor=accounts.bureau(),
            at=make.AT,
        )
    with pytest.raises(GuardRefused):
        admit(entry, home.operator)
    with pytest.raises(GuardRefused):
        make.applied(framework, actor)


def test_the_lists_consulted_stand_in_the_record(home, framework):
    entry, _supplier = make.applied(framework)
    with pytest.raises(DomainError) as caught:
        admit(entry, home.operator, credit_record=" ")
    assert caught.value.field == "credit_record"


def test_only_who_runs_it_decides(framework):
    entry, supplier = make.applied(framework)
    for actor in (supplier, tendering.town("义堂镇").operator, accounts.bureau()):
        with pytest.raises(NotAllowed):
            admit(entry, actor)
    with pytest.raises(NotAllowed):
        withdraw_entry(entry=entry, actor=suppliers.supplier()[1], at=make.AT)


def test_an_open_framework_is_left_at_any_time_with_a_notice(home, framework):
    entry, supplier = make.admitted(framework, home)
    leave_framework(entry=entry, reason="业务调整", actor=supplier, at=make.LATER)
    notice = Publication.objects.get(code=entry.end_notice_code)
    assert (entry.status, notice.kind, notice.payload["facts"]["status"]) == (
        "LEFT",
        "FRAMEWORK_EXIT",
        "LEFT",
    )
    assert make.applied(framework, supplier)[0].status == "APPLIED"


def test_an_accepted_order_is_finished_before_one_leaves(home, framework):
    entry, supplier = make.admitted(framework, home)
    town = tendering.town("义堂镇")
    make.published(entry, supplier, make.town_item(town), town)
    with pytest.raises(GuardRefused) as caught:
        leave_framework(entry=entry, reason="", actor=supplier, at=make.LATER)
    assert "1笔" in str(caught.value)


def test_removal_needs_a_lawful_ground_its_facts_and_the_head(home, framework):
    entry, supplier = make.admitted(framework, home)
    values = {"ground": "NOT_PERFORMED", "reason": FACTS, "actor": home.leader, "at": make.LATER}
    for changed, field in (({"ground": "TOO_DEAR"}, "ground"), ({"reason": "不好"}, "reason")):
        with pytest.raises(DomainError) as caught:
            remove_entry(entry=entry, **{**values, **changed})
        assert caught.value.field == field
    with pytest.raises(NotAllowed):
        remove_entry(entry=entry, **{**values, "actor": home.operator})
    remove_entry(entry=entry, **values)
    notice = Publication.objects.get(code=entry.end_notice_code)
    assert (entry.status, notice.payload["facts"]["ground"]) == ("REMOVED", "NOT_PERFORMED")
    with pytest.raises(GuardRefused) as caught:
        make.applied(framework, supplier)
    assert "第十九条" in str(caught.value)


def test_a_delivery_person_binds_nobody(home, framework):
    entry, _supplier = make.admitted(framework, home)
    helper = accounts.person(entry.supplier, Office.DELIVERY)
    with pytest.raises(NotAllowed):
        leave_framework(entry=entry, reason="", actor=helper, at=make.LATER)
    with pytest.raises(WrongState):
        withdraw_entry(entry=entry, actor=_supplier, at=make.LATER)


def test_the_public_page_tells_a_supplier_why_it_cannot_enter_before_it_fills_in_anything(client, framework):
    clock.start_at(make.AT)
    address = reverse("frameworks:framework-public", args=[framework.code])
    apply = reverse("frameworks:entry-apply", args=[framework.code])
    assert "供应商可以随时申请加入" in client.get(address).content.decode()
    branch, admin = suppliers.supplier("测试养老有限公司云梦分公司", head_office="测试养老有限公司")
    page = accounts.login(client, admin).get(address).content.decode()
    assert ("还缺总公司（总所）的授权书" in page, apply in page) == (True, False)
    free, other = suppliers.supplier()
    page = accounts.login(client, other).get(address).content.decode()
    assert ("现在不能申请加入" in page, apply in page) == (False, True)
    exclude(
        supplier=free,
        list_kind="DISHONEST_DEBTOR",
        starts_on=make.AT.date(),
        source="信用中国",
        actor=accounts.bureau(),
        at=make.AT,
    )
    page = client.get(address).content.decode()
    assert ("列入“失信被执行人”" in page, apply in page) == (True, False)

"""Who may take part on a day: a proven identity and no list; verification is not asked (N-04)."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from procurement.accounts.services import close_organisation
from procurement.core.actors import SYSTEM
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.core.models import AuditEntry
from procurement.suppliers.enums import ListKind, PaperKind
from procurement.suppliers.selectors import excluded_codes, may_bid, may_bid_as
from procurement.suppliers.services import add_paper, exclude, lift_exclusion, withdraw_paper
from tests.factories import accounts as people
from tests.factories import suppliers as make

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 21)


def listed(supplier, kind=ListKind.DISHONEST_DEBTOR, actor=None, **changed):
    return exclude(
        supplier=supplier,
        list_kind=kind,
        starts_on=changed.pop("starts_on", date(2026, 9, 1)),
        ends_on=changed.pop("ends_on", date(2026, 10, 1)),
        source=changed.pop("source", "中国执行信息公开网 2026-09-21 10:00"),
        actor=actor or people.bureau(),
        at=people.AT,
    )


def test_a_supplier_that_is_not_verified_may_bid():
    supplier, _admin = make.supplier()
    assert supplier.status == "REGISTERED"
    assert may_bid(supplier.organisation, TODAY).allowed is True


def test_an_organisation_that_is_no_supplier_may_not():
    assert may_bid(people.township(), TODAY).allowed is False


def test_known_by_its_number_the_answer_is_the_same_in_fewer_queries(django_assert_num_queries):
    free, kept_out = make.supplier()[0], make.supplier()[0]
    listed(kept_out)
    with django_assert_num_queries(2):
        assert may_bid_as(free.organisation_id, TODAY).allowed is True
    told = [may_bid_as(one, TODAY).reason for one in (kept_out.organisation_id, people.township().pk)]
    assert told == [may_bid(one, TODAY).reason for one in (kept_out.organisation, people.township())]
    assert all(told)


def test_a_closed_supplier_may_not():
    supplier, _admin = make.supplier()
    close_organisation(organisation=supplier.organisation, reason="注销", actor=SYSTEM, at=people.AT)
    assert may_bid(supplier.organisation, TODAY).allowed is False


@pytest.mark.parametrize(
    "kind", [kind for kind in ListKind if kind != ListKind.SOCIAL_ABNORMAL], ids=lambda kind: kind.value
)
def test_a_list_keeps_out_from_its_first_to_its_last_day(kind):
    supplier, _admin = make.supplier()
    listed(supplier, kind)
    days = [date(2026, 8, 31), date(2026, 9, 1), date(2026, 10, 1), date(2026, 10, 2)]
    assert [may_bid(supplier.organisation, day).allowed for day in days] == [True, False, False, True]
    assert [excluded_codes(day) for day in days] == [set(), {supplier.code}, {supplier.code}, set()]


def test_the_refusal_names_list_days_and_basis():
    supplier, _admin = make.supplier()
    listed(supplier)
    assert str(may_bid(supplier.organisation, TODAY).reason) == (
        "自2026年9月1日至2026年10月1日列入“失信被执行人”，期间不能参加（财库〔2016〕125号）；期满后可以参加。"
    )


def test_an_abnormal_activity_entry_only_warns():
    supplier, _admin = make.supplier()
    listed(supplier, ListKind.SOCIAL_ABNORMAL)
    assert may_bid(supplier.organisation, TODAY).allowed is True


def test_a_lifted_entry_ends_on_its_day_and_only_once():
    supplier, _admin = make.supplier()
    entry = listed(supplier, ends_on=None)
    assert may_bid(supplier.organisation, TODAY).allowed is False
    arguments = {
        "entry": entry,
        "reason": "已履行完毕",
        "actor": people.bureau(),
        "at": people.AT,
        "on": TODAY,
    }
    lift_exclusion(**arguments)
    assert [may_bid(supplier.organisation, day).allowed for day in (date(2026, 9, 20), TODAY)] == [
        False,
        True,
    ]
    with pytest.raises(WrongState):
        lift_exclusion(**arguments)
    actions = AuditEntry.objects.filter(subject_kind="supplier", subject_code=supplier.code)
    assert list(actions.order_by("seq").values_list("action", flat=True)) == [
        "create",
        "exclude",
        "lift_exclusion",
    ]


@pytest.mark.parametrize("field", ["source", "ends_on"])
def test_an_entry_needs_its_source_and_sensible_days(field):
    supplier, _admin = make.supplier()
    with pytest.raises(DomainError) as refusal:
        listed(supplier, **{"source": {"source": " "}, "ends_on": {"ends_on": date(2026, 8, 1)}}[field])
    assert refusal.value.field == field
    assert may_bid(supplier.organisation, TODAY).allowed is True


def test_nobody_but_supervision_records_a_list():
    supplier, admin = make.supplier()
    for actor in (admin, people.stranger(), people.bureau("BUREAU_BUDGET"), people.auditor()):
        with pytest.raises(NotAllowed):
            listed(supplier, actor=actor)
    assert may_bid(supplier.organisation, TODAY).allowed is True


def authorised(supplier, admin, until):
    file = SimpleUploadedFile("letter.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
    return add_paper(
        supplier=supplier,
        kind=PaperKind.AUTHORISATION,
        file=file,
        valid_until=until,
        actor=admin,
        at=people.AT,
    )


def test_a_branch_takes_part_while_its_letter_holds_on_the_day_the_documents_name():
    branch, admin = make.supplier("测试保洁有限公司云梦分公司", head_office="测试保洁有限公司")
    asked = branch.organisation
    assert "还缺总公司（总所）的授权书" in may_bid(asked, TODAY).reason
    letter = authorised(branch, admin, date(2026, 9, 30))
    due = [date(2026, 9, 30), date(2026, 10, 1)]
    assert [may_bid(asked, TODAY, papers_on=day).allowed for day in due] == [True, False]
    assert may_bid(asked, date(2026, 10, 1)).reason == (
        "总公司（总所）的授权书有效期至2026年9月30日，到2026年10月1日已经过期，等于没有授权"
        "（《政府采购法》第二十二条第一款第一项）。请上传新的授权书，上传后立即可以参加。"
    )
    authorised(branch, admin, None)
    assert may_bid(asked, TODAY, papers_on=due[1]).allowed is True
    for paper in branch.papers.exclude(pk=letter.pk):
        withdraw_paper(paper=paper, actor=admin, at=people.AT)
    assert may_bid(asked, TODAY, papers_on=due[1]).allowed is False


def test_who_names_a_head_office_is_a_branch_whatever_its_name():
    branch, _admin = make.supplier("测试保洁城关服务部", head_office="测试保洁有限公司")
    assert may_bid(branch.organisation, TODAY).allowed is False


def test_a_village_named_like_a_branch_is_none():
    village, _admin = make.supplier(
        "云梦县测试镇分店", supplier_kind="SELF_GOVERNING_BODY", credit_code=make.credit_code("54")
    )
    assert may_bid(village.organisation, TODAY).allowed is True

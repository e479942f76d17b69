"""What the bureau looks at, what changes afterwards, and what lists and rulings say."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.core.models import AuditEntry, Notification
from procurement.suppliers.enums import ListKind, PaperKind
from procurement.suppliers.models import DetailChange, Exclusion
from procurement.suppliers.selectors import may_bid, todos, unfounded_within_a_year
from procurement.suppliers.services import (
    accept_change,
    add_paper,
    answer_bureau,
    ask_supplier,
    change_details,
    consult_lists,
    exclude,
    note_unfounded_complaint,
    refuse_change,
    request_verification,
    sign_commitment,
    verify,
    withdraw_change,
)
from tests.factories import accounts as people
from tests.factories import suppliers as make

pytestmark = pytest.mark.django_db
AT = people.AT
ACCOUNT = "6222000000000009"


@pytest.fixture
def asked():
    supplier, admin = make.supplier()
    file = SimpleUploadedFile("licence.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
    add_paper(supplier=supplier, kind=PaperKind.LICENCE, file=file, actor=admin, at=AT)
    request_verification(supplier=supplier, actor=admin, at=AT)
    return supplier, admin


def test_papers_are_seen_and_lists_consulted_first(asked):
    supplier, _admin = asked
    officer, paper = people.bureau(), supplier.papers.get()
    with pytest.raises(GuardRefused, match="还有材料没有查看：营业执照、登记证书或身份证明"):
        verify(supplier=supplier, actor=officer, at=AT)
    with pytest.raises(GuardRefused, match="还没有查询并记录这些名单"):
        verify(supplier=supplier, papers_seen=[paper.code], actor=officer, at=AT)
    paper.refresh_from_db()
    assert (paper.seen_at, paper.seen_by) == (AT, officer.name)
    make.consulted(supplier, officer)
    verify(supplier=supplier, actor=officer, at=AT)
    assert supplier.status == "VERIFIED"


def test_lists_consulted_before_the_request_do_not_count(asked):
    supplier, _admin = asked
    officer = people.bureau()
    make.consulted(supplier, officer, at=AT - timedelta(days=1))
    with pytest.raises(GuardRefused, match="名单"):
        verify(
            supplier=supplier,
            papers_seen=supplier.papers.values_list("code", flat=True),
            actor=officer,
            at=AT,
        )


@pytest.mark.parametrize(("source", "record", "field"), [("", "x", "source"), ("x", " ", "record")])
def test_a_consultation_says_where_and_what(asked, source, record, field):
    with pytest.raises(DomainError) as refusal:
        consult_lists(
            supplier=asked[0],
            results={ListKind.TAX_OFFENDER: False},
            source=source,
            record=record,
            actor=people.bureau(),
            at=AT,
        )
    assert refusal.value.field == field


def test_nobody_but_supervision_consults_or_notes(asked):
    supplier, admin = asked
    for actor in (admin, people.stranger(), people.auditor(), people.bureau("BUREAU_BUDGET")):
        with pytest.raises(NotAllowed):
            make.consulted(supplier, actor)
        with pytest.raises(NotAllowed):
            noted(supplier, actor=actor)


def test_a_verified_detail_goes_round_again_while_the_old_value_holds(asked):
    supplier, admin = asked
    officer, held = people.bureau(), supplier.bank_account
    make.verified(supplier, officer)
    change_details(supplier=supplier, bank_account=ACCOUNT, phone="0712-4329999", actor=admin, at=AT)
    supplier.refresh_from_db()
    assert (supplier.status, supplier.bank_account, supplier.phone) == ("VERIFIED", held, "0712-4329999")
    (change,) = supplier.detail_changes.all()
    assert [todo.subject_code for todo in todos(officer, AT)] == [supplier.code]
    with pytest.raises(NotAllowed):
        accept_change(change=change, actor=admin, at=AT)
    accept_change(change=change, actor=officer, at=AT)
    supplier.refresh_from_db()
    assert (supplier.status, supplier.bank_account) == ("VERIFIED", ACCOUNT)
    assert (
        Notification.objects.filter(recipient_code=admin.code, event="supplier_change_accepted").count() == 1
    )
    with pytest.raises(WrongState):
        withdraw_change(change=change, actor=admin, at=AT)
    texts = AuditEntry.objects.filter(subject_code__in=[supplier.code, change.code]).values_list(
        "changes", flat=True
    )
    assert [ACCOUNT in str(text) or "4329999" in str(text) for text in texts] == [False] * len(texts)


def test_a_change_is_refused_with_its_reason_or_replaced(asked):
    supplier, admin = asked
    officer = people.bureau()
    make.verified(supplier, officer)
    for name in ("钱七", "钱七", "孙八"):
        change_details(supplier=supplier, legal_representative=name, actor=admin, at=AT)
    assert sorted(DetailChange.objects.values_list("value", "status")) == [
        ("孙八", "ASKED"),
        ("钱七", "WITHDRAWN"),
    ]
    change = DetailChange.objects.get(status="ASKED")
    with pytest.raises(DomainError) as refusal:
        refuse_change(change=change, reason=" ", actor=officer, at=AT)
    assert refusal.value.field == "reason"
    refuse_change(change=change, reason="执照上不是此人", actor=officer, at=AT)
    supplier.refresh_from_db()
    assert (change.status, supplier.legal_representative == "孙八") == ("REFUSED", False)


def test_the_bureau_asks_the_supplier_answers_and_the_request_goes_on(asked, client):
    """Nothing has to be asked for again, lists stay consulted, and the supplier may bid all the while."""
    supplier, admin = asked
    officer = people.bureau()
    make.consulted(supplier, officer)
    for nobody in (admin, people.bureau("BUREAU_BUDGET"), people.auditor(), people.stranger()):
        with pytest.raises(NotAllowed):
            ask_supplier(supplier=supplier, reason="x", actor=nobody, at=AT)
    with pytest.raises(DomainError) as refusal:
        ask_supplier(supplier=supplier, reason=" ", actor=officer, at=AT)
    assert refusal.value.field == "reason"
    ask_supplier(supplier=supplier, reason="执照看不清，请重拍", actor=officer, at=AT)
    assert [todo.title for todo in todos(admin, AT)] == ["答复财政部门核验中的问题"]
    assert todos(officer, AT) == []
    assert Notification.objects.get(recipient_code=admin.code).event == "supplier_questioned"
    assert may_bid(supplier.organisation, AT.date())
    with pytest.raises(WrongState):
        verify(supplier=supplier, actor=officer, at=AT)
    with pytest.raises(NotAllowed):
        answer_bureau(supplier=supplier, reason="x", actor=officer, at=AT)
    page = people.login(client, admin).get(f"/workspace/suppliers/{supplier.code}/answer/")
    assert "执照看不清，请重拍" in page.context["form"].fields["reason"].help_text
    change_details(supplier=supplier, legal_representative="钱七", actor=admin, at=AT)
    assert supplier.status == "QUESTIONED"
    answer_bureau(supplier=supplier, reason="已重新上传", actor=admin, at=AT)
    page = people.login(client, officer).get(supplier.get_absolute_url()).content.decode()
    assert ("执照看不清，请重拍" in page, "已重新上传" in page) == (True, True)
    assert [todo.subject_code for todo in todos(officer, AT)] == [supplier.code]
    verify(
        supplier=supplier,
        papers_seen=supplier.papers.values_list("code", flat=True),
        actor=officer,
        at=AT,
    )
    assert supplier.status == "VERIFIED"


def test_a_refused_change_keeps_its_reason_in_sight_until_it_is_asked_for_anew(asked, client):
    supplier, admin = asked
    officer = people.bureau()
    make.verified(supplier, officer)
    change_details(supplier=supplier, address="云梦县义堂镇新街1号", actor=admin, at=AT)
    refuse_change(change=supplier.detail_changes.get(), reason="执照上不是这个地址", actor=officer, at=AT)
    people.login(client, admin)
    assert "执照上不是这个地址" in client.get(supplier.get_absolute_url()).content.decode()
    change_details(supplier=supplier, address="云梦县义堂镇新街2号", actor=admin, at=AT)
    page = client.get(supplier.get_absolute_url()).content.decode()
    assert ("执照上不是这个地址" in page, "云梦县义堂镇新街2号" in page) == (False, True)


def test_a_name_changes_by_the_bureau_only():
    supplier, admin = make.supplier("旧名有限公司")
    change_details(supplier=supplier, name="新名有限公司", actor=admin, at=AT)
    supplier.organisation.refresh_from_db()
    assert supplier.organisation.name == "旧名有限公司"
    accept_change(change=supplier.detail_changes.get(), actor=people.bureau(), at=AT)
    supplier.organisation.refresh_from_db()
    assert supplier.organisation.name == "新名有限公司"


def test_a_letter_stands_for_a_proof_where_the_bureau_lets_it(client):
    supplier, admin = make.supplier("测试合作社")
    letter = sign_commitment(supplier=supplier, kind=PaperKind.TAX, actor=admin, at=AT)
    assert letter.commitment.endswith("承诺人：测试合作社")
    with pytest.raises(DomainError) as refusal:
        sign_commitment(supplier=supplier, kind=PaperKind.LICENCE, actor=admin, at=AT)
    assert refusal.value.rule == "N-04"
    people.login(client, admin)
    page = client.get(f"/workspace/suppliers/{supplier.code}/papers/")
    assert [proof["letter"] for proof in page.context["proofs"]] == [
        False,
        True,
        False,
        True,
        True,
        True,
        False,
    ]
    assert client.get(f"/workspace/suppliers/{supplier.code}/papers/commitment/LICENCE/").status_code == 404


def test_an_expired_licence_warns_and_stops_nothing(client):
    supplier, admin = make.supplier()
    people.login(client, admin)
    address = f"/workspace/suppliers/{supplier.code}/papers/new/"
    token = client.get(address).context["form"]["form_token"].value()
    file = SimpleUploadedFile("licence.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
    typed = {"kind": "LICENCE", "file": file, "valid_until": "2020-01-01", "form_token": token}
    page = client.post(address, typed, follow=True)
    assert "这份材料已经过期" in page.content.decode()
    assert may_bid(supplier.organisation, AT.date())


def noted(supplier, number="云财采决〔2026〕1号", on=date(2026, 9, 1), actor=None):
    return note_unfounded_complaint(
        supplier=supplier,
        decided_on=on,
        number=number,
        authority="云梦县财政局",
        actor=actor or people.bureau(),
        at=AT,
    )


def test_unfounded_complaints_count_for_twelve_months():
    supplier, _admin = make.supplier()
    days = (date(2025, 9, 21), date(2025, 9, 22), date(2026, 9, 21))
    for number, day in enumerate(days):
        noted(supplier, number=str(number), on=day)
    assert unfounded_within_a_year(supplier, AT.date()) == 2
    with pytest.raises(DomainError) as twice:
        noted(supplier, number="1")
    assert twice.value.field == "number"
    with pytest.raises(DomainError) as early:
        noted(supplier, number="9", on=date(2026, 9, 22))
    assert early.value.field == "decided_on"


def excluded(supplier, **changed):
    return exclude(
        supplier=supplier,
        **{
            "list_kind": ListKind.MAJOR_VIOLATION,
            "starts_on": date(2024, 2, 29),
            "source": "信用中国",
            **changed,
        },
        actor=people.bureau(),
        at=AT,
    )


def test_a_major_violation_counts_three_years_and_not_a_day_more():
    supplier, _admin = make.supplier()
    entry = excluded(supplier)
    assert entry.ends_on == date(2027, 2, 27)
    assert not may_bid(supplier.organisation, date(2027, 2, 27))
    assert may_bid(supplier.organisation, date(2027, 2, 28))


@pytest.mark.parametrize(("fine", "counts"), [("1999999.99", False), ("2000000.00", True)])
def test_only_a_larger_fine_is_a_major_violation(fine, counts):
    supplier, _admin = make.supplier()
    if counts:
        excluded(supplier, fine=Decimal(fine))
    else:
        with pytest.raises(DomainError) as refusal:
            excluded(supplier, fine=Decimal(fine))
        assert (refusal.value.field, refusal.value.rule) == ("fine", "H-02")
    assert Exclusion.objects.count() == int(counts)

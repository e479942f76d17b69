"""Raising, cutting and moving approved money: a document, a second person, never below what is promised."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from procurement.accounts.enums import Office
from procurement.budgeting import services
from procurement.budgeting.models import Adjustment, LedgerEntry
from procurement.budgeting.selectors import Cause, mismatches, todos
from procurement.core.actors import SYSTEM
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.core.models import Attachment, AuditEntry
from tests.factories.accounts import AT, bureau, login, person, stranger, township
from tests.factories.budgeting import (
    adjustment,
    approved_line,
    budget_officer,
    draft_line,
    reserved_line,
    spent,
)

pytestmark = pytest.mark.django_db


def approve(one, actor=None):
    return services.approve_adjustment(adjustment=one, actor=actor or budget_officer(), at=AT, reason="同意")


def balances(line):
    line.refresh_from_db()
    return line.total, line.free


def test_an_increase_waits_for_a_second_person():
    line = approved_line("100.00")
    one = adjustment(line, amount="50.00")
    assert balances(line) == (Decimal("100.00"), Decimal("100.00"))
    approve(one)

    assert balances(line) == (Decimal("150.00"), Decimal("150.00"))
    entry = LedgerEntry.objects.get(line=line, kind="ADJUST")
    assert (entry.amount, entry.cause_kind, entry.cause_code, entry.document) == (
        Decimal("50.00"),
        "budget-adjustment",
        one.code,
        "云财预〔2026〕47号",
    )
    assert (entry.audit_entry.subject_code, entry.audit_entry.action) == (line.code, "adjust")
    assert (one.status, one.remark, mismatches()) == ("APPROVED", "同意", [])


def test_a_decrease_never_goes_below_what_is_promised_and_says_the_numbers():
    line = reserved_line("100.00", held="90.00")
    with pytest.raises(GuardRefused) as caught:
        adjustment(line, "DECREASE", "10.01")
    assert caught.value.field == "amount"
    assert str(caught.value) == (
        f"指标{line.code}不能减少 10.01 元：预算数 100.00 元，已预留 90.00 元、冻结 0.00 元、"
        "合同承诺 0.00 元、支付 0.00 元，最多可减 10.00 元。请减少金额，或先释放项目占用的资金。"
    )
    approve(adjustment(line, "DECREASE", "10.00"))
    assert balances(line) == (Decimal("90.00"), Decimal("0.00"))


def test_what_was_promised_between_request_and_approval_counts():
    line = approved_line("100.00")
    one = adjustment(line, "DECREASE", "60.00")
    services.reserve(line=line, cause=Cause("P-1"), amount=Decimal("50.00"), actor=SYSTEM, at=AT)
    with pytest.raises(GuardRefused) as caught:
        approve(one)
    assert "最多可减 50.00 元" in str(caught.value)
    one.refresh_from_db()
    assert (one.status, balances(line)) == ("REQUESTED", (Decimal("100.00"), Decimal("50.00")))


def test_a_reallocation_moves_money_between_two_lines():
    home = township()
    line, target = approved_line("100.00", organisation=home), approved_line("20.00", organisation=home)
    approve(adjustment(line, "REALLOCATE", "30.00", target=target))
    assert (balances(line)[0], balances(target)[0]) == (Decimal("70.00"), Decimal("50.00"))
    assert list(
        LedgerEntry.objects.filter(kind="ADJUST").values_list("line", "amount").order_by("amount")
    ) == [
        (line.pk, Decimal("-30.00")),
        (target.pk, Decimal("30.00")),
    ]


@pytest.mark.parametrize("fields", [{"year": 2027}, {"fund_source": "SPECIAL_FUND"}])
def test_money_moves_within_one_year_and_source_only(fields):
    home = township()
    line = approved_line(organisation=home)
    with pytest.raises(DomainError) as caught:
        adjustment(line, "REALLOCATE", target=approved_line(organisation=home, **fields))
    assert caught.value.field == "target"


@pytest.mark.parametrize(
    ("kind", "fields", "field"),
    [
        ("INCREASE", {"ground": ""}, "ground"),
        ("INCREASE", {"ground": "PURCHASE"}, "ground"),
        ("INCREASE", {"document": " "}, "document"),
        ("INCREASE", {"reason": ""}, "reason"),
        ("REALLOCATE", {}, "target"),
        ("SOMETHING", {}, "kind"),
    ],
)
def test_what_is_missing_is_told_beside_its_field(kind, fields, field):
    with pytest.raises(DomainError) as caught:
        adjustment(kind=kind, **fields)
    assert caught.value.field == field


def test_a_finance_office_asks_for_its_own_lines_only():
    home = township()
    finance = person(home, Office.FINANCE)
    own, other = approved_line(organisation=home), approved_line(organisation=township("义堂镇"))
    assert adjustment(own, "DECREASE", actor=finance).status == "REQUESTED"
    with pytest.raises(NotAllowed):
        adjustment(other, "DECREASE", actor=finance)
    with pytest.raises(DomainError) as caught:
        adjustment(own, "REALLOCATE", target=other, actor=finance)
    assert caught.value.field == "target"


@pytest.mark.parametrize("make", [bureau, stranger, lambda: person(township(), Office.OPERATOR)])
def test_others_can_neither_ask_nor_decide(make):
    one = adjustment()
    with pytest.raises(NotAllowed):
        adjustment(actor=make())
    with pytest.raises(NotAllowed):
        approve(one, make())


def test_who_asked_does_not_decide_but_may_withdraw():
    author = budget_officer()
    one = adjustment(actor=author)
    with pytest.raises(NotAllowed) as caught:
        approve(one, author)
    assert "另一人" in str(caught.value)
    with pytest.raises(NotAllowed):
        services.withdraw_adjustment(adjustment=one, actor=budget_officer(), at=AT)
    services.withdraw_adjustment(adjustment=one, actor=author, at=AT)
    with pytest.raises(WrongState):
        approve(one)


def test_two_people_who_approve_at_once_do_it_once():
    line = approved_line("100.00")
    one = adjustment(line, amount="50.00")
    second = Adjustment.objects.get(pk=one.pk)
    approve(one)
    with pytest.raises(WrongState):
        approve(second)
    assert balances(line) == (Decimal("150.00"), Decimal("150.00"))


def test_a_refusal_needs_a_reason_and_changes_nothing():
    one = adjustment()
    with pytest.raises(DomainError) as caught:
        services.refuse_adjustment(adjustment=one, reason=" ", actor=budget_officer(), at=AT)
    assert caught.value.field == "reason"
    services.refuse_adjustment(adjustment=one, reason="没有文件", actor=budget_officer(), at=AT)
    assert (one.status, one.line.adjusted) == ("REFUSED", Decimal("0.00"))


def test_drafts_and_closed_lines_are_not_adjusted():
    with pytest.raises(WrongState):
        adjustment(draft_line())
    one = adjustment()
    spent(one.line)
    services.close_line(line=one.line, actor=budget_officer(), at=AT)
    with pytest.raises(GuardRefused):
        approve(one)


def test_the_scan_is_kept_and_read_by_who_sees_the_line(client):
    pdf = SimpleUploadedFile("批复.pdf", b"%PDF-1.7\n%%EOF\n")
    one = adjustment(file=pdf)
    url = reverse("core:attachment", args=[one.attachment.code])
    assert login(client, budget_officer()).get(url).getvalue() == b"%PDF-1.7\n%%EOF\n"
    assert login(client, person(township("义堂镇"), Office.FINANCE)).get(url).status_code == 404


def test_a_bad_scan_leaves_nothing():
    with pytest.raises(DomainError) as caught:
        adjustment(file=SimpleUploadedFile("批复.exe", b"MZ"))
    assert (caught.value.field, Adjustment.objects.count(), Attachment.objects.count()) == ("file", 0, 0)


def test_the_database_holds_the_shape():
    one = adjustment()
    for wrong in ({"amount": "0.00"}, {"target": one.line}, {"kind": "REALLOCATE"}, {"ground": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Adjustment.objects.filter(pk=one.pk).update(**wrong)


def test_it_waits_on_the_desk_of_the_others():
    author = budget_officer()
    one = adjustment(actor=author)
    assert [todo.subject_code for todo in todos(budget_officer(), AT)] == [one.code]
    assert todos(author, AT) == []


def form_of(client, actor, url):
    form = login(client, actor).get(url).context["form"]
    return form.fields["form_token"].initial if "form_token" in form.fields else ""


def test_asking_and_deciding_on_screen(client):
    line = reserved_line("100.00", held="90.00")
    author, other = budget_officer(), budget_officer()
    url = reverse("budgeting:line-adjust", args=[line.code])
    data = {"kind": "DECREASE", "amount": "１０．０１", "document": "云财预〔2026〕47号", "reason": "压减"}
    refused = client.post(url, {**data, "form_token": form_of(client, author, url)})
    assert list(refused.context["form"].errors) == ["amount"]
    data["amount"] = "10.00"
    response = client.post(url, {**data, "form_token": form_of(client, author, url)})
    one = Adjustment.objects.get()
    assert (response.status_code, response.url) == (302, one.get_absolute_url())
    page = client.get(one.get_absolute_url())
    assert [(row.total_after, row.free_after) for row in page.context["effects"]] == [
        (Decimal("90.00"), Decimal("0.00"))
    ]
    step = reverse("budgeting:adjustment-transition", args=[one.code, "approve"])
    assert client.get(step).status_code == 403
    assert login(client, other).post(step, {"reason": ""}).status_code == 302
    assert balances(line) == (Decimal("90.00"), Decimal("0.00"))
    assert (
        login(client, person(township("义堂镇"), Office.FINANCE)).get(one.get_absolute_url()).status_code
        == 404
    )


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_takes_a_fixed_number_of_queries(client, rows, django_assert_max_num_queries):
    for _ in range(rows):
        adjustment(actor=SYSTEM)
    login(client, budget_officer())
    with django_assert_max_num_queries(15):
        page = client.get(reverse("budgeting:adjustment-list"))
    assert page.context["page_obj"].paginator.count == rows


def test_every_entry_names_its_audit_entry():
    line = reserved_line()
    approve(adjustment(line))
    entries = list(line.entries.select_related("audit_entry"))
    assert [(entry.audit_entry.subject_kind, entry.audit_entry.action) for entry in entries] == [
        ("budget-line", "approve"),
        ("budget-line", "reserve"),
        ("budget-line", "adjust"),
    ]
    assert AuditEntry.objects.filter(subject_code=line.code).count() == 4


def test_no_line_is_raised_beyond_what_it_can_hold(client):
    """Two increases that are fine alone: the second is refused in words, asked for before the first or after."""
    line, officer = approved_line("100.00"), budget_officer()
    near = "9999999999000.00"
    first, second = adjustment(line, amount=near), adjustment(line, amount=near)
    approve(first)
    with pytest.raises(GuardRefused, match="超过了一笔指标能登记的最大金额"):
        approve(second)
    assert balances(line)[0] == Decimal("9999999999100.00")
    other = approved_line("5000.00", organisation=line.organisation)
    with pytest.raises(GuardRefused) as caught:
        adjustment(other, "REALLOCATE", "2000.00", target=line)
    assert caught.value.field == "amount"

    url = reverse("budgeting:line-adjust", args=[line.code])
    token = login(client, officer).get(url).context["form"].fields["form_token"].initial
    data = {"kind": "INCREASE", "amount": near, "ground": "CONGRESS", "document": "文", "reason": "年中"}
    answer = client.post(url, {**data, "form_token": token})
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["amount"])
    page = client.get(second.get_absolute_url())
    assert "超过了一笔指标能登记的最大金额" in page.content.decode()

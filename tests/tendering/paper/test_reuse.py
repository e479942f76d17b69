"""What the plan and earlier documents already say: taken over, shown, and judged by today's law."""

from datetime import timedelta
from decimal import Decimal

import pytest

from procurement.core.errors import DomainError
from procurement.tendering.models import QualificationCondition, RequirementLine
from procurement.tendering.selectors import reuse, takeover
from procurement.tendering.selectors.documents import payload
from procurement.tendering.services import documents
from procurement.tendering.services.commercial import set_commercial
from procurement.tendering.services.drafting import draft_tender
from tests.factories import accounts
from tests.factories import tendering as make

from .test_paper_pages import at, rules_time

pytestmark = pytest.mark.django_db
__all__ = ["rules_time"]
PARTS = {
    "service_term": "自合同签订之日起12个月",
    "place": "1号村、2号村",
    "acceptance": "每季度验收一次，邀请村民代表参加。",
    "penalty": "未清扫的每次扣200元；采购人迟延付款的付利息。",
}


@pytest.fixture
def home():
    return make.town()


def refused(function, **arguments):
    with pytest.raises(DomainError) as caught:
        function(**arguments)
    return caught.value


def test_commercial_terms_in_parts_stand_in_documents_and_contract(home):
    tender = make.drafted_tender(home)
    error = refused(
        set_commercial, tender=tender, parts={**PARTS, "penalty": " "}, actor=home.operator, at=make.AT
    )
    assert (str(error), error.field) == ("请写明违约责任（需求管理办法第二十三条）。", "penalty")
    wrong = {**PARTS, "other": "设最低限价10万元"}
    error = refused(set_commercial, tender=tender, parts=wrong, actor=home.operator, at=make.AT)
    assert (error.field, error.rule) == ("other", "B-09")

    set_commercial(tender=tender, parts=PARTS, actor=home.operator, at=make.AT)
    documents.build_contract_draft(tender=tender, actor=home.operator, at=make.AT)

    assert tender.commercial == PARTS
    assert tender.commercial_terms.splitlines()[0] == "服务期：自合同签订之日起12个月"
    for part in ("地点：1号村、2号村。", "每季度验收一次", "未清扫的每次扣200元", "十、绩效目标"):
        assert part in tender.contract_draft
    targets = [row["name"] for row in payload(tender)["indicators"]]
    assert targets == [row.name for row in tender.item.indicators.all()]


def test_the_requirement_begins_with_what_the_plan_says(home):
    package = make.drafted_tender(home).packages.get()
    item = package.tender.item

    row = takeover.requirement_row(package)

    assert {name: row[name] for name in ("what", "quantity", "unit", "place", "by_when")} == {
        "what": item.title,
        "quantity": item.quantity,
        "unit": item.unit,
        "place": home.organisation.short_name or home.organisation.name,
        "by_when": "自合同签订之日起12个月",
    }
    assert not package.requirements.exists()
    package.budget -= 1
    assert takeover.requirement_row(package)["quantity"] is None


@pytest.mark.parametrize(
    ("rows", "cell"),
    [
        ([("首期", "30", "验收合格后", True), ("末期", "70", "验收合格后", False)], (1, "condition")),
        ([("首期", "70", "验收合格后", False), ("预付", "30", "合同签订后", True)], (2, "advance")),
        ([("首期", "100", "合同签订后", True)], (1, "condition")),
    ],
)
def test_an_advance_is_paid_first_and_before_acceptance(home, rows, cell):
    tender = make.drafted_tender(home)
    names = ("stage", "percent", "condition", "advance")
    plan = [dict(zip(names, row, strict=True)) for row in rows]
    error = refused(documents.set_payment_plan, tender=tender, rows=plan, actor=home.operator, at=make.AT)
    assert (error.rule, error.cell) == ("N-19", cell)

    plan = [{**make.PAYMENTS[0], "advance": True}, *make.PAYMENTS[1:]]
    documents.set_payment_plan(tender=tender, rows=plan, actor=home.operator, at=make.AT)
    assert [row.get("advance") for row in tender.payment_plan] == [True, None, None]
    assert tender.payment_terms.splitlines()[0] == (
        "1. 首期（预付款）：支付合同价款的30%，条件：合同签订并提交进场方案后；从以后各期付款中抵扣。"
    )


def next_year(home, source, **fields):
    plan = make.implementation_plan(home, make.published_item(home, title="第二个年度保洁服务", **fields))
    return draft_tender(
        plan=plan,
        title=plan.item.title,
        award_rule="COMPREHENSIVE_SCORING",
        packages=[{"title": "保洁", "budget": plan.amount}],
        terms={"industry": "其他未列明行业"},
        source=source,
        actor=home.operator,
        at=make.RELEASED_AT + timedelta(days=1),
    )


def test_documents_begin_with_last_years(home):
    source = make.released_tender(home)
    package = source.packages.get()
    QualificationCondition.objects.create(package=package, code="Q9", text="具有清扫许可", basis="部门规章")
    RequirementLine.objects.filter(package=package).update(by_when="2026年全年")

    tender = next_year(home, source)

    fresh = tender.packages.get()
    for related in ("requirements", "factors"):
        old, new = getattr(package, related), getattr(fresh, related)
        assert [str(row) for row in new.all()] == [str(row) for row in old.all()]
    assert [row.text for row in fresh.conditions.all()][-1] == "具有清扫许可"
    assert fresh.conditions.count() == package.conditions.count()
    assert tender.payment_plan == source.payment_plan
    assert (tender.contract_draft, tender.deadline, tender.taken_from) == ("", None, source.code)
    again = reuse.look_again(tender, source, [fresh])
    assert again == [
        "文字里写有年份2026年，请核对是否还对。",
        "合同草案没有沿用：核对完以后按新的需求重新生成。",
    ]


def test_what_the_law_no_longer_allows_is_not_taken_over(home):
    source = make.released_tender(home)
    type(source).objects.filter(pk=source.pk).update(bond_percent=Decimal("5"), price_weight=Decimal("40"))
    source.refresh_from_db()

    tender = next_year(home, source)

    assert (tender.bond_percent, tender.price_weight) == (Decimal("0"), Decimal("10"))


def test_unreleased_documents_and_those_of_strangers_do_not_serve(home):
    other = make.town("沙河乡")
    draft = make.drafted_tender(home)
    assert refused(next_year, home=home, source=draft).field == "source"

    elsewhere = make.released_tender(other)
    plan = make.implementation_plan(home, make.published_item(home, title="第三个保洁服务"))
    assert list(reuse.reusable(plan)) == [elsewhere]
    type(plan.item.catalogue_item).objects.filter(pk=elsewhere.item.catalogue_item_id).update(code="A0699")
    plan.item.catalogue_item.code = "A0607"
    assert list(reuse.reusable(plan)) == []


def test_a_clerk_chooses_the_earlier_documents_and_sees_what_to_look_at_again(home, client, rules_time):
    source = make.released_tender(home)
    plan = make.implementation_plan(home, make.published_item(home, title="第二个年度保洁服务"))
    rules_time(make.RELEASED_AT + timedelta(days=1))
    accounts.login(client, home.operator)
    url = at("tender-create", plan.code)
    assert f"?from={source.code}" in client.get(url).content.decode()

    shown = client.get(f"{url}?from={source.code}").context["form"]
    hidden = {name: shown[name].value() for name in shown.fields}
    response = client.post(url, hidden, follow=True)

    tender = plan.tenders.get()
    assert response.status_code == 200
    assert tender.taken_from == source.code
    page = client.get(at("tender-documents", tender.code)).content.decode()
    assert "合同草案没有沿用" in page

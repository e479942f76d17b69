"""A closed framework that quality ranks, from its filed plan to its result (110 art. 25, 27, 28)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from procurement.awarding import services as awarding
from procurement.awarding.selectors.bids import first_round_bids
from procurement.awarding.selectors.todos import todos
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.core.models import AuditEntry, OutboxMessage
from procurement.frameworks.models import Framework
from procurement.frameworks.selectors.reviews import left_open
from procurement.frameworks.selectors.todos import todos as waiting
from procurement.frameworks.services.calling import supplement
from procurement.frameworks.services.entries import lower_price, remove_entry, sign_entry
from procurement.frameworks.services.quality import set_quality_factors
from procurement.frameworks.services.solicitations import announce, begin, fail, rank
from procurement.publications.models import Publication
from procurement.regulations import admission, quality
from procurement.regulations.canonical import canonical_json, sha256_hex
from procurement.tendering.services.bidding import seal_bid
from tests.factories import accounts, closed, seals
from tests.factories import frameworks as make

pytestmark = pytest.mark.django_db

# The dearest is best, the cheapest worst: the price has no part in it.
POINTS = {"A": ("20", "20"), "B": ("60", "30"), "C": ("60", "40")}


@pytest.fixture
def made():
    return closed.Closed(**closed.scored_plan()).examined()


@pytest.fixture
def home():
    return make.organiser()


def _draft(home, **changed):
    return make.drafted(home, **closed.scored_plan(**{"quality_factors": [], **changed}))


def test_the_table_is_kept_as_a_tender_s_with_its_codes(home):
    framework = _draft(home)
    set_quality_factors(framework=framework, rows=closed.FACTORS, actor=home.operator, at=make.AT)
    assert Framework.objects.get().quality_factors == closed.FACTORS


@pytest.mark.parametrize(
    ("row", "changed", "cell", "says"),
    [
        (0, {"objective": False}, (1, "criteria"), "第二十五条"),
        (1, {"name": "投标报价"}, (2, "name"), "价格不作评分项"),
        (0, {"maximum": "50", "intervals": "甲 50\n乙 20"}, None, "各评分因素合计90分，还差10分"),
        (0, {"intervals": "1个工作日内 60"}, (1, "intervals"), "只有一档"),
        (1, {"criteria": "注册资本100万元以上的得分。"}, (2, "criteria"), "注册资本"),
        (1, {"criteria": "依法登记，有持证护理员不少于5名。"}, (2, "criteria"), "资格条件"),
        (1, {"name": " "}, (2, "name"), "细化、量化"),
    ],
)
def test_a_bad_table_is_refused_beside_its_cell(home, row, changed, cell, says):
    framework = _draft(home)
    rows = [{**one, **(changed if place == row else {})} for place, one in enumerate(closed.FACTORS)]
    with pytest.raises(DomainError) as caught:
        set_quality_factors(framework=framework, rows=rows, actor=home.operator, at=make.AT)
    assert (caught.value.cell, caught.value.field) == (cell, "factors")
    assert says in str(caught.value)
    assert Framework.objects.get().quality_factors == []


def test_only_who_drafts_writes_it_and_only_where_quality_ranks(home):
    given = {"rows": closed.FACTORS, "at": make.AT}
    with pytest.raises(NotAllowed):
        set_quality_factors(framework=_draft(home), actor=accounts.bureau(), **given)
    by_price = make.drafted(home, **closed.plan())
    with pytest.raises(DomainError) as caught:
        set_quality_factors(framework=by_price, actor=home.operator, **given)
    assert "质量优先法" in str(caught.value)
    with pytest.raises(DomainError) as caught:
        set_quality_factors(framework=_draft(home), actor=home.operator, seen="f" * 64, **given)
    assert caught.value.field == "stale"


def test_the_page_begins_with_what_can_be_counted_and_loses_nothing_typed(home, client):
    framework = _draft(home)
    client.force_login(accounts.user_of(home.operator))
    url = reverse("frameworks:framework-scoring", args=[framework.code])
    page = client.get(url)
    rows = [row.initial for row in page.context["form"].table if row.initial]
    assert sum(row["maximum"] for row in rows) == 100
    assert all(row["objective"] for row in rows)
    # The price has no points here, and what cannot be counted is no example to follow.
    said = page.content.decode()
    assert ("价格分" in said, "方案完整" in said, "超过6小时 0" in said) == (False, False, True)
    data = {"rows-TOTAL_FORMS": "2", "rows-INITIAL_FORMS": "0", "seen": page.context["form"]["seen"].value()}
    for place, row in enumerate(closed.FACTORS):
        data |= {f"rows-{place}-{name}": str(value) for name, value in row.items() if name != "code"}
    del data["rows-1-objective"]
    again = client.post(url, data)
    assert again.status_code == 200
    assert "第二十五条" in str(again.context["form"].table[1].errors["criteria"])
    assert "接到委托后交付法律意见书的时间。" in again.content.decode()
    data["rows-1-objective"] = "on"
    assert client.post(url, data).status_code == 302
    assert Framework.objects.get().quality_factors == closed.FACTORS
    price = reverse("frameworks:framework-scoring", args=[make.drafted(home, **closed.plan()).code])
    assert client.get(price).status_code == 404


@pytest.mark.parametrize("method", ["", "CHEAPEST"])
def test_a_ranking_method_that_is_none_is_refused_beside_its_field(home, client, method):
    framework = _draft(home)
    client.force_login(accounts.user_of(home.operator))
    url = reverse("frameworks:framework-edit", args=[framework.code, "admission"])
    page = client.post(url, {"method": method, "knock_out": "20", "call_off_way": "DIRECT"})
    assert (page.status_code, list(page.context["form"].errors)) == (200, ["method"])


def test_what_the_law_leaves_open_is_shown(home):
    framework = _draft(home, call_off_way="COMPETITION")
    texts = " ".join(left_open(framework, make.AT.date()))
    assert "得分并列" in texts and "第三十三条" in texts
    assert (
        left_open(make.drafted(home, **closed.plan(annual_estimate=Decimal("500000"))), make.AT.date()) == []
    )


def test_scored_alone_signed_ranked_by_quality_and_repeated_by_anybody(made):
    framework, package, operator = made.framework, made.call.package, made.home.operator
    notice = Publication.objects.get(code=framework.notice_code)
    text = str(notice.payload["sections"])
    for part in ("质量优先法", "价格不计分", "评分表（合计100分）", "交付时间（60分）", "每份 10 最多 4"):
        assert part in text
    assert notice.payload["facts"]["factors"] == closed.FACTORS
    assert any("开始评分" in one.title for one in todos(made.experts[0], closed.LATER))
    with pytest.raises(GuardRefused) as caught:
        rank(framework=framework, actor=operator, at=closed.LATER)
    assert "第二十五条" in str(caught.value)
    due = "确定入围供应商：法律顾问服务框架协议"
    assert due not in [one.title for one in waiting(operator, closed.LATER)]

    evaluation = made.score(POINTS)
    with pytest.raises(GuardRefused):
        rank(framework=framework, actor=operator, at=closed.LATER)
    made.sign(evaluation)
    evaluation.refresh_from_db()
    package.refresh_from_db()
    assert (evaluation.status, package.status) == ("SIGNED", "EXAMINED")
    assert quality.add_up(quality.read_scores(evaluation.bundle)) == evaluation.result
    assert due in [one.title for one in waiting(operator, closed.LATER)]

    call = rank(framework=framework, actor=operator, at=closed.LATER)
    assert [(row["response"], row["quality"], row["admitted"]) for row in call.result["ranking"]] == [
        ("C", "100.00", True),
        ("B", "90.00", True),
        ("A", "40.00", False),
    ]
    assert admission.admit(admission.read_call(call.bundle)) == call.result
    announce(framework=framework, actor=made.home.leader, at=closed.LATER)
    result = Publication.objects.get(code=made.call.notice_code)
    assert result.payload["facts"]["bundle_sha256"] == sha256_hex(canonical_json(call.bundle))
    assert [row["quality"] for row in result.payload["facts"]["admitted"]] == ["100.00", "90.00"]
    text = str(result.payload["sections"])
    # Nobody has chosen a telephone to publish yet: none stands there, and the seat does (110 art. 28).
    assert ("地址：云梦县城关镇测试路1号'" in text, "联系电话" in text) == (True, False)
    assert "最低入围分值" in text and "90.00分" in text and "最高入围价格" not in text
    out = first_round_bids(made.call.package)[0]
    assert (out.code, out.supplier.name in text) == ("A", False)
    assert [entry.rank for entry, _actor in made.entries()] == [1, 2]
    told = OutboxMessage.objects.filter(event="framework_not_won").first()
    assert (told.context["rank"], told.context["score"]) == ("3", "40.00")
    assert "质量评分40.00分" in render_to_string("emails/framework_not_won.body.txt", told.context)


def test_members_who_differ_on_what_is_counted_get_their_sheets_back(made, client):
    evaluation = made.score(POINTS)
    sheet = evaluation.sheets.get(member__user_id=made.experts[1].user_id)
    score = sheet.scores.get(bid__code="A", factor__code="C1")
    score.points = Decimal("30")
    score.save()
    client.force_login(accounts.user_of(made.experts[0]))
    page = client.post(reverse("awarding:evaluation-report", args=[evaluation.code]), follow=True)
    assert "A/C1" in page.content.decode() and "87号令第六十四条" in page.content.decode()
    evaluation.refresh_from_db()
    assert (evaluation.status, evaluation.sheets.filter(submitted_at__isnull=True).count()) == ("SCORING", 5)
    entry = AuditEntry.objects.get(action="hand_back_sheets")
    assert entry.changes == {"differ": ["A/C1"]}
    with pytest.raises(GuardRefused):
        awarding.make_report(evaluation=evaluation, actor=made.experts[0], at=closed.LATER)
    for actor in (*made.experts, made.representative):
        made.fill(evaluation, actor, POINTS)
    made.sign(evaluation)
    rank(framework=made.framework, actor=made.home.operator, at=closed.LATER)


def test_equals_across_the_line_are_drawn_whatever_they_offer(made):
    made.sign(made.score({**POINTS, "A": ("60", "30")}))
    call = rank(framework=made.framework, actor=made.home.operator, at=closed.LATER)
    assert (call.draw["pool"], sorted(call.bundle["drawn"])) == (["A", "B"], ["A", "B"])
    assert [row["admitted"] for row in call.result["ranking"]] == [True, True, False]


def test_what_was_thrown_out_is_not_scored():
    made = closed.Closed(**closed.scored_plan()).opened()
    made.examine(closed.LATER, out=("A",))
    evaluation = made.score(POINTS)
    made.sign(evaluation)
    assert [row["bid"] for row in evaluation.result["ranking"]] == ["C", "B"]
    call = rank(framework=made.framework, actor=made.home.operator, at=closed.LATER)
    assert [(row["response"], row["admitted"]) for row in call.result["ranking"]] == [
        ("C", True),
        ("B", False),
    ]
    assert [row["response"] for row in call.result["invalid"]] == ["A"]


def test_too_few_that_stand_fail_before_anybody_scores():
    made = closed.Closed(**closed.scored_plan()).opened()
    with pytest.raises(GuardRefused):
        made.examine(closed.LATER, out=("A", "B"))
    with pytest.raises(WrongState):
        awarding.start_scoring(package=made.call.package, actor=made.experts[0], at=closed.LATER)
    fail(framework=made.framework, reason="只有1家符合要求", actor=made.home.leader, at=closed.LATER)
    assert Framework.objects.get().status == "FILED"


def test_a_price_the_state_fixes_is_offered_as_it_is_and_never_lowered():
    made = closed.Closed(**closed.scored_plan(pricing="FIXED")).called()
    form = seals.whole_form(made.round, "999.00")
    with pytest.raises(DomainError) as caught:
        seal_bid(round=made.round, form=form, actor=seals.bidder(), at=closed.AT)
    assert (caught.value.field, caught.value.rule) == ("offer", "N-15")

    made = closed.Closed(**closed.scored_plan(pricing="FIXED")).examined(offers=("1000.00",) * 3)
    made.sign(made.score(POINTS))
    rank(framework=made.framework, actor=made.home.operator, at=closed.LATER)
    announce(framework=made.framework, actor=made.home.leader, at=closed.LATER)
    for entry, actor in made.entries():
        sign_entry(entry=entry, actor=actor, at=closed.LATER)
    begin(framework=made.framework, actor=made.home.operator, at=closed.LATER)
    entry, actor = made.entries()[0]
    with pytest.raises(GuardRefused) as caught:
        lower_price(entry=entry, price=Decimal("900.00"), actor=actor, at=closed.LATER)
    assert "政府定价" in str(caught.value)


def test_the_pages_of_the_committee_and_the_organiser_show_scores(made, client):
    evaluation = made.score(POINTS)
    client.force_login(accounts.user_of(made.experts[0]))
    url = reverse("awarding:evaluation-report", args=[evaluation.code])
    assert client.post(url).status_code == 302
    page = client.get(evaluation.get_absolute_url()).content.decode()
    assert "价格不计分" in page and "评审价（元）" not in page
    assert "质量优先法" in page
    assert client.get(reverse("awarding:evaluation-sign", args=[evaluation.code])).status_code == 200
    for actor in (*made.experts, made.representative):
        awarding.sign_report(evaluation=evaluation, actor=actor, at=closed.LATER)
    client.force_login(accounts.user_of(made.home.operator))
    page = client.get(reverse("frameworks:framework-rank", args=[made.framework.code])).content.decode()
    assert "质量评分" in page and "100.00" in page


def test_a_supplementary_call_scores_by_the_same_table():
    made = closed.Closed(**closed.scored_plan()).examined(offers=("880.00", "900.00", "920.00", "990.00"))
    made.sign(made.score({**POINTS, "D": ("60", "20")}))
    rank(framework=made.framework, actor=made.home.operator, at=closed.LATER)
    announce(framework=made.framework, actor=made.home.leader, at=closed.LATER)
    for entry, actor in made.entries():
        sign_entry(entry=entry, actor=actor, at=closed.LATER)
    begin(framework=made.framework, actor=made.home.operator, at=closed.LATER)
    made.framework.refresh_from_db()
    remove_entry(
        entry=made.entries()[1][0],
        ground="FALSE_PAPERS",
        reason="执业证号与登记不符，已查实。",
        actor=made.home.leader,
        at=closed.LATER,
    )
    dates = {
        **closed.DATES,
        "documents_until": date(2026, 10, 30),
        "deadline": closed.DEADLINE + timedelta(days=29),
    }
    reason = "剩余律师事务所承接不下第四季度合同审查"
    more = supplement(
        framework=made.framework, reason=reason, actor=made.home.operator, at=closed.LATER, **dates
    )
    table = more.package.factors.values_list("code", "maximum")
    assert list(table) == [("T1", Decimal("60.00")), ("C1", Decimal("40.00"))]
    assert not more.package.tender.is_ranked_by_price

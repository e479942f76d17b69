"""Before some activities: who is invited, the approval on file, the single-source notice and objections."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from procurement.accounts.enums import Office
from procurement.core import clock
from procurement.core.calendars import working_calendar
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.core.models import Notification
from procurement.core.templatetags.formats import day_only
from procurement.publications.models import Publication
from procurement.regulations import periods
from procurement.regulations.calendar import shift
from procurement.tendering.enums import Method
from procurement.tendering.models import SingleSourceNotice
from procurement.tendering.permissions import take_documents
from procurement.tendering.selectors import bidding
from procurement.tendering.selectors.documents import problems
from procurement.tendering.selectors.invitation import is_invited, recommendations
from procurement.tendering.selectors.paper_todos import paper_todos
from procurement.tendering.selectors.standing import answers
from procurement.tendering.selectors.todos import todos
from procurement.tendering.services.invitation import set_invitation
from procurement.tendering.services.planning import file_implementation_plan
from procurement.tendering.services.release import release
from procurement.tendering.services.ways import argue, object_to
from tests.factories import accounts, seals
from tests.factories import tendering as make

from .test_paper_pages import at, done, rules_time, send, table

pytestmark = pytest.mark.django_db
__all__ = ["rules_time"]


@pytest.fixture
def home():
    return make.town()


def refused(function, **arguments):
    with pytest.raises(DomainError) as caught:
        function(**arguments)
    return caught.value


def row(actor, origin="PURCHASER", **changed):
    organisation = accounts.organisation_of(actor)
    return {
        "name": organisation.name,
        "credit_code": organisation.credit_code,
        "origin": origin,
        "recommended_by": "张三",
        "opinion": "有三年同类服务经验",
        "invited": True,
        **changed,
    }


def recommended(home, tender):
    bidders = [seals.bidder() for _number in range(4)]
    rows = [row(one, origin) for one, origin in zip(bidders, ["PURCHASER", "EXPERT"] * 2, strict=True)]
    set_invitation(tender=tender, way="RECOMMENDATION", rows=rows, actor=home.operator, at=make.AT)
    return bidders


def test_only_who_was_invited_takes_part_and_all_hear_of_it_at_once(home):
    tender = make.reviewed_tender(home)
    type(tender).objects.filter(pk=tender.pk).update(status="DRAFT")
    tender.refresh_from_db()
    bidders = recommended(home, tender)
    type(tender).objects.filter(pk=tender.pk).update(status="REVIEWED")
    tender.refresh_from_db()
    seals.enrolled_custodians(home.organisation)
    release(tender=tender, actor=home.operator, at=make.RELEASED_AT)

    told = Notification.objects.filter(event="tender_invited")
    assert {note.recipient_code for note in told} == {one.code for one in bidders}
    stranger = seals.bidder()
    assert [bool(take_documents(one, tender)) for one in (*bidders, stranger)] == [True] * 4 + [False]
    stops = [str(one.text) for one in answers(tender, stranger, make.RELEASED_AT, bids=True)]
    assert "您单位没有被邀请参加本项目。" in stops
    # The list of what one may bid in offers nothing that leads to a refusal; who is invited has it waiting.
    listed = [[round.package.tender for round in bidding.receiving(one)] for one in (bidders[0], stranger)]
    assert listed == [[tender], []]
    waiting = [[todo.subject_code for todo in todos(one, make.RELEASED_AT)] for one in (bidders[0], stranger)]
    assert waiting == [[tender.code], []]
    notice = Publication.objects.get(code=tender.notice_code).payload
    assert notice["sections"][0]["text"].startswith("农村生活垃圾保洁服务项目采用书面推荐的方式邀请供应商")
    assert not any(accounts.organisation_of(one).name in str(notice) for one in bidders)
    assert [one["recommended_by"] for one in recommendations(tender)] == [
        "采购人推荐：张三",
        "评审专家推荐：张三",
    ] * 2


@pytest.mark.parametrize(
    ("change", "field", "cell"),
    [
        ({"credit_code": "91420923MA00000000"}, "rows", (1, "credit_code")),
        ({"name": " "}, "rows", (1, "name")),
        ({"origin": "POOL"}, "rows", None),
        ({"opinion": ""}, "rows", None),
    ],
)
def test_a_list_that_may_not_stand_is_refused_and_the_old_one_kept(home, change, field, cell):
    tender = make.drafted_tender(home)
    rows = [row(seals.bidder(), "EXPERT") for _number in range(3)]
    arguments = {"tender": tender, "actor": home.operator, "at": make.AT, "way": "RECOMMENDATION"}
    set_invitation(rows=rows, **arguments)

    error = refused(set_invitation, rows=[{**rows[0], **change}, *rows[1:]], **arguments)

    assert (error.field, error.cell) == (field, cell)
    assert tender.invitees.count() == 3


def test_an_invited_tender_waits_for_its_list(home):
    tender = make.drafted_tender(home)
    tender.method = Method.INVITED_TENDER
    found = [problem for problem in problems(tender, make.AT) if problem.field == "invitation_way"]
    assert [problem.text for problem in found] == [
        "邀请招标不能用这种方式邀请供应商（87号令第十四条）。请另选一种。"
    ]


def test_a_clerk_enters_a_draw_and_nothing_typed_is_lost(home, client, rules_time):
    tender = make.drafted_tender(home)
    accounts.login(client, home.operator)
    url = at("tender-invitation", tender.code)
    rows = [
        {**row(seals.bidder(), "POOL"), "invited": "on", "recommended_by": "", "opinion": ""}
        for _ in range(3)
    ]
    whole = rows[0]["credit_code"]
    rows[0]["credit_code"] = f"{whole[:8]} {whole[8:]}".lower()
    record = {"number": "CQ-1", "drawn_at": "9月18日10时", "place": "县交易中心", "drawn_by": "李四"}

    refusal = send(client, url, way="POOL", **{**record, "number": ""}, **table(rows))

    assert "请填写抽取记录" in refusal.context["form"].errors["number"][0]
    assert refusal.context["form"].table[1]["name"].value() == rows[1]["name"]
    done(send(client, url, way="POOL", **record, **table(rows)))
    tender.refresh_from_db()
    assert (tender.invitation_way, tender.invitation_record, tender.invitees.count()) == ("POOL", record, 3)
    assert tender.invitees.get(position=1).credit_code == whole
    assert rows[0]["name"] in client.get(at("tender-documents", tender.code)).content.decode()
    accounts.login(client, home.finance)
    assert rows[0]["name"] not in client.get(at("tender-documents", tender.code)).content.decode()


def test_who_passed_a_prequalification_is_drawn_and_invited(home, client, rules_time):
    tender = make.drafted_tender(home)
    tender.method = Method.INVITED_TENDER
    tender.save(update_fields=["method"])
    accounts.login(client, home.operator)
    url = at("tender-invitation", tender.code)
    bidders = [seals.bidder() for _ in range(4)]
    rows = [
        {**row(one, "QUALIFIED"), "invited": "on" if number else "", "recommended_by": "", "opinion": ""}
        for number, one in enumerate(bidders)
    ]
    today = clock.local_date(make.AT)
    noticed = shift(today, -21)
    earliest = periods.limit("D-09", noticed, working_calendar()).limit
    record = {
        "notice": "资格预审2026-15号 ccgp-hubei.gov.cn",
        "published_on": noticed.isoformat(),
        "applied_until": earliest.isoformat(),
        "number": "CQ-2",
        "drawn_at": "9月10日10时",
        "place": "县交易中心",
        "drawn_by": "李四",
        "watchers": "王五 赵六",
    }

    def refusal(field, **changed):
        page = send(client, url, way="PREQUALIFICATION", **{**record, **changed}, **table(rows))
        assert page.context["form"]["notice"].value() == record["notice"] or "notice" in changed
        return page.context["form"].errors[field][0]

    short = refusal("applied_until", applied_until=shift(earliest, -1).isoformat())
    assert f"最早{day_only(earliest)}截止" in short and "实施条例第二十一条" in short
    assert "还没有截止" in refusal("applied_until", applied_until=shift(today, 1).isoformat())
    assert "资格预审公告的编号和网址" in refusal("notice", notice="")
    assert "2031年的工作日历尚未公布" in refusal(
        "published_on", published_on="2031-09-01", applied_until=earliest.isoformat()
    )
    assert tender.invitees.count() == 0
    done(send(client, url, way="PREQUALIFICATION", **record, **table(rows)))

    tender.refresh_from_db()
    assert (tender.invitation_way, tender.invitation_record) == ("PREQUALIFICATION", record)
    assert [problem for problem in problems(tender, make.AT) if problem.field == "invitation_way"] == []
    assert [is_invited(tender, accounts.organisation_of(one).pk) for one in bidders] == [
        False,
        True,
        True,
        True,
    ]


def test_a_consultation_is_offered_no_prequalification(home, client, rules_time):
    tender = make.drafted_tender(home)
    accounts.login(client, home.operator)
    form = client.get(at("tender-invitation", tender.code)).context["form"]
    assert [value for value, _label in form.fields["way"].choices] == ["NOTICE", "POOL", "RECOMMENDATION"]
    assert "notice" not in form.fields
    assert [value for value, _label in form.table[0].fields["origin"].choices] == [
        "POOL",
        "PURCHASER",
        "EXPERT",
    ]


def test_the_approval_is_on_file_with_its_scan_before_anything_starts(home, client, rules_time):
    plan = make.implementation_plan(home, make.published_item(home, amount="2400000.00"), filed=False)
    with pytest.raises(GuardRefused):
        file_implementation_plan(plan=plan, actor=home.operator, at=make.AT)
    late = make.AT.date() + timedelta(days=1)
    assert refused(make.approve, plan=plan, home=home, approved_on=late).field == "approved_on"
    with pytest.raises(NotAllowed):
        make.approve(plan, make.town("沙河乡"))

    county = refused(make.approve, plan=plan, home=home, authority="云梦县财政局")
    assert (county.field, county.rule) == ("authority", "C-03")
    assert "须由孝感市财政局或者上级财政部门批准" in str(county)

    approval = make.approve(plan, home)

    assert refused(make.approve, plan=plan, home=home).rule == "C-03"
    scan = reverse("core:attachment", args=[approval.attachment.code])
    accounts.login(client, accounts.stranger())
    assert client.get(scan).status_code == 404
    accounts.login(client, home.finance)
    assert b"".join(client.get(scan).streaming_content).startswith(b"%PDF")
    page = client.get(at("plan-detail", plan.code)).content.decode()
    assert "孝财采批〔2026〕7号" in page
    file_implementation_plan(plan=plan, actor=home.operator, at=make.AT)
    assert (plan.status, plan.approval_document) == ("FILED", "孝财采批〔2026〕7号")


def test_below_the_threshold_nothing_is_approved(home):
    plan = make.implementation_plan(home, filed=False)
    with pytest.raises(WrongState):
        make.approve(plan, home)


def test_a_single_source_is_shown_argued_approved_and_then_filed(home):
    plan = make.single_source_plan(home)
    with pytest.raises(GuardRefused, match="须在指定媒体公示"):
        file_implementation_plan(plan=plan, actor=home.operator, at=make.AT)
    notice = make.shown_single_source(plan, home)
    # Five working days after 21 September, of which 25 to 27 September are off.
    assert notice.ends_on == date(2026, 9, 29)
    published = Publication.objects.get(code=notice.publication_code)
    assert published.title == "垃圾中转系统维护单一来源采购公示"
    rows = {one["label"]: one["value"] for part in published.payload["sections"] for one in part["rows"]}
    assert rows["公示期限"].startswith("2026年9月21日至2026年9月29日")
    assert rows["论证意见"].splitlines()[0] == (
        "专家甲（武汉某大学甲院，教授）：系统由其独家开发并维护，无可替代。"
    )
    supplier = seals.bidder()
    officer = accounts.bureau()
    objection = object_to(
        notice=notice, objector="某公司", text="我公司也能维护。", actor=supplier, at=make.AT
    )
    told = Notification.objects.filter(event="single_source_objection").values_list(
        "recipient_code", flat=True
    )
    assert {officer.code, home.operator.code} <= set(told)
    assert refused(
        argue, objection=objection, upheld=False, argument="不成立", actor=home.operator, at=make.AT
    )
    over = make.AT + timedelta(days=10)
    assert (
        refused(object_to, notice=notice, objector="某", text="晚了", actor=supplier, at=over).rule == "C-11"
    )
    assert refused(make.approve, plan=plan, home=home, at=over).rule == "C-11"

    argue(objection=objection, upheld=False, argument="接口不开放。", actor=home.operator, at=over)

    answered = Notification.objects.filter(event="single_source_argued").values_list(
        "recipient_code", flat=True
    )
    assert {supplier.code, officer.code} <= set(answered)
    early = refused(make.approve, plan=plan, home=home, at=over, approved_on=notice.ends_on)
    assert early.field == "approved_on"
    make.approve(plan, home, at=over)
    file_implementation_plan(plan=plan, actor=home.operator, at=over)
    assert plan.status == "FILED"


def test_an_objection_that_holds_ends_the_single_source(home):
    plan = make.single_source_plan(home)
    notice = make.shown_single_source(plan, home)
    objection = object_to(
        notice=notice, objector="某公司", text="我公司也能维护。", actor=home.operator, at=make.AT
    )
    over = make.AT + timedelta(days=10)
    argue(objection=objection, upheld=True, argument="确有其他供应商。", actor=home.operator, at=over)
    with pytest.raises(GuardRefused, match="异议成立"):
        file_implementation_plan(plan=plan, actor=home.operator, at=over)


def test_experts_are_outsiders_with_name_unit_title_and_opinion(home):
    plan = make.single_source_plan(home)
    for change, cell in (({"title": ""}, (1, "title")), ({"unit": home.organisation.name}, (1, "unit"))):
        experts = [{**make.EXPERTS[0], **change}, *make.EXPERTS[1:]]
        make.EXPERTS, kept = experts, make.EXPERTS
        try:
            error = refused(make.shown_single_source, plan=plan, home=home)
        finally:
            make.EXPERTS = kept
        assert error.cell == cell
    assert SingleSourceNotice.objects.count() == 0


def test_strangers_neither_show_nor_argue_nor_object(home, client, rules_time):
    plan = make.single_source_plan(home)
    with pytest.raises(NotAllowed):
        make.shown_single_source(plan, make.town("沙河乡"))
    notice = make.shown_single_source(plan, home)
    villager = accounts.person(accounts.township("伍洛镇"), Office.OPERATOR)
    with pytest.raises(NotAllowed):
        object_to(notice=notice, objector="某人", text="不同意", actor=villager, at=make.AT)


def test_a_notice_and_an_objection_by_form(home, client, rules_time):
    plan = make.single_source_plan(home)
    accounts.login(client, home.operator)
    fields = {
        "supplier_name": "湖北某环境科技有限公司",
        "supplier_address": "武汉市",
        "statement": "垃圾中转系统的维护。",
        "reason": "接口不开放。",
        "medium_url": "",
    }
    url = at("plan-single-source", plan.code)
    refusal = send(client, url, **fields, **table(make.EXPERTS[:2]))
    assert "至少写明3名" in str(refusal.context["form"].non_field_errors())
    done(send(client, url, **fields, **table(make.EXPERTS)))
    notice = SingleSourceNotice.objects.get()
    accounts.login(client, seals.bidder())
    page = done(
        send(client, at("objection-create", notice.code), objector="某公司", contact="", text="我公司也能。")
    )
    assert "我公司也能。" in page.content.decode()
    accounts.login(client, home.operator)
    rules_time(make.AT + timedelta(days=10))
    objection = notice.objections.get()
    assert at("objection-argue", objection.code) in client.get(at("plan-detail", plan.code)).content.decode()
    done(send(client, at("objection-argue", objection.code), upheld="no", argument="接口不开放。"))
    assert "异议不成立" in client.get(at("plan-detail", plan.code)).content.decode()


def test_a_list_that_a_colleague_has_saved_meanwhile_is_not_saved_over(home, client, rules_time):
    tender = make.drafted_tender(home)
    mine, theirs = ([row(seals.bidder(), "EXPERT") for _number in range(3)] for _list in range(2))
    accounts.login(client, home.operator)
    url = at("tender-invitation", tender.code)
    opened = client.get(url).context["form"]["seen"].value()
    set_invitation(tender=tender, way="RECOMMENDATION", rows=theirs, actor=home.operator, at=make.AT)

    sent = {"way": "RECOMMENDATION", **table([{**one, "invited": "on"} for one in mine])}
    refusal = client.post(url, {**sent, "seen": opened})

    form, page = refusal.context["form"], refusal.content.decode()
    assert "这一页在您打开以后已由别人保存过" in form.non_field_errors()[0]
    assert (form.table[0]["name"].value(), theirs[0]["name"] in page) == (mine[0]["name"], True)
    assert {one.name for one in tender.invitees.all()} == {one["name"] for one in theirs}
    done(client.post(url, {**sent, "seen": form["seen"].value()}, follow=True))
    assert {one.name for one in tender.invitees.all()} == {one["name"] for one in mine}
    tender.refresh_from_db()
    assert tender.invitation_record == {}


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("deal-create", "不是单一来源采购，没有协商情况记录"),
        ("plan-single-source", "不需要单一来源公示"),
        ("plan-approval", "不需要批准"),
    ],
)
def test_what_a_plan_does_not_need_is_said_before_anything_is_filled_in(
    home, client, rules_time, address, said
):
    plan = make.implementation_plan(home, filed=address == "deal-create")
    accounts.login(client, home.operator)

    page = client.get(at(address, plan.code)).content.decode()

    assert (said in page, 'class="form-foot' in page) == (True, False)


def test_an_objection_waits_for_whoever_runs_the_purchase_and_is_answered_where_it_was_made(home):
    notice = make.shown_single_source(make.single_source_plan(home), home)
    supplier, officer = seals.bidder(), accounts.bureau()
    objection = object_to(notice=notice, objector="某公司", text="我公司也能。", actor=supplier, at=make.AT)
    title = f"补充论证单一来源的异议：{notice.plan.title}"
    assert title not in [todo.title for todo in paper_todos(home.operator, make.AT)]
    over = clock.local_time(shift(notice.ends_on, 1), 9)
    (todo,) = [todo for todo in paper_todos(home.operator, over) if todo.title == title]
    due = working_calendar().add_working_days(notice.ends_on, 5)
    assert (todo.due, todo.url) == (due, at("objection-argue", objection.code))
    assert title not in [todo.title for todo in paper_todos(home.finance, over)]
    assert "请先公示" in str(refused(make.approve, plan=notice.plan, home=home, at=make.AT))

    argue(objection=objection, upheld=False, argument="不成立。", actor=home.operator, at=over)

    told = Notification.objects.filter(event="single_source_argued")
    assert {note.recipient_code: note.url for note in told} == {
        supplier.code: at("objection-create", notice.code),
        officer.code: notice.plan.get_absolute_url(),
    }
    assert title not in [todo.title for todo in paper_todos(home.operator, over)]


def test_the_notice_of_a_single_source_leads_to_the_objection(home, client, rules_time):
    notice = make.shown_single_source(make.single_source_plan(home), home)
    page = client.get(f"/notices/{notice.publication_code}/").content.decode()
    assert f'href="{at("objection-create", notice.code)}"' in page

"""Annulment, termination and holds: reasons published, bidders told, lawful next steps."""

from datetime import timedelta

import pytest
from django.urls import reverse

from procurement.accounts.enums import Office
from procurement.core import clock, lifecycle
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.core.models import Notification
from procurement.publications.models import Publication
from procurement.tendering.enums import Method
from procurement.tendering.selectors.holds import holds_in_force
from procurement.tendering.selectors.steps import GROUNDS, ground_article, next_steps
from procurement.tendering.services.ending import annul, terminate
from procurement.tendering.services.holds import lift_hold, place_hold
from procurement.tendering.services.planning import cancel_implementation_plan
from tests.factories import accounts, seals
from tests.factories import tendering as make

from .test_enquiries import ANSWERS

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return make.town()


def open_tender(home):
    item = make.published_item(home, amount="2760000.00", method=Method.OPEN_TENDER)
    return make.released_tender(home, make.implementation_plan(home, item))


def bid(tender, count):
    bid_round = tender.packages.get().rounds.get()
    bidders = [seals.bidder() for _number in range(count)]
    for somebody in bidders:
        seals.sealed_bid(
            bid_round,
            somebody,
            at=make.RELEASED_AT + timedelta(hours=1),
            offer="210000.00",
            prices=[{"position": 1, "unit_price": "10000.00"}],
            answers=ANSWERS,
        )
    seals.close(bid_round, tender.deadline + timedelta(seconds=60))
    return bidders


def call_off(tender, actor, ground="TOO_FEW"):
    sentence, basis = GROUNDS[ground][0], ground_article(ground, "OPEN_TENDER")
    return annul(
        package=tender.packages.get(),
        reason=str(sentence),
        basis=basis,
        actor=actor,
        at=tender.deadline + timedelta(minutes=10),
    )


def test_a_tender_with_two_bids_is_annulled_and_the_law_offers_three_ways(home):
    tender = open_tender(home)
    bidders = bid(tender, 2)

    package = call_off(tender, home.operator)

    assert (package.status, package.rounds.get().status) == ("ANNULLED", "UNOPENED")
    publication = Publication.objects.get(kind="ANNULMENT")
    assert (publication.title, publication.subject_code) == ("农村生活垃圾保洁服务废标公告", package.code)
    told = Notification.objects.filter(event="package_annulled").order_by("recipient_code")
    assert [note.recipient_code for note in told] == sorted(somebody.code for somebody in bidders)
    assert told[0].context["reason"] == "符合条件的供应商或者实质响应的供应商不足三家"
    assert [(step.name, step.rule, step.possible) for step in next_steps(package)] == [
        ("restart", "E-61", True),
        ("negotiate-with-two", "C-07", True),
        ("other-method", "C-03", True),
        ("single-source", "C-12", False),
    ]


def test_with_one_bid_nobody_becomes_the_only_supplier(home):
    tender = open_tender(home)
    bid(tender, 1)
    package = call_off(tender, home.leader)
    assert [(step.name, step.possible) for step in next_steps(package)] == [
        ("restart", True),
        ("other-method", True),
        ("single-source", False),
    ]


def test_a_consultation_is_begun_again(home):
    tender = make.released_tender(home)
    bid(tender, 0)
    package = call_off(tender, home.operator)
    assert Publication.objects.get(kind="ANNULMENT").title == "农村生活垃圾保洁服务终止公告"
    assert [step.name for step in next_steps(package)] == ["restart", "other-method", "single-source"]


@pytest.mark.parametrize("ground", ["TOO_FEW", "OVER_BUDGET"])
def test_before_the_deadline_nobody_knows_how_many_there_are(home, ground):
    package = make.released_tender(home).packages.get()
    sentence, basis = GROUNDS[ground][0], ground_article(ground, "OPEN_TENDER")
    with pytest.raises(DomainError) as caught:
        annul(package=package, reason=str(sentence), basis=basis, actor=home.operator, at=make.RELEASED_AT)
    assert (caught.value.field, package.status) == ("ground", "RECEIVING")


def test_before_the_deadline_a_clerk_does_not_end_by_annulment_what_only_the_head_ends(home):
    """Otherwise whoever runs the tender could lay every sealed bid aside unopened, alone (N-17)."""
    package = make.released_tender(home).packages.get()
    sentence, basis = GROUNDS["TASK_CANCELLED"][0], ground_article("TASK_CANCELLED", "OPEN_TENDER")
    cancelled = {"package": package, "reason": str(sentence), "basis": basis, "at": make.RELEASED_AT}
    with pytest.raises(DomainError) as caught:
        annul(actor=home.operator, **cancelled)
    assert (caught.value.field, caught.value.rule, package.status) == ("ground", "N-17", "RECEIVING")
    assert annul(actor=home.leader, **cancelled).status == "ANNULLED"


def test_the_page_offers_before_the_deadline_no_ground_that_nobody_can_know(home, client, settings):
    settings.SANDBOX_CLOCK = True
    clock.start_at(make.RELEASED_AT)
    package = make.released_tender(home).packages.get()
    accounts.login(client, home.operator)
    form = client.get(reverse("tendering:package-annul", args=[package.code])).context["form"]
    assert [code for code, _label in form.fields["ground"].choices] == ["ILLEGAL_ACTS", "TASK_CANCELLED"]
    assert form.initial.get("reason") is None


def test_after_an_annulment_a_new_tender_may_be_drafted(home):
    tender = make.released_tender(home)
    with pytest.raises(WrongState):
        make.drafted_tender(home, tender.plan)
    bid(tender, 0)
    call_off(tender, home.operator)
    assert make.drafted_tender(home, tender.plan).status == "DRAFT"


def test_a_failed_tender_no_longer_holds_its_plan(home):
    """Another method begins with another plan: the old one is cancelled, and its money is reserved again."""
    tender = make.released_tender(home)
    line = tender.item.fundings.get().line
    cancel = {
        "plan": tender.plan,
        "reason": "改用其他采购方式",
        "actor": home.operator,
        "at": tender.deadline + timedelta(hours=1),
    }
    with pytest.raises(GuardRefused, match="采购活动还在进行"):
        cancel_implementation_plan(**cancel)
    bid(tender, 0)
    call_off(tender, home.operator)
    assert cancel_implementation_plan(**cancel).status == "CANCELLED"
    line.refresh_from_db()
    assert (line.frozen, line.reserved) == (0, tender.budget)


def test_each_next_step_leads_to_where_it_is_done(home, client):
    tender = make.released_tender(home)
    bid(tender, 0)
    call_off(tender, home.operator)
    page = reverse("tendering:package-next", args=[tender.packages.get().code])
    again = reverse("tendering:tender-create", args=[tender.plan.code])
    cancel = reverse("tendering:plan-transition", args=[tender.plan.code, "cancel"])

    def links(actor):
        accounts.login(client, actor)
        return [row.get("url") for row in client.get(page).context["steps"]]

    assert links(home.operator) == [again, cancel, None]
    assert links(home.reviewer) == [None, None, None]
    make.drafted_tender(home, tender.plan)
    assert links(home.operator) == [None, None, None]


def test_a_live_package_has_no_next_steps_and_needs_a_reason(home):
    tender = make.released_tender(home)
    package = tender.packages.get()
    assert next_steps(package) == []
    with pytest.raises(DomainError) as caught:
        annul(package=package, reason=" ", basis="x", actor=home.operator, at=make.RELEASED_AT)
    assert caught.value.field == "reason"


def test_strangers_end_nothing(home):
    tender = make.released_tender(home)
    for somebody in (
        accounts.stranger(),
        accounts.bureau(),
        seals.bidder(),
        accounts.person(accounts.township("沙河乡"), Office.LEADER),
    ):
        with pytest.raises(NotAllowed):
            call_off(tender, somebody)
        with pytest.raises(NotAllowed):
            terminate(
                tender=tender, ground="TASK_CANCELLED", reason="取消", actor=somebody, at=make.RELEASED_AT
            )


def test_annulling_twice_is_refused(home):
    tender = make.released_tender(home)
    call_off(tender, home.operator)
    with pytest.raises(WrongState):
        call_off(tender, home.operator)


def test_only_two_grounds_end_an_activity(home):
    tender = make.released_tender(home)
    with pytest.raises(DomainError) as caught:
        terminate(
            tender=tender, ground="TOO_FEW", reason="供应商不足", actor=home.leader, at=make.RELEASED_AT
        )
    assert (caught.value.field, caught.value.rule, tender.status) == ("ground", "N-17", "RELEASED")


def test_the_leader_ends_it_on_a_page_that_has_the_report_ready(home, client, settings):
    settings.SANDBOX_CLOCK = True
    clock.start_at(make.RELEASED_AT)
    tender = make.released_tender(home)
    accounts.login(client, home.leader)
    url = reverse("tendering:tender-terminate", args=[tender.code])
    form = client.get(url).context["form"]
    report = form.initial["report"]
    assert report.splitlines()[-3:] == [
        "各采购包的状态：1: 接收投标（响应）。",
        "没有收取保证金。",
        "冻结的资金由采购人撤销采购实施计划后退回预留。",
    ]
    sent = {name: form[name].value() or "" for name in form.fields}

    wrong = client.post(url, {**sent, "reason": "上级调整任务"})
    assert list(wrong.context["form"].errors) == ["ground"]
    done = client.post(url, {**sent, "reason": "上级调整任务", "ground": "MAJOR_CHANGE"}, follow=True)

    tender.refresh_from_db()
    assert (tender.status, tender.ended_ground, tender.ended_report) == ("TERMINATED", "MAJOR_CHANGE", report)
    assert "终止情况（已报告本级财政部门）" in done.content.decode()
    sections = Publication.objects.get(kind="TERMINATION").payload["sections"]
    # A section of which there is nothing to say says so: the numbers go on without a gap.
    assert [
        (one["title"][:2], one.get("text", "")) for one in sections if one["rows"] or one.get("text")
    ] == [
        ("一、", ""),
        ("二、", ""),
        ("三、", "无。"),
        ("四、", ""),
    ]
    rows = sections[1]["rows"]
    assert rows[0] == {"label": "法定情形", "value": "发生重大变故，采购活动不能继续"}


def test_the_leader_terminates_and_finance_hears_of_it(home):
    officer = accounts.bureau()
    tender = make.released_tender(home)

    terminate(
        tender=tender,
        ground="TASK_CANCELLED",
        reason="上级调整任务，项目取消",
        actor=home.leader,
        at=make.RELEASED_AT,
    )

    package = tender.packages.get()
    assert (tender.status, package.status, package.rounds.get().status) == (
        "TERMINATED",
        "TERMINATED",
        "UNOPENED",
    )
    assert Publication.objects.get(kind="TERMINATION").subject_code == tender.code
    told = Notification.objects.filter(event="tender_terminated").values_list("recipient_code", flat=True)
    assert list(told) == [officer.code]
    assert [step.name for step in next_steps(package)] == ["close"]


def test_the_operator_alone_does_not_terminate(home):
    with pytest.raises(NotAllowed):
        terminate(
            tender=make.released_tender(home),
            ground="TASK_CANCELLED",
            reason="取消",
            actor=home.operator,
            at=make.RELEASED_AT,
        )


def test_a_draft_ends_without_a_notice(home):
    tender = make.drafted_tender(home)
    terminate(tender=tender, ground="TASK_CANCELLED", reason="取消", actor=home.leader, at=make.AT)
    assert Publication.objects.filter(kind="TERMINATION").count() == 0


def hold(tender, actor, **fields):
    values = {
        "reason": "质疑可能影响结果",
        "basis": "条例第五十四条",
        "source_kind": "challenge",
        "source_code": "ZY-1",
        "until": None,
        **fields,
    }
    return place_hold(tender=tender, actor=actor, at=make.RELEASED_AT, **values)


def test_a_hold_binds_until_it_is_lifted_or_runs_out(home):
    tender = make.released_tender(home)
    first = hold(tender, home.operator)
    assert hold(tender, home.operator) == first
    until = make.RELEASED_AT + timedelta(days=30)
    second = hold(tender, accounts.bureau(), source_code="TS-2", until=until)

    assert list(holds_in_force(tender, make.RELEASED_AT)) == [first, second]
    assert list(holds_in_force(tender, until)) == [first]
    lift_hold(hold=first, actor=home.leader, at=until)
    assert list(holds_in_force(tender, until)) == []
    with pytest.raises(WrongState):
        lift_hold(hold=first, actor=home.leader, at=until)


def test_a_hold_stops_the_opening_but_not_the_annulment(home):
    tender = open_tender(home)
    bid(tender, 3)
    hold(tender, home.operator)
    package = tender.packages.get()
    custodian = accounts.actor_of(package.rounds.get().custodians.first().key.user, home.organisation)

    with pytest.raises(GuardRefused) as caught:
        lifecycle.apply("open", package, actor=custodian, at=tender.deadline + timedelta(hours=1))
    assert str(caught.value).startswith("采购活动已暂停：质疑可能影响结果")

    assert call_off(tender, home.operator, "ILLEGAL_ACTS").status == "ANNULLED"


def test_strangers_hold_nothing(home):
    tender = make.released_tender(home)
    for somebody in (accounts.stranger(), seals.bidder(), home.reviewer):
        with pytest.raises(NotAllowed):
            hold(tender, somebody)
    with pytest.raises(DomainError):
        hold(tender, home.operator, until=make.RELEASED_AT)

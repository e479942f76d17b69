"""A closed framework from its call to the day it binds: sealed, opened, ranked by the law's function, signed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from procurement.accounts.enums import Office
from procurement.complaints.enums import ChallengeGround
from procurement.complaints.selectors.periods import challenge_until
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.frameworks.models import Framework, FrameworkEntry
from procurement.frameworks.services.calling import solicit
from procurement.frameworks.services.entries import leave_framework, lower_price, sign_entry
from procurement.frameworks.services.planning import publish_framework
from procurement.frameworks.services.reviews import submit_for_review
from procurement.frameworks.services.solicitations import announce, begin, fail, rank, terminate
from procurement.publications.models import Publication
from procurement.regulations import admission
from procurement.regulations.canonical import canonical_json, sha256_hex
from procurement.tendering.models import Tender
from procurement.tendering.services.holds import lift_hold, place_hold
from tests.factories import accounts, closed, seals
from tests.factories import frameworks as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("changed", "article"),
    [
        ({"knock_out": Decimal("19.99")}, "第二十七条"),
        ({"method": "QUALITY_FIRST"}, "第二十五条"),
        ({"term_months": 25}, "第十五条"),
        ({"annual_estimate": Decimal("300000.00")}, "第三条"),
        ({"replacement_rules": " "}, "第十四条"),
        ({"pricing": "FIXED"}, "第二十五条"),
        ({"pricing": "FIXED", "method": "QUALITY_FIRST"}, "评分表（财政部令第110号第二十五条）"),
        ({"pricing": "GUIDED", "method": "QUALITY_FIRST"}, "评分表（财政部令第110号第二十五条）"),
        (
            {
                "pricing": "FIXED",
                "method": "QUALITY_FIRST",
                "quality_factors": closed.FACTORS,
                "call_off_way": "COMPETITION",
            },
            "第三十三条",
        ),
        # The notice of a closed one is art. 22's, of an open one art. 38's.
        ({"settlement": " "}, "第十四条、第二十二条、第二十三条"),
    ],
)
def test_an_unlawful_closed_plan_is_not_sent_on_its_way(changed, article):
    home = make.organiser()
    framework = make.drafted(home, **closed.plan(**changed))
    with pytest.raises(GuardRefused) as caught:
        submit_for_review(framework=framework, actor=home.operator, at=make.AT)
    assert article in str(caught.value)


def test_the_call_is_an_open_tender_s_and_names_what_the_order_names():
    made = closed.Closed()
    call = {"framework": made.framework, "actor": made.home.operator, "at": closed.AT, **closed.DATES}
    for field, value in (
        ("documents_until", date(2026, 9, 25)),
        ("deadline", closed.DEADLINE - timedelta(days=3)),
        ("opening_place", " "),
        ("validity_days", 0),
    ):
        with pytest.raises(DomainError) as caught:
            solicit(**{**call, field: value})
        assert caught.value.field == field
    for stranger in (accounts.person(made.home.organisation, Office.ACCEPTOR), accounts.bureau()):
        with pytest.raises(NotAllowed):
            solicit(**{**call, "actor": stranger})
    with pytest.raises(GuardRefused):
        publish_framework(framework=made.framework, actor=made.home.operator, at=closed.AT)
    assert not Tender.objects.exists()

    solicit(**call)
    framework = Framework.objects.get()
    tender = made.call.package.tender
    assert (framework.status, tender.method, tender.item, made.round.status) == (
        "SOLICITING",
        "FRAMEWORK",
        None,
        "RECEIVING",
    )
    text = str(Publication.objects.get(code=framework.notice_code).payload["sections"])
    for part in (
        "1,000.00元／件",
        "价格优先法",
        "淘汰比例20%",
        "2026年9月29日",
        "10月12日",
        "90日",
        "不少于2家",
        "直接选定",
    ):
        assert part in text
    with pytest.raises(WrongState):
        solicit(**call)


def test_ranked_knocked_out_announced_signed_and_repeated_by_anybody(client):
    made = closed.Closed().examined()
    operator, leader = made.home.operator, made.home.leader
    with pytest.raises(GuardRefused):
        announce(framework=made.framework, actor=leader, at=closed.LATER)
    with pytest.raises(NotAllowed):
        rank(framework=made.framework, actor=accounts.bureau(), at=closed.LATER)
    rank(framework=made.framework, actor=operator, at=closed.LATER)
    announce(framework=made.framework, actor=leader, at=closed.LATER)

    rows = [(entry.rank, entry.price, entry.status, actor) for entry, actor in made.entries()]
    first, second, third = made.bidders
    assert rows == [
        (1, Decimal("880.00"), "OFFERED", first),
        (2, Decimal("920.00"), "OFFERED", second),
    ]
    notice = Publication.objects.get(code=made.call.notice_code)
    bundle = notice.payload["facts"]["bundle"]
    assert admission.admit(admission.read_call(bundle)) == made.call.result
    assert sha256_hex(canonical_json(bundle)) == notice.payload["facts"]["bundle_sha256"]
    public = client.get(reverse("frameworks:framework-admission", args=[made.framework.code]))
    assert public.json() == bundle
    text = str(notice.payload["sections"])
    assert accounts.organisation_of(third).name not in text
    for part in (
        "920.00元／件",
        "淘汰1家",
        made.call.bundle_sha256,
        accounts.user_of(made.experts[0]).display_name,
    ):
        assert part in text

    (entry, winner), (other, runner_up) = made.entries()
    with pytest.raises(NotAllowed):
        sign_entry(entry=entry, actor=runner_up, at=closed.LATER)
    sign_entry(entry=entry, actor=winner, at=closed.LATER)
    with pytest.raises(GuardRefused):
        begin(framework=made.framework, actor=operator, at=closed.LATER)
    sign_entry(entry=other, actor=runner_up, at=closed.LATER)
    begin(framework=made.framework, actor=operator, at=closed.LATER)
    made.framework.refresh_from_db()
    assert (made.framework.status, made.framework.starts_on, made.framework.ends_on) == (
        "IN_FORCE",
        date(2026, 10, 12),
        date(2028, 10, 11),
    )
    with pytest.raises(GuardRefused):
        leave_framework(entry=entry, reason="", actor=winner, at=closed.LATER)


def test_an_agreed_price_goes_down_at_once_and_for_good():
    made = closed.Closed().in_force()
    (entry, winner), (_other, runner_up) = made.entries()
    for price in ("880.00", "0", "880.01"):
        with pytest.raises(DomainError) as caught:
            lower_price(entry=entry, price=Decimal(price), actor=winner, at=closed.LATER)
        assert caught.value.field == "price"
    with pytest.raises(NotAllowed):
        lower_price(entry=entry, price=Decimal("800.00"), actor=runner_up, at=closed.LATER)
    lower_price(entry=entry, price=Decimal("870.50"), actor=winner, at=closed.LATER)
    assert FrameworkEntry.objects.get(rank=1).price == Decimal("870.50")


def test_equals_across_the_line_are_drawn_with_a_seed_fixed_before():
    made = closed.Closed().examined(offers=("900.00", "950.00", "950.00"))
    call = rank(framework=made.framework, actor=made.home.operator, at=closed.LATER)
    assert call.draw["beacon"] == made.round.root
    assert sorted(call.bundle["drawn"]) == call.draw["pool"]
    assert [row["admitted"] for row in call.result["ranking"]] == [True, True, False]
    assert admission.admit(admission.read_call(call.bundle)) == call.result


def test_one_response_alone_fails_and_the_framework_may_be_called_for_again():
    made = closed.Closed().answered(offers=("900.00",))
    seals.close(made.round, closed.CLOSED)
    assert made.round.status == "UNOPENED"
    with pytest.raises(DomainError):
        fail(framework=made.framework, reason=" ", actor=made.home.leader, at=closed.LATER)
    fail(framework=made.framework, reason="只有1家供应商提交", actor=made.home.leader, at=closed.LATER)
    assert (Framework.objects.get().status, made.call.package.status) == ("FILED", "ANNULLED")
    again = {
        **closed.DATES,
        "documents_until": date(2026, 10, 20),
        "deadline": closed.DEADLINE + timedelta(days=22),
    }
    solicit(framework=made.framework, actor=made.home.operator, at=closed.LATER, **again)
    assert (Framework.objects.get().status, Tender.objects.count()) == ("SOLICITING", 2)


def test_a_call_that_runs_cannot_be_said_to_have_failed_but_be_ended_on_the_two_lawful_grounds():
    made = closed.Closed().opened()
    with pytest.raises(GuardRefused):
        fail(framework=made.framework, reason="价格太高", actor=made.home.leader, at=closed.LATER)
    end = {"framework": made.framework, "reason": "财政专项取消", "at": closed.LATER}
    with pytest.raises(NotAllowed):
        terminate(ground="TASK_CANCELLED", actor=made.home.operator, **end)
    with pytest.raises(DomainError) as caught:
        terminate(ground="TOO_DEAR", actor=made.home.leader, **end)
    assert (caught.value.field, Framework.objects.get().status) == ("ground", "SOLICITING")
    terminate(ground="TASK_CANCELLED", actor=made.home.leader, **end)
    assert (Framework.objects.get().status, made.call.package.tender.status) == ("CANCELLED", "TERMINATED")
    assert not FrameworkEntry.objects.exists()


def test_a_hold_stops_the_result_and_the_result_may_be_challenged_for_seven_working_days():
    made = closed.Closed().examined()
    tender = made.call.package.tender
    rank(framework=made.framework, actor=made.home.operator, at=closed.LATER)
    source = {"source_kind": "complaint", "source_code": "TS-1", "until": None}
    told = {
        "reason": "投诉处理",
        "basis": "D-44 94号令第二十八条",
        "actor": accounts.bureau(),
        "at": closed.LATER,
    }
    hold = place_hold(tender=tender, **source, **told)
    with pytest.raises(GuardRefused) as caught:
        announce(framework=made.framework, actor=made.home.leader, at=closed.LATER)
    assert "暂停" in str(caught.value)
    assert challenge_until(tender, ChallengeGround.RESULT) is None
    lift_hold(hold=hold, actor=accounts.bureau(), at=closed.LATER)
    announce(framework=made.framework, actor=made.home.leader, at=closed.LATER)
    # The notice of 12 October runs one working day, then seven.
    assert challenge_until(tender, ChallengeGround.RESULT).limit == date(2026, 10, 22)

"""More suppliers come into a closed framework only where fewer than 70 % are left (110 art. 31)."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from procurement.core import clock
from procurement.core.clock import SHANGHAI
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.core.models import AuditEntry, OutboxMessage
from procurement.frameworks.models import Framework, FrameworkEntry
from procurement.frameworks.selectors.lists import why_not_again
from procurement.frameworks.selectors.turns import next_turn
from procurement.frameworks.services.calling import MORE, supplement
from procurement.frameworks.services.entries import remove_entry, sign_entry
from procurement.frameworks.services.solicitations import announce, fail, rank, terminate
from procurement.publications.models import Publication
from procurement.tendering import permissions
from procurement.tendering.selectors.bidding import receiving
from procurement.tendering.selectors.standing import STOP
from procurement.tendering.selectors.takers import taker_ids
from procurement.tendering.services.bidding import seal_bid
from procurement.tendering.services.drafts import save_draft
from procurement.tendering.services.taking import take_documents
from tests.factories import accounts, closed, seals

pytestmark = pytest.mark.django_db
AT = closed.LATER + timedelta(days=2)
DEADLINE = datetime(2026, 11, 10, 9, 0, tzinfo=SHANGHAI)
LATER = DEADLINE + timedelta(hours=3)
DATES = {**closed.DATES, "documents_until": date(2026, 10, 30), "deadline": DEADLINE}
REASON = "剩余律师事务所承接不下第四季度合同审查"
IN = "贵单位已经入围，不用参加补充征集；原框架协议继续履行（财政部令第110号第三十一条）。"
OUT = (
    "贵单位已被清退（提供虚假材料谋取入围或者合同成交），"
    "不得参加同一框架协议的补充征集（财政部令第110号第十九条）。"
)


def basis_of(notice: Publication) -> str:
    """Return on what a notice rests, as the audit chain says it."""
    return AuditEntry.objects.get(action="publish", subject_code=notice.code).basis


def thinned() -> closed.Closed:
    """Return a framework in force in turn, of whose three suppliers one was taken out: 66 % are left."""
    made = closed.Closed(call_off_way="ROTATION").in_force(offers=("880.00", "900.00", "920.00", "990.00"))
    entry, _actor = made.entries()[1]
    facts = "执业证号与登记不符，已查实。"
    remove_entry(entry=entry, ground="FALSE_PAPERS", reason=facts, actor=made.home.leader, at=AT)
    return made


def called(made: closed.Closed):
    keys = {part: seals._key(actor) for part, actor in made.custodians.items()}
    who = {"actor": made.home.operator, "at": AT}
    return supplement(framework=made.framework, reason=REASON, custodians=keys, **DATES, **who)


def examined(made: closed.Closed, *rows) -> None:
    """Let suppliers respond to the supplementary call, open and examine what they sealed."""
    for actor, price in rows:
        seal_bid(round=made.round, form=seals.whole_form(made.round, price), actor=actor, at=AT)
    made.judge(AT)
    seals.opened(made.round, made.custodians, DEADLINE + timedelta(seconds=60))
    made.examine(LATER)


def test_seventy_per_cent_left_are_enough():
    made = closed.Closed().in_force()
    with pytest.raises(GuardRefused) as caught:
        called(made)
    assert "第三十一条" in str(caught.value)
    assert made.framework.solicitations.count() == 1


def test_a_supplementary_call_is_made_whole_and_by_whom_it_must(client):
    made = thinned()
    given = {"framework": made.framework, "reason": REASON, "actor": made.home.operator, "at": AT, **DATES}
    for field, value in (
        ("reason", " "),
        ("opening_place", ""),
        ("validity_days", 0),
        ("deadline", datetime(2028, 10, 11, 9, 0, tzinfo=SHANGHAI)),
        ("deadline", DEADLINE - timedelta(days=9)),
    ):
        with pytest.raises(DomainError) as caught:
            supplement(**{**given, field: value})
        assert caught.value.field == field
    for stranger in (accounts.bureau(), made.bidders[0]):
        with pytest.raises(NotAllowed):
            supplement(**{**given, "actor": stranger})
    accounts.login(client, made.home.operator)
    page = reverse("frameworks:framework-supplement", args=[made.framework.code])
    home = reverse("frameworks:framework-detail", args=[made.framework.code])
    assert page in client.get(home).content.decode()
    shown = client.get(page).content.decode()
    assert made.framework.exit_rules in shown

    first = made.call
    call = called(made)
    framework = Framework.objects.get()
    assert (framework.status, framework.notice_code) == ("IN_FORCE", first.package.tender.notice_code)
    notice = Publication.objects.get(code=call.package.tender.notice_code)
    assert (notice.title, notice.payload["facts"]["supplements"]) == (
        f"{framework.title}补充征集公告",
        framework.notice_code,
    )
    assert REASON in str(notice.payload["sections"])
    assert basis_of(notice) == MORE
    with pytest.raises(GuardRefused):
        called(made)
    client.logout()
    public = client.get(reverse("frameworks:framework-public", args=[framework.code])).content.decode()
    assert ("正在补充征集" in public, "下载入围数据包" in public) == (True, True)
    bundle = client.get(reverse("frameworks:framework-admission", args=[framework.code]))
    assert bundle.json() == first.bundle
    assert page not in client.get(home, follow=True).content.decode()


def test_new_suppliers_stand_behind_and_who_was_removed_or_is_in_stays_out():
    made = thinned()
    (first, _inside), (gone, _removed), *_rest = made.entries()
    before = made.framework.entries.count()
    call = called(made)
    fresh = [seals.bidder() for _n in range(5)]
    rows = (
        (fresh[3], "700.00"),
        (fresh[4], "710.00"),
        (fresh[0], "890.00"),
        (fresh[1], "870.00"),
        (fresh[2], "930.00"),
    )
    examined(made, *rows)
    # They cannot respond any more; what such suppliers sealed before is set aside all the same.
    for entry, actor in ((first, fresh[3]), (gone, fresh[4])):
        FrameworkEntry.objects.filter(pk=entry.pk).update(supplier=actor.organisation_id)
    call = rank(framework=made.framework, actor=made.home.operator, at=LATER)
    assert [(row["price"], row["admitted"]) for row in call.result["ranking"]] == [
        ("870.00", True),
        ("890.00", True),
        ("930.00", False),
    ]
    announce(framework=made.framework, actor=made.home.leader, at=LATER)
    added = FrameworkEntry.objects.filter(framework=made.framework).order_by("-pk")[:2]
    assert made.framework.entries.count() == before + 2
    assert [(one.supplier_id, one.rank, one.status) for one in reversed(added)] == [
        (fresh[1].organisation_id, 4, "OFFERED"),
        (fresh[0].organisation_id, 5, "OFFERED"),
    ]
    notice = Publication.objects.get(code=made.call.notice_code)
    assert notice.title.endswith("补充征集入围结果公告")
    assert basis_of(notice) == MORE
    assert [row["rank"] for row in notice.payload["facts"]["admitted"]] == ["1", "2"]
    reasons = {
        message.context["reason"]
        for message in OutboxMessage.objects.filter(event="framework_not_won")
        if message.context.get("reason")
    }
    assert any("第十九条" in reason for reason in reasons), reasons
    assert next_turn(made.framework) == first
    sign_entry(entry=added[0], actor=fresh[0], at=LATER)
    framework = Framework.objects.get(pk=made.framework.pk)
    assert (framework.status, framework.ends_on) == ("IN_FORCE", date(2028, 10, 11))
    told, began = (
        set(OutboxMessage.objects.filter(event=event).values_list("email", flat=True))
        for event in ("framework_joined", "framework_began")
    )
    # Everybody who learned that it began, and who has come to a purchaser since.
    assert began and began <= told


def _why(made):
    return {"reason": "不足两家", "actor": made.home.leader, "at": LATER}


def test_a_supplementary_call_that_fails_or_is_ended_leaves_the_framework_in_force():
    made = thinned()
    called(made)
    seal_bid(round=made.round, form=seals.whole_form(made.round, "880.00"), actor=seals.bidder(), at=AT)
    seals.close(made.round, DEADLINE + timedelta(seconds=60))
    assert made.round.status == "UNOPENED"
    fail(framework=made.framework, **_why(made))
    assert (Framework.objects.get().status, made.call.package.status) == ("IN_FORCE", "ANNULLED")
    with pytest.raises(WrongState):
        fail(framework=made.framework, **_why(made))

    later = {"documents_until": date(2026, 11, 20), "deadline": DEADLINE + timedelta(days=22)}
    supplement(
        framework=made.framework, reason=REASON, actor=made.home.operator, at=LATER, **{**DATES, **later}
    )
    end = {"framework": made.framework, "ground": "TASK_CANCELLED", "reason": "专项取消", "at": LATER}
    with pytest.raises(NotAllowed):
        terminate(actor=made.home.operator, **end)
    terminate(actor=made.home.leader, **end)
    assert (Framework.objects.get().status, made.call.package.tender.status) == ("IN_FORCE", "TERMINATED")


def test_who_is_in_or_was_removed_reads_that_the_call_is_not_for_it():
    made = thinned()
    called(made)
    (stays, _kept), (gone, _out) = made.entries()[0], made.entries()[1]
    stranger = accounts.organisation_of(seals.bidder())
    said = [why_not_again(made.framework, one) for one in (stays.supplier_id, gone.supplier_id, stranger.pk)]
    assert said == [IN, OUT, ""]


def test_may_i_bid_and_the_form_say_no_to_a_member_and_to_the_removed():
    made = thinned()
    called(made)
    (_stays, inside), (_gone, removed) = made.entries()[:2]
    clock.start_at(AT)
    for actor, reason in ((inside, IN), (removed, OUT), (seals.bidder(), "")):
        client = Client()
        accounts.login(client, actor)
        page = client.get(reverse("tendering:bid-standing", args=[made.call.package.tender.code]))
        stops = [answer.text for answer in page.context["answers"] if answer.tone == STOP]
        assert (stops, page.context["stopped"]) == ([reason] if reason else [], bool(reason))
        form = client.get(reverse("tendering:bid-edit", args=[made.round.code]))
        assert (form.status_code, reason in form.content.decode()) == (403 if reason else 200, True)
        assert list(receiving(actor)) == ([] if reason else [made.round])
        seal = {"round": made.round, "form": seals.whole_form(made.round, "870.00"), "actor": actor, "at": AT}
        if reason:
            with pytest.raises(NotAllowed, match=reason[:8]):
                save_draft(**seal)
            with pytest.raises(NotAllowed, match=reason[:8]):
                seal_bid(**seal)
        else:
            assert seal_bid(**seal).receipt


def test_the_documents_of_a_call_are_not_handed_to_whom_it_is_not_for():
    """Who may not answer is told so where documents are taken, in the words of “may I bid here?”."""
    made = thinned()
    called(made)
    (_stays, inside), (_gone, removed) = made.entries()[:2]
    tender = made.call.package.tender
    clock.start_at(AT)
    for actor, reason in ((inside, IN), (removed, OUT), (seals.bidder(), "")):
        client = Client()
        accounts.login(client, actor)
        address = reverse("tendering:documents-take", args=[tender.code])
        page = client.get(address)
        assert (page.status_code, reason in page.content.decode()) == (403 if reason else 200, True)
        offered = client.get(reverse("frameworks:framework-public", args=[made.framework.code]))
        assert (address in offered.content.decode()) is not bool(reason)
        if reason:
            with pytest.raises(NotAllowed, match=reason[:8]):
                take_documents(tender=tender, actor=actor, at=AT)
        else:
            assert client.post(address).status_code == 302
            assert taker_ids(tender) == {actor.organisation_id}


def test_a_first_call_bars_nobody_whom_another_framework_has():
    """Only the framework's own suppliers, and only of its supplementary call."""
    made = thinned()
    (_stays, inside), (_gone, removed) = made.entries()[:2]
    other = closed.Closed().called()
    for actor in (inside, removed):
        assert permissions.bid(actor, other.round)
        assert other.round in receiving(actor)


def test_a_response_is_looked_at_without_reading_its_call_again(client):
    """The form's pages load what they show in one stroke; a column that they forget costs a query with every look."""
    made = closed.Closed().called()
    actor = seals.bidder()
    form = seals.whole_form(made.round, "870.00")
    save_draft(round=made.round, form=form, actor=actor, at=closed.AT)
    clock.start_at(closed.AT)
    accounts.login(client, actor)
    for page in ("tendering:bid-edit", "tendering:bid-seal"):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse(page, args=[made.round.code])).status_code == 200
        assert [row["sql"] for row in asked if 'FROM "tendering_tender"' in row["sql"]] == []

"""Of a framework's call nobody learns before its opening that there is a response; of its ranking nobody but who
must know, before it is announced. Word for word, and query for query, every page stays as it was.
"""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from procurement.core import clock
from procurement.core.actors import ANONYMOUS, Actor
from procurement.core.models import OutboxMessage
from procurement.frameworks.services.contests import give_offer, open_contest
from procurement.frameworks.services.solicitations import rank
from procurement.workspace.selectors.trail import trail
from tests.factories import accounts, closed, seals, suppliers, tendering
from tests.factories import frameworks as make
from tests.matrix.asking import looked

pytestmark = pytest.mark.django_db
SECRETS = ("绝密服务方案", "机密附件名称", "867.31", "868.31")
# Pages without an object of their own, where a number or a name might show.
EVERYWHERE = (
    *("/workspace/", "/notices/", "/frameworks/", "/frameworks/feed.atom", "/notifications/"),
    *("/workspace/frameworks/", "/workspace/framework-entries/", "/workspace/call-offs/", "/workspace/bids/"),
    "/workspace/ceremonies/",
)
Seen = dict[tuple[int, str], tuple[int, bytes, int]]


def pages_of(made: closed.Closed) -> list[str]:
    """Return every page of a call, with its framework's own."""
    framework, package, code = made.framework.code, made.call.package, made.round.code
    return [
        *(
            reverse(f"frameworks:{name}", args=[framework])
            for name in ("framework-public", "framework-detail", "framework-admission")
        ),
        *(
            reverse(f"tendering:{name}", args=[package.tender.code])
            for name in ("tender-enquiries", "tender-amendments", "bid-standing")
        ),
        *(
            reverse(f"tendering:{name}", args=[code])
            for name in ("opening-detail", "opened-round", "ceremony-detail")
        ),
        reverse("awarding:package-detail", args=[package.code]),
    ]


def everything(people: list[Actor], pages: list[str], thorough: int = 0) -> Seen:
    """Return what everybody sees, drawn anew; the first so many look at the lists as well."""
    cache.clear()
    seen: Seen = {}
    for number, actor in enumerate(people):
        client = Client() if actor.is_anonymous else accounts.login(Client(), actor)
        client.get("/workspace/")  # sessions and caches settle
        wanted = [*pages, *EVERYWHERE] if number < thorough else pages
        seen |= {(number, path): looked(client, path) for path in wanted}
    return seen


def lookers(made: closed.Closed) -> list[Actor]:
    """Return everybody who is no bidder of the call: its organiser's people, overseers, a township, a stranger."""
    town = tendering.town("伍洛镇")
    custodian = next(iter(made.custodians.values()))
    return [
        *(made.home.operator, accounts.bureau(), ANONYMOUS, custodian),
        *(accounts.auditor(), town.operator, seals.bidder()),
    ]


def test_responses_leave_no_trace_before_the_opening():
    made = closed.Closed().called()
    bidders = [seals.bidder() for _n in range(2)]
    people, pages = lookers(made), pages_of(made)
    clock.start_at(closed.AT)
    before = everything(people, pages, 2)
    known = set(trail(closed.AT).values_list("pk", flat=True))
    mails = set(OutboxMessage.objects.values_list("pk", flat=True))
    for number, bidder in enumerate(bidders):
        seals.attach(made.round, bidder, name="机密附件名称.pdf", at=closed.AT)
        form = seals.whole_form(made.round, f"86{7 + number}.31", team="绝密服务方案")
        seals.seal_bid(round=made.round, form=form, actor=bidder, at=closed.AT)
    after = everything(people, pages, 2)
    assert [place for place in before if before[place] != after[place]] == []
    assert sum(status == 200 for status, _page, _queries in before.values()) > 50
    assert set(trail(closed.AT).values_list("pk", flat=True)) == known
    told = OutboxMessage.objects.exclude(pk__in=mails)
    assert set(told.values_list("email", flat=True)) == {accounts.user_of(bidder).email for bidder in bidders}
    words = [*SECRETS, *(bidder.organisation_name for bidder in bidders)]
    assert [word for word in words if word in str(list(told.values_list("context", flat=True)))] == []


def test_who_enters_is_known_to_nobody_outside_before_it_is_announced():
    made = closed.Closed().examined()
    town = tendering.town("伍洛镇")
    people, pages = [made.bidders[0], ANONYMOUS, town.operator], pages_of(made)
    clock.start_at(closed.LATER)
    before = everything(people, pages)
    known = set(trail(closed.LATER).values_list("pk", flat=True))
    mails = OutboxMessage.objects.count()
    call = rank(framework=made.framework, actor=made.home.operator, at=closed.LATER)
    after = everything(people, pages)
    assert [place for place in before if before[place] != after[place]] == []
    assert (OutboxMessage.objects.count(), call.result["outcome"]) == (mails, "ADMITTED")
    added = trail(closed.LATER).exclude(pk__in=known)
    assert [
        entry for entry in added if any(row.organisation_name in str(entry.changes) for row in made.bidders)
    ] == []


def test_offers_of_a_competition_leave_no_trace_before_its_end():
    made = closed.Closed(call_off_way="COMPETITION").in_force()
    town = tendering.town("伍洛镇")
    (_entry, first), (_other, second) = made.entries()
    clock.start_at(closed.LATER)
    contest = open_contest(
        framework=made.framework,
        item=make.town_item(town),
        quantity=10,
        need="审查合同",
        place="伍洛镇政府",
        until=closed.LATER.replace(month=12),
        actor=town.operator,
        at=closed.LATER,
    )
    people = [
        town.operator,
        town.leader,
        made.home.operator,
        accounts.bureau(),
        second,
        suppliers.supplier()[1],
    ]
    pages = ["/workspace/", "/workspace/call-offs/", contest.get_absolute_url()]
    before = everything(people, pages)
    known = set(trail(closed.LATER).values_list("pk", flat=True))
    give_offer(contest=contest, price=closed.Decimal("867.31"), actor=first, at=closed.LATER)
    assert [place for place, page in everything(people, pages).items() if page != before[place]] == []
    assert set(trail(closed.LATER).values_list("pk", flat=True)) == known

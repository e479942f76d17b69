"""Before the opening nobody learns that there is a bid, how many, of whom or what it says: all rooms, all roles.

A fresh tender in the matrices' county is looked at by everybody, then three bids are sealed, a fourth is written with
an attachment and another on its way, documents are taken, an agent is named; then everybody looks again. Word for
word, and query for query, nothing has changed to who is no bidder of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib import admin
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from procurement.accounts.enums import Office
from procurement.accounts.services import open_backoffice
from procurement.core import clock
from procurement.core.actors import Actor
from procurement.core.models import DocumentOrder, Notification, OutboxMessage
from procurement.tendering.models import BidRound, Tender
from procurement.tendering.services.agents import authorise_agent
from procurement.tendering.services.bid_copies import order_copy
from procurement.tendering.services.drafts import save_draft
from procurement.tendering.services.taking import take_documents
from procurement.tendering.services.uploads import start_upload, take_piece
from procurement.workspace.selectors.trail import trail
from tests.factories import accounts as people
from tests.factories import seals, tendering

from .addresses import arguments
from .asking import looked, refusal
from .expected import ANSWERS
from .test_urls import DRAWN
from .world import TOWN, World

pytestmark = pytest.mark.django_db
AT = tendering.RELEASED_AT + timedelta(hours=2)
# Who looks: every kind of person who is no bidder of the tender, a superuser and a bidder of other tenders among them.
LOOKERS = (
    *("anonymous", "superuser", "operator", "leader", "supervisor", "auditor", "custodian"),
    *("other_expert", "rival", "neighbour"),
)
# Who looks into every room, searches and takes tables home; the others keep to what is about tenders.
THOROUGH = ("anonymous", "operator", "supervisor")
NEAR = ("tendering:", "workspace:", "awarding:", "cms:")
# Who is refused is refused in the same words: asked without drawing a page, where the tender itself stands.
REFUSED = (*LOOKERS, "stranger", "reviewer", "finance", "discipline", "budget", "agency")
SECRETS = ("绝密方案要点", "机密附件名称", "1879990", "1879980", "1879970")
Seen = dict[tuple[str, str], tuple[int, bytes, int]]


@dataclass
class Scene:
    """A tender that receives, and who bids in it."""

    world: World
    tender: Tender
    round: BidRound
    bidders: list[Actor]
    helper: Actor

    @property
    def words(self) -> list[str]:
        return [*SECRETS, *(bidder.organisation_name for bidder in self.bidders)]

    def happens(self) -> None:
        """Everything that bidders do before the deadline."""
        for number, bidder in enumerate(self.bidders[:3]):
            seals.attach(self.round, bidder, name="机密附件名称.pdf", at=AT)
            form = seals.whole_form(self.round, f"18799{9 - number}0.00", team="绝密方案要点")
            seals.seal_bid(round=self.round, form=form, actor=bidder, at=AT)
            take_documents(tender=self.tender, actor=bidder, at=AT)
        writer = self.bidders[3]
        form = seals.whole_form(self.round, "1879970.00", team="绝密方案要点")
        save_draft(round=self.round, form=form, actor=writer, at=AT)
        upload = start_upload(
            round=self.round, name="机密附件名称.pdf", size=900, purpose="PLAN", actor=writer, at=AT
        )
        take_piece(upload=upload, offset=0, content=seals.PDF, key="7c" * 32, actor=writer, at=AT)
        order_copy(round=self.round, actor=writer, at=AT)
        authorise_agent(tender=self.tender, person=people.user_of(self.helper), actor=writer, at=AT)


@pytest.fixture
def scene(world: World) -> Iterator[Scene]:
    """A released tender of the county's township without any bid, at a time when it still receives."""
    with transaction.atomic():
        clock.start_at(AT)
        tender = tendering.released_tender(tendering.town(TOWN))
        round = BidRound.objects.get(package__tender=tender)
        things = {"tender": tender, "package": tender.packages.get(), "round": round}
        kept = round.custodians.select_related("key__user", "key__organisation").get(part="INDEPENDENT")
        custodian = people.actor_of(kept.key.user, kept.key.organisation)
        scenes = {**world.scenes, "sealed": {**world.scenes["sealed"], "custodian": custodian}}
        here = replace(world, things={**world.things, **things}, scenes=scenes)
        bidders = [seals.bidder(f"密{number}号合作社") for number in range(4)]
        helper = people.person(people.organisation_of(bidders[3]), Office.AGENT)
        yield Scene(here, tender, round, bidders, helper)
        transaction.set_rollback(True)


@pytest.fixture
def staff(scene: Scene) -> Client:
    """Somebody of the bureau who may look into Django's admin."""
    actor = people.bureau(Office.BUREAU_CATALOGUE)
    user = open_backoffice(user=people.user_of(actor), actor=people.bureau(), at=AT)
    TOTP.activate(user, generate_totp_secret())
    return people.login(Client(), actor)


def places(scene: Scene) -> dict[str, list[str]]:
    """Return what each looker can open: the tender's pages, lists, searches, exports, feeds."""
    asked = arguments(scene.world)
    found = {}
    for role in LOOKERS:
        here = {
            name: reverse(name.split("#")[0], kwargs=kwargs)
            for name, (stands, kwargs) in asked.items()
            if stands == "sealed" or (not kwargs and (role in THOROUGH or name.startswith(NEAR)))
            if name not in DRAWN and ANSWERS[name].to(role) == 200
        }
        lists = [path for name, path in here.items() if name.endswith("-list") and role in THOROUGH]
        words = [f"{path}?q={scene.bidders[0].organisation_name}" for path in lists]
        found[role] = [*here.values(), *words, *(f"{path}?export=csv" for path in lists)]
    return found


def everything(scene: Scene, staff: Client, where: dict[str, list[str]]) -> Seen:
    """Return what everybody sees everywhere, each page drawn anew: a bid throws no kept page away."""
    cache.clear()
    actors = {role: scene.world.who(role, "sealed") for role in LOOKERS}
    clients = {
        role: Client() if actor.is_anonymous else people.login(Client(), actor)
        for role, actor in actors.items()
    }
    seen: Seen = {}
    for role, client in clients.items():
        client.get("/workspace/")  # sessions and caches settle
        seen |= {(role, path): looked(client, path) for path in where[role]}
    for model in admin.site._registry:
        path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        staff.get(path)
        seen["staff", path] = looked(staff, path)
    return seen


def refusals(scene: Scene) -> dict[tuple[str, str], tuple[int, str]]:
    asked = arguments(scene.world)
    return {
        (role, name): refusal(scene.world.who(role, "sealed"), reverse(name.split("#")[0], kwargs=kwargs))
        for name, (stands, kwargs) in asked.items()
        for role in REFUSED
        if stands == "sealed" and ANSWERS[name].to(role) in (403, 404)
    }


@pytest.mark.slow
def test_nothing_changes_to_anybody_when_bids_come_in(scene: Scene, staff: Client):
    where = places(scene)
    before, refused = everything(scene, staff, where), refusals(scene)
    known = set(trail(AT).values_list("pk", flat=True))
    mails = set(OutboxMessage.objects.values_list("pk", flat=True))
    scene.happens()
    after = everything(scene, staff, where)
    assert [place for place in before if before[place] != after[place]] == []
    assert refusals(scene) == refused
    assert sum(status == 200 for status, _page, _queries in before.values()) > 200
    # What overseers read of the chain grows by nothing, and what waits to be sent is the bidders' own.
    assert set(trail(AT).values_list("pk", flat=True)) - known == set()
    told = OutboxMessage.objects.exclude(pk__in=mails)
    assert set(told.values_list("email", flat=True)) == {
        people.user_of(bidder).email for bidder in scene.bidders[:3]
    }
    queues = [
        *told.values_list("context", flat=True),
        *Notification.objects.values_list("context", flat=True),
    ]
    queues += DocumentOrder.objects.values_list("kind", "code", "version", "error")
    assert [word for word in scene.words if word in str(queues)] == []

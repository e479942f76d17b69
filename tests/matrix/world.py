"""One county in which everything has happened to somebody: what the matrices look at.

Four scenes at one township, each reached by services: ``paper`` (nothing is public yet), ``sealed`` (bids
arrive), ``judging`` (the report is written, nobody has decided) and ``done`` (awarded, delivered, graded).
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from catalogue.enums import ItemStatus
from catalogue.services import add_comment, consult_departments, edit_entry, explain_words, request_cancel
from procurement.accounts.enums import Office, OrganisationKind
from procurement.accounts.models import Organisation
from procurement.accounts.services import invite
from procurement.core import clock
from procurement.core.actors import ANONYMOUS, Actor
from procurement.core.models import Attachment, PolicyParameter
from procurement.core.policies import propose_calendar_year
from procurement.publications.models import Publication
from procurement.suppliers.enums import ListKind, PaperKind
from procurement.suppliers.services import add_paper, change_details, exclude, request_verification
from procurement.tendering.enums import RoundKind
from procurement.tendering.models import BidRound, Entrustment, OpenedBid, QuoteRequest, SmallPurchase, Tender
from procurement.tendering.services.agents import authorise_agent
from procurement.tendering.services.enquiries import ask
from procurement.tendering.services.entrusting import draft_entrustment
from procurement.tendering.services.planning import draft_implementation_plan
from procurement.tendering.services.quotes import add_quote, ask_for_quote
from procurement.tendering.services.readings import read_bid
from procurement.tendering.services.rehearsing import start_rehearsal
from procurement.tendering.services.uploads import start_upload
from procurement.tendering.services.ways import object_to
from tests.factories import accounts as people
from tests.factories import (
    awarding,
    budgeting,
    catalogue,
    complaints,
    contracts,
    performance,
    seals,
    suppliers,
    tendering,
)
from tests.factories.awarding import Stage

from . import framing, preparing

TOWN = "下辛店镇"
NOW = complaints.AT
TERMS = {
    "price_weight": "40",
    "small_micro_deduction": "10",
    "consortium_deduction": "4",
    "consents": ["E-20"],
    "released_at": seals.AT,
}


@dataclass
class World:
    """Who is there, scene by scene, and what they are about."""

    people: dict[str, Actor] = field(default_factory=dict)
    # Who bids, judges and keeps keys differs from scene to scene.
    scenes: dict[str, dict[str, Actor]] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)

    def who(self, role: str, scene: str = "") -> Actor:
        """Return the scene's own person for a role, or the one who stands by."""
        return self.scenes.get(scene, {}).get(role) or self.people[role]


def build() -> World:
    """Let everything happen; about as long as it takes to seal and open ten bids."""
    tendering.calendars()
    world = World()
    _bystanders(world)
    _staff(world)
    _paper(world)
    _sealed(world)
    _judging(world)
    _proposed(world)
    _done(world)
    _graded(world)
    _delivering(world)
    _framed(world)
    for scene in world.scenes.values():
        world.people = {**scene, **world.people}
    propose_calendar_year(
        year=2028,
        days=[(date(2028, 1, 1), "holiday", "元旦")],
        source="国务院办公厅通知",
        provisional=True,
        actor=people.bureau(Office.BUREAU_BUDGET),
        at=NOW,
    )
    world.things["parameter"] = PolicyParameter.objects.order_by("pk").first()
    world.things["notice"] = Publication.objects.order_by("pk").first()
    clock.start_at(NOW)
    return world


def _bystanders(world: World) -> None:
    """Everybody who belongs to no side of the township's purchases."""
    neighbour = people.township("义堂镇")
    pool = people.existing(OrganisationKind.EXPERT_POOL, "湖北省评审专家库")
    root = people.user("根用户")
    type(root).objects.filter(pk=root.pk).update(is_superuser=True, is_staff=True)
    root.refresh_from_db()
    world.people = {
        "anonymous": ANONYMOUS,
        "stranger": people.stranger(),
        "neighbour": people.person(neighbour, Office.OPERATOR),
        "agency": people.person(people.organisation(OrganisationKind.AGENCY), Office.AGENCY_OPERATOR),
        "other_supplier": suppliers.supplier()[1],
        "other_expert": people.person(pool, Office.EXPERT),
        "other_evaluator": people.person(people.organisation(OrganisationKind.EVALUATOR), Office.EVALUATOR),
        "supervisor": people.bureau(),
        "catalogue": people.bureau(Office.BUREAU_CATALOGUE),
        "budget": people.bureau(Office.BUREAU_BUDGET),
        "auditor": people.auditor(),
        "superuser": people.actor_of(root),
    }


def _staff(world: World) -> None:
    """The township's own people, one office each; the authors of papers are others again."""
    home = people.township(TOWN)
    offices = {
        "operator": Office.OPERATOR,
        "leader": Office.LEADER,
        "reviewer": Office.REVIEWER,
        "finance": Office.FINANCE,
        "acceptor": Office.ACCEPTOR,
        "discipline": Office.DISCIPLINE,
        "representative": Office.REPRESENTATIVE,
    }
    world.people |= {role: people.person(home, office) for role, office in offices.items()}
    world.things["home"] = home
    world.things["invitation"] = invite(
        organisation=home,
        email=people.user_of(world.people["stranger"]).email,
        offices=[Office.ACCEPTOR],
        actor=world.people["leader"],
        at=NOW,
    )


def _asked_for_a_price(home: tendering.Town, small: SmallPurchase, supplier: Actor) -> QuoteRequest:
    return ask_for_quote(
        purchase=small,
        supplier=people.organisation_of(supplier),
        until=tendering.AT + timedelta(days=3),
        actor=home.operator,
        at=tendering.AT,
    )


def _agreement(world: World, home: tendering.Town) -> Entrustment:
    """A draft with the agency that nothing is entrusted to yet."""
    item = tendering.published_item(home, title="河道保洁代理采购")
    plan = draft_implementation_plan(
        item=item,
        method=item.method,
        method_reason="政府购买服务项目",
        organisation_form="ENTRUSTED",
        agency=people.organisation_of(world.people["agency"]),
        actor=home.operator,
        at=tendering.AT,
    )
    terms = {**tendering.MANDATE, "powers": ["DOCUMENTS"]}
    return draft_entrustment(plan=plan, terms=terms, actor=home.operator, at=tendering.AT)


def _paper(world: World) -> None:
    """A line, a plan item, an implementation plan and a tender, all before anybody outside may know."""
    home = tendering.town(TOWN)
    tender = tendering.submitted_tender(home)
    filed = tendering.published_item(home, title="村庄绿化管护")
    plan = draft_implementation_plan(
        item=filed,
        method=filed.method,
        method_reason="政府购买服务项目",
        organisation_form="SELF_RUN",
        actor=home.operator,
        at=tendering.AT,
    )
    draft = tendering.complete_tender(home)
    small = tendering.small_purchase(home)
    add_quote(
        purchase=small,
        supplier=people.organisation_of(world.people["other_supplier"]),
        amount=Decimal("110000.00"),
        actor=home.operator,
        at=tendering.AT,
    )
    asked = suppliers.supplier()[1]
    world.things |= {**preparing.things(home), "agreement": _agreement(world, home)}
    world.things |= {
        "quote_request": _asked_for_a_price(home, small, asked),
        "line": budgeting.draft_line(organisation=home.organisation),
        "approved_line": budgeting.approved_line(organisation=home.organisation),
        "adjustment": budgeting.adjustment(
            budgeting.approved_line(organisation=home.organisation), actor=world.people["finance"]
        ),
        "batch": budgeting.allotment_batch(world.people["finance"], home.organisation),
        "midterm_line": budgeting.midterm_line(organisation=home.organisation),
        "year_end": budgeting.prepared_year_end(people.bureau(Office.BUREAU_BUDGET), 2025),
        "township_budget": budgeting.township_budget(home.organisation),
        **_items(home.organisation),
        "public_item": filed,
        "draft_version": catalogue.draft_catalogue(2027),
        "commented_version": catalogue.catalogue_in("COMMENTING", 2029),
        "version": filed.catalogue_item.version,
        "paper_tender": tender,
        "draft_tender": draft,
        "draft_package": draft.packages.get(),
        "draft_plan": plan,
        "filed_plan": tender.plan,
        "small": small,
    }
    _single_source(world)
    _planned(world)
    _asked(world, home.organisation)
    world.scenes["paper"] = _rivals(world, asked, world.people["other_supplier"])


def _single_source(world: World) -> None:
    """A notice of a single source and what somebody has against it."""
    home = tendering.town(TOWN)
    notice = tendering.shown_single_source(tendering.single_source_plan(home), home)
    objection = object_to(
        notice=notice, objector="某公司", text="我公司也能维护。", actor=home.operator, at=tendering.AT
    )
    world.things |= {
        "single_source": notice,
        "objection": objection,
        "talking_plan": tendering.talking_plan(home),
    }
    world.things["deal"] = tendering.single_source_deal(home, people.organisation_of(suppliers.supplier()[1]))


def _items(home: Organisation) -> dict[str, Any]:
    """A draft, a submitted item, and one whose words wait for a second person."""
    worded = {"description": "不含垫资", "word_screen_reason": "明令禁止"}
    return {
        "draft_item": catalogue.plan_item(home=home),
        "submitted_item": catalogue.plan_item(ItemStatus.SUBMITTED, home=home),
        "worded_item": catalogue.plan_item(ItemStatus.SUBMITTED, home=home, **worded),
    }


def _planned(world: World) -> None:
    """A plan of a year, a change of it that waits, a paper against splitting that waits."""
    world.things["plan_adjustment"] = request_cancel(
        item=world.things["public_item"], reason="任务取消", actor=world.people["operator"], at=people.AT
    )
    world.things["ground"] = catalogue.ground([world.things["submitted_item"]])
    world.things["annual_plan"] = catalogue.plan_of(world.things["submitted_item"])


def _asked(world: World, home: Organisation) -> None:
    """The township is asked about a draft catalogue, and somebody comments on another."""
    version = catalogue.draft_catalogue(2028)
    consult_departments(
        version=version,
        organisations=[home],
        until=date(2026, 12, 1),
        actor=world.people["catalogue"],
        at=people.AT,
    )
    world.things["filing"] = catalogue.filing(home)
    worded = catalogue.draft_catalogue(2030)
    entry = worded.items.get(code="A0402")
    officer = world.people["catalogue"]
    edit_entry(entry=entry, explanation="不含改建", actor=officer, at=people.AT)
    world.things["worded"] = explain_words(entry=entry, reason="只管维护", actor=officer, at=people.AT)
    open_ = world.things["commented_version"]
    world.things["consulted_version"] = version
    world.things["comment"] = add_comment(
        version=open_, text="请增加公厕管护", at=people.AT - timedelta(days=23)
    )


def _sealed(world: World) -> None:
    """A released tender: one bid is sealed, one question asked, one file waits in a draft."""
    home = tendering.town(TOWN)
    tender = tendering.released_tender(home)
    round = BidRound.objects.get(package__tender=tender)
    supplier, rival = seals.bidder(), seals.bidder()
    at = tendering.RELEASED_AT + timedelta(hours=1)
    for actor, offer in ((supplier, "1900000.00"), (rival, "1880000.00")):
        form = seals.whole_form(round, offer)
        bid = seals.seal_bid(round=round, form=form, actor=actor, at=at)
        world.things.setdefault("bid", bid)
    world.things |= {
        "tender": Tender.objects.get(pk=tender.pk),
        "package": tender.packages.get(),
        "round": round,
        "bid_file": seals.attach(round, supplier, at=at),
        "bid_upload": start_upload(
            round=round, name="方案.pdf", size=9, purpose="PLAN", actor=supplier, at=at
        ),
        "enquiry": ask(tender=tender, question="保洁范围是否包括河道？", actor=supplier, at=at),
    }
    custodians = {row.part: people.actor_of(row.key.user, row.key.organisation) for row in _keys(round)}
    world.things["rehearsal"] = start_rehearsal(colleagues=[], actor=custodians["INDEPENDENT"], at=seals.AT)
    helper = people.person(people.organisation_of(supplier), Office.AGENT)
    world.things["agent"] = authorise_agent(
        tender=world.things["tender"], person=people.user_of(helper), actor=supplier, at=at
    )
    world.scenes["sealed"] = {
        **_rivals(world, supplier, rival),
        "custodian": custodians["INDEPENDENT"],
    }


def _keys(round: BidRound) -> Any:
    return round.custodians.select_related("key__user", "key__organisation")


def _judging(world: World) -> None:
    """The group has scored and written its report; the purchaser has decided nothing."""
    stage = Stage(**TERMS).reported()
    first = BidRound.objects.get(package=stage.package, kind=RoundKind.FIRST)
    final = BidRound.objects.get(package=stage.package, kind=RoundKind.FINAL)
    own = OpenedBid.objects.get(round=first, supplier_id=stage.bidders[0].organisation_id)
    for reader in (stage.experts[1], stage.representative):
        read_bid(bid=own, actor=reader, at=NOW)
    world.things |= {
        "judged_tender": stage.package.tender,
        "judged_package": stage.package,
        "panel": stage.panel,
        "member": stage.panel.members.get(user_id=stage.experts[1].user_id),
        "evaluation": stage.evaluation,
        "first_round": first,
        "final_round": final,
        "opened_bid": own,
        "opened_file": "none",
    }
    world.scenes["judging"] = {
        **_rivals(world, *stage.bidders[:2]),
        "expert": stage.experts[1],
        "representative": stage.representative,
        "custodian": stage.custodians["INDEPENDENT"],
    }


def _proposed(world: World) -> None:
    """All members have signed, and the purchaser's head has not confirmed."""
    stage = Stage(**TERMS).signed()
    world.things |= {"proposed": stage.package.awards.get(), "undrafted_award": stage.package.awards.get()}
    world.scenes["proposed"] = {
        **_rivals(world, *stage.bidders[:2]),
        "expert": stage.experts[1],
        "custodian": stage.custodians["INDEPENDENT"],
    }


def _done(world: World) -> None:
    """Awarded and contracted; a loser challenges; a small purchase next to it is delivered and graded."""
    deal = contracts.awarded_deal()
    at = awarding.later(7)
    deal.filed(at)
    loser = complaints.loser(deal)
    stage = deal.stage  # type: ignore[attr-defined]
    world.things |= {
        "award": deal.award,
        "awarded_tender": deal.award.package.tender,
        "awarded_package": deal.award.package,
        "awarded_evaluation": stage.evaluation,
        "awarded_panel": stage.panel,
        "awarded_round": BidRound.objects.get(package=deal.award.package, kind=RoundKind.FINAL),
        "contract": deal.contract,
        "challenge": complaints.challenge(deal, actor=loser, at=NOW),
    }
    world.scenes["done"] = {
        **_rivals(world, deal.admin, loser),
        "expert": stage.experts[1],
        "custodian": stage.custodians["INDEPENDENT"],
    }
    _record(world, deal)


def _record(world: World, deal: contracts.Deal) -> None:
    """The winner's record: a paper that it handed in, and a list that names it."""
    at = awarding.later(7)
    supplier = deal.supplier.supplier
    add_paper(
        supplier=supplier,
        kind=PaperKind.LICENCE,
        file=seals.ContentFile(seals.PDF, "licence.pdf"),
        valid_until=date(2030, 12, 31),
        actor=deal.admin,
        at=at,
    )
    request_verification(supplier=supplier, actor=deal.admin, at=at)
    change_details(supplier=supplier, name="更名后的供应商", actor=deal.admin, at=at)
    world.things["detail_change"] = supplier.detail_changes.get()
    world.things["supplier"] = supplier
    world.things["paper"] = Attachment.objects.get(owner_code=supplier.code)
    world.things["exclusion"] = exclude(
        supplier=supplier,
        list_kind=ListKind.SOCIAL_ABNORMAL,
        starts_on=date(2026, 9, 1),
        source="中国社会组织政务服务平台",
        actor=world.people["supervisor"],
        at=at,
    )


def _graded(world: World) -> None:
    """A small purchase: delivered, paid, evaluated, and the grade is public."""
    deal = contracts.small_deal(TOWN)
    deal.filed()
    deal.accepted("288000.00")
    deal.paid(amount="288000.00")
    case = performance.case(deal).published()
    world.things["graded"] = case.evaluation
    world.scenes["graded"] = {
        "supplier": deal.admin,
        "delivery": deal.delivery,
        "evaluator": case.evaluator,
    }


def _delivering(world: World) -> None:
    """A contract in the middle: one acceptance in public, an invoice, a second acceptance, an open survey."""
    deal = contracts.small_deal(TOWN)
    deal.filed()
    deal.accepted("144000.00")
    deal.received("144000.00", "No-7")
    invoice = deal.invoice
    deal.opened("100000.00")
    case = performance.case(deal)
    case.appoint()
    case.surveyed()
    world.things |= {
        "running": deal.contract,
        "acceptance": deal.acceptance,
        "accepting": deal.acceptance.members.get(user_code=deal.acceptor.code),
        "invoice": invoice,
        "case": case.evaluation,
        "survey": case.survey,
        "token": case.tokens[0][1],
    }
    refunding = contracts.refunding_deal(TOWN)
    world.things |= {"refunding": refunding.contract, "refund": refunding.contract.refunds.get()}
    world.scenes["refunding"] = {"supplier": refunding.admin, "delivery": refunding.delivery}
    drafted = contracts.small_deal(TOWN)
    world.things |= {"drafted": drafted.draft(), "undrafted": contracts.small_deal(TOWN).purchase}
    world.scenes["drafted"] = {"supplier": drafted.admin}
    world.scenes["delivering"] = {
        "supplier": deal.admin,
        "delivery": deal.delivery,
        "acceptor": deal.acceptor,
        "evaluator": case.evaluator,
    }


def _framed(world: World) -> None:
    """The township runs a framework and calls off from it; a supplier is in it, has applied to another."""
    things, supplier = framing.things(tendering.town(TOWN))
    world.things |= things
    world.scenes["framework"] = _rivals(world, supplier, suppliers.supplier()[1])


def _rivals(world: World, supplier: Actor, rival: Actor) -> dict[str, Actor]:
    return {"supplier": supplier, "rival": rival}

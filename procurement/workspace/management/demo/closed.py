"""Closed frameworks (110 art. 9): crop protection is in force and called off from, audits are being called for."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

from catalogue.models import CatalogueItem
from catalogue.selectors import entries_to_choose
from procurement.awarding.enums import DrawKind
from procurement.awarding.models import Panel
from procurement.awarding.selectors import first_round_bids
from procurement.awarding.services import confirm_panel, declare, form_panel
from procurement.frameworks.models import Framework, FrameworkEntry
from procurement.frameworks.selectors.solicitations import newest, round_of
from procurement.frameworks.services.calling import solicit, supplement
from procurement.frameworks.services.calls import (
    accept_call_off,
    call_off,
    confirm_call_off,
    publish_call_off,
)
from procurement.frameworks.services.entries import remove_entry, sign_entry
from procurement.frameworks.services.planning import draft_framework, file_framework
from procurement.frameworks.services.solicitations import announce, begin, rank
from procurement.tendering.models import BidRound
from procurement.tendering.selectors import rounds
from procurement.tendering.selectors.risks import usual_risks
from procurement.tendering.services.bidding import seal_bid
from procurement.tendering.services.examination import examine, finish_examination
from procurement.tendering.services.opening import unlock

from .bidding import bid_form, look_at_seals
from .frameworks import pass_plan
from .people import pass_phrases
from .plan import Row, item_of, operator, plan
from .stage import Stage, Story

HOME = "agriculture"
TITLE = "农作物病虫害统防统治框架协议"
CREDIT = "当日查询信用中国、中国政府采购网，没有限制参加的记录，截图存档。"
# Who responds, at which price for one 亩: the dearest of four is knocked out.
RESPONSES = (("nongji", "16.80"), ("hedao", "17.50"), ("jiti", "17.90"), ("yihuan", "18.60"))
PHONES = {"nongji": "0712-4330055", "hedao": "0712-4330066", "jiti": "0712-4330077"}
EXPERTS = ("expert01", "expert02", "expert04", "expert06")
CROPS: dict[str, Any] = {
    "kind": "CLOSED",
    "title": TITLE,
    "case": "PUBLIC_SERVICE",
    "users_choose": True,
    "annual_estimate": Decimal("1350000.00"),
    "service": "水稻、小麦、油菜病虫害统防统治，每遍作业后7日内查看防效，防治效果不低于85%。",
    "staffing": "植保无人机或者自走式喷雾机；飞手持证，农药由供应商按推荐名录自备。",
    "measuring": "按实际作业面积计，以作业轨迹和农户签字的记录为准。",
    "area": "云梦县全域，按乡镇就近选择",
    "qualification": "依法登记的企业、农民专业合作社、村集体经济组织等；有植保作业设备和持证人员。",
    "industry": "农、林、牧、渔业",
    "unit": "亩",
    "ceiling": Decimal("19.00"),
    "pricing_note": "调查5个乡镇、4家服务组织，每亩作业和药剂成本16至18元。",
    "surveyed_purchasers": 5,
    "surveyed_suppliers": 4,
    "survey_findings": "2026年1月走访5个乡镇、4家服务组织，请植保站1名专家座谈：统防能力够用，"
    "去年每亩成交16至18元；采纳按作业轨迹计量的建议。",
    "risk_plan": usual_risks(),
    "knock_out": Decimal("20"),
}
AUDITS: dict[str, Any] = {
    "kind": "CLOSED",
    "title": "农村集体经济审计服务框架协议",
    "case": "ADVISORY",
    "annual_estimate": Decimal("620000.00"),
    "service": "村级集体经济组织年度财务审计和干部离任审计，进场后20日内出具报告。",
    "staffing": "每个审计组不少于3人，至少1名注册会计师。",
    "measuring": "按审计的村计。",
    "area": "云梦县全域",
    "qualification": "依法登记，有审计业务资格，近三年没有受过行业惩戒。",
    "industry": "租赁和商务服务业",
    "unit": "村",
    "ceiling": Decimal("3600.00"),
    "pricing_note": "调查3家会计师事务所和4个乡镇，每村3200至3500元。",
    "surveyed_purchasers": 4,
    "surveyed_suppliers": 3,
    "survey_findings": "2026年8月问了3家会计师事务所、4个乡镇，请1名专家书面提意见："
    "去年每村3200至3500元；采纳按村计价。",
    "term_months": 12,
    "most_admitted": 5,
}
TOWN: Row = {
    "key": "shahe-crops",
    "organisation": "shahe",
    "title": "沙河乡病虫害统防统治（框架协议）",
    "catalogue": "A1201",
    "amount": "168000.00",
    "method": "FRAMEWORK",
    "method_case": "FRAMEWORK_CASE",
    "batch": "2026-03-27",
    "stop": "",
    "quantity": 9000,
    "unit": "亩",
    "project": "公共服务机动项目",
    "kit": "crop",
    "description": "9000亩水稻病虫害统防统治，由县农业农村局框架协议入围组织提供。",
    "beneficiaries": "水稻种植户",
    "people_served": 2600,
    "term_months": 8,
    "start_month": 4,
    "priority": 1,
}


def closed_stories(stage: Stage) -> Iterator[tuple[str, Story]]:
    """Yield the stories by name; a small play goes without."""
    if not stage.cast.whole:
        return
    yield "closed framework", _in_force(stage)
    yield "closed call", _called_for(stage)
    yield "supplementary call", _supplemented(stage)
    yield TOWN["key"], _town(stage)


def _entry(stage: Stage, code: str) -> CatalogueItem:
    home = stage.cast.organisation(HOME)
    return next(one for one in entries_to_choose(stage.today, stage.today.year, home.pk) if one.code == code)


def _called(stage: Stage, code: str, terms: dict[str, Any], days: int) -> Story:
    """Draft, file, call; the responses come in until so many days later."""
    actor = stage.cast[f"{HOME}-operator"]
    framework = draft_framework(
        catalogue_item=_entry(stage, code), actor=actor, at=stage.at, surveyed_experts=1, **terms
    )
    yield from pass_plan(stage, framework, HOME)
    yield stage.workday(after=1, hour=10)
    file_framework(framework=framework, actor=actor, at=stage.at)
    yield stage.workday(after=1, hour=9)
    closes = stage.working(stage.at + timedelta(days=days))
    solicit(
        framework=framework,
        documents_until=stage.workday(after=6).date(),
        deadline=closes,
        opening_place="云梦县公共资源交易中心二楼开标室",
        validity_days=90,
        actor=actor,
        at=stage.at,
    )


def respond(stage: Stage, framework: Framework, key: str, price: str) -> None:
    round = _round(framework)
    form = bid_form(stage, {"quantity": 1}, round, [key, price])
    seal_bid(round=round, form=form, actor=stage.cast[f"{key}-admin"], at=stage.at)


def _round(framework: Framework) -> BidRound:
    call = newest(framework)
    assert call is not None  # it was called for
    return round_of(call)


def _in_force(stage: Stage) -> Story:
    yield stage.moment("2026-02-03", 9)
    yield from _called(stage, "A1201", CROPS, 27)
    framework = Framework.objects.get(title=TITLE)
    for key, price in RESPONSES:
        yield stage.at + timedelta(hours=9)
        respond(stage, framework, key, price)
    committee(stage, framework)
    round = _round(framework)
    yield round.deadline + timedelta(minutes=1)
    look_at_seals(stage, _round(framework), [key for key, _price in RESPONSES])
    for place in list(rounds.custodians(round))[::2]:
        yield stage.at + timedelta(minutes=4)
        name = place.key.user.username
        unlock(round=_round(framework), passphrase=pass_phrases()[name], actor=stage.cast[name], at=stage.at)
    yield stage.at + timedelta(hours=1)
    examine_all(stage, framework)
    yield stage.workday(after=1, hour=9)
    rank(framework=framework, actor=stage.cast[f"{HOME}-operator"], at=stage.at)
    announce(framework=framework, actor=stage.cast[f"{HOME}-leader"], at=stage.at)
    for entry in framework.entries.select_related("framework").order_by("rank"):
        yield stage.workday(after=1, hour=10)
        supplier = next(
            key for key, _price in RESPONSES if stage.cast.organisation(key).pk == entry.supplier_id
        )
        phone = PHONES[supplier]
        sign_entry(entry=entry, phone=phone, actor=stage.cast[f"{supplier}-admin"], at=stage.at)
    yield stage.workday(after=1, hour=9)
    begin(framework=framework, actor=stage.cast[f"{HOME}-operator"], at=stage.at)


def committee(stage: Stage, framework: Framework) -> None:
    """Four experts of the provincial pool and the organiser's representative (110 art. 9; 87 art. 47)."""
    package, home = _round(framework).package, stage.cast[f"{HOME}-operator"]
    form_panel(
        package=package,
        draw_kind=DrawKind.PROVINCIAL,
        draw_record={
            "number": f"HB-ZJ-2026-{package.pk:06d}",
            "drawn_at": stage.at.isoformat(timespec="minutes"),
            "drawn_by": home.name,
        },
        experts=[stage.cast.user(name) for name in EXPERTS],
        representative=stage.cast.user(f"{HOME}-representative"),
        actor=home,
        at=stage.at,
    )
    panel = Panel.objects.get(package=package)
    members = [*(stage.cast.acting(name, "pool") for name in EXPERTS), stage.cast[f"{HOME}-representative"]]
    for actor in members:
        declare(member=panel.members.get(user_id=actor.user_id), actor=actor, at=stage.at)
    confirm_panel(panel=panel, actor=home, at=stage.at)


def examine_all(stage: Stage, framework: Framework) -> None:
    """Let the organiser find every response qualified, an expert find it conforming."""
    package, home = _round(framework).package, stage.cast[f"{HOME}-operator"]
    for bid in first_round_bids(package):
        examine(bid=bid, qualified=True, credit_record=CREDIT, actor=home, at=stage.at)
        examine(bid=bid, conforms=True, actor=stage.cast.acting(EXPERTS[0], "pool"), at=stage.at)
    package.refresh_from_db()
    finish_examination(package=package, actor=home, at=stage.at)


def _called_for(stage: Stage) -> Story:
    """At the curtain one supplier has sealed its response, and nobody can know it."""
    yield stage.moment("2026-09-08", 9)
    yield from _called(stage, "B0302", AUDITS, 25)
    yield stage.moment("2026-09-18", 15)
    respond(stage, Framework.objects.get(title=AUDITS["title"]), "kuaiji", "3380.00")


def _supplemented(stage: Stage) -> Story:
    """One of three is out, 66 % are left: more are called for while the framework goes on (110 art. 31)."""
    yield stage.moment("2026-08-31", 10)
    framework = Framework.objects.get(title=TITLE)
    gone = framework.entries.get(supplier=stage.cast.organisation("jiti"))
    remove_entry(
        entry=gone,
        ground="AGREED",
        reason="植保设备8月起停用，两次书面说明不能作业，按框架协议约定解除。",
        actor=stage.cast[f"{HOME}-leader"],
        at=stage.at,
    )
    yield stage.moment("2026-09-10", 9)
    supplement(
        framework=framework,
        reason="剩余两家秋季作业能力不足2万亩，东片三个乡镇没有组织承接",
        documents_until=stage.workday(after=6).date(),
        deadline=stage.working(stage.at + timedelta(days=28)),
        opening_place="云梦县公共资源交易中心二楼开标室",
        validity_days=90,
        actor=stage.cast[f"{HOME}-operator"],
        at=stage.at,
    )


def _town(stage: Stage) -> Story:
    """The township plans, chooses the cheapest nearby and makes the result public."""
    yield from plan(stage, TOWN)
    yield stage.moment("2026-05-11", 9)
    item = item_of(TOWN)
    entry = FrameworkEntry.objects.get(framework__title=TITLE, rank=1)
    call = call_off(
        entry=entry,
        item=item,
        quantity=Decimal("4500"),
        need="沙河乡第一遍统防4500亩，分蘖盛期完成。",
        place="沙河乡东片各村",
        reason="单价最低，机手驻沙河乡，种植户代表会议选定。",
        actor=operator(stage, TOWN),
        at=stage.at,
    )
    yield stage.workday(after=1, hour=10)
    confirm_call_off(call=call, actor=stage.cast["shahe-leader"], at=stage.at)
    accept_call_off(call=call, actor=stage.cast["nongji-admin"], at=stage.at)
    yield stage.workday(after=1, hour=9)
    publish_call_off(call=call, actor=operator(stage, TOWN), at=stage.at)

"""Care vouchers (110 art. 10): an open framework of civil affairs, call-offs by two townships, vouchers."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from catalogue.models import PlanItem
from procurement.contracts.services import draft_contract, offer_contract, publish_contract, sign_contract
from procurement.frameworks.models import CallOff, Framework, FrameworkEntry
from procurement.frameworks.selectors.reviews import FRAMEWORKS
from procurement.frameworks.services.calls import (
    accept_call_off,
    call_off,
    confirm_call_off,
    publish_call_off,
)
from procurement.frameworks.services.entries import admit_entry, apply_to_framework, leave_framework
from procurement.frameworks.services.planning import draft_framework, file_framework, publish_framework
from procurement.frameworks.services.reviews import record_review, submit_for_review
from procurement.frameworks.services.vouchers import (
    ask_vouchers,
    choose_supplier,
    gather_choices,
    issue_vouchers,
    rate_voucher,
)
from procurement.tendering.selectors.risks import usual_risks

from .paper import REVIEWERS, pass_of
from .plan import Row, item_of, operator, plan
from .stage import Stage, Story

ORGANISER = "civil"
TITLE = "社区居家养老服务券"
CREDIT = "当日查询信用中国、中国政府采购网和中国社会组织政务服务平台，没有限制参加的记录，截图存档。"
# Who enters when, where it serves, and what it can do.
ENTRANTS = (
    (
        "xiaoxin",
        "2026-02-09",
        "城关镇、义堂镇、下辛店镇",
        "0712-4330011",
        "持证护理员16名，每月可服务1,200小时。",
    ),
    (
        "yangguang",
        "2026-02-11",
        "伍洛镇、吴铺镇、胡金店镇",
        "0712-4330022",
        "持证护理员11名，每月可服务800小时。",
    ),
    ("jijin", "2026-03-10", "隔蒲潭镇、曾店镇", "0712-4330033", "持证护理员8名，每月可服务600小时。"),
)
# A fourth has applied just before the curtain, and waits for its examination.
NEWCOMER = ("xieshi", "2026-09-17", "道桥镇、倒店乡", "0712-4330044", "持证护理员6名，每月可服务400小时。")


def _row(town: str, name: str, hours: int, supplier: str, reason: str, stop: str) -> Row:
    return {
        "key": f"{town}-vouchers",
        "organisation": town,
        "title": f"{name}居家养老服务（框架协议）",
        "catalogue": "A0402",
        "amount": f"{hours * 45}.00",
        "method": "FRAMEWORK",
        "method_case": "FRAMEWORK_CASE",
        "batch": "2026-02-27",
        "stop": "",
        "quantity": hours,
        "unit": "小时",
        "project": "公共服务机动项目",
        "kit": "elder",
        "description": f"{name}失能老人上门照护，由县民政局框架协议入围机构提供。",
        "beneficiaries": "失能老人",
        "people_served": hours // 40,
        "term_months": 10,
        "start_month": 3,
        "priority": 1,
        "supplier": supplier,
        "reason": reason,
        "until": stop,
    }


TOWNS = (
    _row("yitang", "义堂镇", 2000, "xiaoxin", "单价统一，驻义堂镇有护理站，到户最快。", "contract"),
    _row("wuluo", "伍洛镇", 1600, "yangguang", "单价统一，护理员多为本镇人，老人熟悉。", "asked"),
)


def framework_stories(stage: Stage) -> Iterator[tuple[str, Story]]:
    """Yield the stories by name; a small play goes without."""
    if not stage.cast.whole:
        return
    yield "framework", _framework(stage)
    for row in TOWNS:
        yield row["key"], _town(stage, row)


def _framework(stage: Stage) -> Story:
    yield stage.moment("2026-02-02", 9)
    actor = stage.cast[f"{ORGANISER}-operator"]
    from_plan = item_of({"title": "社区养老服务券（框架协议）"})
    framework = draft_framework(
        kind="OPEN",
        title=TITLE,
        catalogue_item=from_plan.catalogue_item,
        case="PUBLIC_SERVICE",
        open_case="NEARBY",
        users_choose=True,
        annual_estimate=Decimal("1362000.00"),
        service="失能、半失能老人上门照护，含助洁、助浴、助医；每次服务有记录，由老人或者家属签字。",
        staffing="护理员持证上岗，投保意外险；每次上门不少于1小时。",
        measuring="按上门服务小时计，不足半小时按半小时；以服务记录和凭单结算。",
        area="云梦县全域，按乡镇就近选择",
        qualification="依法登记的企业、社会服务机构等；持证护理员不少于5名；三年内没有重大安全事故。",
        unit="小时",
        ceiling=Decimal("45.00"),
        pricing_note="调查4家机构和5个乡镇，服务成本每小时41至44元，参照县级补助标准确定45元。",
        surveyed_purchasers=5,
        surveyed_suppliers=4,
        surveyed_experts=2,
        survey_findings="2026年1月走访4家养老机构、5个乡镇，请2名专家座谈：全县持证护理员够用，去年上门照护每小时成交价43至46元；"
        "采纳按小时计量、不足半小时按半小时的建议。",
        risk_plan=usual_risks(),
        actor=actor,
        at=stage.at,
    )
    yield from pass_plan(stage, framework, ORGANISER)
    yield stage.workday(after=1, hour=10)
    file_framework(framework=framework, actor=actor, at=stage.at)
    yield stage.workday(after=1, hour=9)
    publish_framework(framework=framework, actor=actor, at=stage.at)
    for entrant in ENTRANTS:
        yield from _enter(stage, framework, entrant)
    yield from _vouchers(stage, framework, from_plan)
    yield stage.moment("2026-07-20", 10)
    leaver = framework.entries.get(supplier=stage.cast.organisation("jijin"))
    leave_framework(
        entry=leaver, reason="护理员不足，暂停上门服务。", actor=stage.cast["jijin-admin"], at=stage.at
    )
    yield stage.moment(NEWCOMER[1], 10)
    _apply(stage, framework, NEWCOMER)


def pass_plan(stage: Stage, framework: Framework, organiser: str) -> Story:
    """The author sends the plan on, everybody else passes it (N-12)."""
    yield stage.at + timedelta(hours=2)
    submit_for_review(framework=framework, actor=stage.cast[f"{organiser}-operator"], at=stage.at)
    yield stage.workday(after=1, hour=9)
    for kind in FRAMEWORKS.needed(framework):
        actor = stage.cast[f"{organiser}-{REVIEWERS[kind]}"]
        record_review(framework=framework, actor=actor, at=stage.at, **pass_of(kind))
    framework.refresh_from_db()


def _vouchers(stage: Stage, framework: Framework, item: PlanItem) -> Story:
    """The bureau's own money as vouchers: most holders have chosen, one order a supplier, a few still may."""
    yield stage.moment("2026-03-16", 9)
    batch = ask_vouchers(
        framework=framework,
        item=item,
        count=12,
        each=Decimal(8),
        need="失能、半失能老人上门照护，每张券8小时，2026年12月底前使用。",
        place="城关镇、吴铺镇第一批",
        valid_until=stage.moment("2026-10-31").date(),
        actor=stage.cast[f"{ORGANISER}-operator"],
        at=stage.at,
    )
    yield stage.workday(after=1, hour=9)
    batch, tokens = issue_vouchers(batch=batch, actor=stage.cast[f"{ORGANISER}-leader"], at=stage.at)
    chosen = [
        framework.entries.get(supplier=stage.cast.organisation(key)) for key in ("xiaoxin", "yangguang")
    ]
    yield stage.workday(after=3, hour=10)
    for number, token in tokens[:7]:
        choose_supplier(token=token, entry=chosen[number % 3 == 0], at=stage.at)
    yield stage.workday(after=2, hour=15)
    calls = gather_choices(batch=batch, actor=stage.cast[f"{ORGANISER}-operator"], at=stage.at)
    yield stage.workday(after=1, hour=9)
    for call in calls:
        confirm_call_off(call=call, actor=stage.cast[f"{ORGANISER}-leader"], at=stage.at)
    for call, key in zip(calls, ("xiaoxin", "yangguang"), strict=True):
        accept_call_off(call=call, actor=stage.cast[f"{key}-admin"], at=stage.at)
        publish_call_off(call=call, actor=stage.cast[f"{ORGANISER}-operator"], at=stage.at)
    for number, token in tokens[:5]:
        rate_voucher(token=token, stars=5 if number % 2 else 4, at=stage.at)


def _enter(stage: Stage, framework: Framework, entrant: tuple[str, str, str, str, str]) -> Story:
    yield stage.moment(entrant[1], 10)
    entry = _apply(stage, framework, entrant)
    yield stage.workday(after=2, hour=15)
    admit_entry(
        entry=entry,
        decision="资格材料齐全，条件符合。",
        credit_record=CREDIT,
        actor=stage.cast[f"{ORGANISER}-operator"],
        at=stage.at,
    )


def _apply(stage: Stage, framework: Framework, entrant: tuple[str, str, str, str, str]) -> FrameworkEntry:
    key, _day, area, phone, capacity = entrant
    return apply_to_framework(
        framework=framework,
        area=area,
        phone=phone,
        capacity=capacity,
        statement="登记证书、护理员资格证见证明材料；三年内没有安全事故。",
        accepts=True,
        actor=stage.cast[f"{key}-admin"],
        at=stage.at,
    )


def _town(stage: Stage, row: Row) -> Story:
    """The township plans, chooses and orders; one contract is signed, one order waits for a second person."""
    yield from plan(stage, row)
    yield stage.moment("2026-03-12" if row["until"] == "contract" else "2026-09-18", 9)
    call = _order(stage, row)
    if row["until"] == "asked":
        return
    yield stage.workday(after=1, hour=10)
    confirm_call_off(call=call, actor=stage.cast[f"{row['organisation']}-leader"], at=stage.at)
    yield stage.at + timedelta(hours=5)
    admin = stage.cast[f"{row['supplier']}-admin"]
    accept_call_off(call=call, actor=admin, at=stage.at)
    yield stage.workday(after=1, hour=9)
    publish_call_off(call=call, actor=operator(stage, row), at=stage.at)
    yield stage.workday(after=1, hour=9)
    contract = draft_contract(
        call_off=call,
        starts_on=stage.today,
        ends_on=stage.moment("2026-12-31").date(),
        terms=call.requirement,
        actor=operator(stage, row),
        at=stage.at,
    )
    offer_contract(contract=contract, actor=stage.cast[f"{row['organisation']}-leader"], at=stage.at)
    yield stage.workday(after=1, hour=10)
    sign_contract(contract=contract, actor=admin, at=stage.at)
    publish_contract(contract=contract, actor=operator(stage, row), at=stage.at)


def _order(stage: Stage, row: Row) -> CallOff:
    item = item_of(row)
    entry = FrameworkEntry.objects.get(
        framework__title=TITLE, supplier=stage.cast.organisation(row["supplier"]), status="ADMITTED"
    )
    return call_off(
        entry=entry,
        item=item,
        quantity=Decimal(row["quantity"]) / 2,
        need=f"{row['description']}按每名老人每月4小时安排，年底前完成。",
        place=f"{item.organisation.short_name}各村",
        reason=row["reason"],
        actor=operator(stage, row),
        at=stage.at,
    )

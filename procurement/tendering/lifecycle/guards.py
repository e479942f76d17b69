"""Conditions of the steps: each returns the sentence that says why not yet, or nothing."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from catalogue.enums import ItemStatus, OrganisationForm
from catalogue.selectors.requirement import unsettled
from procurement.accounts.selectors import people_granted
from procurement.core import clock, parameters
from procurement.core.actors import Actor
from procurement.core.language import aside, cited
from procurement.core.templatetags.formats import day_time
from procurement.regulations import methods
from procurement.regulations.errors import NoCalendar
from procurement.regulations.panel import panel_need
from procurement.regulations.procedures import own_articles

from ..enums import DealStatus, EntrustmentStatus, Method, PackageStatus
from ..models import Entrustment, ImplementationPlan, Package, SmallPurchase, Tender
from ..permissions import tender_of
from ..selectors import dates, documents, entrustments, reviews
from ..selectors.holds import holds_in_force
from ..selectors.policy import article
from ..selectors.steps import tender_runs
from ..selectors.two_left import cases_of
from ..selectors.ways import approval_due, approval_of, is_running, notice_due, notice_of

Refusal = str | Promise | None


def item_is_published(plan: ImplementationPlan, *, actor: Actor, at: datetime) -> Refusal:
    if plan.item.status == ItemStatus.PUBLISHED:
        return None
    return _("年度购买服务计划公布后才能报送采购实施计划（先有预算、后购买服务，财预〔2017〕87号）。")


def is_a_call(tender: Tender, *, actor: Actor, at: datetime) -> Refusal:
    """Whatever buys something goes through review and release; the call of a framework buys nothing yet."""
    return None if tender.is_call else _("采购项目须经内部审查后发布（需求管理办法第二十九条）。")


def requirement_is_settled(obj: ImplementationPlan | Tender, *, actor: Actor, at: datetime) -> Refusal:
    """Refuse while a survey or the residents' hearing that the law wants is missing or still open.

    Asked when the plan is filed: it rests on the requirement as fixed (22 art. 12), and survey and hearing
    come before that (22 art. 10, 条例 art. 15). Asked again when documents go to review and out: they are
    written from what was examined (22 art. 34), and a plan may be older than this rule.
    """
    return next((problem.sentence for problem in unsettled(obj.item, at)), None)


def method_is_lawful(plan: ImplementationPlan, *, actor: Actor, at: datetime) -> Refusal:
    """The annual plan may have been adjusted since the plan was drafted: the method must still follow from it."""
    on = clock.local_date(at)
    reasons = cases_of(plan.item, plan.follows)
    advice = methods.resolve(plan.item.amount, on=on, reasons=reasons, parameters=parameters.changed(on))
    if plan.method in advice.lawful:
        return None
    return _(
        "年度计划现在的金额和法定情形不允许采用%(method)s（%(article)s）。请撤销这份草稿，重新编制。"
    ) % {
        "method": plan.get_method_display(),
        "article": article("C-01"),
    }


def method_is_approved(plan: ImplementationPlan, *, actor: Actor, at: datetime) -> Refusal:
    """At or above the open-tender threshold, another method needs the city's approval first (C-03).

    The whole project counts, however small the part that this plan buys (N-20).
    """
    authority = approval_due(plan, at)
    if not authority or approval_of(plan) is not None:
        return None
    if plan.follows_id is not None:
        return _(
            "与公开招标剩下的两家供应商谈判，须先经本级财政部门批准（74号令第二十七条第二款）。请登记批准文件。"
        )
    return _(
        "项目金额达到公开招标数额标准，采用%(method)s须在采购活动开始前经%(authority)s批准（%(article)s）。请登记批准文件，或者改为公开招标。"
    ) % {
        "method": plan.get_method_display(),
        "authority": authority,
        "article": article("C-03"),
    }


def single_source_was_shown(plan: ImplementationPlan, *, actor: Actor, at: datetime) -> Refusal:
    """A single source is shown to everybody first; what somebody has against it is argued, not passed over (C-11)."""
    if not notice_due(plan, at):
        return None
    notice = notice_of(plan)
    if notice is None:
        return _(
            "采用单一来源采购的，报批以前须在指定媒体公示不少于5个工作日（74号令第三十八条）。请先公示。"
        )
    if is_running(notice, at):
        text = _("单一来源公示到%(day)s期满，期满以后再办理（74号令第三十八条）。")
        return text % {"day": dates.day_text(notice.ends_on, clock.local_date(at).year)}
    if notice.objections.filter(upheld=True).exists():
        return _(
            "对单一来源公示的异议成立，应当依法采取其他采购方式（74号令第四十条）。请撤销本计划，重新编制。"
        )
    if notice.objections.filter(upheld=None).exists():
        return _("还有对单一来源公示的异议没有论证和告知（74号令第四十条）。")
    return None


def agency_is_entrusted(plan: ImplementationPlan, *, actor: Actor, at: datetime) -> Refusal:
    """What an agency runs needs a written agreement that both have signed (采购法 art. 20)."""
    if plan.organisation_form == OrganisationForm.SELF_RUN:
        return None
    signed = plan.agreement is not None and plan.agreement.status == EntrustmentStatus.IN_FORCE
    if signed and plan.agreement.agency_id == plan.agency_id:
        return None
    return _(
        "委托代理的，须先与代理机构签订委托代理协议（《政府采购法》第二十条）。请在本页起草协议，双方签署后再报送备案。"
    )


def capacity_is_recorded(plan: ImplementationPlan, *, actor: Actor, at: datetime) -> Refusal:
    """Who runs a tender itself has the people for it (87 art. 9)."""
    if plan.organisation_form != OrganisationForm.SELF_RUN or plan.method not in Method.tenders():
        return None
    if plan.capacity_people.strip() and plan.capacity_place.strip():
        return None
    return _(
        "自行组织招标的，应当有编制招标文件、组织招标的能力和条件，有专业人员（87号令第九条）。请登记人员和场所，或者改为委托代理机构。"
    )


def agreement_says_all(agreement: Entrustment, *, actor: Actor, at: datetime) -> Refusal:
    """An agreement names what the law wants named, at the moment it is signed (agency rules art. 13)."""
    found = entrustments.problems(agreement, at)
    return found[0].text if found else None


def period_is_not_over(agreement: Entrustment, *, actor: Actor, at: datetime) -> Refusal:
    if agreement.ends_on >= clock.local_date(at):
        return None
    return _("委托期限已过。请退回采购人修改期限。")


def no_tender_runs(plan: ImplementationPlan, *, actor: Actor, at: datetime) -> Refusal:
    if plan.deals.filter(status__in=DealStatus.standing()).exists():
        return _("本计划已经登记了协商成交记录，须先作废（74号令第四十三条）。")
    if tender_runs(plan):
        article = cited(own_articles(plan.method)["called_off"])
        return aside(_("依本计划的采购活动还在进行，须先终止采购活动。"), article)
    return None


def documents_are_complete(tender: Tender, *, actor: Actor, at: datetime) -> Refusal:
    found = documents.problems(tender, at)
    if not found:
        return None
    if len(found) == 1:
        return found[0].text
    return _("%(first)s另有%(count)s处需要修改。") % {"first": found[0].text, "count": len(found) - 1}


def group_stands(tender: Tender, *, actor: Actor, at: datetime) -> Refusal:
    """The group of a negotiation confirms its documents: it exists before they go out (N-16, 74 art. 8).

    How many it needs is rule E-02's (74 art. 7); the rest is judged when the group is confirmed.
    """
    if tender.method != Method.COMPETITIVE_NEGOTIATION:
        return None
    on = clock.local_date(at)
    need = panel_need(tender.method, budget=tender.budget, on=on, parameters=parameters.changed(on))
    if people_granted("evaluate_tender", tender).count() >= need.minimum:
        return None
    return _(
        "谈判文件由谈判小组确认或者制定，发布以前须先组成谈判小组（74号令第八条）：请在“评审”里登记抽取、组建小组，成员签署回避声明后确认。"
    )


def reviews_are_complete(tender: Tender, *, actor: Actor, at: datetime) -> Refusal:
    return reviews.TENDERS.refusal(tender)


def dates_are_lawful(tender: Tender, *, actor: Actor, at: datetime) -> Refusal:
    """Periods count from the day the documents really go out: not before today (D-01 to D-07, T-07)."""
    if tender.documents_from is None or tender.documents_until is None or tender.deadline is None:
        return _("还没有确定文件发出、截止日期和地点。")
    try:
        start, until = dates.release_dates(tender, clock.local_date(at))
    except NoCalendar as missing:
        return dates.no_calendar(missing, "deadline").text
    found = dates.date_problems(tender, documents_from=start, documents_until=until, deadline=tender.deadline)
    return found[0].text if found else None


def nothing_is_held(obj: object, *, actor: Actor, at: datetime) -> Refusal:
    """While a hold is on, the activity does not go on (RULES D-44, D-45)."""
    hold = holds_in_force(tender_of(obj), at).first()
    if hold is None:
        return None
    return _("采购活动已暂停：%(reason)s（%(basis)s）。解除暂停后再办理。") % {
        "reason": hold.reason,
        "basis": cited(hold.basis),
    }


def nothing_is_contracted(tender: Tender, *, actor: Actor, at: datetime) -> Refusal:
    if tender.packages.filter(status=PackageStatus.CONTRACTED).exists():
        return _("已有采购包签订合同，不能再终止采购活动。")
    return None


def has_final_offers(package: Package, *, actor: Actor, at: datetime) -> Refusal:
    if package.tender.method in Method.with_final_offers():
        return None
    return _("只有竞争性磋商和竞争性谈判有磋商（谈判）环节（财政部令第74号第三十一条）。")


def asked_suppliers_had_their_time(purchase: SmallPurchase, *, actor: Actor, at: datetime) -> Refusal:
    """Whoever was given until a moment may use it (N-14)."""
    waiting = purchase.requests.filter(quote=None, until__gt=at).order_by("-until").first()
    if waiting is None:
        return None
    text = _("已询价的供应商可以在%(until)s之前报价，到时或者都已报价后再决定。")
    return text % {"until": day_time(waiting.until)}

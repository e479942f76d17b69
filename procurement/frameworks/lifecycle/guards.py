"""Conditions of the steps: each returns the sentence that says why not yet, or nothing."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext

from procurement.accounts.enums import OrganisationKind
from procurement.accounts.models import Organisation
from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.errors import GuardRefused
from procurement.core.findings import sentences
from procurement.core.language import cited, listed
from procurement.core.lifecycle import for_good
from procurement.regulations import frameworks as law
from procurement.suppliers.selectors import may_bid
from procurement.tendering.enums import PackageStatus
from procurement.tendering.selectors.holds import holds_in_force

from ..enums import CallOffStatus as C
from ..enums import EntryStatus as E
from ..enums import FrameworkStatus as F
from ..models import CallOff, Contest, Framework, FrameworkEntry, VoucherBatch
from ..selectors.designs import missing_texts, problems
from ..selectors.lists import why_never_again
from ..selectors.reviews import FRAMEWORKS
from ..selectors.solicitations import counts, has_failed, is_over, newest

Sentence = str | Promise | None


def design_is_lawful(framework: Framework, *, actor: Actor, at: datetime) -> Sentence:
    """What the order asks of a framework before it is filed (110 art. 3, 5, 10 to 15, 25, 27)."""
    return sentences(problems(framework, local_date(at))) or None


def plan_is_complete(framework: Framework, *, actor: Actor, at: datetime) -> Sentence:
    """What the agreement and the notice must say is there (110 art. 14; art. 38 open, art. 22 and 23 closed)."""
    missing = missing_texts(framework, local_date(at))
    if not missing:
        return None
    if framework.is_open:
        text = gettext("还没有填写：%(names)s（财政部令第110号第十四条、第三十八条）。")
    else:
        text = gettext("还没有填写：%(names)s（财政部令第110号第十四条、第二十二条、第二十三条）。")
    return text % {"names": listed(missing)}


def reviews_are_complete(framework: Framework, *, actor: Actor, at: datetime) -> Sentence:
    """Nothing is filed or called for before everybody has passed it (22号 art. 29)."""
    refusal = FRAMEWORKS.refusal(framework)
    if refusal and framework.status == F.FILED:
        # Filed before reviews were asked for: there is one way, and it is said.
        return gettext("%(why)s请先“收回修改”，送内部审查后重新报送。") % {"why": refusal}
    return refusal


@for_good
def is_reviewed_inside(framework: Framework, *, actor: Actor, at: datetime) -> Sentence:
    """A central agency's plan goes to the finance department instead (22号 art. 41, 110 art. 8)."""
    if FRAMEWORKS.is_subject(framework):
        return None
    return gettext(
        "集中采购机构的采购方案由财政部门审核，不适用内部审查（需求管理办法第四十一条），请用“报送审核”。"
    )


@for_good
def filed_by_its_unit(framework: Framework, *, actor: Actor, at: datetime) -> Sentence:
    if framework.organiser.kind != OrganisationKind.CENTRAL_AGENCY:
        return None
    return gettext("集中采购机构的采购方案须报财政部门审核后实施，请用“报送审核”（财政部令第110号第八条）。")


@for_good
def is_the_central_agency(framework: Framework, *, actor: Actor, at: datetime) -> Sentence:
    if framework.organiser.kind == OrganisationKind.CENTRAL_AGENCY:
        return None
    return gettext("主管预算单位的采购方案报财政部门备案，不需要审核（财政部令第110号第八条）。")


@for_good
def is_open(framework: Framework, *, actor: Actor, at: datetime) -> Sentence:
    if framework.is_open:
        return None
    return gettext("封闭式框架协议按公开招标的程序征集（财政部令第110号第九条）。")


@for_good
def is_closed(framework: Framework, *, actor: Actor, at: datetime) -> Sentence:
    if not framework.is_open:
        return None
    return gettext("开放式框架协议发布征集公告后随时接受申请，请用“发布征集公告”（财政部令第110号第十条）。")


def is_ranked(framework: Framework, *, actor: Actor, at: datetime) -> Sentence:
    """Who enters follows from the examined responses (110 art. 25, 27)."""
    call = newest(framework)
    if call is not None and call.package.status == PackageStatus.EVALUATED:
        return None
    return gettext(
        "还没有确定入围供应商：截止、开启、审查以后，先计算入围结果（财政部令第110号第二十五条）。"
    )


def nothing_is_held(obj: Framework | FrameworkEntry, *, actor: Actor, at: datetime) -> Sentence:
    """A challenge or complaint about the call stops its result and its agreements (条例 art. 54; D-44, D-45)."""
    call = newest(obj if isinstance(obj, Framework) else obj.framework)
    hold = holds_in_force(call.package.tender, at).first() if call is not None else None
    if hold is None:
        return None
    return gettext("征集活动已暂停：%(reason)s（%(basis)s）。解除暂停后再办理。") % {
        "reason": hold.reason,
        "basis": cited(hold.basis),
    }


def call_has_failed(framework: Framework, *, actor: Actor, at: datetime) -> Sentence:
    """Too few responded, qualified or conform (110 art. 27)."""
    call = newest(framework)
    if call is not None and has_failed(call):
        return None
    return gettext(
        "只有提交响应文件或者符合要求的供应商不足2家时，才能宣布征集失败（财政部令第110号第二十七条）。"
    )


def may_be_supplemented(framework: Framework, *, actor: Actor, at: datetime) -> Sentence:
    """More suppliers come into a closed framework only where fewer than 70 % are left (110 art. 31)."""
    refusal = is_closed(framework, actor=actor, at=at) or framework_in_force(framework, at)
    if refusal:
        return refusal
    call = newest(framework)
    if call is not None and not is_over(call):
        return gettext("已有正在进行的征集，办完以后才能再次补充征集。")
    admitted, left = counts(framework)
    if law.may_supplement(admitted, left):
        return None
    return gettext(
        "入围%(admitted)s家，还剩%(left)s家，没有低于70%%，有效期内不得补充征集（财政部令第110号第三十一条）。"
    ) % {"admitted": admitted, "left": left}


def agreements_are_signed(framework: Framework, *, actor: Actor, at: datetime) -> Sentence:
    """Every supplier that was admitted has signed or was taken out; a choice needs two (110 art. 3, 29)."""
    waiting = framework.entries.filter(status=E.OFFERED).count()
    if waiting:
        text = gettext("还有%(count)s家入围供应商没有签订框架协议（财政部令第110号第二十九条）。")
        return text % {"count": waiting}
    signed = framework.entries.filter(status=E.ADMITTED).count()
    least = 2 if framework.users_choose else 1
    if signed >= least:
        return None
    return gettext("签订框架协议的供应商只有%(count)s家，不足%(least)s家，不能生效。") % {
        "count": signed,
        "least": least,
    }


@for_good
def no_agreement_besides(entry: FrameworkEntry, *, actor: Actor, at: datetime) -> Sentence:
    """The notice said whether a written agreement follows (110 art. 41)."""
    if not entry.framework.separate_agreement:
        return None
    return gettext(
        "征集公告声明另行签订书面框架协议，请用“入围，送签框架协议”（财政部令第110号第四十一条）。"
    )


@for_good
def an_agreement_follows(entry: FrameworkEntry, *, actor: Actor, at: datetime) -> Sentence:
    if entry.framework.separate_agreement:
        return None
    return gettext("征集公告声明不另行签订框架协议，入围公告发布即视为签订（财政部令第110号第四十一条）。")


def may_be_signed(entry: FrameworkEntry, *, actor: Actor, at: datetime) -> Sentence:
    """A closed framework is signed before it binds (110 art. 29)."""
    if entry.framework.status == F.SIGNING:
        return None
    return framework_in_force(entry.framework, at)


def framework_runs(entry: FrameworkEntry, *, actor: Actor, at: datetime) -> Sentence:
    return framework_in_force(entry.framework, at)


def supplier_may_take_part(entry: FrameworkEntry, *, actor: Actor, at: datetime) -> Sentence:
    """No list keeps the supplier out on the day (H-04, H-05)."""
    verdict = may_bid(entry.supplier, local_date(at))
    return None if verdict else verdict.reason


def why_not_apply(framework: Framework, supplier: Organisation, at: datetime) -> GuardRefused | None:
    """Return why a supplier may not ask to enter an open framework now, or nothing (110 art. 19, 39; H-04)."""
    if refusal := framework_in_force(framework, at):
        return GuardRefused(refusal, rule="C-13")
    standing = may_bid(supplier, local_date(at))
    if not standing:
        return GuardRefused(standing.reason, rule="H-03")
    if framework.entries.filter(supplier=supplier, status__in=E.live()).exists():
        return GuardRefused(gettext("贵单位已经申请或者已经入围，请查看原申请。"), rule="C-13")
    never = why_never_again(framework, supplier.pk)
    return GuardRefused(never, rule="N-15") if never else None


def may_be_left(entry: FrameworkEntry, *, actor: Actor, at: datetime) -> Sentence:
    """Who entered an open framework leaves when it likes; a closed one is kept (110 art. 20)."""
    if entry.framework.is_open:
        return None
    return gettext("封闭式框架协议入围供应商无正当理由不得退出（财政部令第110号第二十条）。请与征集人联系。")


def nothing_is_under_way(entry: FrameworkEntry, *, actor: Actor, at: datetime) -> Sentence:
    """Orders that were accepted are contracted first."""
    running = entry.call_offs.filter(status__in=(C.CONFIRMED, C.ACCEPTED, C.PUBLISHED)).count()
    if not running:
        return None
    return gettext("还有%(count)s笔成交没有办完，请先答复或者签订合同，再退出。") % {"count": running}


def supplier_is_in(call: CallOff, *, actor: Actor, at: datetime) -> Sentence:
    """Only who is in the framework gets an order, within its term and its price (110 art. 13, 17)."""
    refusal = framework_in_force(call.framework, at)
    if refusal:
        return refusal
    if call.entry.status != E.ADMITTED:
        return gettext(
            "这家供应商已经不在框架协议内（%(state)s），请取消后另选（财政部令第110号第十七条）。"
        ) % {"state": call.entry.get_status_display()}
    if call.unit_price > call.entry.price:
        return gettext("单价超过协议价格，不能成交（财政部令第110号第十三条）。")
    verdict = may_bid(call.entry.supplier, local_date(at))
    return None if verdict else verdict.reason


def framework_in_force(framework: Framework, at: datetime) -> Sentence:
    """Return why a framework cannot be used now, or nothing."""
    if framework.status != F.IN_FORCE or framework.ends_on is None or local_date(at) > framework.ends_on:
        return gettext("框架协议现在的状态是“%(state)s”，不能使用。") % {
            "state": framework.get_status_display()
        }
    return None


def framework_serves(batch: VoucherBatch, *, actor: Actor, at: datetime) -> Sentence:
    refusal = framework_in_force(batch.framework, at)
    if refusal:
        return refusal
    choices = batch.framework.entries.filter(status=E.ADMITTED).count()
    if choices >= 2:
        return None
    return gettext("服务对象须能在2家以上供应商中选择，现在入围%(count)s家（财政部令第110号第三条）。") % {
        "count": choices
    }


def choices_are_ordered(batch: VoucherBatch, *, actor: Actor, at: datetime) -> Sentence:
    """What was chosen is ordered; before the last day nobody loses a voucher that may still be used."""
    if batch.vouchers.filter(entry__isnull=False, call_off__isnull=True).exists():
        return gettext("还有已经选择、没有汇总成订单的服务券，请先汇总。")
    left = batch.vouchers.filter(call_off__isnull=True).count()
    if left and local_date(at) <= batch.valid_until:
        return gettext("还有%(count)s张服务券没有选择，选择截止日期以后才能结束。") % {"count": left}
    return None


def offers_are_in(contest: Contest, *, actor: Actor, at: datetime) -> Sentence:
    """Nothing is opened before the end (110 art. 33)."""
    refusal = framework_in_force(contest.framework, at)
    if refusal:
        return refusal
    if at <= contest.until:
        return gettext("报价截止时间还没有到，现在任何人看不到报价。")
    if contest.offers.filter(given_at__isnull=False, entry__status=E.ADMITTED).exists():
        return None
    return gettext("没有供应商报价，请取消以后重新发起，或者调整需求。")

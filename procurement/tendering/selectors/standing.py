"""May I bid here, and if not, why, and what can I do? One answer a line, for whoever asks (N-04, E-45 to E-48)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from catalogue.enums import ReserveMeasure
from procurement.accounts.enums import OrganisationKind, SupplierKind
from procurement.accounts.models import Organisation
from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.templatetags import formats
from procurement.suppliers.enums import NO_ENTERPRISES, PaperKind, Scale
from procurement.suppliers.models import Supplier
from procurement.suppliers.selectors import authorisation_missing, may_bid, papers_in_force, supplier_of

from ..enums import Method, TenderStatus
from ..models import Tender
from .bars import why_barred
from .holds import holds_in_force
from .invitation import ARTICLES, by_invitation, is_invited

# Registered as what the law does not name among enterprises, nor clearly outside them (RULES E-48).
_UNSETTLED = (SupplierKind.FARMERS_COOPERATIVE, SupplierKind.RURAL_COLLECTIVE)
STOP, WARN, YES = "danger", "warn", "done"


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing that decides: ``tone`` STOP, WARN or YES, what it is, its article, and what one can do."""

    tone: str
    text: str
    basis: str = ""
    advice: tuple[str, ...] = ()
    url: str = ""
    link: str = ""


def answers(tender: Tender, actor: Actor, at: datetime, *, bids: bool) -> list[Answer]:
    """Return everything that decides whether this person may bid in this tender, what stops first.

    ``bids``: whether the person prepares bids for the supplier they act for.
    """
    found = [
        *_of_the_tender(tender, at),
        *_of_the_invitation(tender, actor),
        *_of_the_person(tender, actor, at, bids),
    ]
    order = (STOP, WARN, YES)
    return sorted(found, key=lambda answer: order.index(answer.tone))


def _of_the_tender(tender: Tender, at: datetime) -> Iterable[Answer]:
    if tender.status == TenderStatus.TERMINATED:
        yield Answer(STOP, _("采购活动已经终止。"), tender.own_articles["called_off"])
    elif tender.deadline is not None and at > tender.deadline:
        day = formats.day_time(tender.deadline)
        yield Answer(STOP, _("提交截止时间（%(day)s）已过。") % {"day": day}, tender.own_articles["late"])
    elif tender.deadline is not None:
        day = formats.day_time(tender.deadline)
        yield Answer(YES, _("在%(day)s前提交。") % {"day": day}, tender.own_articles["late"])
    if holds_in_force(tender, at).exists():
        yield Answer(WARN, _("采购活动暂停，恢复以后继续。"), "条例第五十四条")
    if tender.method == Method.SINGLE_SOURCE:
        advice = (_("认为其他供应商也能提供的，可以在公示期内书面提出意见。"),)
        yield Answer(STOP, _("单一来源采购，只与公示的供应商协商。"), "采购法第三十一条", advice)


def _of_the_invitation(tender: Tender, actor: Actor) -> Iterable[Answer]:
    """Who was invited is told so; to anybody else it is a warning that only the invited take part (C-06)."""
    if not by_invitation(tender):
        return
    if actor.organisation_id and is_invited(tender, actor.organisation_id):
        tone, text = YES, _("本项目采用%(way)s的方式邀请供应商，您单位已收到邀请。")
    else:
        tone, text = WARN, _("本项目采用%(way)s的方式邀请供应商，只有收到邀请的供应商可以参加。")
    values = {"way": tender.get_invitation_way_display()}
    yield Answer(tone, text % values, ARTICLES.get(tender.method, ""))


def _of_the_person(tender: Tender, actor: Actor, at: datetime, bids: bool) -> Iterable[Answer]:
    if actor.is_anonymous:
        url = f"{reverse('account_login')}?next={reverse('tendering:bid-standing', args=[tender.code])}"
        text = _("登录以后，这里按您单位的情况回答。不登录也可以看下面哪一类单位能参加。")
        yield Answer(WARN, text, url=url, link=_("登录"))
        return
    if actor.organisation_kind and actor.organisation_kind != OrganisationKind.SUPPLIER:
        yield Answer(STOP, _("您现在不是以供应商身份登录，请先切换身份。"))
        return
    organisation = Organisation.objects.filter(pk=actor.organisation_id).first()
    supplier = supplier_of(organisation) if organisation is not None else None
    if organisation is None or supplier is None:
        url = reverse("suppliers:supplier-own")
        text = _("还没有登记身份。约需五分钟，填完立即可以参加，不需要审批。")
        advice = (_("单位已经注册的不用再注册：请本单位的供应商管理员邀请您。"),)
        yield Answer(STOP, text, "N-04 财库〔2019〕38号", advice, url=url, link=_("注册为供应商"))
        return
    yield from _of_the_supplier(tender, organisation, supplier, at)
    if not bids:
        yield Answer(
            STOP,
            _("您在本单位不办投标。请本单位的供应商管理员任命您为投标经办，或者为本项目授权您为代理人。"),
        )


def _of_the_supplier(
    tender: Tender, organisation: Organisation, supplier: Supplier, at: datetime
) -> Iterable[Answer]:
    papers_on = local_date(tender.deadline or at)
    verdict = may_bid(organisation, local_date(at), papers_on=papers_on)
    if verdict:
        text = _("身份已经证实，没有限制参加的记录。核验与否不影响参加。")
        yield Answer(YES, text, "N-04 财库〔2019〕38号")
    else:
        yield _refused(supplier, str(verdict.reason), authorisation_missing(supplier, papers_on))
    if not is_invited(tender, organisation.pk):
        advice = (_elsewhere(), _("认为应当公开征集的，可以先向采购人提出询问。"))
        yield Answer(STOP, _("您单位没有被邀请参加本项目。"), ARTICLES.get(tender.method, ""), advice)
    if reason := why_barred(tender, organisation.pk):
        yield Answer(STOP, reason, advice=(_elsewhere(),))
    yield from _of_packages(tender, supplier)
    if warning := licence_warning(tender, supplier, at):
        yield warning


def _elsewhere() -> str:
    return _("可以参加其他项目：在“公告”里选“正在接收投标（响应）”，没有写邀请的都可以参加。")


def _refused(supplier: Supplier, reason: str, unauthorised: str) -> Answer:
    """Lead to where it can be mended: a branch to its papers, who stands in a list to its record."""
    if reason == unauthorised:
        url = reverse("suppliers:paper-add", args=[supplier.code]) + f"?kind={PaperKind.AUTHORISATION.value}"
        return Answer(STOP, reason, url=url, link=_("上传授权书"))
    return Answer(STOP, reason, url=supplier.get_absolute_url(), link=_("查看本单位的记录"))


def _of_packages(tender: Tender, supplier: Supplier) -> Iterable[Answer]:
    """What each package keeps for whom: one answer where all are alike, else one a package (46 art. 8, 12)."""
    packages = list(tender.packages.order_by("number"))
    kept = [(package.reserved_for_sme, package.small_micro_only) for package in packages]
    if len(set(kept)) <= 1:
        reserved, small_only = kept[0] if kept else (tender.reserved_for_sme, False)
        yield from _of_reserve(tender, supplier, reserved, small_only, "")
    else:
        for package, (reserved, small_only) in zip(packages, kept, strict=True):
            name = _("第%(number)s包：") % {"number": package.number}
            yield from _of_reserve(tender, supplier, reserved, small_only, name)
    yield from _together(tender, supplier)


def _of_reserve(
    tender: Tender, supplier: Supplier, reserved: bool, small_only: bool, name: str
) -> Iterable[Answer]:
    if small_only and supplier.scale == Scale.MEDIUM:
        text = _("只面向小型、微型企业，中型企业不能参加。")
        basis = "E-45 财库〔2020〕46号第八条"
        answer = Answer(STOP, text, basis, _ways_out(supplier.scale))
    elif reserved:
        answer = _reserve(supplier, small_only)
    else:
        answer = _open_to_all(tender, supplier)
    # One package that is closed does not close the tender.
    tone = WARN if name and answer.tone == STOP else answer.tone
    yield replace(answer, tone=tone, text=f"{name}{answer.text}")


def _reserve(supplier: Supplier, small_only: bool) -> Answer:
    """Whether a reserve for small and medium enterprises shuts this supplier out, and what it can do then."""
    kind, scale = supplier.supplier_kind, supplier.scale
    whom = _("小型、微型企业") if small_only else _("中小企业")
    values = {"kind": supplier.get_supplier_kind_display(), "whom": whom}
    if kind in _UNSETTLED:
        text = _("专门面向%(whom)s。%(kind)s是否视同中小企业，须由财政部门确认，确认前按不能参加处理。")
        return Answer(STOP, text % values, E48, _ways_out(scale))
    if kind in NO_ENTERPRISES or scale == Scale.NOT_ENTERPRISE:
        text = _("专门面向%(whom)s，%(kind)s不是企业，不能作为投标人参加，也不能作为联合体成员。")
        return Answer(STOP, text % values, E48, _ways_out(scale))
    if scale == Scale.LARGE:
        return Answer(STOP, _("专门面向%(whom)s，大型企业不能参加。") % values, E48, _ways_out(scale))
    if supplier.is_branch:
        text = _("专门面向%(whom)s。总公司（总所）不是大型企业的，可以参加：大型企业的分支机构不算中小企业。")
        return Answer(WARN, text % values, "E-40 财库〔2020〕46号第二条、附1")
    text = _("专门面向%(whom)s，您单位可以参加：随文件提交《中小企业声明函》，不得要求其他证明。")
    return Answer(YES, text % values, "E-40 财库〔2020〕46号第十一条")


def _together(tender: Tender, supplier: Supplier) -> Iterable[Answer]:
    """What can be done with others: a share that has to go to small and medium ones, a consortium (46 art. 8, 9)."""
    item = tender.item
    if item is not None and item.sme_share and supplier.scale not in (Scale.MICRO, Scale.SMALL, Scale.MEDIUM):
        share = {"share": f"{item.sme_share.normalize():f}"}
        if item.sme_measure == ReserveMeasure.CONSORTIUM:
            text = _("须与中小企业组成联合体，中小企业承担合同金额的%(share)s%%以上，写入联合协议。")
            yield Answer(WARN, text % share, "E-45 财库〔2020〕46号第八条第二项")
        elif item.sme_measure == ReserveMeasure.SUBCONTRACT:
            text = _("须将合同金额的%(share)s%%以上分包给中小企业，写入分包意向协议。")
            yield Answer(WARN, text % share, "E-45 财库〔2020〕46号第八条第三项")
    if tender.reserved_for_sme:
        return
    if not tender.accepts_consortium:
        yield Answer(YES, _("不接受联合体，请以本单位名义参加。"), "E-65 采购法第二十四条")
        return
    text = _("可以单独参加，也可以与其他单位（企业、社会组织、村集体都可以）组成联合体。")
    if tender.consortium_deduction:
        rate = f"{tender.consortium_deduction.normalize():f}"
        text += _("联合体中小微企业承担合同金额30%%以上的，报价按%(rate)s%%扣除后参加评审。") % {"rate": rate}
    yield Answer(YES, text, "E-43 E-65 采购法第二十四条、财库〔2020〕46号第九条")


E48 = "E-48 财库〔2020〕46号第二条、第六条"


def _ways_out(scale: str) -> tuple[str, ...]:
    """Return what who is shut out can still do."""
    asked = _(
        "认为不应当这样预留的（例如政策明确可以向事业单位、社会组织采购，或者只有您这类单位能提供），"
        "先提出询问，再在知道采购文件之日起7个工作日内提出质疑。"
    )
    watch = _("关注其他项目：没有写“专门面向中小企业”的，各类单位都可以参加。")
    share = _("与中标的中小企业协商承担非主体、非关键的部分，但须采购文件允许分包、投标文件写明。")
    treated = _(
        "监狱企业（有省级以上监狱管理局、戒毒管理局出具的证明）和残疾人福利性单位视同小型、微型企业，"
        "在编制文件时选择并提交证明或者声明函。"
    )
    if scale in (Scale.LARGE, Scale.MEDIUM):
        return (asked, watch, treated)
    return (asked, watch, share, treated)


def _open_to_all(tender: Tender, supplier: Supplier) -> Answer:
    text = _("本项目向各类承接主体开放。")
    counts = supplier.scale in (Scale.MICRO, Scale.SMALL) and supplier.supplier_kind not in _UNSETTLED
    if counts and tender.small_micro_deduction:
        rate = f"{tender.small_micro_deduction.normalize():f}"
        text += _("小微企业的报价按%(rate)s%%扣除后参加评审，须提交《中小企业声明函》。") % {"rate": rate}
    return Answer(YES, text, "E-41 财库〔2020〕46号第九条")


def licence_warning(tender: Tender, supplier: Supplier, at: datetime) -> Answer | None:
    """Warn of a licence that is missing or runs out; papers are judged at the deadline and nothing stops (N-04)."""
    due = tender.deadline or at
    if papers_in_force(supplier, local_date(due)).filter(kind=PaperKind.LICENCE).exists():
        return None
    url = reverse("suppliers:paper-list", args=[supplier.code])
    text = _(
        "登记的证照里没有到截止日仍然有效的营业执照、登记证书。不影响提交，但审查以采购文件要求的日期为准。"
    )
    return Answer(WARN, text, "N-04 条例第十七条", url=url, link=_("上传证明材料"))

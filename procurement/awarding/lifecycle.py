"""Panel, evaluation and award as tables: what leads where, who takes the step, what must be true."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from procurement.core import parameters
from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.findings import sentences
from procurement.core.language import aside, cited, listed
from procurement.core.lifecycle import Lifecycle, Transition
from procurement.core.permissions import system_only
from procurement.regulations.panel import check_panel, panel_need
from procurement.tendering.enums import PackageStatus
from procurement.tendering.selectors.holds import holds_in_force

from . import permissions
from .enums import AwardStatus as A
from .enums import EvaluationStatus as E
from .enums import MemberRole, MemberStatus
from .enums import MemberStatus as M
from .enums import PanelStatus as P
from .models import Award, Evaluation, Panel, PanelMember

Sentence = str | Promise | None


def composition_is_lawful(panel: Panel, *, actor: Actor, at: datetime) -> Sentence:
    """Odd, large enough, two thirds experts (87 art. 47; 74 art. 7; RULES E-01, E-02)."""
    members = list(panel.members.exclude(status=MemberStatus.RECUSED))
    tender = panel.package.tender
    on = local_date(tender.released_at or at)
    need = panel_need(tender.method, budget=tender.budget, on=on, parameters=parameters.overrides(on))
    experts = sum(member.role == MemberRole.EXPERT for member in members)
    return sentences(check_panel(need, size=len(members), experts=experts)) or None


def everybody_declared(panel: Panel, *, actor: Actor, at: datetime) -> Sentence:
    """Each member signs that no reason for recusal exists before seeing a bid (RULES E-07, E-08)."""
    waiting = panel.members.filter(status=MemberStatus.INVITED).count()
    if not waiting:
        return None
    return gettext("还有%(count)d名成员没有签署回避声明（条例第九条）。") % {"count": waiting}


def has_a_head(panel: Panel, *, actor: Actor, at: datetime) -> Sentence:
    """The head is an expert, never the purchaser's representative (RULES E-04)."""
    if panel.members.filter(is_head=True).exclude(status=MemberStatus.RECUSED).exists():
        return None
    article = cited(panel.package.tender.own_articles["head"])
    return aside(gettext("请先在评审专家中推选组长；采购人代表不得担任组长。"), article)


def nothing_is_held(obj: "Award | Evaluation", *, actor: Actor, at: datetime) -> Sentence:
    """A hold stops evaluation and award (条例 art. 54; RULES D-44, D-45)."""
    for hold in holds_in_force(obj.package.tender, at):
        return gettext("已暂停：%(reason)s（%(basis)s）。暂停解除后才能继续。") % {
            "reason": hold.reason,
            "basis": cited(hold.basis),
        }
    return None


def every_sheet_is_in(evaluation: Evaluation, *, actor: Actor, at: datetime) -> Sentence:
    """Nobody sees a ranking before everybody has scored alone (RULES E-09)."""
    open_sheets = evaluation.sheets.filter(submitted_at__isnull=True).select_related("member")
    missing = [sheet.member.alias for sheet in open_sheets]
    if not missing:
        return None
    return gettext("还有成员没有提交评分：%(members)s。") % {"members": listed(missing)}


def everybody_signed(evaluation: Evaluation, *, actor: Actor, at: datetime) -> Sentence:
    """All members sign; who dissents signs with reasons (87 art. 61)."""
    missing = evaluation.sheets.count() - evaluation.signatures.count()
    if missing <= 0:
        return None
    text = gettext("还有%(count)d名成员没有在评审报告上签字（%(article)s）。")
    article = cited(evaluation.package.tender.own_articles["signing"])
    return text % {"count": missing, "article": article}


def scoring_has_not_begun(member: PanelMember, *, actor: Actor, at: datetime) -> Sentence:
    """Who has scored cannot leave any more; before, a member that left is replaced (87 art. 49)."""
    if not Evaluation.objects.filter(package=member.panel.package).exists():
        return None
    article = cited(member.panel.package.tender.own_articles["replaced"])
    return aside(gettext("评分已经开始，不能再更换成员；请停止评审并重新组建。"), article)


CONTRACT_IS_SIGNED = _(
    "合同已经签订，采购人不能自行改变结果：请中止履行合同，书面报告财政部门处理（采购法第七十三条、条例第五十四条）。"
)


def no_contract_is_signed(award: Award, *, actor: Actor, at: datetime) -> Sentence:
    """A signed contract is stopped and reported; only finance revokes it (采购法 art. 73; 条例 art. 54)."""
    return CONTRACT_IS_SIGNED if award.package.status == PackageStatus.CONTRACTED else None


PANEL = Lifecycle(
    Panel,
    "panel",
    [
        Transition(
            "confirm",
            (P.FORMING,),
            P.CONFIRMED,
            permissions.form_panel,
            (everybody_declared, composition_is_lawful, has_a_head),
            "E-01 E-02 E-03 E-07 条例第九条、第三十九条、87号令第四十七条、74号令第七条、214号第十四条",
            _("组成评审小组"),
        ),
    ],
)

MEMBER = Lifecycle(
    PanelMember,
    "panel-member",
    [
        Transition(
            "declare",
            (M.INVITED,),
            M.DECLARED,
            permissions.act_as_member,
            (scoring_has_not_begun,),
            "E-07 条例第九条",
            _("声明没有回避情形"),
        ),
        Transition(
            "recuse",
            (M.INVITED, M.DECLARED),
            M.RECUSED,
            permissions.recuse,
            (scoring_has_not_begun,),
            "E-07 采购法第十二条",
            _("回避"),
        ),
    ],
)

EVALUATION = Lifecycle(
    Evaluation,
    "evaluation",
    [
        Transition(
            "report",
            (E.SCORING, E.NEEDS_EXPLANATION),
            E.REPORTED,
            permissions.evaluate,
            (nothing_is_held, every_sheet_is_in),
            "E-22 E-28 E-29 87号令第五十八条、74号令第十七条、214号第二十四条、第二十六条",
            _("汇总评分，形成评审报告"),
        ),
        Transition(
            "ask_explanation",
            (E.SCORING,),
            E.NEEDS_EXPLANATION,
            permissions.evaluate,
            (nothing_is_held, every_sheet_is_in),
            "E7 财库〔2026〕2号、87号令第六十条",
            _("要求说明报价合理性"),
        ),
        Transition(
            "fail",
            (E.SCORING, E.NEEDS_EXPLANATION),
            E.FAILED,
            permissions.evaluate,
            (every_sheet_is_in,),
            "E-61 采购法第三十六条、财政部令第110号第二十七条、74号令第三十七条、214号第三十四条",
            _("终止评审"),
        ),
        Transition(
            "sign",
            (E.REPORTED,),
            E.SIGNED,
            permissions.evaluate,
            (nothing_is_held, everybody_signed),
            "E-09 87号令第六十一条、74号令第十七条、214号第二十七条",
            _("评审报告签署完成"),
        ),
    ],
)

AWARD = Lifecycle(
    Award,
    "award",
    [
        Transition(
            "confirm",
            (A.PROPOSED,),
            A.CONFIRMED,
            permissions.decide,
            (nothing_is_held,),
            "D-19 条例第四十三条、87号令第六十八条、74号令第三十六条、214号第二十八条",
            _("确定成交供应商"),
        ),
        Transition(
            "notify",
            (A.CONFIRMED,),
            A.NOTIFIED,
            permissions.decide,
            (nothing_is_held,),
            "D-21 D-23 条例第四十三条、87号令第六十九条、74号令第十八条、214号第二十九条",
            _("发布结果公告并发出通知书"),
        ),
        Transition(
            "void",
            (A.PROPOSED, A.CONFIRMED, A.NOTIFIED),
            A.VOIDED,
            system_only,
            (no_contract_is_signed,),
            "D-45 采购法第三十六条、94号令第十六条",
            _("结果无效"),
        ),
    ],
)

"""Each member scores alone (87 art. 55, 61; RULES E-09)."""

import secrets
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import audit, lifecycle
from procurement.core.actors import Actor
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.core.language import together
from procurement.regulations.draw import commitment
from procurement.tendering.enums import AwardRule, Method, PackageStatus
from procurement.tendering.models import OpenedBid, Package, ScoringFactor

from .. import permissions
from ..enums import EvaluationStatus, MemberStatus, PanelStatus
from ..lifecycle import composition_is_lawful
from ..models import Evaluation, Panel, Score, ScoreSheet
from ..selectors import evaluated_bids
from ..selectors.points import points_refusal


@transaction.atomic
def start_scoring(*, package: Package, actor: Actor, at: datetime) -> Evaluation:
    """Open one score sheet per member; fixes the seed of a possible draw between equals beforehand."""
    verdict = permissions.evaluate(actor, package)
    if not verdict:
        raise NotAllowed(verdict.reason)
    if package.tender.is_ranked_by_price:
        text = _("价格优先法按响应报价排序，不打分（财政部令第110号第二十五条）。由征集人计算入围结果。")
        raise WrongState(text, rule="N-15")
    panel = _standing_panel(package, actor, at)
    final = package.tender.method in Method.with_final_offers()
    ready = PackageStatus.FINAL_OPENED if final else PackageStatus.EXAMINED
    if package.status != ready:
        raise WrongState(_("还没有到评分阶段：请先完成审查，磋商（谈判）项目还须开启最后报价。"))
    if Evaluation.objects.filter(package=package).exists():
        raise WrongState(_("评分已经开始。"))
    evaluation = Evaluation(
        code=f"{package.code}-PB", package=package, opened_at=at, tie_seed=secrets.token_hex(32)
    )
    lifecycle.create(evaluation, actor=actor, at=at, basis=f"E-09 {package.tender.own_articles['alone']}")
    audit.record(
        subject_kind="evaluation",
        subject_code=evaluation.code,
        action="commit_draw_seed",
        actor=actor,
        at=at,
        basis="E-28 E-29",
        changes={"commitment": commitment(bytes.fromhex(evaluation.tie_seed))},
    )
    for member in panel.members.filter(status=MemberStatus.DECLARED):
        ScoreSheet.objects.create(evaluation=evaluation, member=member)
    return evaluation


@transaction.atomic
def save_score(
    *,
    sheet: ScoreSheet,
    bid: OpenedBid,
    factor: ScoringFactor,
    points: Decimal,
    note: str = "",
    actor: Actor,
    at: datetime,
) -> Score:
    """Keep the points of one bid for one factor: those of a level of the documents, with at most two decimals.

    DomainError names the points that may be given (87 art. 55: each level has points of its own).
    """
    _require_open(sheet, actor)
    if factor.package_id != sheet.evaluation.package_id or bid not in evaluated_bids(
        sheet.evaluation.package
    ):
        raise DomainError(_("这一项不属于本次评审。"))
    if refusal := points_refusal(factor, points):
        raise DomainError(refusal, field=f"points_{factor.code}", rule="E-25")
    score, _created = Score.objects.update_or_create(
        sheet=sheet, bid=bid, factor=factor, defaults={"points": points, "note": note.strip(), "saved_at": at}
    )
    return score


@transaction.atomic
def submit_sheet(*, sheet: ScoreSheet, actor: Actor, at: datetime) -> None:
    """Close one's sheet: every bid has points on every factor; nothing can be changed afterwards."""
    locked = ScoreSheet.objects.select_for_update().get(pk=sheet.pk)
    _require_open(locked, actor)
    missing = missing_scores(locked)
    if missing:
        raise GuardRefused(
            _("还有%(count)d项没有打分：%(first)s。")
            % {"count": len(missing), "first": together(missing[:3])}
        )
    locked.submitted_at = at
    locked.save(update_fields=["submitted_at"])
    points = {f"{score.bid.code}/{score.factor.code}": score.points for score in _scores(locked)}
    audit.record(
        subject_kind="evaluation",
        subject_code=locked.evaluation.code,
        action="submit_sheet",
        actor=actor,
        at=at,
        basis=f"E-09 {locked.evaluation.package.tender.own_articles['alone']}",
        changes={"member": locked.member.alias, "points": points},
    )


def missing_scores(sheet: ScoreSheet) -> list[str]:
    """Return what a sheet still lacks, as ``bid · factor``; nothing under the lowest-price rule."""
    package = sheet.evaluation.package
    if package.tender.award_rule == AwardRule.LOWEST_EVALUATED_PRICE:
        return []
    given = {(score.bid_id, score.factor_id) for score in _scores(sheet)}
    factors = list(package.factors.all())
    return [
        f"{bid.code} · {factor.name}"
        for bid in evaluated_bids(package)
        for factor in factors
        if (bid.pk, factor.pk) not in given
    ]


def _scores(sheet: ScoreSheet) -> list[Score]:
    return list(sheet.scores.select_related("bid", "factor"))


def _require_open(sheet: ScoreSheet, actor: Actor) -> None:
    verdict = permissions.score(actor, sheet)
    if not verdict:
        raise NotAllowed(verdict.reason)
    if sheet.submitted_at is not None:
        raise WrongState(_("评分表已经提交，不能再修改。"), rule="E-10")
    if sheet.evaluation.status != EvaluationStatus.SCORING:
        raise WrongState(_("现在不在评分阶段。"))


def _standing_panel(package: Package, actor: Actor, at: datetime) -> Panel:
    panel = Panel.objects.filter(package=package, status=PanelStatus.CONFIRMED).first()
    if panel is None:
        raise GuardRefused(_("请先组成评审小组。"), rule="E-01")
    waiting = panel.members.filter(status=MemberStatus.INVITED).exists()
    reason = composition_is_lawful(panel, actor=actor, at=at)
    if waiting or reason:
        raise GuardRefused(reason or _("补充的成员还没有签署回避声明（条例第九条）。"), rule="E-06")
    return panel

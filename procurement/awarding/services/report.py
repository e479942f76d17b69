"""Bundle, ranking, abnormally low offers, the report and its signatures."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import audit, documents, lifecycle, parameters
from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.errors import DomainError, GuardRefused, NotAllowed, WrongState
from procurement.regulations import quality, scoring
from procurement.regulations.canonical import canonical_json, sha256_hex
from procurement.regulations.errors import RegulationError
from procurement.tendering.models import OpenedBid

from .. import permissions
from ..enums import EVALUATION_REPORT, EvaluationStatus
from ..lifecycle import EVALUATION
from ..models import Award, Evaluation, PanelMember, ReportSignature
from ..selectors import build_bundle, build_scores, evaluated_bids
from ..selectors.ranking import leader

STEP = {"RANKED": "report", "FAILED": "fail", "NEEDS_EXPLANATION": "ask_explanation"}


@transaction.atomic
def make_report(*, evaluation: Evaluation, actor: Actor, at: datetime) -> dict[str, Any]:
    """Merge the sheets into the bundle, rank it, freeze both, and go where the outcome leads.

    Returns the result of FORMATS 1. What the law's functions refuse (say, objective scores that differ,
    E-10) comes back as GuardRefused with their sentence.
    """
    _require_member(evaluation, actor)
    for guard in EVALUATION["report"].guards:
        reason = guard(evaluation, actor=actor, at=at)
        if reason:
            raise GuardRefused(reason)
    if evaluation.package.tender.is_call:
        return _sum_up(evaluation, actor, at)
    bundle = build_bundle(evaluation)
    try:
        result = scoring.evaluate(bundle)
    except RegulationError as error:
        raise GuardRefused(str(error), rule=error.rule or "") from error
    if result["outcome"] == "NEEDS_EXPLANATION" and evaluation.status == EvaluationStatus.NEEDS_EXPLANATION:
        raise GuardRefused(
            _("还有报价明显偏低的供应商没有审查结论，请先逐家记录（财库〔2026〕2号）。"), rule="E7"
        )
    frozen = {"bundle": bundle, "result": result, "bundle_sha256": sha256_hex(canonical_json(bundle))}
    moment = {"asked_at": at} if result["outcome"] == "NEEDS_EXPLANATION" else {"reported_at": at}
    lifecycle.apply(
        STEP[result["outcome"]],
        evaluation,
        actor=actor,
        at=at,
        updates={**frozen, **moment},
        changes={"outcome": result["outcome"]},
    )
    return result


def _sum_up(evaluation: Evaluation, actor: Actor, at: datetime) -> dict[str, Any]:
    """Add up the quality scores of a framework's call; where members differ, each gets its sheet back (87 art. 64).

    All that is scored there is counted (110 art. 25), so that points which differ are a slip of somebody's, and one
    of the four cases in which scores may still be corrected before the report is signed.
    """
    if evaluation.status != EvaluationStatus.SCORING:
        raise WrongState(_("评审报告已经形成。"))
    bundle = build_scores(evaluation)
    scores = quality.read_scores(bundle)
    found = quality.differing(scores)
    if found:
        return _hand_back(evaluation, found, actor, at)
    result = quality.add_up(scores)
    frozen = {"bundle": bundle, "result": result, "bundle_sha256": sha256_hex(canonical_json(bundle))}
    changes = {"outcome": result["outcome"]}
    moment = {"reported_at": at}
    lifecycle.apply("report", evaluation, actor=actor, at=at, updates={**frozen, **moment}, changes=changes)
    return result


def _hand_back(
    evaluation: Evaluation, found: list[tuple[str, str]], actor: Actor, at: datetime
) -> dict[str, Any]:
    differ = [f"{bid}/{factor}" for bid, factor in found]
    evaluation.sheets.update(submitted_at=None)
    audit.record(
        subject_kind="evaluation",
        subject_code=evaluation.code,
        action="hand_back_sheets",
        actor=actor,
        at=at,
        basis=f"E-10 {evaluation.package.tender.own_articles['rescoring']}",
        changes={"differ": differ},
    )
    return {"outcome": "HANDED_BACK", "differ": differ}


@transaction.atomic
def explain_low_price(
    *, evaluation: Evaluation, bid: OpenedBid, accepted: bool, reason: str, actor: Actor, at: datetime
) -> None:
    """Record the review of an abnormally low offer: what was explained and what the group found (RULES E7)."""
    _require_member(evaluation, actor)
    locked = Evaluation.objects.select_for_update().get(pk=evaluation.pk)
    if locked.status != EvaluationStatus.NEEDS_EXPLANATION:
        raise WrongState(_("现在没有需要说明的报价。"))
    if bid.code not in {row["bid"] for row in locked.result["abnormal_low"]}:
        raise DomainError(_("这家供应商的报价没有触发异常低价审查，不用说明（财库〔2026〕2号）。"), rule="E7")
    if not reason.strip():
        raise DomainError(_("请写明供应商的说明和审查意见。"), field="reason", rule="E7")
    opens = explanation_until(locked)
    if not accepted and at < opens:
        raise DomainError(
            _("须给供应商至少%(minutes)d分钟说明，%(time)s后才能认定不合理（财库〔2026〕2号）。")
            % {"minutes": _minutes(locked), "time": f"{opens:%H:%M}"},
            rule="E7",
        )
    verdict = "ACCEPTED" if accepted else "REJECTED"
    locked.explanations = {**locked.explanations, bid.code: {"verdict": verdict, "reason": reason.strip()}}
    locked.save(update_fields=["explanations"])
    audit.record(
        subject_kind="evaluation",
        subject_code=locked.code,
        action="explain_low_price",
        actor=actor,
        at=at,
        basis="E7 财库〔2026〕2号",
        reason=reason,
        changes={"bid": bid.code, "verdict": verdict},
    )
    evaluation.refresh_from_db()


def explanation_until(evaluation: Evaluation) -> datetime:
    """Return until when a supplier may explain its price at least."""
    return evaluation.asked_at + timedelta(minutes=_minutes(evaluation))


@transaction.atomic
def sign_report(*, evaluation: Evaluation, dissent: str = "", actor: Actor, at: datetime) -> None:
    """Sign, or sign with a dissent and its reasons; the last signature proposes the award (87 art. 61)."""
    member = _require_member(evaluation, actor)
    locked = Evaluation.objects.select_for_update().get(pk=evaluation.pk)
    if locked.status != EvaluationStatus.REPORTED:
        raise WrongState(_("评审报告还没有形成，或者已经签署完成。"))
    if locked.signatures.filter(member=member).exists():
        raise WrongState(_("您已经签过字了。"))
    ReportSignature.objects.create(evaluation=locked, member=member, dissent=dissent.strip(), at=at)
    audit.record(
        subject_kind="evaluation",
        subject_code=locked.code,
        action="sign_report",
        actor=actor,
        at=at,
        basis=f"E-09 {locked.package.tender.own_articles['signing']}",
        reason=dissent,
        changes={"member": member.alias},
    )
    if locked.signatures.count() == locked.sheets.count():
        _conclude(locked, actor=actor, at=at)
    evaluation.refresh_from_db()


def _conclude(evaluation: Evaluation, *, actor: Actor, at: datetime) -> None:
    """All have signed: the package is evaluated and its first-ranked bid is proposed."""
    if evaluation.package.tender.is_call:
        # Who enters follows from the scores; the organiser has it worked out (110 art. 25, 27).
        lifecycle.apply("sign", evaluation, actor=actor, at=at, updates={"signed_at": at})
        documents.order(documents.Key(EVALUATION_REPORT, evaluation.code), at=at)
        return
    first, tie = leader(evaluation)
    assert first is not None  # a report without a ranking fails, and is not signed
    lifecycle.apply("sign", evaluation, actor=actor, at=at, updates={"signed_at": at, "tie_draw": tie})
    documents.order(documents.Key(EVALUATION_REPORT, evaluation.code), at=at)
    package = evaluation.package
    lifecycle.apply("evaluate", package, actor=actor, at=at)
    bid = {found.code: found for found in evaluated_bids(package)}[first["bid"]]
    award = Award(
        code=f"{package.code}-CJ",
        package=package,
        bid=bid,
        supplier=bid.supplier,
        amount=first["contract_price"],
        total_score=first["total"],
        report_received_at=at,
    )
    lifecycle.create(award, actor=actor, at=at, basis="D-18 条例第四十三条")


def _require_member(evaluation: Evaluation, actor: Actor) -> PanelMember:
    verdict = permissions.evaluate(actor, evaluation)
    if not verdict:
        raise NotAllowed(verdict.reason)
    sheet = evaluation.sheets.filter(member__user_id=actor.user_id).select_related("member").first()
    if sheet is None:
        raise NotAllowed(_("您没有参加这次评分。"))
    return sheet.member


def _minutes(evaluation: Evaluation) -> int:
    on = local_date(evaluation.package.tender.released_at or evaluation.opened_at)
    return parameters.get("abnormal_low_minutes", on).integer

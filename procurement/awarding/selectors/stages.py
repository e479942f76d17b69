"""Where an evaluation stands: one line per stage, for the group's own page."""

from collections.abc import Callable
from typing import Any

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from procurement.accounts.enums import Office
from procurement.core.actors import Actor
from procurement.tendering.enums import AwardRule, Method, PackageStatus
from procurement.tendering.models import Package
from procurement.tendering.permissions import bidder, oversees
from procurement.tendering.selectors.agents import authorisations
from procurement.tendering.selectors.lists import entrusted

from ..enums import EvaluationStatus, MemberStatus
from ..models import Award, Evaluation, OutcomeLetter, Panel, PanelMember
from .ranking import standing_award

ORDER = PackageStatus.road()


def panel_of(package: Package) -> Panel | None:
    return Panel.objects.filter(package=package).first()


def secret_members() -> "models.QuerySet[PanelMember]":
    """Return the members of every panel whose names are secret still: no result notice yet (RULES E-05)."""
    over = (PackageStatus.ANNULLED, PackageStatus.TERMINATED)
    called = Q(
        panel__package__tender__method=Method.FRAMEWORK,
        panel__package__status__in=PackageStatus.with_result(),
    )
    return (
        PanelMember.objects.exclude(panel__package__status__in=over)
        .exclude(panel__package__award__notified_at__isnull=False)
        .exclude(called)
    )


def evaluation_of(package: Package) -> Evaluation | None:
    return Evaluation.objects.filter(package=package).first()


def award_of(package: Package) -> Award | None:
    return standing_award(package)


def stages(package: Package) -> list[dict[str, Any]]:
    """Return the stages of this method as label and state (past, present, future)."""
    panel = panel_of(package)
    evaluation = evaluation_of(package)
    reached = ORDER.index(package.status) if package.status in ORDER else len(ORDER)

    def at_least(status: PackageStatus) -> bool:
        return reached >= ORDER.index(status)

    rows = [(_("组建小组"), panel is not None and panel.confirmed_at is not None)]
    rows.append((_("开启"), at_least(PackageStatus.OPENED)))
    rows.append((_("审查"), at_least(PackageStatus.EXAMINED)))
    if package.tender.method in Method.with_final_offers():
        rows.append((_("磋商（谈判）"), at_least(PackageStatus.FINAL_OFFERS)))
        rows.append((_("最后报价"), at_least(PackageStatus.FINAL_OPENED)))
    rows += _decision(package, evaluation, at_least)
    present = next((index for index, (_label, done) in enumerate(rows) if not done), len(rows))
    return [
        {"label": label, "state": "past" if index < present else "present" if index == present else "future"}
        for index, (label, _done) in enumerate(rows)
    ]


def _decision(
    package: Package, evaluation: Evaluation | None, at_least: Callable[[PackageStatus], bool]
) -> list[tuple[str, bool]]:
    """Return the stages from the scores to the result; a framework called for by price is ranked, not scored."""
    scored = evaluation is not None and evaluation.status != EvaluationStatus.SCORING
    if package.tender.is_call:
        signed = evaluation is not None and evaluation.status == EvaluationStatus.SIGNED
        by_quality = [(_("独立评分"), scored), (_("签署报告"), signed)]
        return [
            *([] if package.tender.is_ranked_by_price else by_quality),
            (_("确定入围供应商"), at_least(PackageStatus.EVALUATED)),
            (_("公告入围结果"), at_least(PackageStatus.AWARDED)),
        ]
    by_price = package.tender.award_rule == AwardRule.LOWEST_EVALUATED_PRICE
    return [
        (_("独立评审") if by_price else _("独立评分"), scored),
        (_("签署报告"), at_least(PackageStatus.EVALUATED)),
        (_("确定成交"), at_least(PackageStatus.AWARDED)),
    ]


def progress(evaluation: Evaluation) -> list[dict[str, Any]]:
    """Return each member's alias and how far it is; never what it scored (RULES E-09)."""
    signed = set(evaluation.signatures.values_list("member_id", flat=True))
    sheets = (
        evaluation.sheets.select_related("member").annotate(given=Count("scores")).order_by("member__alias")
    )
    return [
        {
            "alias": sheet.member.alias,
            "head": sheet.member.is_head,
            "given": sheet.given,
            "submitted_at": sheet.submitted_at,
            "signed": sheet.member_id in signed,
        }
        for sheet in sheets
    ]


def panels_of(actor: Actor) -> "Any":
    """Return the panels that this person sits on, newest first."""
    return (
        PanelMember.objects.filter(user_id=actor.user_id)
        .exclude(status=MemberStatus.RECUSED)
        .select_related("panel__package__tender__purchaser")
        .order_by("-pk")
    )


def packages_run_by(actor: Actor) -> "Any":
    """Return the packages that this person runs or decides on; overseers find every one."""
    if oversees(actor):
        mine = Q()
    elif actor.holds(Office.OPERATOR, Office.LEADER, Office.AGENCY_OPERATOR):
        mine = Q(tender__purchaser_id=actor.organisation_id) | entrusted(
            actor, "tender__agency", "tender__plan__"
        )
    else:
        return Package.objects.none()
    return (
        Package.objects.filter(mine)
        .exclude(~Q(tender__method=Method.COMPETITIVE_NEGOTIATION), status=PackageStatus.PREPARED)
        .select_related("tender__purchaser")
        .order_by("-pk")
    )


def letter_for(package: Package, actor: Actor) -> OutcomeLetter | None:
    """Return what this bidder was told, and no other's."""
    return (
        OutcomeLetter.objects.filter(package=package, supplier_id=actor.organisation_id)
        .select_related("bid", "award", "package__tender")
        .order_by("-pk")
        .first()
    )


def letters_of(actor: Actor) -> "Any":
    """Return the outcome letters of this supplier that the person may read, newest first."""
    own = OutcomeLetter.objects.filter(supplier_id=actor.organisation_id)
    if not bidder(actor):
        own = own.filter(package__tender__in=authorisations(actor).values("tender"))
    return own.select_related("package__tender__purchaser").order_by("-pk")

"""Forming the committee or group: the recorded draw, the statements, the confirmation."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.enums import Office, OrganisationKind
from procurement.accounts.models import User
from procurement.accounts.selectors import memberships_of
from procurement.accounts.services import grant, revoke
from procurement.core import lifecycle
from procurement.core.actors import Actor
from procurement.core.errors import DomainError, NotAllowed
from procurement.core.language import cited
from procurement.tendering.enums import Method, PackageStatus
from procurement.tendering.models import Package

from .. import permissions
from ..enums import DrawKind, MemberRole, MemberStatus, PanelStatus
from ..models import Panel, PanelMember

# What a recorded provincial draw must say (198 art. 12-13; RULES N-05).
DRAW_FIELDS = ("number", "drawn_at", "drawn_by")
BEFORE_EVALUATION = (
    PackageStatus.RECEIVING,
    PackageStatus.CLOSED,
    PackageStatus.OPENED,
    PackageStatus.EXAMINED,
    PackageStatus.NEGOTIATING,
    PackageStatus.FINAL_OFFERS,
    PackageStatus.FINAL_OPENED,
)


def forms_early(package: Package) -> bool:
    """Tell whether the group comes before the documents: that of a negotiation confirms them (N-16, 74 art. 8)."""
    negotiated = package.tender.method == Method.COMPETITIVE_NEGOTIATION
    return negotiated and package.status == PackageStatus.PREPARED


@transaction.atomic
def form_panel(
    *,
    package: Package,
    draw_kind: DrawKind,
    draw_record: dict[str, Any],
    experts: Sequence[User],
    representative: User,
    actor: Actor,
    at: datetime,
) -> Panel:
    """Record the draw and name the members; each still has to declare. The first expert is the head."""
    verdict = permissions.form_panel(actor, package)
    if not verdict:
        raise NotAllowed(verdict.reason)
    _check_draw(draw_kind, draw_record)
    if package.status not in BEFORE_EVALUATION and not forms_early(package):
        raise DomainError(_("这个包现在不需要组建评审小组。"))
    if Panel.objects.filter(package=package).exists():
        raise DomainError(_("这个包已经有评审小组。需要换人时，请在小组页面更换成员。"))
    panel = Panel(code=f"{package.code}-PS", package=package, draw_kind=draw_kind, draw_record=draw_record)
    lifecycle.create(panel, actor=actor, at=at, basis="E-03 N-05 条例第三十九条")
    people = [(user, MemberRole.EXPERT) for user in experts]
    for user, role in [*people, (representative, MemberRole.REPRESENTATIVE)]:
        _add_member(panel, user, role, actor=actor, at=at)
    return panel


def _add_member(panel: Panel, user: User, role: MemberRole, *, actor: Actor, at: datetime) -> PanelMember:
    """Name one member, with the next alias; refused where the law keeps this person out (RULES E-04)."""
    employer = _employer_if_eligible(panel.package, user, role)
    number = panel.members.count() + 1
    has_head = panel.members.filter(is_head=True).exclude(status=MemberStatus.RECUSED).exists()
    member = PanelMember(
        panel=panel,
        user=user,
        alias=f"E{number}",
        role=role,
        employer=employer,
        is_head=role == MemberRole.EXPERT and not has_head,
    )
    lifecycle.create(member, actor=actor, at=at, basis="E-03 E-04 条例第三十九条")
    return member


@transaction.atomic
def declare(*, member: PanelMember, actor: Actor, at: datetime) -> None:
    """The member states that no reason for recusal exists (条例 art. 9; RULES E-07)."""
    lifecycle.apply("declare", member, actor=actor, at=at, updates={"declared_at": at})
    if member.panel.status == PanelStatus.CONFIRMED:
        _admit(member, actor=actor, at=at)


@transaction.atomic
def recuse(*, member: PanelMember, reason: str, actor: Actor, at: datetime) -> None:
    """The member leaves for a reason; what it may see ends at once (RULES E-06, E-07)."""
    if not reason.strip():
        raise DomainError(_("请写明回避的原因（条例第九条）。"), field="reason")
    updates = {"recusal_reason": reason.strip(), "is_head": False}
    lifecycle.apply("recuse", member, actor=actor, at=at, reason=reason, updates=updates)
    if member.panel.status == PanelStatus.CONFIRMED:
        tender = member.panel.package.tender
        revoke(permission="evaluate_tender", user=member.user, obj=tender, actor=actor, at=at)


@transaction.atomic
def replace_member(
    *, panel: Panel, leaving: PanelMember, user: User, reason: str, actor: Actor, at: datetime
) -> PanelMember:
    """Top the panel up after a recusal; the opinion of who left is void (87 art. 49; RULES E-06)."""
    verdict = permissions.form_panel(actor, panel)
    if not verdict:
        raise NotAllowed(verdict.reason)
    if leaving.status != MemberStatus.RECUSED:
        recuse(member=leaving, reason=reason, actor=actor, at=at)
    return _add_member(panel, user, MemberRole(leaving.role), actor=actor, at=at)


@transaction.atomic
def confirm_panel(*, panel: Panel, actor: Actor, at: datetime) -> None:
    """The panel stands: its members may now see what was opened."""
    lifecycle.apply("confirm", panel, actor=actor, at=at, updates={"confirmed_at": at})
    for member in panel.members.filter(status=MemberStatus.DECLARED).select_related("user"):
        _admit(member, actor=actor, at=at)


def _admit(member: PanelMember, *, actor: Actor, at: datetime) -> None:
    tender = member.panel.package.tender
    grant(permission="evaluate_tender", user=member.user, obj=tender, actor=actor, at=at)


def _check_draw(kind: DrawKind, record: dict[str, Any]) -> None:
    if kind == DrawKind.BUILT_IN:
        raise DomainError(
            _(
                "法定采购的评审专家须从省级专家库抽取（条例第三十九条）；平台抽取只用于小额、验收、绩效和演练。"
            ),
            field="draw_kind",
            rule="N-05",
        )
    if kind == DrawKind.OWN_CHOICE and not record.get("consent"):
        raise DomainError(
            _("自行选定专家须经主管预算单位同意，请填写同意文号（条例第三十九条）。"),
            field="consent",
            rule="N-05",
        )
    missing = [name for name in DRAW_FIELDS if not record.get(name)]
    if kind == DrawKind.PROVINCIAL and missing:
        raise DomainError(
            _("请登记省级专家库抽取的编号、时间和经办人（198号第十二条）。"), field=missing[0], rule="N-05"
        )


def _employer_if_eligible(package: Package, user: User, role: MemberRole) -> str:
    """Return where the person works; agency staff, supervisors and the bidders' own people are kept out."""
    memberships = memberships_of(user)
    tender = package.tender
    for membership in memberships:
        organisation = membership.organisation
        agency = organisation.kind in (OrganisationKind.AGENCY, OrganisationKind.CENTRAL_AGENCY)
        if agency or organisation.kind == OrganisationKind.FINANCE_BUREAU:
            raise DomainError(
                _("%(name)s在%(organisation)s任职，不能参加评审（%(article)s）。")
                % {
                    "name": user,
                    "organisation": organisation.name,
                    "article": cited(tender.own_articles["outsiders"]),
                },
                field="experts",
                rule="E-04",
            )
    mine = [m for m in memberships if m.organisation_id == tender.purchaser_id]
    if role == MemberRole.EXPERT:
        return _expert_employer(user, memberships, own_unit=bool(mine))
    if not any(Office.REPRESENTATIVE in m.offices for m in mine):
        raise DomainError(
            _("采购人代表须由采购人授权，请先给%(name)s安排“采购人代表”岗位。") % {"name": user},
            field="representative",
            rule="E-04",
        )
    return tender.purchaser.name


def _expert_employer(user: User, memberships: Sequence[Any], *, own_unit: bool) -> str:
    if own_unit:
        raise DomainError(
            _("%(name)s是采购人的工作人员，不能以专家身份评审本单位的项目（198号第十六条）。")
            % {"name": user},
            field="experts",
            rule="E-04",
        )
    if not any(Office.EXPERT in m.offices for m in memberships):
        raise DomainError(_("%(name)s不在评审专家库中。") % {"name": user}, field="experts", rule="E-03")
    return "、".join(
        m.organisation.name for m in memberships if m.organisation.kind != OrganisationKind.EXPERT_POOL
    )

"""Who may bring in organisations and people, and who may say what they do there."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.utils.translation import gettext_lazy as _

from procurement.core.actors import Actor
from procurement.core.permissions import ALLOWED, Verdict, allow_if, refused

from .enums import HEAD_OFFICES, Office, OrganisationKind
from .models import Invitation, Organisation

# What the bureau may appoint in organisations other than itself: whoever then appoints the rest.
_APPOINTED_BY_BUREAU = HEAD_OFFICES | {Office.EXPERT}


def supervises(actor: Actor) -> bool:
    """Tell whether the actor acts for the finance bureau's procurement supervision."""
    return actor.organisation_kind == OrganisationKind.FINANCE_BUREAU and actor.holds(
        Office.BUREAU_SUPERVISOR
    )


def audits(actor: Actor) -> bool:
    """Tell whether the actor acts for the audit office."""
    return actor.organisation_kind == OrganisationKind.AUDIT_OFFICE and actor.holds(Office.AUDITOR)


def heads(actor: Actor, organisation: Organisation) -> bool:
    """Tell whether the actor runs this organisation's list of people."""
    return actor.organisation_code == organisation.code and actor.holds(*HEAD_OFFICES)


def create_organisation(actor: Actor, kind: str) -> Verdict:
    """The bureau brings in organisations; a supplier registers itself (RULES N-04)."""
    if actor.is_system or supervises(actor):
        return ALLOWED
    return allow_if(
        kind == OrganisationKind.SUPPLIER and not actor.is_anonymous,
        _("只有财政部门的采购监督岗可以新增机构；供应商请自行注册。"),
    )


def change_organisation(actor: Actor, organisation: Organisation) -> Verdict:
    """Its own head, or the bureau."""
    return allow_if(
        actor.is_system or supervises(actor) or heads(actor, organisation),
        _("只有本机构负责人（管理员）或财政部门可以修改机构资料。"),
    )


def create_user(actor: Actor, obj: object = None) -> Verdict:
    """People sign up themselves; only the bureau opens accounts for others."""
    return allow_if(
        actor.is_system or supervises(actor),
        _("只有财政部门的采购监督岗可以代为开设账户；其他人员请自行注册。"),
    )


def view_all(actor: Actor, obj: object = None) -> Verdict:
    """The bureau's supervision and the auditors see the list of all organisations."""
    return allow_if(supervises(actor) or audits(actor), _("只有财政部门和审计机关可以查看全部机构。"))


def view_people(actor: Actor, organisation: Organisation) -> Verdict:
    """Colleagues see each other; the bureau and the auditors see everyone."""
    member = actor.organisation_code == organisation.code and bool(actor.offices)
    auditor = actor.organisation_kind == OrganisationKind.AUDIT_OFFICE and actor.holds(Office.AUDITOR)
    return allow_if(actor.is_system or member or auditor or supervises(actor), _("您不是这个机构的人员。"))


def manage_people(actor: Actor, organisation: Organisation) -> Verdict:
    """Whether the actor has any say over this organisation's people."""
    return allow_if(
        actor.is_system or supervises(actor) or heads(actor, organisation),
        _("只有本机构负责人（管理员）或财政部门可以管理人员。"),
    )


def bring_in(actor: Actor, organisation: Organisation) -> Verdict:
    """Whether the actor may appoint or invite anybody here; whom and to what, ``appoint`` says."""
    if actor.is_system or heads(actor, organisation):
        return ALLOWED
    if not supervises(actor):
        return manage_people(actor, organisation)
    if organisation.kind == OrganisationKind.SUPPLIER and _has_administrator(organisation):
        return refused(
            _("这个供应商还有管理员，人员由其自行任命；财政部门任命的人会看到它未开启的投标（响应）。")
        )
    return ALLOWED


def appoint(actor: Actor, organisation: Organisation, user_code: str, offices: Iterable[str]) -> Verdict:
    """The head appoints the organisation's own people; the bureau appoints heads and experts.

    Nobody gives themselves an office, except the person who registers a supplier and is its first.
    """
    if actor.is_system:
        return ALLOWED
    if actor.code == user_code:
        return _appoint_self(organisation)
    verdict = bring_in(actor, organisation)
    if not verdict or heads(actor, organisation):
        return verdict
    return allow_if(
        _APPOINTED_BY_BUREAU.issuperset(offices),
        _("财政部门只任命各机构的负责人（管理员）和评审专家，其余岗位由该机构自行任命。"),
    )


def _has_administrator(organisation: Organisation) -> bool:
    """Whom the bureau puts beside an administrator would read drafts, replace and withdraw sealed bids (I-03)."""
    current = organisation.memberships.filter(until__isnull=True, user__is_active=True)
    return current.filter(holdings__office=Office.SUPPLIER_ADMIN, holdings__until__isnull=True).exists()


def _appoint_self(organisation: Organisation) -> Verdict:
    first = organisation.kind == OrganisationKind.SUPPLIER and not organisation.memberships.exists()
    return allow_if(first, _("不能给自己任命岗位，请由本机构的另一位负责人或财政部门办理。"))


def accept_invitation(actor: Actor, invitation: Invitation) -> Verdict:
    """Whoever has proven to own the address that was invited."""
    proven = EmailAddress.objects.filter(user_id=actor.user_id, email__iexact=invitation.email, verified=True)
    return allow_if(
        actor.user_id is not None and proven.exists(),
        _("这份邀请发给了另一个邮箱。请用收到邀请的邮箱登录或注册，并先验证邮箱。"),
    )


def dismiss(actor: Actor, organisation: Organisation, user_code: str) -> Verdict:
    """The head and the bureau end anybody's office; everyone may lay down their own."""
    if actor.code == user_code and not actor.is_anonymous:
        return ALLOWED
    return manage_people(actor, organisation)


def change_person(actor: Actor, user_code: str) -> Verdict:
    """A person's own details are theirs."""
    if actor.is_anonymous:
        return refused(_("请先登录。"))
    return allow_if(actor.is_system or actor.code == user_code, _("只能修改自己的资料。"))


def open_backoffice(actor: Actor, obj: object = None) -> Verdict:
    """Who decides which people edit the portal's pages."""
    return allow_if(actor.is_system or supervises(actor), _("只有财政部门的采购监督岗可以开通内容管理后台。"))


def import_villages(actor: Actor) -> Verdict:
    """The list of villages is the county's: the bureau or the machine enters it."""
    bureau = actor.organisation_kind == OrganisationKind.FINANCE_BUREAU and actor.holds(
        Office.BUREAU_SUPERVISOR, Office.BUREAU_CATALOGUE
    )
    return allow_if(actor.is_system or bureau, _("村（社区）名录由财政部门维护。"))

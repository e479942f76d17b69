"""Appointing people to offices and ending that; on the organisation's chain and on the person's."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import audit
from procurement.core.actors import Actor
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.core.language import listed
from procurement.core.signals import offices_asked, offices_ended

from .. import permissions, selectors
from ..enums import HEAD_OFFICES, OFFICES_OF_KIND, Office, OrganisationKind
from ..models import Membership, OfficeHolding, Organisation, User


@transaction.atomic
def appoint(
    *, user: User, organisation: Organisation, offices: Iterable[str], actor: Actor, at: datetime
) -> Membership:
    """Give a person offices in an organisation, beside those they hold; returns the membership.

    Raises NotAllowed, or DomainError (field ``offices``) where the organisation has no such office.
    """
    wanted = list(dict.fromkeys(str(office) for office in offices))
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    check_offices(locked, wanted)
    verdict = permissions.appoint(actor, locked, user.code, wanted)
    if not verdict:
        raise NotAllowed(verdict.reason)
    if not user.is_active:
        raise DomainError(_("该人员的账户已停用，不能任职。"), field="user")
    membership, _created = Membership.objects.get_or_create(
        user=user, organisation=organisation, until__isnull=True, defaults={"since": at}
    )
    held = set(membership.holdings.filter(until__isnull=True).values_list("office", flat=True))
    added = [office for office in wanted if office not in held]
    OfficeHolding.objects.bulk_create(
        OfficeHolding(membership=membership, office=office, since=at) for office in added
    )
    if added:
        _mark_restaffed(locked, membership, actor, at)
        _record("appoint", user, organisation, added, actor, at)
    return membership


def _mark_restaffed(organisation: Organisation, new: Membership, actor: Actor, at: datetime) -> None:
    """Remember when the bureau put somebody into a supplier that others had worked for (RULES I-03).

    The bureau can end a supplier's last administrator and appoint another: whoever comes in that way, and whoever
    they appoint, must find no draft and no sealed bid of before, however the bureau came to its decision.
    """
    foreign = not actor.is_system and actor.organisation_id != organisation.pk
    others = organisation.memberships.exclude(pk=new.pk)
    if foreign and organisation.kind == OrganisationKind.SUPPLIER and others.exists():
        organisation.restaffed_at = at
        organisation.save(update_fields=["restaffed_at"])


@transaction.atomic
def dismiss(
    *,
    user: User,
    organisation: Organisation,
    actor: Actor,
    at: datetime,
    offices: Iterable[str] | None = None,
    reason: str = "",
) -> None:
    """End some of a person's offices, or all of them; without an office the membership ends too.

    Raises NotAllowed, WrongState, or DomainError (field ``offices``) where somebody else has to come first: another
    head, or whoever takes over what a room above entrusted to the person (``offices_ended``).
    """
    verdict = permissions.dismiss(actor, organisation, user.code)
    if not verdict:
        raise NotAllowed(verdict.reason)
    _require_reason(organisation, reason, actor)
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    holdings = OfficeHolding.objects.filter(
        membership__user=user, membership__organisation=organisation, until__isnull=True
    )
    ending = holdings if offices is None else holdings.filter(office__in=[str(item) for item in offices])
    ended = list(ending.values_list("office", flat=True))
    if not ended:
        raise WrongState(_("该人员现在不担任这些岗位。请刷新页面查看。"))
    _keep_a_head(organisation, user, ended, actor)
    ending.update(until=at)
    if not holdings.exists():
        Membership.objects.filter(user=user, organisation=organisation, until__isnull=True).update(until=at)
    _record("dismiss", user, organisation, ended, actor, at, reason)
    offices_ended.send(
        sender=OfficeHolding, user=user, organisation=organisation, offices=ended, actor=actor, at=at
    )


def _require_reason(organisation: Organisation, reason: str, actor: Actor) -> None:
    foreign = not actor.is_system and actor.organisation_id != organisation.pk
    if foreign and organisation.kind == OrganisationKind.SUPPLIER and not reason.strip():
        raise DomainError(
            _("请写明理由：供应商的人员由其自行任免，财政部门免去要说明原因，并记入存证。"), field="reason"
        )


def duties(user: User, organisation: Organisation) -> list[str]:
    """Return what still depends on a person's offices there, a sentence each, as the rooms above tell it."""
    answers = offices_asked.send(sender=OfficeHolding, user=user, organisation=organisation)
    return [sentence for _receiver, sentences in answers for sentence in sentences]


def check_offices(organisation: Organisation, wanted: list[str]) -> None:
    """Raise DomainError where the organisation has no such office, WrongState where it is closed."""
    if not wanted:
        raise DomainError(_("请至少选择一个岗位。"), field="offices")
    foreign = [office for office in wanted if office not in OFFICES_OF_KIND[organisation.kind]]
    if foreign:
        raise DomainError(
            _("“%(organisation)s”没有这些岗位：%(offices)s。")
            % {
                "organisation": organisation.name,
                "offices": listed(Office(office).label for office in foreign),
            },
            field="offices",
        )
    if not organisation.active:
        raise WrongState(_("这个机构已经停用，不能任命人员。"))


def _keep_a_head(organisation: Organisation, user: User, ended: list[str], actor: Actor) -> None:
    """Refuse to leave an organisation without anyone who can appoint; the bureau may."""
    if actor.is_system or permissions.supervises(actor) or HEAD_OFFICES.isdisjoint(ended):
        return
    if not selectors.members_holding(organisation, *HEAD_OFFICES).exclude(pk=user.pk).exists():
        raise DomainError(
            _("这是本机构唯一的负责人（管理员）。请先任命另一位，再免去这一位。"), field="offices"
        )


def _record(
    action: str,
    user: User,
    organisation: Organisation,
    offices: list[str],
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> None:
    # The organisation first, the person second, everywhere: two chains are locked in one order.
    audit.record(
        subject_kind="organisation",
        subject_code=organisation.code,
        action=action,
        actor=actor,
        at=at,
        reason=reason,
        changes={"person": user.code, "name": user.display_name, "offices": offices},
    )
    audit.record(
        subject_kind="person",
        subject_code=user.code,
        action=action,
        actor=actor,
        at=at,
        reason=reason,
        changes={"organisation": organisation.code, "name": organisation.name, "offices": offices},
    )

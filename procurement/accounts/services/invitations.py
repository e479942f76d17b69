"""Inviting colleagues by mail: the head invites, whoever has proven the address accepts, in the head's name."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import audit
from procurement.core.actors import Actor
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.core.outbox import Recipient, notify

from .. import permissions, selectors
from ..models import Invitation, Membership, Organisation, User
from .offices import appoint, check_offices

VALID = timedelta(days=7)


@transaction.atomic
def invite(
    *, organisation: Organisation, email: str, offices: Iterable[str], actor: Actor, at: datetime
) -> Invitation:
    """Ask somebody by mail to take offices; an earlier invitation to the same address is replaced."""
    wanted = list(dict.fromkeys(str(office) for office in offices))
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    check_offices(locked, wanted)
    verdict = permissions.appoint(actor, locked, "", wanted)
    if not verdict or actor.user_id is None:
        raise NotAllowed(verdict.reason)
    address = email.strip().lower()
    if selectors.members_holding(locked).filter(email__iexact=address).exists():
        raise DomainError(_("这个邮箱的人员已经在本机构任职，请直接任命。"), field="email")
    locked.invitations.filter(email=address, accepted_at=None, revoked_at=None).update(revoked_at=at)
    invitation = Invitation.objects.create(
        organisation=locked,
        email=address,
        offices=wanted,
        invited_by_id=actor.user_id,
        invited_at=at,
        expires_at=at + VALID,
    )
    _record(invitation, "invite", actor, at)
    notify(
        event="invitation",
        recipients=[Recipient(email=address)],
        context={"organisation": locked.name, "by": actor.name, "until": invitation.expires_at},
        url=invitation.get_absolute_url(),
        at=at,
    )
    return invitation


@transaction.atomic
def accept_invitation(*, invitation: Invitation, actor: Actor, at: datetime) -> Membership:
    """Take the offices. The appointment is the inviter's, who must still be able to make it."""
    verdict = permissions.accept_invitation(actor, invitation)
    if not verdict:
        raise NotAllowed(verdict.reason)
    _require_open(invitation, at)
    user = User.objects.get(pk=actor.user_id)
    try:
        head = selectors.actor_of(invitation.invited_by, _home(invitation))
    except NotAllowed as error:
        raise WrongState(_("邀请您的人已经离任，这份邀请不再有效。请对方单位重新邀请。")) from error
    membership = appoint(
        user=user, organisation=invitation.organisation, offices=invitation.offices, actor=head, at=at
    )
    invitation.accepted_by, invitation.accepted_at = user, at
    invitation.save(update_fields=["accepted_by", "accepted_at"])
    _record(invitation, "accept_invitation", actor, at)
    return membership


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, actor: Actor, at: datetime) -> Invitation:
    """Take an invitation back; its link opens nothing any more."""
    verdict = permissions.manage_people(actor, invitation.organisation)
    if not verdict:
        raise NotAllowed(verdict.reason)
    _require_open(invitation, at)
    invitation.revoked_at = at
    invitation.save(update_fields=["revoked_at"])
    _record(invitation, "revoke_invitation", actor, at)
    return invitation


def _home(invitation: Invitation) -> Organisation:
    """Return where the inviter holds office: the organisation itself, or the bureau that appoints heads."""
    memberships = selectors.memberships_of(invitation.invited_by)
    actors = [selectors.actor_for(membership) for membership in memberships]
    for membership, actor in zip(memberships, actors, strict=True):
        if permissions.appoint(actor, invitation.organisation, "", invitation.offices):
            return membership.organisation
    return invitation.organisation


def _require_open(invitation: Invitation, at: datetime) -> None:
    if not Invitation.objects.select_for_update().get(pk=invitation.pk).is_open(at):
        raise WrongState(_("这份邀请已经使用、收回或者过期。需要时请对方重新邀请。"))


def _record(invitation: Invitation, action: str, actor: Actor, at: datetime) -> None:
    # No mail address: it is personal, and a chain is for ever.
    audit.record(
        subject_kind="organisation",
        subject_code=invitation.organisation.code,
        action=action,
        actor=actor,
        at=at,
        changes={"invitation": invitation.code, "offices": invitation.offices},
    )

"""Reading people, offices and grants. Nothing here is cached: an office that ended must end at once."""

from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.utils.translation import gettext as _
from guardian.utils import get_user_obj_perms_model

from procurement.core.actors import Actor
from procurement.core.errors import NotAllowed

from .enums import BIDDING_OFFICES, OrganisationKind
from .models import Invitation, Membership, OfficeHolding, Organisation, User, Village

# How many digits of a division code name the township.
DIVISION = 9

M = TypeVar("M", bound=models.Model)


def memberships_of(user: User) -> list[Membership]:
    """Return the person's current memberships with organisation and offices, oldest first (one query)."""
    holdings = (
        OfficeHolding.objects.filter(
            membership__user=user,
            membership__until__isnull=True,
            membership__organisation__active=True,
            until__isnull=True,
        )
        .select_related("membership__organisation")
        .order_by("membership_id", "pk")
    )
    found: dict[int, Membership] = {}
    for holding in holdings:
        membership = found.setdefault(holding.membership_id, holding.membership)
        if membership is holding.membership:
            membership.user, membership.current_holdings = user, []
        membership.current_holdings.append(holding)
    return list(found.values())


def actor_for(membership: Membership) -> Actor:
    """Return the member as who they are while they act for this organisation."""
    user, organisation = membership.user, membership.organisation
    return Actor(
        code=user.code,
        name=user.display_name,
        organisation_code=organisation.code,
        organisation_name=organisation.name,
        organisation_kind=organisation.kind,
        offices=membership.offices,
        user_id=user.pk,
        organisation_id=organisation.pk,
        newcomer_since=_newcomer_since(membership),
    )


def _newcomer_since(membership: Membership) -> datetime | None:
    """Return when the bureau restaffed the organisation, for those who bid for it only since then."""
    restaffed = membership.organisation.restaffed_at
    bids = [holding for holding in membership.current_holdings if holding.office in BIDDING_OFFICES]
    if restaffed is None or not bids or any(holding.since < restaffed for holding in bids):
        return None
    return restaffed


def actor_of(user: User, organisation: Organisation | None = None) -> Actor:
    """Return the person acting for ``organisation``, or for themselves alone where none is named.

    Raises NotAllowed where the person holds no office there now.
    """
    if organisation is None:
        return Actor(code=user.code, name=user.display_name, user_id=user.pk)
    for membership in memberships_of(user):
        if membership.organisation_id == organisation.pk:
            return actor_for(membership)
    raise NotAllowed(_("您在“%(organisation)s”没有任职。") % {"organisation": organisation.name})


def offices_of(user: User, organisation: Organisation) -> frozenset[str]:
    """Return the offices that the person holds there now; empty for a stranger."""
    held = OfficeHolding.objects.filter(
        membership__user=user,
        membership__organisation=organisation,
        membership__until__isnull=True,
        until__isnull=True,
    )
    return frozenset(held.values_list("office", flat=True))


def members_holding(organisation: Organisation, *offices: str) -> "models.QuerySet[User]":
    """Return the active people who hold one of ``offices`` there now; all its people where none is named."""
    held = OfficeHolding.objects.filter(
        membership__organisation=organisation, membership__until__isnull=True, until__isnull=True
    )
    if offices:
        held = held.filter(office__in=offices)
    return User.objects.filter(is_active=True, pk__in=held.values("membership__user")).order_by("code")


def people_of(organisation: Organisation) -> list[Membership]:
    """Return the current memberships of an organisation with person and offices (two queries)."""
    current = models.Prefetch("holdings", OfficeHolding.objects.filter(until__isnull=True).order_by("pk"))
    rows = (
        Membership.objects.filter(organisation=organisation, until__isnull=True)
        .select_related("user", "organisation")
        .prefetch_related(current)
        .order_by("user__display_name", "pk")
    )
    for row in rows:
        row.current_holdings = list(row.holdings.all())
    return list(rows)


def open_invitations(organisation: Organisation, at: datetime) -> "models.QuerySet[Invitation]":
    """Return the invitations that can still be accepted, newest first."""
    return Invitation.objects.filter(
        organisation=organisation, accepted_at=None, revoked_at=None, expires_at__gte=at
    )


def grants_model(model: "type[models.Model] | models.Model") -> type[models.Model]:
    """Return a model's own permission table (guardian, direct foreign key).

    A generic table would keep grants of deleted objects: a model without its own table is refused.
    """
    table = get_user_obj_perms_model(model)
    if table.objects.is_generic():
        name = model._meta.label
        raise ImproperlyConfigured(f"{name} has no UserObjectPermission model: declare one to grant on it")
    return table


def has_grant(actor: Actor, permission: str, obj: models.Model) -> bool:
    """Tell whether this person was granted ``permission`` (codename) on ``obj``.

    The table is asked directly: guardian's own check says yes to every superuser.
    """
    if actor.user_id is None:
        return False
    return _grants(actor, permission, type(obj)).filter(content_object=obj).exists()


def objects_granted(actor: Actor, permission: str, model: type[M]) -> "models.QuerySet[M]":
    """Return the objects on which this person was granted ``permission``, as one query."""
    if actor.user_id is None:
        return model._default_manager.none()
    granted = _grants(actor, permission, model).values("content_object")
    return model._default_manager.filter(pk__in=granted)


def people_granted(permission: str, obj: models.Model) -> "models.QuerySet[User]":
    """Return the active people who hold the grant on ``obj``."""
    held = grants_model(type(obj)).objects.filter(content_object=obj, permission__codename=permission)
    return User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("code")


def _grants(actor: Actor, permission: str, model: type[models.Model]) -> Any:
    return grants_model(model).objects.filter(
        user_id=actor.user_id, user__is_active=True, permission__codename=permission
    )


def organisation_directory() -> "models.QuerySet[Organisation]":
    """Return all organisations with their number of people (``people``)."""
    current = models.Q(memberships__until__isnull=True)
    return Organisation.objects.annotate(people=models.Count("memberships", filter=current))


def was_member(user: User, organisation: Organisation, at: datetime) -> bool:
    """Tell whether the person held any office of the organisation at ``at``."""
    return (
        OfficeHolding.objects.filter(
            membership__user=user, membership__organisation=organisation, since__lte=at
        )
        .filter(models.Q(until__isnull=True) | models.Q(until__gt=at))
        .exists()
    )


def villages_of(organisation: Organisation) -> "models.QuerySet[Village]":
    """Return the villages and communities of a township's division; none where its code is not known."""
    code = organisation.division_code[:DIVISION]
    return Village.objects.filter(division_code=code) if len(code) == DIVISION else Village.objects.none()


def villages_served_by(organisation: Organisation) -> "models.QuerySet[Village]":
    """Return the villages that an organisation may serve: a township its own, a county body every one."""
    if organisation.kind == OrganisationKind.TOWNSHIP:
        return villages_of(organisation)
    return Village.objects.all()


def division_names() -> dict[str, str]:
    """Return whose division the villages of a code belong to: townships, the development zone (one query)."""
    rows = Organisation.objects.filter(kind__in=OrganisationKind.purchasers()).exclude(division_code="")
    return {row.division_code[:DIVISION]: row.short_name or row.name for row in rows.order_by("code")}

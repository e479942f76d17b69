"""What waits around agreements with agencies: to sign, to hand over, to receive (RULES N-06)."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _

from procurement.accounts.enums import Office, OrganisationKind
from procurement.core.actors import Actor
from procurement.core.todo import Todo

from ..enums import EntrustmentStatus as E
from ..models import Entrustment
from .entrustments import ending_soon

SHOWN = 50
_AGENCIES = (OrganisationKind.AGENCY, OrganisationKind.CENTRAL_AGENCY)


def entrustment_todos(actor: Actor, at: datetime) -> list[Todo]:
    """Return what this person does next for its side of an agreement."""
    side = "agency" if actor.organisation_kind in _AGENCIES else "purchaser"
    mine = Entrustment.objects.filter(**{side: actor.organisation_id})
    found = _agency(mine) if side == "agency" else _purchaser(mine, actor)
    return [*found, *_ending(side, actor, at)]


def _agency(mine: "models.QuerySet[Entrustment]") -> Iterator[Todo]:
    titles = {E.OFFERED: _("签署委托代理协议：%(with)s"), E.ENDED: _("移交采购文件：%(with)s")}
    for row in mine.filter(status__in=titles).select_related("purchaser").order_by("pk")[:SHOWN]:
        yield _todo(titles[E(row.status)] % {"with": row.purchaser.name}, row)


def _purchaser(mine: "models.QuerySet[Entrustment]", actor: Actor) -> Iterator[Todo]:
    titles: dict[Any, str] = {E.HANDED_OVER: _("签收采购文件：%(with)s")}
    if actor.holds(Office.LEADER):
        titles[E.DRAFT] = _("签署委托代理协议：%(with)s")
    for row in mine.filter(status__in=titles).select_related("agency").order_by("pk")[:SHOWN]:
        yield _todo(titles[E(row.status)] % {"with": row.agency.name}, row)


def _ending(side: str, actor: Actor, at: datetime) -> Iterator[Todo]:
    """What still runs under an agreement that is nearly over: a new one is signed, or it comes to an end in time."""
    other = "purchaser" if side == "agency" else "agency"
    rows = ending_soon(at).filter(**{side: actor.organisation_id}).select_related(other)
    for row in rows.order_by("ends_on", "pk")[:SHOWN]:
        title = _("委托期限将满，请续签协议或者按期办结：%(with)s") % {"with": getattr(row, other).name}
        yield _todo(title, row, row.ends_on)


def _todo(title: str, row: Entrustment, due: date | None = None) -> Todo:
    return Todo(title, due, reverse("tendering:entrustment-detail", args=[row.code]), "N-06", row.code)

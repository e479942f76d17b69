"""What the pages of a public opening show to whom: onlookers, bidders, host."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from procurement.core.actors import Actor
from procurement.core.language import bracketed

from .. import permissions
from ..enums import RoundStatus
from ..models import BidRound, Package
from ..permissions import openings
from ..selectors import attendance, recording


def opening_page(round: BidRound, actor: Actor, at: datetime) -> dict[str, Any]:
    """Return the course of the opening; names of who came only once they are read out, or to who is there."""
    bids, hosts = bool(openings.attend(actor, round)), bool(openings.host(actor, round))
    inside = bids or hosts or permissions.oversees(actor)
    opened = round.status == RoundStatus.OPENED
    ends = attendance.window_ends(round)
    return {
        "public": True,
        "live": attendance.is_live(round, at),
        "bids": bids,
        "hosts": hosts,
        "inside": inside,
        "opened": opened,
        "named": inside,
        "under_way": round.status == RoundStatus.CLOSED or (ends is not None and at <= ends),
        "check": attendance.seal_check(round),
        "check_basis": attendance.CHECK_BASIS,
        "signed": attendance.own_attendance(round, actor) if bids else None,
        "attendances": list(attendance.attendances(round)) if inside or opened else [],
        "absent": [row.name for row in attendance.absent(round)] if opened else [],
        "ends": ends,
        "window_open": ends is not None and at <= ends,
        "window": attendance.window(round),
        "objections": list(round.objections.select_related("supplier")) if opened else [],
        "recordings": recording.public_rows(round.package) if opened else [],
        "recording_basis": recording.BASIS,
        "record_ready": bool(openings.read_record(actor, round)),
    }


def links_of(package: Package, actor: Actor) -> list[dict[str, str]]:
    """Return where this person goes on from a package of a tender: its openings, its opened bids, its recordings."""
    rounds = list(package.rounds.order_by("pk"))
    found = [link for round in rounds for link in _of_round(round, actor, several=len(rounds) > 1)]
    if recording.scenes(package):
        found.append((_("开标、评审录音录像"), reverse("tendering:recording-list", args=[package.code])))
    return [{"label": label, "url": url} for label, url in found]


def _of_round(round: BidRound, actor: Actor, *, several: bool) -> Iterator[tuple[str, str]]:
    ways = [
        (_("开标（开启）"), "ceremony-detail", bool(permissions.view_ceremony(actor, round))),
        (_("公开的开标（开启）记录"), "opening-detail", round.status != RoundStatus.RECEIVING),
        (
            _("已开启的文件"),
            "opened-round",
            round.status == RoundStatus.OPENED and bool(permissions.view_opened(actor, round)),
        ),
    ]
    for label, name, shown in ways:
        if shown:
            words = bracketed(label, round.get_kind_display()) if several else label
            yield words, reverse(f"tendering:{name}", args=[round.code])

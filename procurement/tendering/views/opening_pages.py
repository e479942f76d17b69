"""What the pages of a public opening show to whom: onlookers, bidders, host."""

from datetime import datetime
from typing import Any

from procurement.core.actors import Actor

from .. import permissions
from ..enums import RoundStatus
from ..models import BidRound
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

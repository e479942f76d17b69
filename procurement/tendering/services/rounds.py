"""A round of sealed bids: opened with a key that nobody holds alone, extended, closed with one root."""

import base64
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.enums import OrganisationKind
from procurement.core import audit, clock, lifecycle, sealing, storage
from procurement.core.actors import SYSTEM, Actor
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.core.language import listed
from procurement.core.models import AuditEntry
from procurement.regulations.receipts import opening_root

from .. import permissions
from ..enums import PackageStatus, RoundKind, RoundStatus
from ..models import BidDraft, BidFile, BidRound, BidUpload, CustodianKey, Package, RoundCustodian
from ..selectors import custody, intact, rounds, sealed_files
from . import drafts, notices, uploads

_OPEN_IN = {
    RoundKind.FIRST: (PackageStatus.PREPARED, PackageStatus.RECEIVING),
    RoundKind.FINAL: (PackageStatus.NEGOTIATING, PackageStatus.FINAL_OFFERS),
}
Part = RoundCustodian.Part


@transaction.atomic
def open_round(
    *,
    package: Package,
    kind: str,
    deadline: datetime,
    custodians: Mapping[str, CustodianKey] | None = None,
    actor: Actor,
    at: datetime,
) -> BidRound:
    """Open a round: its age key is made here, encrypted to every pair of its custodians, and forgotten.

    ``custodians`` names a key for each ``RoundCustodian.Part``; without, the nearest enrolled ones are
    taken (``selectors.custody.proposed``), for a FINAL round those of the first. DomainError (field
    ``custodians``) where the three parts are not kept by three different people of the right bodies.
    """
    allowed = permissions.announce_or_decide(actor, package) or permissions.hold_or_evaluate(actor, package)
    if not actor.is_system and not allowed:
        raise NotAllowed(permissions.announce(actor, package).reason)
    if package.status not in _OPEN_IN[RoundKind(kind)]:
        raise WrongState(_("采购包现在的状态不能开始这一轮密封提交。"), rule="D-15")
    if deadline <= at:
        raise DomainError(_("截止时间必须晚于现在。"), field="deadline", rule="D-15")
    keys = dict(custodians or _keys_for(package, kind))
    _require_three(package, keys)
    public, secret = sealing.new_identity()
    layers = sealing.two_of_three(secret, {part: key.public_key for part, key in keys.items()})
    round = BidRound(
        code=f"{package.code}-{kind}",
        package=package,
        kind=kind,
        public_key=public,
        layers={pair: base64.b64encode(layer).decode() for pair, layer in layers.items()},
        deadline=deadline,
        reminded_at=at,
    )
    lifecycle.create(
        round,
        actor=actor,
        at=at,
        basis="N-03 I-07",
        changes={
            "public_key": public,
            "deadline": deadline,
            "custodians": {str(part): key.user.code for part, key in keys.items()},
            "layers": intact.fingerprints(round.layers),
        },
    )
    RoundCustodian.objects.bulk_create(
        RoundCustodian(round=round, part=part, key=key) for part, key in keys.items()
    )
    notices.custodians_named(round=round, users=[key.user for key in keys.values()], at=at)
    return round


@transaction.atomic
def extend_round(*, round: BidRound, deadline: datetime, actor: Actor, at: datetime) -> BidRound:
    """Move the deadline of a round that still receives; sealed bids stand and may be replaced (N-17)."""
    if not actor.is_system and not permissions.announce_or_decide(actor, round.package):
        raise NotAllowed(permissions.announce(actor, round.package).reason)
    locked = BidRound.objects.select_for_update().get(pk=round.pk)
    if locked.status != RoundStatus.RECEIVING or at > locked.deadline:
        raise WrongState(_("这一轮已经截止，不能再延长。"), rule="D-10")
    if deadline < locked.deadline:
        raise DomainError(_("截止时间只能推迟，不能提前。"), field="new_deadline", rule="D-10")
    changes = {"from": locked.deadline, "to": deadline}
    locked.deadline = deadline
    locked.save(update_fields=["deadline"])
    audit.record(
        subject_kind="round",
        subject_code=round.code,
        action="extend",
        actor=actor,
        at=at,
        basis=f"D-10 {round.package.tender.own_articles['correction']}",
        changes=changes,
    )
    round.refresh_from_db()
    return round


@transaction.atomic
def close_round(*, round: BidRound, at: datetime) -> BidRound:
    """Close a round as SYSTEM, no earlier than 60 s after its deadline: no receipt commits afterwards.

    One anchored entry in the tender's chain states the root over all receipts. Fewer bids than the method
    needs: nothing will be opened, the purchaser is told (E-61). Drafts and files that were never sealed go.
    """
    locked = BidRound.objects.select_for_update().get(pk=round.pk)
    if locked.status != RoundStatus.RECEIVING:
        raise WrongState(_("这一轮已经截止。"))
    if at < locked.deadline + rounds.GRACE:
        raise WrongState(_("截止时间还没有到，不能提前截止。"), rule="D-15")
    entry = _closing_entry(locked, at)
    _apply_close(round, entry, at)
    enough = rounds.has_enough(round)
    if not enough:
        _leave_unopened(round, at)
    forget_unsealed(round=round)
    notices.round_closed(round=round, enough=enough, at=at)
    return round


def _closing_entry(round: BidRound, at: datetime) -> AuditEntry:
    package = round.package
    return audit.record(
        subject_kind="tender",
        subject_code=package.tender.code,
        action="close_round",
        actor=SYSTEM,
        at=at,
        basis="D-15 D-16 I-07",
        anchored=True,
        changes={
            "package": package.number,
            "round": round.kind,
            "deadline": round.deadline.astimezone(clock.SHANGHAI).isoformat(timespec="seconds"),
            "root": opening_root(round.bids.values_list("entry_hash", flat=True)),
        },
    )


def _apply_close(round: BidRound, entry: AuditEntry, at: datetime) -> None:
    root = entry.changes["root"]
    lifecycle.apply(
        "close",
        round,
        actor=SYSTEM,
        at=at,
        updates={"closed_at": at, "root": root, "closing_entry": entry},
    )
    if round.kind == RoundKind.FIRST:
        lifecycle.apply("close", round.package, actor=SYSTEM, at=at, changes={"root": root})


def _leave_unopened(round: BidRound, at: datetime) -> None:
    reason = _("提交投标（响应）文件的供应商不足%(needed)s家。") % {"needed": rounds.needed(round.package)}
    lifecycle.apply("leave_unopened", round, actor=SYSTEM, at=at, reason=reason)


def forget_unsealed(*, round: BidRound) -> None:
    """Remove drafts, unsealed files and what is on its way: once a round is over nobody shall read them.

    And the files without a row that a killed process left: nothing stays of what got no receipt.
    """
    drafts.forget_drafts(BidDraft.objects.filter(round=round))
    orphans = BidFile.objects.filter(round=round, bid__isnull=True)
    paths = list(orphans.values_list("path", flat=True))
    orphans.delete()
    uploads.forget(BidUpload.objects.filter(round=round))
    transaction.on_commit(lambda: [storage.drop(path) for path in (*paths, *sealed_files.strays(round))])


def _keys_for(package: Package, kind: str) -> dict[str, CustodianKey]:
    """Return the first round's custodians with the keys they use now; whoever has none is replaced."""
    proposed = custody.proposed(package)
    first = rounds.round_of(package) if kind == RoundKind.FINAL else None
    if first is None:
        return proposed
    again = {place.part: custody.key_in_office(place.key.user_id) for place in rounds.custodians(first)}
    return proposed | {part: key for part, key in again.items() if key is not None}


def _require_three(package: Package, keys: Mapping[str, CustodianKey]) -> None:
    missing = [str(part.label) for part in Part if part not in keys]
    if missing:
        raise _custodians(
            _("还没有可用的开标密钥保管人：%(parts)s。请先任命并由本人登记密钥。")
            % {"parts": listed(missing)}
        )
    if len({key.user_id for key in keys.values()}) != 3:
        raise _custodians(_("三个开标密钥必须由三个不同的人保管。"))
    for part, key in keys.items():
        require_fitting(Part(part), key)


def require_fitting(part: "RoundCustodian.Part", key: CustodianKey, *, field: str = "custodians") -> None:
    """Refuse who cannot keep this part: of the wrong body, with a retired key, or no longer in office (N-03)."""
    kind = key.organisation.kind
    if kind in (OrganisationKind.FINANCE_BUREAU, OrganisationKind.AUDIT_OFFICE):
        text = _("监督管理部门不参与采购活动，不能保管开标密钥（《政府采购法》第六十条）。")
        raise _custodians(text, field)
    fitting = custody.INDEPENDENT_KINDS if part == Part.INDEPENDENT else custody.KEEPER_KINDS
    if kind not in fitting or key.revoked_at is not None or not custody.serves(key):
        text = _("“%(person)s”不能担任“%(part)s”的密钥保管人。")
        raise _custodians(text % {"person": key.user.display_name, "part": part.label}, field)


def _custodians(message: str, field: str = "custodians") -> DomainError:
    return DomainError(message, field=field, rule="N-03")

"""What follows an upheld challenge: the award is void, the next candidate of the report is proposed (94 art. 16)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import clock, lifecycle, outbox
from procurement.core.actors import SYSTEM, Actor
from procurement.core.errors import GuardRefused
from procurement.core.language import in_language_of_record
from procurement.publications.enums import PublicationKind
from procurement.publications.models import Publication
from procurement.publications.services import publish
from procurement.tendering.enums import PackageStatus
from procurement.tendering.models import Package
from procurement.tendering.selectors.notices import follow_up_payload, long_day, money, row

from ..lifecycle import AWARD, CONTRACT_IS_SIGNED
from ..models import Award
from ..selectors import bidder_recipients, first_round_bids
from ..selectors.ranking import Succession, succession

BASIS = "D-45 94号令第十六条"


@transaction.atomic
def redetermine(*, award: Award, winner_qualifies: bool, reason: str, actor: Actor, at: datetime) -> Award:
    """Void the award and propose the next qualified candidate, who is confirmed and published as the first was.

    ``winner_qualifies``: whether the winner still counts among the qualified suppliers (only its score or the
    procedure was wrong). Refused where too few qualified suppliers are left, or the contract is signed.
    """
    Package.objects.select_for_update().get(pk=award.package_id)
    award.refresh_from_db()
    after = succession(award)
    refusal = refusal_of(after, winner_qualifies)
    if refusal:
        raise GuardRefused(refusal, field="remedy", rule="D-45")
    void(award=award, reason=reason, at=at)
    _announce(award, actor, at)
    if award.package.status == PackageStatus.AWARDED:
        lifecycle.apply("redetermine", award.package, actor=SYSTEM, at=at, reason=reason)
    following = Award(
        code=f"{award.package.code}-CJ{award.package.awards.count() + 1}",
        package=award.package,
        follows=award,
        bid=after.bid,
        supplier=after.bid.supplier,
        amount=after.row["contract_price"],
        total_score=after.row["total"],
        report_received_at=at,
    )
    changes = {"follows": award.code, "draw": after.draw} if after.draw else {"follows": award.code}
    lifecycle.create(following, actor=actor, at=at, basis=BASIS, reason=reason, changes=changes)
    return following


def refusal_of(after: Succession, winner_qualifies: bool) -> str:
    """Return the sentence why no other winner can be determined, or nothing."""
    if after.signed:
        return str(CONTRACT_IS_SIGNED)
    if after.row is None:
        return _("评审报告里没有其他合格的候选人，不能另行确定；请选择重新开展采购活动（94号令第十六条）。")
    left = after.qualified if winner_qualifies else after.qualified - 1
    if left < after.least:
        return _(
            "合格供应商只剩%(left)d家，不足法定的%(least)d家，不能另行确定；请选择重新开展采购活动（94号令第十六条）。"
        ) % {"left": left, "least": after.least}
    return ""


@transaction.atomic
def void(*, award: Award, reason: str, at: datetime) -> None:
    """The result does not hold any more; a contract that nobody has signed falls with it."""
    lifecycle.apply(
        "void", award, actor=SYSTEM, at=at, reason=reason, updates={"voided_at": at, "void_reason": reason}
    )


def _announce(award: Award, actor: Actor, at: datetime) -> None:
    """Where the result was public, its end is public too, and every bidder is told."""
    if not award.publication_code:
        return
    publication = _publish_change(award, actor, at)
    outbox.notify(
        event="result_voided",
        recipients=bidder_recipients(
            [bid.supplier for bid in first_round_bids(award.package)], award.package.tender
        ),
        context={"tender": award.package.tender.title, "reason": award.void_reason},
        url=f"/notices/{publication.code}/",
        at=at,
    )


@in_language_of_record
def _publish_change(award: Award, actor: Actor, at: datetime) -> Publication:
    tender = award.package.tender
    rows = [
        row(_("更正事项"), _("成交结果")),
        row(_("采购包"), _("第%(number)s包") % {"number": award.package.number}),
        row(_("原成交供应商"), award.supplier.name),
        row(_("原成交金额"), money(award.amount)),
        row(_("更正内容"), _("原成交结果无效，采购人将从合格的候选人中另行确定成交供应商。")),
        row(_("原因"), award.void_reason),
        row(_("依据"), "94号令第十六条"),
        row(_("更正日期"), long_day(clock.local_date(at))),
    ]
    facts = {"award": award.code, "package": award.package.code, "void": True}
    return publish(
        kind=PublicationKind.CORRECTION,
        subject_kind=AWARD.subject_kind,
        subject_code=award.code,
        project_code=tender.item.code,
        title=_("%(title)s成交结果更正公告") % {"title": tender.title},
        organisation=tender.purchaser,
        agency=tender.agency,
        payload=follow_up_payload(tender, title=_("二、更正信息"), rows=rows, facts=facts),
        basis=BASIS,
        corrects=Publication.objects.get(code=award.publication_code),
        actor=actor,
        at=at,
    )

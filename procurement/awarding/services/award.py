"""The purchaser's decision, and its publication together with the letters (条例 art. 43; 87 art. 69)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from procurement.core import documents, lifecycle, outbox
from procurement.core.actors import Actor
from procurement.core.calendars import working_calendar
from procurement.core.clock import local_date
from procurement.core.language import in_language_of_record
from procurement.publications.enums import PublicationKind
from procurement.publications.models import Publication
from procurement.publications.services import publish
from procurement.regulations import periods
from procurement.regulations.canonical import canonical_json, sha256_hex
from procurement.regulations.money import capitals
from procurement.suppliers.selectors import public_address
from procurement.tendering.models import OpenedBid
from procurement.tendering.selectors.agreement_text import fee_of
from procurement.tendering.selectors.invitation import recommendations

from ..enums import AWARD_LETTER, AwardStatus, MemberRole, MemberStatus
from ..models import Award, Evaluation, OutcomeLetter
from ..selectors import bidder_recipients, first_round_bids
from ..selectors.bids import first_bid_of


@transaction.atomic
def confirm_award(*, award: Award, actor: Actor, at: datetime, reason: str = "") -> None:
    """Fix the winner in ranking order (RULES D-19)."""
    lifecycle.apply("confirm", award, actor=actor, at=at, reason=reason, updates={"confirmed_at": at})


@transaction.atomic
def publish_result(*, award: Award, actor: Actor, at: datetime, medium_url: str = "") -> None:
    """Result notice, award letter and each bidder's own outcome: all of them or none (RULES D-21, D-23)."""
    evaluation = award.package.evaluation
    letter = award_letter(award, at)
    lifecycle.apply(
        "notify",
        award,
        actor=actor,
        at=at,
        updates={
            "notified_at": at,
            "letter": letter,
            "letter_sha256": sha256_hex(canonical_json(letter)),
        },
    )
    publication = _publish_notice(award, evaluation, actor, at, medium_url)
    Award.objects.filter(pk=award.pk).update(publication_code=publication.code)
    lifecycle.apply("award", award.package, actor=actor, at=at)
    documents.order(documents.Key(AWARD_LETTER, award.code), at=at)
    _tell_everybody(award, evaluation, at)
    award.refresh_from_db()


def award_letter(award: Award, at: datetime) -> dict[str, Any]:
    """Return what the award letter says; its hash is printed on it and answers on the verify page."""
    tender = award.package.tender
    sign_by = periods.limit("D-24", local_date(at), working_calendar())
    return {
        "format": "award-letter/1",
        "award": award.code,
        "tender": tender.code,
        "title": tender.title,
        "package": award.package.number,
        "purchaser": tender.purchaser.name,
        "supplier": award.supplier.name,
        "amount": str(award.amount),
        "amount_in_words": capitals(award.amount),
        "sign_by": sign_by.limit.isoformat(),
        "sent_on": local_date(at).isoformat(),
    }


def result_notice(award: Award, evaluation: Evaluation, at: datetime) -> dict[str, Any]:
    """Return the notice with the fields of RULES F and what N-07 lets be public, no more."""
    package, tender = award.package, award.package.tender
    ends = periods.limit("D-22", local_date(at), working_calendar())
    panel = package.panel
    standing = panel.members.exclude(status=MemberStatus.RECUSED).select_related("user")
    return {
        "format": "result-notice/1",
        "tender": tender.code,
        "package": package.number,
        "title": tender.title,
        "filing_number": tender.plan.filing_number,
        "method": tender.method,
        "supplier": {
            "name": award.supplier.name,
            "credit_code": award.supplier.credit_code,
            "address": public_address(award.supplier),
        },
        "amount": award.amount,
        "total_score": award.total_score,
        "subject": [
            {
                "what": line.what,
                "quantity": line.quantity,
                "unit": line.unit,
                "place": line.place,
                "standard": line.standard,
                "by_when": line.by_when,
            }
            for line in package.requirements.all()
        ],
        "experts": [
            {"name": member.user.display_name, "representative": member.role == MemberRole.REPRESENTATIVE}
            for member in standing
        ],
        "expert_source": {"kind": panel.draw_kind, "number": panel.draw_record.get("number", "")},
        **({"recommendations": recommended} if (recommended := recommendations(tender)) else {}),
        **({"agency_fee": fee} if (fee := fee_of(tender.plan.agreement)) else {}),
        "scale_declaration": award.bid.scale,
        **({"sme_letter": letter} if (letter := _declared_letter(award)) else {}),
        "evaluated_at": evaluation.signed_at,
        "bundle_sha256": evaluation.bundle_sha256,
        "period_ends": ends.limit,
        "purchaser": {
            "name": tender.purchaser.name,
            "address": tender.purchaser.address,
            "contact": tender.purchaser.contact_name,
            "phone": tender.purchaser.contact_phone,
        },
    }


def _declared_letter(award: Award) -> str:
    """Return the winner's letter of a small or medium enterprise where the policy helped it (E-49, 46 art. 13, 14)."""
    first = first_bid_of(award.bid)
    helped = award.package.reserved_for_sme or first.scale in ("MICRO", "SMALL") or first.small_share
    return "\n".join(first.content.get("letter", [])) if helped else ""


@in_language_of_record
def _publish_notice(
    award: Award, evaluation: Evaluation, actor: Actor, at: datetime, medium_url: str
) -> Publication:
    tender = award.package.tender
    return publish(
        kind=PublicationKind.RESULT,
        subject_kind="award",
        subject_code=award.code,
        project_code=tender.item.code,
        title=_("%(title)s成交结果公告") % {"title": tender.title},
        organisation=tender.purchaser,
        agency=tender.agency,
        payload=result_notice(award, evaluation, at),
        actor=actor,
        at=at,
        basis=f"D-21 {tender.own_articles['result']}",
        medium_url=medium_url,
    )


def _tell_everybody(award: Award, evaluation: Evaluation, at: datetime) -> None:
    """Write each bidder its own letter: score and rank, or why it failed; nobody else's (RULES N-07)."""
    ranks = {row["bid"]: row for row in evaluation.result["ranking"]}
    fallen = _voided(award)
    invalid = {row["bid"]: row["reason"] for row in evaluation.result["invalid"]}
    for bid in first_round_bids(award.package):
        row = ranks.get(bid.code, {})
        OutcomeLetter.objects.create(
            package=award.package,
            award=award,
            bid=bid,
            supplier=bid.supplier,
            won=bid.supplier_id == award.supplier_id,
            rank=row.get("rank"),
            total_score=row.get("total"),
            reason=fallen.get(bid.supplier_id) or _failure(bid, invalid),
            sent_at=at,
        )
    outbox.notify(
        event="result_published",
        recipients=bidder_recipients(
            [bid.supplier for bid in first_round_bids(award.package)], award.package.tender
        ),
        context={"tender": award.package.tender.title},
        url=reverse("awarding:outcome", args=[award.package.code]),
        at=at,
    )


def _voided(award: Award) -> dict[int, str]:
    """Return the suppliers whose award for this package did not hold, with the reason."""
    rows = Award.objects.filter(package=award.package, status=AwardStatus.VOIDED)
    return dict(rows.values_list("supplier_id", "void_reason"))


def _failure(bid: OpenedBid, invalid: dict[str, str]) -> str:
    examination = getattr(bid, "examination", None)
    reasons = [bid.failure, invalid.get(bid.code, "")]
    if examination is not None and not examination.qualified:
        reasons.append(examination.qualified_reason)
    if examination is not None and not examination.conforms:
        reasons.append(examination.conforms_reason)
    return "；".join(reason for reason in reasons if reason)

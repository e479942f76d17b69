"""The way of a catalogue from the draft to its approval (RULES A-13): consult, comment, review, approve.

What has fallen due for the version happens first, so that a stopped worker delays nothing.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.models import Organisation
from procurement.core import clock, due_events, lifecycle, parameters
from procurement.core.actors import SYSTEM, Actor
from procurement.core.errors import DomainError
from procurement.core.language import in_language_of_record
from procurement.publications.enums import PublicationKind
from procurement.publications.services import publish
from procurement.regulations import parameters as policy

from ..enums import VersionStatus
from ..lifecycle import VERSION
from ..models import CatalogueVersion, DepartmentOpinion
from .notices import tell_consulted, tell_version_officers
from .payload import payload_of


@transaction.atomic
def consult_departments(
    *,
    version: CatalogueVersion,
    organisations: Sequence[Organisation],
    until: date,
    actor: Actor,
    at: datetime,
) -> CatalogueVersion:
    """Send the draft to departments, who answer in their workspace by ``until``; who answered before stays."""
    if not organisations:
        raise DomainError(_("请至少选择一个单位。"), field="organisations", rule="A-13")
    _check_period("catalogue_consult_days", until, at)
    lifecycle.apply(
        "consult",
        version,
        actor=actor,
        at=at,
        updates={"consult_until": until},
        changes={"organisations": [one.code for one in organisations]},
    )
    asked = set(version.opinions.values_list("organisation_id", flat=True))
    DepartmentOpinion.objects.bulk_create(
        DepartmentOpinion(version=version, organisation=one, asked_at=at)
        for one in organisations
        if one.pk not in asked
    )
    for one in organisations:
        tell_consulted(version, one, at=at)
    return version


@transaction.atomic
def open_comments(*, version: CatalogueVersion, until: date, actor: Actor, at: datetime) -> CatalogueVersion:
    """Open the draft to everybody's comments until the end of a day, with a notice of its own."""
    _check_period("catalogue_comment_days", until, at)
    lifecycle.apply(
        "open_comments",
        version,
        actor=actor,
        at=at,
        updates={"comment_from": clock.local_date(at), "comment_until": until},
    )
    _comment_notice(version, actor, at)
    return version


@transaction.atomic
def close_comments(*, version: CatalogueVersion, at: datetime) -> CatalogueVersion:
    """End the public's time; the bureau sorts what came in."""
    lifecycle.apply("close_comments", version, actor=SYSTEM, at=at)
    tell_version_officers("catalogue_comments_closed", version, at=at)
    return version


def begin_review(*, version: CatalogueVersion, actor: Actor, at: datetime) -> CatalogueVersion:
    """Go on to the expert review: an amendment, or a catalogue that was changed after its comment period."""
    lifecycle.apply("begin_review", version, actor=actor, at=at)
    return version


def revise_version(*, version: CatalogueVersion, reason: str, actor: Actor, at: datetime) -> CatalogueVersion:
    """Take a catalogue back to the draft, to change its entries."""
    _happen(version, at)
    if not reason.strip():
        raise DomainError(_("请写明要改什么、为什么。"), field="reason", rule="A-13")
    lifecycle.apply("revise", version, actor=actor, at=at, reason=reason.strip())
    return version


def discard_version(
    *, version: CatalogueVersion, reason: str, actor: Actor, at: datetime
) -> CatalogueVersion:
    """Give a catalogue in the making up; its opinions stay on record."""
    _happen(version, at)
    if not reason.strip():
        raise DomainError(_("请写明作废的理由。"), field="reason", rule="A-13")
    lifecycle.apply("discard", version, actor=actor, at=at, reason=reason.strip())
    return version


@transaction.atomic
def approve_version(
    *,
    version: CatalogueVersion,
    document_number: str,
    approved_by: str,
    approved_on: date,
    actor: Actor,
    at: datetime,
    review_waiver: str = "",
) -> CatalogueVersion:
    """Record the approval with its document; ``review_waiver`` says why no expert was asked, if none was."""
    _happen(version, at)
    for field, value in (("document_number", document_number), ("approved_by", approved_by)):
        if not value.strip():
            raise DomainError(_("请填写批准的文号和机关。"), field=field, rule="A-13")
    if approved_on > clock.local_date(at):
        raise DomainError(_("批准日期不能晚于今天。"), field="approved_on", rule="A-13")
    if review_waiver.strip() and version.status == VersionStatus.REVIEWING:
        # The guard looks for it: written first, and taken back with everything if a guard refuses.
        version.review_waiver = review_waiver.strip()
        version.save(update_fields=["review_waiver"])
    lifecycle.apply(
        "approve",
        version,
        actor=actor,
        at=at,
        updates={
            "document_number": document_number.strip(),
            "approved_by": approved_by.strip(),
            "approved_on": approved_on,
            "review_waiver": version.review_waiver,
        },
    )
    return version


def least_days(key: str, on: date) -> int:
    """Return how many days a period has at least: ``catalogue_consult_days`` or ``catalogue_comment_days``."""
    return policy.whole(key, on, parameters.changed(on))


def _check_period(key: str, until: date, at: datetime) -> None:
    today = clock.local_date(at)
    days = least_days(key, today)
    earliest = today + timedelta(days=days)
    if until < earliest:
        raise DomainError(
            _("至少 %(days)d 天（政策参数 %(key)s）：请改为 %(day)s 或之后。")
            % {"days": days, "key": key, "day": earliest.isoformat()},
            field="until",
            rule="A-13",
        )


def _happen(version: CatalogueVersion, at: datetime) -> None:
    if due_events.run_due_for(VERSION.subject_kind, version.code, until=at):
        version.refresh_from_db()


@in_language_of_record
def _comment_notice(version: CatalogueVersion, actor: Actor, at: datetime) -> None:
    publish(
        kind=PublicationKind.CATALOGUE_DRAFT,
        subject_kind=VERSION.subject_kind,
        subject_code=version.code,
        title=_("《%(title)s》（征求意见稿）公开征求意见") % {"title": version.title},
        organisation=version.organisation,
        payload={"comment_until": version.comment_until, **payload_of(version)},
        actor=actor,
        at=at,
        basis="A-13",
    )

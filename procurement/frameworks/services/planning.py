"""A framework from its plan to its end: drafted, filed (or approved), called for, expired, summed up."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.models import Organisation
from procurement.core import audit, lifecycle
from procurement.core.actors import SYSTEM, Actor
from procurement.core.clock import local_date, months_after
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.core.language import in_language_of_record
from procurement.publications.enums import PublicationKind
from procurement.publications.models import Publication

from .. import permissions
from ..enums import FrameworkKind, FrameworkStatus
from ..lifecycle import FRAMEWORK
from ..models import Framework
from ..selectors import notices
from ..selectors.texts import usual_replacement, usual_texts
from .publishing import publish_about

# What the pages of a draft may write.
WRITABLE = (
    *("title", "catalogue_item", "case", "open_case", "approval", "users_choose", "annual_estimate"),
    *(
        "service",
        "staffing",
        "measuring",
        "area",
        "qualification",
        "industry",
        "unit",
        "ceiling",
        "pricing",
        "pricing_note",
    ),
    *("surveyed_purchasers", "surveyed_suppliers", "surveyed_experts", "survey_note", "survey_findings"),
    *("key_reason", "risk_plan", "term_months", "method", "quality_factors", "knock_out"),
    *("most_admitted", "call_off_way", "separate_agreement", "settlement", "contract_text", "exit_rules"),
    *("feedback_rules", "replacement_rules"),
)


@transaction.atomic
def draft_framework(*, kind: str, title: str, actor: Actor, at: datetime, **fields: Any) -> Framework:
    """Begin the plan of a framework, with the usual texts where none is given."""
    verdict = permissions.plan(actor)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="N-15")
    purchasers = fields.pop("purchasers", ())
    unknown = set(fields) - set(WRITABLE)
    if unknown:
        raise ValueError(f"not writable: {sorted(unknown)}")
    framework = Framework(
        code=next_code(f"KJ-{local_date(at).year}-"),
        kind=kind,
        title=title.strip(),
        organiser=Organisation.objects.get(pk=actor.organisation_id),
        author_code=actor.code,
        **{**usual_texts(kind), **fields},
        # A closed framework is always signed (110 art. 29).
        **({"separate_agreement": True} if kind == FrameworkKind.CLOSED else {}),
    )
    lifecycle.create(
        framework, actor=actor, at=at, basis="N-15", changes={"title": framework.title, "kind": kind}
    )
    framework.purchasers.set(purchasers)
    return framework


@transaction.atomic
def edit_framework(*, framework: Framework, actor: Actor, at: datetime, **fields: Any) -> Framework:
    """Write in a draft; only what differs is kept in the chain."""
    locked = Framework.objects.select_for_update().get(pk=framework.pk)
    verdict = permissions.write(actor, locked)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="N-15")
    purchasers = fields.pop("purchasers", None)
    _say_of_price(locked, fields)
    changed = {
        name: value for name, value in fields.items() if name in WRITABLE and getattr(locked, name) != value
    }
    for name, value in changed.items():
        setattr(locked, name, value)
    if not locked.title.strip():
        raise DomainError(_("请填写项目名称。"), field="title", rule="N-15")
    locked.save(update_fields=list(changed)) if changed else None
    if purchasers is not None:
        locked.purchasers.set(purchasers)
        changed["purchasers"] = sorted(one.code for one in purchasers)
    if changed:
        audit.record(
            subject_kind=FRAMEWORK.subject_kind,
            subject_code=locked.code,
            action="edit",
            actor=actor,
            at=at,
            basis="N-15",
            changes=changed,
        )
    framework.refresh_from_db()
    return framework


def _say_of_price(framework: Framework, fields: dict[str, Any]) -> None:
    """Where the price becomes one that the state fixes, the usual words no longer speak of cuts; own words stay."""
    pricing = fields.get("pricing", framework.pricing)
    usual = framework.replacement_rules == usual_replacement(framework.pricing)
    if pricing != framework.pricing and usual and "replacement_rules" not in fields:
        fields["replacement_rules"] = usual_replacement(pricing)


@transaction.atomic
def file_framework(*, framework: Framework, actor: Actor, at: datetime) -> Framework:
    """File the plan with the finance department: it gets a number, and is not refused on its merits (110 art. 8)."""
    lifecycle.apply("file", framework, actor=actor, at=at, updates=_filing(at))
    return framework


@transaction.atomic
def submit_framework(*, framework: Framework, actor: Actor, at: datetime) -> Framework:
    """Hand a central agency's plan to the finance department, which looks at it first (110 art. 8)."""
    lifecycle.apply("submit_plan", framework, actor=actor, at=at)
    return framework


@transaction.atomic
def approve_framework(*, framework: Framework, actor: Actor, at: datetime) -> Framework:
    lifecycle.apply("approve_plan", framework, actor=actor, at=at, updates=_filing(at))
    return framework


@transaction.atomic
def return_framework(*, framework: Framework, reason: str, actor: Actor, at: datetime) -> Framework:
    lifecycle.apply("return_plan", framework, actor=actor, at=at, reason=_given(reason))
    return framework


@transaction.atomic
def cancel_framework(*, framework: Framework, reason: str, actor: Actor, at: datetime) -> Framework:
    """Give a framework up that nobody was called to yet."""
    lifecycle.apply("cancel", framework, actor=actor, at=at, reason=_given(reason))
    return framework


@transaction.atomic
def publish_framework(*, framework: Framework, actor: Actor, at: datetime) -> Framework:
    """Call for suppliers of an open framework: it is in force, and anybody may ask to enter (110 art. 38)."""
    lifecycle.apply("publish", framework, actor=actor, at=at, updates=term_from(framework, at))
    framework.notice_code = _publish_call(framework, actor, at).code
    framework.save(update_fields=["notice_code"])
    return framework


def term_from(framework: Framework, at: datetime) -> dict[str, Any]:
    """Return first and last day of a framework that begins now."""
    first = local_date(at)
    return {"starts_on": first, "ends_on": months_after(first, framework.term_months) - timedelta(days=1)}


@transaction.atomic
def expire_framework(*, framework: Framework, at: datetime) -> Framework:
    """End a framework on the day after its last: nothing more is called off from it (110 art. 15)."""
    lifecycle.apply("expire", framework, actor=SYSTEM, at=at)
    return framework


@transaction.atomic
def summarise_framework(*, framework: Framework, actor: Actor, at: datetime) -> Framework:
    """Publish what was bought under a framework that has ended, supplier by supplier (110 art. 35)."""
    locked = Framework.objects.select_for_update().get(pk=framework.pk)
    verdict = permissions.run_or_decide(actor, locked)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="C-13")
    if locked.status != FrameworkStatus.ENDED or locked.summary_code:
        raise WrongState(_("期满以后发布一次汇总公告。"), rule="C-13")
    locked.summary_code = _publish_summary(locked, actor, at).code
    locked.save(update_fields=["summary_code"])
    framework.refresh_from_db()
    return framework


def _filing(at: datetime) -> dict[str, Any]:
    number = next_code(f"KB{settings.COUNTY_CODE}-{local_date(at).year}-", width=4)
    return {"filing_number": number, "filed_at": at}


def _given(reason: str) -> str:
    if not reason.strip():
        raise DomainError(_("请写明原因。"), field="reason", rule="N-15")
    return reason.strip()


@in_language_of_record
def _publish_call(framework: Framework, actor: Actor, at: datetime) -> Publication:
    return publish_about(
        framework=framework,
        kind=PublicationKind.FRAMEWORK_NOTICE,
        title=_("%(title)s框架协议征集公告") % {"title": framework.title},
        payload=notices.call(framework),
        summary=framework.service,
        basis=FRAMEWORK["publish"].basis,
        actor=actor,
        at=at,
    )


@in_language_of_record
def _publish_summary(framework: Framework, actor: Actor, at: datetime) -> Publication:
    return publish_about(
        framework=framework,
        kind=PublicationKind.FRAMEWORK_SUMMARY,
        title=_("%(title)s框架协议成交结果汇总公告") % {"title": framework.title},
        payload=notices.summary(framework),
        basis="C-13 财政部令第110号第三十五条",
        actor=actor,
        at=at,
    )

"""The call of a closed framework: its dates, its sealed round, its notice; later perhaps a supplementary one."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import audit, lifecycle
from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.errors import DomainError, GuardRefused, NotAllowed
from procurement.core.language import in_language_of_record
from procurement.publications.enums import PublicationKind
from procurement.publications.models import Publication
from procurement.regulations.draw import commitment
from procurement.tendering.models import CustodianKey
from procurement.tendering.services.framework_calls import Call, open_call

from .. import permissions
from ..enums import Pricing
from ..lifecycle import FRAMEWORK
from ..lifecycle.guards import may_be_supplemented
from ..models import Framework, Solicitation
from ..selectors import closed_notices
from ..selectors.solicitations import counts
from .publishing import publish_about

MORE = "C-13 财政部令第110号第三十一条"


@transaction.atomic
def solicit(
    *,
    framework: Framework,
    documents_until: date,
    deadline: datetime,
    opening_place: str,
    validity_days: int,
    custodians: Mapping[str, CustodianKey] | None = None,
    actor: Actor,
    at: datetime,
) -> Solicitation:
    """Publish the call of a closed framework and open its sealed round, as an open tender does (110 art. 9, 22).

    ``custodians``: a key for each ``RoundCustodian.Part`` (N-03); without, the nearest enrolled ones.
    Raises DomainError beside ``documents_until``, ``deadline``, ``opening_place`` or ``custodians``.
    """
    _check_words(opening_place, validity_days)
    lifecycle.apply("solicit", framework, actor=actor, at=at)
    call = call_of(framework, documents_until, deadline, opening_place.strip())
    package = open_call(call=call, organiser=framework.organiser, custodians=custodians, actor=actor, at=at)
    made = _begun(Solicitation(framework=framework, package=package, validity_days=validity_days), actor, at)
    framework.notice_code = package.tender.notice_code
    framework.save(update_fields=["notice_code"])
    return made


@transaction.atomic
def supplement(
    *,
    framework: Framework,
    reason: str,
    documents_until: date,
    deadline: datetime,
    opening_place: str,
    validity_days: int,
    custodians: Mapping[str, CustodianKey] | None = None,
    actor: Actor,
    at: datetime,
) -> Solicitation:
    """Call for more suppliers where fewer than 70 % are left; the framework goes on meanwhile (110 art. 31).

    Conditions, method and knock-out are the first call's, the term stays as it is. ``reason``: how the want of
    suppliers hinders the framework. Raises as ``solicit`` does, and beside ``reason``.
    """
    locked = Framework.objects.select_for_update().get(pk=framework.pk)
    verdict = permissions.run_or_decide(actor, locked)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="C-13")
    refusal = may_be_supplemented(locked, actor=actor, at=at)
    if refusal:
        raise GuardRefused(refusal, rule="C-13")
    if len(reason.strip()) < 5:
        text = _("请写明怎样影响框架协议执行（财政部令第110号第三十一条）。")
        raise DomainError(text, field="reason", rule="C-13")
    _check_words(opening_place, validity_days)
    if locked.ends_on is not None and local_date(deadline) >= locked.ends_on:
        text = _("补充征集遵守原框架协议的有效期，须在期满日期%(day)s以前截止（财政部令第110号第三十一条）。")
        raise DomainError(text % {"day": f"{locked.ends_on:%Y-%m-%d}"}, field="deadline", rule="C-13")
    call = call_of(locked, documents_until, deadline, opening_place.strip())
    call = replace(call, title=_more_title(locked))
    package = open_call(call=call, organiser=locked.organiser, custodians=custodians, actor=actor, at=at)
    made = Solicitation(
        framework=locked, package=package, validity_days=validity_days, supplement_reason=reason.strip()
    )
    admitted, left = counts(locked)
    changes = {"admitted": admitted, "left": left, "reason": reason.strip()}
    note(action="supplement", call=made, basis=MORE, changes=changes, actor=actor, at=at)
    return _begun(made, actor, at)


@in_language_of_record
def _more_title(framework: Framework) -> str:
    """Return what a supplementary call is named."""
    return _("%(title)s（补充征集）") % {"title": framework.title}


def _check_words(opening_place: str, validity_days: int) -> None:
    if not opening_place.strip():
        raise DomainError(_("请填写开启地点。"), field="opening_place", rule="C-13")
    if validity_days < 1:
        text = _("响应文件有效期至少1日（财政部令第110号第二十三条）。")
        raise DomainError(text, field="validity_days", rule="C-13")


def _begun(made: Solicitation, actor: Actor, at: datetime) -> Solicitation:
    """Save a call with the seed of a possible draw, and publish its notice."""
    made.seed = secrets.token_hex(32)
    made.save()
    fixed = {"commitment": commitment(bytes.fromhex(made.seed))}
    note(action="commit_draw_seed", call=made, basis="E-28 E-29", changes=fixed, actor=actor, at=at)
    tender = made.package.tender
    tender.notice_code = _publish_call(made, actor, at).code
    tender.save(update_fields=["notice_code"])
    return made


def call_of(framework: Framework, documents_until: date, deadline: datetime, opening_place: str) -> Call:
    """Return what the sealed round asks for."""
    return Call(
        title=framework.title,
        service=framework.service,
        unit=framework.unit,
        area=framework.area,
        term_months=framework.term_months,
        qualification=framework.qualification,
        industry=framework.industry,
        ceiling=framework.ceiling,
        estimate=framework.annual_estimate,
        documents_until=documents_until,
        deadline=deadline,
        opening_place=opening_place,
        factors=framework.quality_factors if framework.is_scored else (),
        price_is_fixed=framework.pricing == Pricing.FIXED,
    )


@in_language_of_record
def _publish_call(call: Solicitation, actor: Actor, at: datetime) -> Publication:
    framework = call.framework
    return publish_about(
        framework=framework,
        kind=PublicationKind.FRAMEWORK_NOTICE,
        title=(_("%(title)s补充征集公告") if call.is_supplement else _("%(title)s征集公告（封闭式）"))
        % {"title": framework.title},
        payload=closed_notices.call(call),
        summary=framework.service,
        basis=MORE if call.is_supplement else FRAMEWORK["solicit"].basis,
        actor=actor,
        at=at,
    )


def note(
    *, action: str, call: Solicitation, basis: str, changes: dict[str, Any], actor: Actor, at: datetime
) -> None:
    """Write into the framework's chain what happened to its call."""
    audit.record(
        subject_kind=FRAMEWORK.subject_kind,
        subject_code=call.framework.code,
        action=action,
        actor=actor,
        at=at,
        basis=basis,
        changes=changes,
    )

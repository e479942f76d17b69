"""Drafting and importing the guidance catalogue; the national classification behind it."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from procurement.accounts.models import Organisation
from procurement.core import audit, lifecycle
from procurement.core.actors import Actor
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, NotAllowed, WrongState
from procurement.core.permissions import Verdict

from .. import permissions
from ..enums import ServiceClass, VersionStatus
from ..lifecycle import VERSION
from ..models import CatalogueItem, CatalogueVersion, EntryScreening, NationalItem
from .facts import FACTS, fill
from .schemes import scheme_called


@cache
def _shipped(name: str) -> dict[str, Any]:
    return json.loads(resources.files(__package__).joinpath(f"data/{name}.json").read_text(encoding="utf-8"))


def shipped_tree() -> list[dict[str, Any]]:
    """Return the rows of the catalogue that comes with the platform, each with its provenance."""
    return [dict(row) for row in _shipped("guidance_catalogue")["items"]]


@transaction.atomic
def load_national_items() -> int:
    """Load class C of 财库〔2022〕31号; returns how many items were new. Reference data: no actor, no state."""
    known = set(NationalItem.objects.values_list("code", flat=True))
    new = [
        NationalItem(
            code=row["code"],
            name=row["name"],
            level=row["level"],
            parent_code=row["parent"],
            description=row["description"],
        )
        for row in _shipped("national_items")["items"]
        if row["code"] not in known
    ]
    NationalItem.objects.bulk_create(new)
    return len(new)


@transaction.atomic
def draft_version(
    *,
    organisation: Organisation,
    year: int,
    title: str,
    actor: Actor,
    at: datetime,
    scheme: str = "national-ab",
    document_number: str = "",
    effective_from: date | None = None,
) -> CatalogueVersion:
    """Begin a catalogue of a year; several versions of a year and scheme may follow each other."""
    refuse_unless(permissions.make_catalogue(actor))
    version = CatalogueVersion(
        title=title,
        year=year,
        scheme=scheme_called(scheme),
        organisation=organisation,
        document_number=document_number,
        effective_from=effective_from,
    )
    _begin(version, actor, at)
    return version


@transaction.atomic
def import_tree(
    *, version: CatalogueVersion, rows: Iterable[Mapping[str, Any]], actor: Actor, at: datetime
) -> int:
    """Add the rows of a tree of any depth to a draft; returns how many items were made.

    A row has code, name, parent (a code, empty for a root) and may have any fact of ``EntryFields``, with
    ``national_code`` for the national item; a root says its service_class, all below inherit it.
    Raises DomainError naming the row for a double code, an unknown parent or a circle.
    """
    refuse_unless(permissions.make_catalogue(actor))
    locked = lock_draft(version)
    made = import_entries(version=locked, rows=[dict(row) for row in rows])
    audit.record(
        subject_kind=VERSION.subject_kind,
        subject_code=locked.code,
        action="import",
        actor=actor,
        at=at,
        basis="A-13",
        changes={"items": made},
    )
    return made


@transaction.atomic
def draft_shipped(
    *, organisation: Organisation, year: int, title: str, actor: Actor, at: datetime
) -> CatalogueVersion:
    """Begin a catalogue of a year from the tree that comes with the platform."""
    version = draft_version(organisation=organisation, year=year, title=title, actor=actor, at=at)
    import_tree(version=version, rows=shipped_tree(), actor=actor, at=at)
    return version


@transaction.atomic
def copy_version(
    *, source: CatalogueVersion, year: int, title: str, actor: Actor, at: datetime
) -> CatalogueVersion:
    """Begin a catalogue of a year with every item of a published one, as it stands there."""
    return _copied(source, CatalogueVersion(year=year, title=title, origin=source), actor, at)


@transaction.atomic
def amend_version(*, source: CatalogueVersion, actor: Actor, at: datetime) -> CatalogueVersion:
    """Begin the next numbered amendment of the catalogue in force: a copy that will supersede it (A-13)."""
    refuse_unless(permissions.make_catalogue(actor))
    if source.status != VersionStatus.PUBLISHED:
        raise WrongState(_("只有施行中的目录可以修订。"), field="source", rule="A-13")
    first = source.amends or source
    locked = CatalogueVersion.objects.select_for_update().get(pk=first.pk)
    running = locked.amendments.filter(status__in=VersionStatus.in_making()).first()
    if running is not None:
        raise WrongState(
            _("修订单%(code)s还在办理：先公布或作废它。") % {"code": running.code},
            field="source",
            rule="A-13",
        )
    kept = locked.amendments.exclude(status=VersionStatus.DISCARDED)
    number = (kept.aggregate(last=Max("amendment_number"))["last"] or 0) + 1
    title = _("%(title)s（第%(number)d号修订）") % {"title": locked.title, "number": number}
    amendment = CatalogueVersion(
        year=source.year, title=title, origin=source, amends=locked, amendment_number=number
    )
    return _copied(source, amendment, actor, at)


def _copied(
    source: CatalogueVersion, version: CatalogueVersion, actor: Actor, at: datetime
) -> CatalogueVersion:
    refuse_unless(permissions.make_catalogue(actor))
    if source.status not in VersionStatus.published():
        raise WrongState(_("只能从已公布的目录复制。"), field="source", rule="A-13")
    version.organisation, version.scheme = source.organisation, source.scheme
    _begin(version, actor, at)
    import_tree(version=version, rows=rows_of(source), actor=actor, at=at)
    _keep_screenings(source, version)
    return version


def _keep_screenings(source: CatalogueVersion, version: CatalogueVersion) -> None:
    """What two persons have settled of the same words stays settled in a copy."""
    settled = list(source.screenings.filter(confirmed_at__isnull=False))
    for row in settled:
        row.pk, row.version = None, version
    EntryScreening.objects.bulk_create(settled)


def _begin(version: CatalogueVersion, actor: Actor, at: datetime) -> None:
    version.title = version.title.strip()
    if not version.title:
        raise DomainError(_("请填写目录名称。"), field="title", rule="A-13")
    version.code = next_code(f"ML-{version.year}-", width=1)
    origin = {"origin": version.origin.code} if version.origin else {}
    lifecycle.create(version, actor=actor, at=at, basis="A-13", changes=origin)


def refuse_unless(verdict: Verdict) -> None:
    """Raise NotAllowed with the verdict's reason where it is no."""
    if not verdict:
        raise NotAllowed(verdict.reason, rule="A-13")


def lock_draft(version: CatalogueVersion) -> CatalogueVersion:
    """Return the version's locked row; WrongState where it is no draft any more."""
    locked = CatalogueVersion.objects.select_for_update().get(pk=version.pk)
    if locked.status != VersionStatus.DRAFT:
        raise WrongState(_not_draft(locked), rule="A-13")
    return locked


def _not_draft(version: CatalogueVersion) -> str:
    if version.status in VersionStatus.in_making():
        return _("征求意见、论证和批准期间条目不能改动：先退回修改条目。")
    return _("已公布的目录不能修改：请另起一个版本（财政部令第102号第十三条）。")


def rows_of(version: CatalogueVersion) -> list[dict[str, Any]]:
    """Return every entry as a row for ``import_tree`` (two queries)."""
    items = version.items.select_related("parent", "national_item").prefetch_related("responsible")
    return [_row(item) for item in items.order_by("code")]


def _row(item: CatalogueItem) -> dict[str, Any]:
    return {
        **{name: getattr(item, name) for name in FACTS if name != "national_item"},
        "code": item.code,
        "parent": item.parent.code if item.parent else "",
        "service_class": item.service_class,
        "responsible": list(item.responsible.all()),
        "national_code": item.national_item.code if item.national_item else "",
        "national_match": item.national_match,
    }


def _check_tree(rows: list[dict[str, Any]], known: set[str]) -> None:
    """Refuse double codes, and rows whose chain of parents leads to no root."""
    counted = Counter(row["code"] for row in rows)
    doubled = next((code for code, times in counted.items() if times > 1 or code in known), None)
    if doubled is not None:
        raise DomainError(_("目录编码“%(code)s”重复。") % {"code": doubled}, field="rows", rule="A-16")
    placed, waiting = {"", *known}, rows
    while waiting:
        ready = {row["code"] for row in waiting if (row.get("parent") or "") in placed}
        if not ready:
            raise DomainError(
                _("目录编码“%(code)s”的上级“%(parent)s”不存在或互为上级。")
                % {"code": waiting[0]["code"], "parent": waiting[0].get("parent")},
                field="rows",
                rule="A-16",
            )
        placed |= ready
        waiting = [row for row in waiting if row["code"] not in placed]


def import_entries(*, version: CatalogueVersion, rows: list[dict[str, Any]]) -> int:
    """Add the rows of a tree to a locked draft; part of a service that says who does it."""
    _check_tree(rows, set(version.items.values_list("code", flat=True)))
    return _insert(version, rows)


def _insert(version: CatalogueVersion, rows: list[dict[str, Any]]) -> int:
    wanted = [row["national_code"] for row in rows if row.get("national_code")]
    national = NationalItem.objects.in_bulk(wanted, field_name="code")
    made: dict[str, CatalogueItem] = {item.code: item for item in version.items.all()}
    parents = {row.get("parent") or "" for row in rows} - {""}
    waiting = rows
    while waiting:
        # One statement per level of the tree: parents have their keys before the children are made.
        ready = [row for row in waiting if (row.get("parent") or "") in made or not row.get("parent")]
        level = [_item(version, row, made, national, row["code"] not in parents) for row in ready]
        made |= {item.code: item for item in CatalogueItem.objects.bulk_create(level, batch_size=500)}
        waiting = [row for row in waiting if row["code"] not in made]
    version.items.filter(code__in=parents).update(is_leaf=False)
    link_responsible(rows, made)
    return len(rows)


def link_responsible(rows: list[dict[str, Any]], made: Mapping[str, CatalogueItem]) -> None:
    """Name the departments of each row as responsible for its entry (one statement)."""
    links = CatalogueItem.responsible.through
    links.objects.bulk_create(
        (
            links(catalogueitem_id=made[row["code"]].pk, organisation_id=one.pk)
            for row in rows
            for one in row.get("responsible") or ()
        ),
        batch_size=500,
    )


def _item(
    version: CatalogueVersion,
    row: Mapping[str, Any],
    made: Mapping[str, CatalogueItem],
    national: Mapping[str, NationalItem],
    is_leaf: bool,
) -> CatalogueItem:
    parent = made.get(row.get("parent") or "")
    entry = CatalogueItem(
        version=version,
        code=row["code"],
        level=parent.level + 1 if parent else 1,
        parent=parent,
        service_class=_class_of(row, parent),
        is_leaf=is_leaf,
    )
    facts = {name: row[name] for name in FACTS if name in row}
    try:
        fill(entry, {**facts, "national_item": national.get(row.get("national_code") or "")})
    except DomainError as error:
        raise DomainError(f"{row['code']}：{error}", field="rows", rule=error.rule) from error
    entry.national_match = row.get("national_match") or entry.national_match
    return entry


def _class_of(row: Mapping[str, Any], parent: CatalogueItem | None) -> str:
    wanted = parent.service_class if parent else row.get("service_class", "")
    if wanted not in ServiceClass.values:
        raise DomainError(
            _("一级条目“%(code)s”要注明是公共服务还是政府履职辅助性服务（财政部令第102号第九条）。")
            % {"code": row["code"]},
            field="rows",
            rule="A-10",
        )
    return wanted

"""Drafting and importing the guidance catalogue; the national classification behind it."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import Any

from django.db import transaction
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
from ..models import CatalogueItem, CatalogueVersion, NationalItem
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
    if not title.strip():
        raise DomainError(_("请填写目录名称。"), field="title", rule="A-13")
    version = CatalogueVersion(
        code=next_code(f"ML-{year}-", width=1),
        title=title.strip(),
        year=year,
        scheme=scheme_called(scheme),
        organisation=organisation,
        document_number=document_number,
        effective_from=effective_from,
    )
    lifecycle.create(version, actor=actor, at=at, basis="A-13")
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
    given = [dict(row) for row in rows]
    _check_tree(given, set(locked.items.values_list("code", flat=True)))
    made = _insert(locked, given)
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
    refuse_unless(permissions.make_catalogue(actor))
    if source.status == VersionStatus.DRAFT:
        raise WrongState(_("只能从已公布的目录复制。"), field="source", rule="A-13")
    version = draft_version(
        organisation=source.organisation, year=year, title=title, actor=actor, at=at, scheme=source.scheme_id
    )
    import_tree(version=version, rows=rows_of(source), actor=actor, at=at)
    return version


def refuse_unless(verdict: Verdict) -> None:
    """Raise NotAllowed with the verdict's reason where it is no."""
    if not verdict:
        raise NotAllowed(verdict.reason, rule="A-13")


def lock_draft(version: CatalogueVersion) -> CatalogueVersion:
    """Return the version's locked row; WrongState where it is no draft any more."""
    locked = CatalogueVersion.objects.select_for_update().get(pk=version.pk)
    if locked.status != VersionStatus.DRAFT:
        raise WrongState(_("已公布的目录不能修改：请另起一个版本（财政部令第102号第十三条）。"), rule="A-13")
    return locked


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
    _name_responsible(rows, made)
    return len(rows)


def _name_responsible(rows: list[dict[str, Any]], made: Mapping[str, CatalogueItem]) -> None:
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

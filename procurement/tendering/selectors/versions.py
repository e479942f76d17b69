"""Which version of the documents a bid was written by, and what has changed since (RULES D-10 to D-14, N-17).

A bid that is in stands, whatever is amended afterwards; whoever wrote or reads it is told by which version it is.
Amendment n made version n + 1.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext as _

from ..models import Amendment, OpenedBid, Package, Tender, TenderDocument
from .changes import FACTOR, LINE, Change, changes_of


@dataclass(frozen=True, slots=True)
class Amended:
    """One amendment as it concerns a package."""

    amendment: Amendment
    changes: list[Change]


@dataclass(frozen=True, slots=True)
class WrittenBy:
    """A bid that was written by an older version than the one in force."""

    version: int
    newest: int
    since: list[Amended]


def newest(tender: Tender) -> dict[str, Any]:
    """Return number and hash of the version in force; empty where none was frozen."""
    found = tender.documents.order_by("-version").values("version", "sha256").first()
    return dict(found) if found else {}


def amended_since(package: Package, moment: datetime) -> list[Amended]:
    """Return the amendments after ``moment`` with what they changed for one package and for all."""
    return [_for(package, row) for row in package.tender.amendments.filter(at__gt=moment)]


def _for(package: Package, amendment: Amendment) -> Amended:
    return Amended(amendment, [row for row in changes_of(amendment) if row.package in ("", package.number)])


def marks(package: Package) -> dict[tuple[str, str], list[str]]:
    """Return what amendments changed of each line (by position) and factor (by code), in words beside its field."""
    found: dict[tuple[str, str], list[str]] = {}
    for amendment in package.tender.amendments.all():
        for row in _for(package, amendment).changes:
            if row.kind in (LINE, FACTOR) and row.after:
                found.setdefault((row.kind, row.code), []).append(_mark(amendment, row))
    return found


def _mark(amendment: Amendment, change: Change) -> str:
    if not change.field:
        return _("更正第%(number)s号新增。") % {"number": amendment.number}
    return _("更正第%(number)s号改了%(what)s，原为“%(before)s”。") % {
        "number": amendment.number,
        "what": change.label,
        "before": change.before or _("（无）"),
    }


def written_by(bid: OpenedBid) -> WrittenBy | None:
    """Return by which older version an opened bid was written; None: by the one in force."""
    tender = bid.round.package.tender
    documents = list(tender.documents.order_by("version").values_list("version", "released_at"))
    if len(documents) < 2:
        return None
    stated = (bid.content.get("documents") or {}).get("version")
    # Bids of before the version was sealed with them: the last one that was out when they came.
    out = [version for version, released_at in documents if released_at <= bid.sealed.submitted_at]
    version = stated or max(out, default=documents[0][0])
    last = documents[-1][0]
    if version >= last:
        return None
    later = tender.amendments.filter(number__gte=version).order_by("number")
    return WrittenBy(version, last, [_for(bid.round.package, row) for row in later])


def asked_in(package: Package, content: Mapping[str, Any]) -> tuple[dict[Any, str], dict[int, Any]]:
    """Return what a bid answers: texts of conditions and factors, and lines by position, as its documents had them."""
    stated = (content.get("documents") or {}).get("version")
    frozen = TenderDocument.objects.filter(tender=package.tender, version=stated).first() if stated else None
    later = frozen and package.tender.documents.filter(version__gt=frozen.version).exists()
    payload = frozen.payload if frozen and later else {}
    row = next((one for one in payload.get("packages", []) if one["number"] == package.number), None)
    if row is None:
        return _texts_in_force(package), {line.position: line for line in package.requirements.all()}
    texts = {("condition", one["code"]): one["text"] for one in row["conditions"]}
    texts |= {("factor", one["code"]): one["name"] for one in row["factors"]}
    return texts, {line["position"]: SimpleNamespace(**line) for line in row["requirements"]}


def _texts_in_force(package: Package) -> dict[Any, str]:
    texts = {("condition", row.code): row.text for row in package.conditions.all()}
    return texts | {("factor", row.code): row.name for row in package.factors.all()}

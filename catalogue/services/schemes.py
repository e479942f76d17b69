"""Schemes of classification: those that come with the platform, and the bureau's own."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from procurement.core import audit
from procurement.core.actors import Actor
from procurement.core.errors import DomainError, NotAllowed

from .. import permissions
from ..models import CatalogueScheme

KIND = "catalogue-scheme"
SHIPPED = (
    ("national-ab", "中央两类三级", "A|99|99", "参照中央本级政府购买服务指导性目录"),
    ("province-six", "省级六类三级", "A|99|99", "省级财政部门公布的六类目录"),
    ("department-four", "部门四级", "999|A|99|99", "按部门编列、逐级细化的目录"),
)


@transaction.atomic
def load_schemes() -> int:
    """Bring the schemes that come with the platform; returns how many were new. Reference data: no actor."""
    known = set(CatalogueScheme.objects.values_list("code", flat=True))
    new = [
        CatalogueScheme(code=code, name=name, code_form=code_form, source=source)
        for code, name, code_form, source in SHIPPED
        if code not in known
    ]
    CatalogueScheme.objects.bulk_create(new)
    return len(new)


def scheme_called(code: str) -> CatalogueScheme:
    """Return a scheme; DomainError where there is none of that name."""
    found = CatalogueScheme.objects.filter(code=code).first()
    if found is None and load_schemes():
        found = CatalogueScheme.objects.filter(code=code).first()
    if found is None:
        raise DomainError(_("没有“%(code)s”这个分类体系。") % {"code": code}, field="scheme", rule="A-16")
    return found


@transaction.atomic
def add_scheme(
    *, code: str, name: str, code_form: str, source: str = "", actor: Actor, at: datetime
) -> CatalogueScheme:
    """Add a scheme with its depth and code form (A-16). It is not changed later: versions rest on it."""
    verdict = permissions.make_catalogue(actor)
    if not verdict:
        raise NotAllowed(verdict.reason, rule="A-13")
    scheme = CatalogueScheme(
        code=code.strip().lower(), name=name.strip(), code_form=code_form.strip(), source=source.strip()
    )
    try:
        scheme.full_clean()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise DomainError(messages[0], field=field, rule="A-16") from error
    scheme.save(force_insert=True)
    audit.record(
        subject_kind=KIND,
        subject_code=scheme.code,
        action="create",
        actor=actor,
        at=at,
        basis="A-16",
        changes={"name": scheme.name, "code_form": scheme.code_form, "source": scheme.source},
    )
    return scheme

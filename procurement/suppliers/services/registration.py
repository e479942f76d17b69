"""A supplier signs up: identity, details, the declaration of 采购法 art. 22."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from procurement.accounts.enums import Office, OrganisationKind
from procurement.accounts.models import Organisation, User
from procurement.accounts.services import appoint, create_organisation
from procurement.core import lifecycle
from procurement.core.actors import Actor
from procurement.core.codes import next_code
from procurement.core.errors import DomainError, NotAllowed
from procurement.regulations.canonical import sha256_hex

from .. import permissions
from ..enums import Scale
from ..models import Declaration, Exclusion, Supplier, SupplierField, SupplierTown
from .drafts import discard_registration
from .identity import Identity, check_identity

OFFICES = (Office.SUPPLIER_ADMIN, Office.BIDDER, Office.DELIVERY)

# What is signed is the law's text; it stays Chinese in every language.
ARTICLE_22 = (
    "本单位（本人）声明符合《中华人民共和国政府采购法》第二十二条第一款规定的条件：\n"
    "（一）具有独立承担民事责任的能力；\n"
    "（二）具有良好的商业信誉和健全的财务会计制度；\n"
    "（三）具有履行合同所必需的设备和专业技术能力；\n"
    "（四）有依法缴纳税收和社会保障资金的良好记录；\n"
    "（五）参加政府采购活动前三年内，在经营活动中没有重大违法记录；\n"
    "（六）符合法律、行政法规规定的其他条件。\n"
    "所填内容真实。如有虚假，愿依照《中华人民共和国政府采购法》第七十七条承担责任。"
)


@dataclass(frozen=True, slots=True)
class Registration:
    """The details of a registration that prove nothing by themselves; texts, as the supplier gave them."""

    legal_representative: str
    phone: str
    address: str
    bank_name: str
    bank_account: str
    scale: str
    controller: str = ""
    contact: str = ""
    head_office: str = ""


# The sizes in the language of record: what was signed must not change with a label.
_SIZES = {Scale.MICRO: "微型企业", Scale.SMALL: "小型企业", Scale.MEDIUM: "中型企业", Scale.LARGE: "大型企业"}


def declaration_text(name: str, scale: str = Scale.NOT_ENTERPRISE) -> str:
    """Return the declaration as it will be signed by ``name``; an enterprise declares its size in it."""
    size = _SIZES.get(Scale(scale))
    declared = (
        f"本单位按照《中小企业划型标准规定》（工信部联企业〔2011〕300号）自行申报为{size}；"
        "参加具体项目时，以随投标（响应）文件提交的《中小企业声明函》为准（财库〔2020〕46号第十一条）。\n"
    )
    return f"{ARTICLE_22}\n{declared if size else ''}声明人：{name}"


def register_supplier(
    *,
    user: User,
    name: str,
    supplier_kind: str,
    actor: Actor,
    at: datetime,
    credit_code: str = "",
    identity_number: str = "",
    publicly_funded: bool | None = None,
    fields: Iterable[str] = (),
    towns: Iterable[str] = (),
    declared: bool = True,
    **details: str,
) -> Supplier:
    """Register an organisation (or a natural person) as a supplier with ``user`` as its administrator.

    ``details`` are those of ``Registration``, ``fields`` catalogue codes, ``towns`` division codes. Calling
    it signs the declaration in the actor's name. Raises DomainError with the field it belongs beside;
    nothing is written then.
    """
    _require_declared(actor, declared)
    registration = Registration(**details)
    with transaction.atomic():
        # Taking a number locks the counter: of two who register the same body at once, the second waits
        # here and then finds its code taken.
        code = next_code("S-", width=5)
        identity = check_identity(
            supplier_kind=supplier_kind,
            credit_code=credit_code,
            identity_number=identity_number,
            publicly_funded=publicly_funded,
        )
        organisation = _open_organisation(code, name, supplier_kind, identity, actor, at)
        appoint(user=user, organisation=organisation, offices=OFFICES, actor=actor, at=at)
        supplier = Supplier(
            organisation=organisation,
            code=organisation.code,
            supplier_kind=supplier_kind,
            identity_number=identity.number if identity.personal else None,
            code_warnings=list(identity.warnings),
            registered_at=at,
            **asdict(registration),
        )
        lifecycle.create(supplier, actor=actor, at=at, basis="N-04 H-10")
        set_offer(supplier, fields, towns)
        _declare(supplier, actor, at)
        _find_in_lists(supplier)
        discard_registration(actor=actor, at=at)
    return supplier


def _require_declared(actor: Actor, declared: bool) -> None:
    verdict = permissions.register(actor)
    if not verdict:
        raise NotAllowed(verdict.reason)
    if not declared:
        raise DomainError(
            _("请阅读并确认声明。没有声明不能参加采购（《政府采购法》第二十二条）。"),
            field="declared",
            rule="H-01",
        )


def _open_organisation(
    code: str, name: str, supplier_kind: str, identity: Identity, actor: Actor, at: datetime
) -> Organisation:
    return create_organisation(
        code=code,
        name=name,
        kind=OrganisationKind.SUPPLIER,
        supplier_kind=supplier_kind,
        credit_code=None if identity.personal else identity.number,
        actor=actor,
        at=at,
    )


def set_offer(supplier: Supplier, fields: Iterable[str], towns: Iterable[str]) -> None:
    """Replace the fields of service and the townships served."""
    supplier.fields_of_service.all().delete()
    supplier.towns.all().delete()
    SupplierField.objects.bulk_create(
        SupplierField(supplier=supplier, catalogue_code=code) for code in dict.fromkeys(fields)
    )
    SupplierTown.objects.bulk_create(
        SupplierTown(supplier=supplier, division_code=code) for code in dict.fromkeys(towns)
    )


def _find_in_lists(supplier: Supplier) -> None:
    """What a list said of this body before it registered is held against it from the first moment (H-04)."""
    if code := supplier.organisation.credit_code:
        Exclusion.objects.filter(supplier__isnull=True, credit_code=code).update(supplier=supplier)


def _declare(supplier: Supplier, actor: Actor, at: datetime) -> Declaration:
    text = declaration_text(supplier.organisation.name, supplier.scale)
    return Declaration.objects.create(
        supplier=supplier,
        text=text,
        sha256=sha256_hex(text.encode()),
        signed_by_code=actor.code,
        signed_by_name=actor.name,
        signed_at=at,
    )

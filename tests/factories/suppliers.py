"""Suppliers for tests: registered by a person who signed up, as in earnest."""

from itertools import count
from typing import Any

from procurement.accounts.enums import SupplierKind
from procurement.accounts.models import User
from procurement.accounts.selectors import actor_of
from procurement.core.actors import Actor
from procurement.regulations.credit_code import check_character, inner_check_character
from procurement.suppliers.enums import Scale, lists_for
from procurement.suppliers.models import Supplier
from procurement.suppliers.services import consult_lists, register_supplier, verify
from tests.kept import kept

from . import accounts

_numbers = count(10_000_001)


def credit_code(prefix: str = "91", region: str = "420923") -> str:
    """Return a valid credit code that no body bears; each call another."""
    inner = str(next(_numbers))
    body = f"{prefix}{region}{inner}{inner_check_character(inner)}"
    return body + check_character(body)


def details(**changed: Any) -> dict[str, Any]:
    """Return the details of a registration, without identity."""
    return {
        "name": "测试保洁有限公司",
        "supplier_kind": SupplierKind.ENTERPRISE,
        "legal_representative": f"测试负责人{next(_numbers)}",
        "phone": "0712-4320000",
        "address": "云梦县城关镇测试路1号",
        "bank_name": "测试银行云梦支行",
        "bank_account": "6200000000000000001",
        "scale": Scale.SMALL,
        **changed,
    }


@kept
def supplier(name: str = "", **changed: Any) -> tuple[Supplier, Actor]:
    """Return a registered supplier and its administrator acting for it."""
    person = accounts.user(changed.pop("person", ""))
    code = changed.pop("credit_code", None) or credit_code()
    name = name or f"测试供应商{next(_numbers)}"
    registered = register_supplier(
        user=person,
        credit_code=code,
        actor=actor_of(person),
        at=changed.pop("at", accounts.AT),
        **details(name=name, **changed),
    )
    return registered, actor_of(User.objects.get(pk=person.pk), registered.organisation)


def consulted(supplier: Supplier, actor: Actor, at: Any = accounts.AT) -> None:
    """Let the bureau consult every list that concerns the supplier, without a find."""
    consult_lists(
        supplier=supplier,
        results={kind.value: False for kind in lists_for(supplier.supplier_kind)},
        source="信用中国",
        record="未查到相关记录",
        actor=actor,
        at=at,
    )


def verified(supplier: Supplier, actor: Actor) -> Supplier:
    """Let the bureau look at everything and accept."""
    consulted(supplier, actor)
    seen = supplier.papers.values_list("code", flat=True)
    return verify(supplier=supplier, papers_seen=seen, actor=actor, at=accounts.AT)

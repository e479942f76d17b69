"""Who is bound to whom: what two suppliers have in common, however it was typed (RULES E-64, E-66, H-07).

Only what is the same is told, never the value: who reads the finding needs no telephone and no account.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations

from django.db import models
from django.utils.translation import gettext as _

from procurement.accounts.models import Membership, Organisation

from ..models import Supplier

E64 = "E-64 《政府采购法实施条例》第十八条"
E66 = "E-66 87号令第三十七条"
# Below this a normalised address says no more than the township.
_LEAST_ADDRESS = 6
_LANDLINE = 7
_PLACES = re.compile(r"^(?:.{2,3}省)?(?:.{2,3}市)?(?:.{2,3}[县区市])?")
_MOBILE = re.compile(r"1\d{10}$")


@dataclass(frozen=True, slots=True)
class Tie:
    """One thing that two suppliers have in common. ``bars``: E-64 shuts them out of one contract, if it is so."""

    text: str
    basis: str
    bars: bool


@dataclass(frozen=True, slots=True)
class Relation:
    """Two suppliers and everything that ties them."""

    one: Supplier
    other: Supplier
    ties: tuple[Tie, ...]

    @property
    def bars(self) -> bool:
        return any(tie.bars for tie in self.ties)


def plain_name(text: str) -> str:
    """Return a name without blanks, dots and brackets, in half width and lower case."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum())


def plain_number(text: str) -> str:
    """Return the digits of an account."""
    return "".join(character for character in unicodedata.normalize("NFKC", text) if character.isdigit())


def plain_phone(text: str) -> str:
    """Return a mobile number, or the last seven digits of a line: area codes and extensions are often left out."""
    digits = plain_number(re.split(r"[转#,，;；/、]|ext", text, maxsplit=1)[0])
    mobile = _MOBILE.search(digits)
    if mobile:
        return mobile.group()
    return digits[-_LANDLINE:] if len(digits) >= _LANDLINE else ""


def plain_address(text: str) -> str:
    """Return an address below the county; nothing where no more than a place is named."""
    plain = _PLACES.sub("", plain_name(text))
    return plain if len(plain) >= _LEAST_ADDRESS else ""


def relations(organisations: Iterable[Organisation]) -> list[Relation]:
    """Return the pairs among these suppliers that have something in common (two queries)."""
    suppliers = list(_rows().filter(organisation__in=list(organisations)))
    people = _people_of(suppliers)
    return _found(combinations(suppliers, 2), people)


def relatives_of(supplier: Supplier) -> list[Relation]:
    """Return with whom of the whole register a supplier has something in common (two queries)."""
    others = list(_rows().exclude(pk=supplier.pk))
    return _found(((supplier, other) for other in others), _people_of([supplier, *others]))


def _rows() -> "models.QuerySet[Supplier]":
    return Supplier.objects.select_related("organisation").order_by("code")


def _found(pairs: Iterable[tuple[Supplier, Supplier]], people: dict[int, set[int]]) -> list[Relation]:
    found = (Relation(one, other, tuple(_ties(one, other, people))) for one, other in pairs)
    return [relation for relation in found if relation.ties]


def _people_of(suppliers: list[Supplier]) -> dict[int, set[int]]:
    """Return by organisation who acts for it now."""
    keys = [supplier.organisation_id for supplier in suppliers]
    held: dict[int, set[int]] = defaultdict(set)
    rows = Membership.objects.filter(organisation__in=keys, until__isnull=True)
    for organisation, user in rows.values_list("organisation_id", "user_id"):
        held[organisation].add(user)
    return held


def _ties(one: Supplier, other: Supplier, people: dict[int, set[int]]) -> Iterable[Tie]:
    if _controlled(one, other):
        yield Tie(_("申报的控股股东、实际控制人或总公司有直接控股、管理关系"), E64, True)
    for name, plain, text, basis, bars in _compared():
        if _same(one, other, name, plain):
            yield Tie(text, basis, bars)
    if _crossed(one, other):
        yield Tie(_("一方的负责人或联系人是另一方的控制人、负责人或联系人"), E66, False)
    if people[one.organisation_id] & people[other.organisation_id]:
        yield Tie(_("平台上由同一人办理"), E66, False)


def _compared() -> tuple[tuple[str, Callable[[str], str], str, str, bool], ...]:
    """Return what is compared, how it is read, what is said if it is the same, by which rule, whether it bars."""
    return (
        ("legal_representative", plain_name, _("负责人姓名相同，请核对是否同一人"), E64, True),
        ("controller", plain_name, _("控股股东或实际控制人相同"), E64, False),
        ("contact", plain_name, _("联系人姓名相同"), E66, False),
        ("phone", plain_phone, _("联系电话相同"), E66, False),
        ("bank_account", plain_number, _("银行账号相同"), E66, False),
        ("address", plain_address, _("住所相同"), E66, False),
    )


def _same(one: Supplier, other: Supplier, name: str, plain: Callable[[str], str]) -> bool:
    value = plain(getattr(one, name))
    return bool(value) and value == plain(getattr(other, name))


def _controlled(one: Supplier, other: Supplier) -> bool:
    """One controls or runs the other, or both are branches of one head office."""
    return _runs(one, other) or _runs(other, one) or _same(one, other, "head_office", plain_name)


def _runs(one: Supplier, other: Supplier) -> bool:
    return plain_name(one.organisation.name) in {plain_name(other.controller), plain_name(other.head_office)}


def _crossed(one: Supplier, other: Supplier) -> bool:
    """A person answers for one and stands elsewhere in the other."""
    heads = [{plain_name(row.legal_representative)} for row in (one, other)]
    hands = [{plain_name(row.controller), plain_name(row.contact)} - {""} for row in (one, other)]
    return bool(heads[0] & hands[1] or heads[1] & hands[0])

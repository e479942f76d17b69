"""Who stands behind a bid: the bidder, its consortium, its sub-contractors, and what small ones do of it.

A consortium counts by its largest member (46 art. 4, RULES E-44); the share of small and micro enterprises is
summed over members and sub-contractors, and is nothing where one of them is tied to another (46 art. 9, E-43).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from catalogue.enums import ReserveMeasure
from procurement.core.errors import DomainError
from procurement.core.fields import typed_code
from procurement.regulations import credit_code
from procurement.suppliers.enums import Scale
from procurement.suppliers.selectors import is_identity_number
from procurement.suppliers.services.identity import parsed_code

from ..enums import FilePurpose, PolicyBody
from ..models import Package
from ..selectors.terms import points
from .bid_amounts import Problem, figure, share_of, tidy_share

SCALES = tuple(Scale.values)
# From the smallest up: a consortium is what its largest member is, and no enterprise where one is none.
_ORDER = (Scale.MICRO, Scale.SMALL, Scale.MEDIUM, Scale.LARGE, Scale.NOT_ENTERPRISE)
SMALL = (Scale.MICRO, Scale.SMALL)
SMALL_OR_MEDIUM = (*SMALL, Scale.MEDIUM)
MOST = 10
TEXTS = {"name": 120, "credit_code": 18, "work": 500}
FIGURES = ("employees", "revenue", "assets")
_WHOLE = Decimal(100)
# What was meant as an identity number: district, a birthday of two centuries, and eighteen signs in all.
_PERSONAL = re.compile(r"[1-9]\d{5}(19|20)\d{2}(0[1-9]|1[0-2])[0-3]\d{4}[\dX]")


def clean_party(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return one partner or sub-contractor in its one form, right or wrong."""
    texts = {name: str(row.get(name) or "").strip()[:longest] for name, longest in TEXTS.items()}
    return {
        **texts,
        # Put in one piece before it is cut: typed in groups it is longer than its eighteen signs.
        "credit_code": typed_code(str(row.get("credit_code") or ""))[: TEXTS["credit_code"]],
        "scale": str(row.get("scale") or ""),
        "share": tidy_share(row.get("share")),
        "related": bool(row.get("related")),
        **clean_figures(row),
    }


def clean_figures(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the official letter asks of an enterprise: staff, and in 万元 revenue and assets of last year."""
    typed = {name: str(row.get(name) or "").strip()[:20] for name in FIGURES}
    return {**typed, "new_firm": bool(row.get("new_firm"))}


def clean_parties(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows that say something, the first MOST of them."""
    found = [clean_party(row) for row in rows]
    return [row for row in found if row["name"] or row["credit_code"] or row["share"] or row["work"]][:MOST]


def clean_consortium(form: Mapping[str, Any], package: Package) -> dict[str, Any] | None:
    """Return the lead's own part and its partners; None where the bidder comes alone."""
    given = form.get("consortium") or {}
    partners = clean_parties(given.get("partners", []))
    if not partners:
        return None
    return {
        "share": tidy_share(given.get("share")),
        "work": str(given.get("work") or "").strip()[: TEXTS["work"]],
        "partners": partners,
    }


def effective_scale(form: Mapping[str, Any]) -> str:
    """Return the size that the whole bid counts as: the largest of bidder and partners (E-44)."""
    scales = [form["own_scale"], *(row["scale"] for row in _partners(form))]
    return max(scales, key=_ORDER.index) if all(scale in SCALES for scale in scales) else form["own_scale"]


def small_share(form: Mapping[str, Any]) -> str | None:
    """Return the percent of the contract that small and micro enterprises do beside larger ones; None for none.

    Where the bid as a whole counts as small, its own size decides and not a share.
    """
    consortium, rows = form["consortium"], form["subcontracts"]
    if effective_scale(form) in SMALL:
        return None
    others = [*_partners(form), *rows]
    small = [row for row in others if row["scale"] in SMALL]
    if any(row["related"] for row in small):
        return None
    found = sum((share_of(row["share"]) or Decimal(0) for row in small), Decimal(0))
    if consortium and form["own_scale"] in SMALL:
        found += share_of(consortium["share"]) or Decimal(0)
    return points(found) if 0 < found <= _WHOLE else None


def party_problems(form: Mapping[str, Any], package: Package) -> Iterator[Problem]:
    """Yield what is missing or wrong about consortium and sub-contracts, in the order of the page."""
    consortium = form["consortium"]
    if consortium and not package.tender.accepts_consortium:
        yield Problem("partners-0-name", _("采购文件写明不接受联合体。请删去联合体成员。"), "E-65")
    if consortium:
        yield from _consortium_problems(form, consortium)
    for index, row in enumerate(form["subcontracts"]):
        yield from _row_problems(row, f"subs-{index}")
    shares = [share_of(row["share"]) for row in form["subcontracts"]]
    if all(share is not None for share in shares) and sum(filter(None, shares)) >= _WHOLE:
        text = _("分包份额合计须小于100%：只有非主体、非关键性的工作可以分包。")
        yield Problem("subs-0-share", text, "A-20")
    yield from _downward_problems(form, package)
    yield from _reserve_problems(form, package)


def needed_files(form: Mapping[str, Any]) -> Iterator[tuple[str, Problem]]:
    """Yield which papers must be among the attachments, and what to say where they are not."""
    if form.get("policy_body") == PolicyBody.PRISON:
        text = _(
            "请上传省级以上监狱管理局、戒毒管理局出具的监狱企业证明文件，并选择“监狱企业证明文件”（财库〔2014〕68号）。"
        )
        yield FilePurpose.POLICY, Problem("file", text, "E-48")
    if form["consortium"]:
        text = _("联合体投标（响应）须提交联合协议：请上传，并选择“联合协议”（采购法第二十四条）。")
        yield FilePurpose.CONSORTIUM, Problem("file", text, "E-65")
    if any(row["scale"] in SMALL_OR_MEDIUM for row in form["subcontracts"]):
        text = _("分包给中小企业的，须提交分包意向协议：请上传，并选择“分包意向协议”（46号办法第九条）。")
        yield FilePurpose.SUBCONTRACT, Problem("file", text, "E-43")


def _partners(form: Mapping[str, Any]) -> list[dict[str, Any]]:
    return form["consortium"]["partners"] if form["consortium"] else []


def _consortium_problems(form: Mapping[str, Any], consortium: Mapping[str, Any]) -> Iterator[Problem]:
    if not consortium["work"]:
        yield Problem("lead_work", _("请填写本单位（牵头人）承担的工作。"), "E-65")
    if share_of(consortium["share"]) is None:
        yield Problem("lead_share", _("请填写本单位承担的份额：0到100之间的百分数。"), "E-65")
    for index, row in enumerate(consortium["partners"]):
        yield from _row_problems(row, f"partners-{index}", code_needed=True)
    shares = [share_of(row["share"]) for row in [consortium, *consortium["partners"]]]
    total = sum((share for share in shares if share is not None), Decimal(0))
    if None not in shares and total != _WHOLE:
        text = _("联合体各方份额合计应为100%%，现在是%(total)s%%。") % {"total": points(total)}
        yield Problem("lead_share", text, "E-65")
    codes = [row["credit_code"] for row in consortium["partners"] if row["credit_code"]]
    if len(set(codes)) != len(codes):
        text = _("联合体成员重复：同一单位只能出现一次（条例第二十二条）。")
        yield Problem("partners-0-credit_code", text, "E-65")
    if not form["statements"]["lead_authority"]:
        text = _("请声明联合体各方已授权本单位牵头办理（采购法第二十四条）。")
        yield Problem("lead_authority", text, "E-65")


def _row_problems(row: Mapping[str, Any], prefix: str, *, code_needed: bool = False) -> Iterator[Problem]:
    if not row["name"]:
        yield Problem(f"{prefix}-name", _("请填写单位名称。"), "E-65")
    if row["credit_code"] or code_needed:
        yield from _code_problems(row["credit_code"], f"{prefix}-credit_code")
    if row["scale"] not in SCALES:
        yield Problem(f"{prefix}-scale", _("请选择“%(name)s”的企业规模。") % {"name": row["name"]}, "E-43")
    if not row["work"]:
        text = _("请填写“%(name)s”承担的工作。") % {"name": row["name"]}
        yield Problem(f"{prefix}-work", text, "E-65")
    if share_of(row["share"]) is None:
        text = _("请填写“%(name)s”承担的份额：0到100之间的百分数，最多两位小数。") % {"name": row["name"]}
        yield Problem(f"{prefix}-share", text, "E-43")


def own_problem(form: Mapping[str, Any], own: str) -> Iterator[Problem]:
    """Yield the partner that is the bidder itself: who stands alone comes without a consortium."""
    for index, row in enumerate(_partners(form)):
        if own and row["credit_code"] == own:
            text = _("这是本单位（牵头人）自己的代码。联合体成员填其他单位；本单位承担的份额填在上面。")
            yield Problem(f"partners-{index}-credit_code", text, "E-65")


def _code_problems(code: str, field: str) -> Iterator[Problem]:
    # Natural persons join too (采购法 art. 24): they have no credit code.
    if is_identity_number(code):
        return
    if _PERSONAL.fullmatch(code):
        text = _("身份证号不正确，应为18位且校验码相符。请对照身份证重新填写。")
        yield Problem(field, text, "H-10")
        return
    try:
        found = parsed_code(code)
    except DomainError as error:
        yield Problem(field, str(error.message), "H-10")
        return
    if found.may_supply == credit_code.NO:
        yield Problem(field, _("这一类单位不能作为政府采购的供应商。"), "A-04")


def named_enterprises(form: Mapping[str, Any], package: Package) -> list[tuple[str, str, Mapping[str, Any]]]:
    """Return the small (on a reserved package also medium) enterprises of the bid that the letter names.

    Each with the prefix of its fields, its name ("" for the bidder itself) and its row.
    """
    counted = named_scales(package)
    own = {**form["size"], "scale": form["own_scale"], "work": package.title}
    # Prison and welfare enterprises prove what they are in another way (RULES E-48).
    rows = [] if form.get("policy_body") else [("", "", own)]
    rows += [(f"partners-{n}-", row["name"], row) for n, row in enumerate(_partners(form))]
    rows += [(f"subs-{n}-", row["name"], row) for n, row in enumerate(form["subcontracts"])]
    return [found for found in rows if found[2]["scale"] in counted]


def named_scales(package: Package) -> tuple[Scale, ...]:
    """Return whose figures the letter gives: medium enterprises' too where the package is kept for them (46 art. 8)."""
    reserved = package.reserved_for_sme or bool(_reserved_share(package))
    return SMALL_OR_MEDIUM if reserved else SMALL


def _reserved_share(package: Package) -> Decimal:
    """Return the share (per cent) that the item keeps for small and medium enterprises; a framework has no item."""
    return Decimal(0) if package.tender.item is None else package.tender.item.sme_share


def letter_problems(form: Mapping[str, Any], package: Package) -> Iterator[Problem]:
    """Yield what the official letter still lacks (46 art. 11, annex 1)."""
    named = named_enterprises(form, package)
    for prefix, name, row in named:
        yield from _figure_problems(prefix, name or _("本单位"), row)
    body = form.get("policy_body")
    if body and body not in PolicyBody.values:
        yield Problem("policy_body", _("请在列出的单位中选择。"), "E-48")
    if body and form["own_scale"] not in SMALL:
        text = _("监狱企业、残疾人福利性单位视同小型、微型企业：企业规模请选“小型企业”或者“微型企业”。")
        yield Problem("scale", text, "E-48")
    if body == PolicyBody.WELFARE and not form["statements"]["sme_letter"]:
        yield Problem("sme_letter", _("请签署《残疾人福利性单位声明函》（财库〔2017〕141号）。"), "E-48")
    elif named and not form["statements"]["sme_letter"]:
        text = _(
            "请签署《中小企业声明函》；不申请中小企业扶持政策的，企业规模选“大型企业，或者不申请”（46号办法第十一条）。"
        )
        yield Problem("sme_letter", text, "E-40")


def _figure_problems(prefix: str, name: str, row: Mapping[str, Any]) -> Iterator[Problem]:
    """Last year's three figures; a firm that had no last year says so instead."""
    if row["new_firm"] and not any(row[field] for field in FIGURES):
        return
    staff = figure(row["employees"])
    if staff is None or staff != staff.to_integral_value():
        text = _("请填写“%(name)s”上一年度的从业人员数；没有上一年度数据的新企业请勾选。") % {"name": name}
        yield Problem(f"{prefix}employees", text, "E-40")
    for field, what in (("revenue", _("营业收入")), ("assets", _("资产总额"))):
        if figure(row[field]) is None:
            text = _("请填写“%(name)s”上一年度的%(what)s：以万元为单位，最多两位小数。")
            yield Problem(f"{prefix}{field}", text % {"name": name, "what": what}, "E-40")


def _downward_problems(form: Mapping[str, Any], package: Package) -> Iterator[Problem]:
    """Who is preferred as a small enterprise may not hand the work on to a larger one (46 art. 12)."""
    own = effective_scale(form)
    larger = (Scale.MEDIUM, Scale.LARGE) if own in SMALL else (Scale.LARGE,)
    preferred = own in SMALL or (own == Scale.MEDIUM and package.reserved_for_sme)
    for index, row in enumerate(form["subcontracts"]):
        if preferred and row["scale"] in larger:
            text = _(
                "享受中小企业扶持政策的，小微企业不得分包给大中型企业，中型企业不得分包给大型企业（46号办法第十二条）。"
            )
            yield Problem(f"subs-{index}-scale", text, "N-08")


def _reserve_problems(form: Mapping[str, Any], package: Package) -> Iterator[Problem]:
    """Where the item keeps a share by consortium or sub-contracting, the bid must keep it too (46 art. 8, 12)."""
    item = package.tender.item
    if not _reserved_share(package) or form["own_scale"] in SMALL_OR_MEDIUM:
        return
    rows = {
        ReserveMeasure.CONSORTIUM: (_partners(form), "partners-0-share"),
        ReserveMeasure.SUBCONTRACT: (form["subcontracts"], "subs-0-share"),
    }.get(item.sme_measure)
    if rows is None:
        return
    kept = sum(
        (share_of(row["share"]) or Decimal(0) for row in rows[0] if _keeps(row)),
        Decimal(0),
    )
    if kept < item.sme_share:
        text = _("采购文件要求中小企业承担合同金额的%(due)s%%以上，现在是%(kept)s%%（46号办法第八条）。")
        values = {"due": points(item.sme_share), "kept": points(kept)}
        yield Problem(rows[1], text % values, "E-45")


def _keeps(row: Mapping[str, Any]) -> bool:
    return row["scale"] in SMALL_OR_MEDIUM and not row["related"]

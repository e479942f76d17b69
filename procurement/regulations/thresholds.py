"""Where an amount stands: procurement threshold, open-tender threshold, splitting, the SME reserve.

Amounts are Decimal yuan. "At or above" includes the number (T-04); splitting is strictly above (B-19).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from procurement.regulations import parameters as policy
from procurement.regulations.errors import RegulationError
from procurement.regulations.money import half_up

SPLIT_KEY, OPEN_KEY = "split_limit_service", "open_tender_service"
NEAR_KEY = "splitting_near_share"


@dataclass(frozen=True)
class Position:
    """A project's total against the thresholds in force; `unconfirmed` names those nobody confirmed."""

    total: Decimal
    split_limit: Decimal
    open_tender: Decimal
    unconfirmed: tuple[str, ...]

    @property
    def below_split(self) -> bool:
        """Below the procurement threshold: a small purchase unless on the centralised list (C-14)."""
        return self.total < self.split_limit

    @property
    def open_tender_due(self) -> bool:
        """At or above the open-tender threshold (C-05)."""
        return self.total >= self.open_tender


def position(total: Decimal, *, on: date, parameters: policy.Overrides | None = None) -> Position:
    """Where a project's total over all packages and years stands on a day (C-02, C-14, N-20)."""
    rows = {key: policy.lookup(key, on, parameters) for key in (SPLIT_KEY, OPEN_KEY)}
    return Position(
        total=total,
        split_limit=policy.number(SPLIT_KEY, on, parameters),
        open_tender=policy.number(OPEN_KEY, on, parameters),
        unconfirmed=tuple(key for key, row in rows.items() if not row.confirmed),
    )


@dataclass(frozen=True)
class Purchase:
    """One purchase as the splitting watch sees it; `excused`: the budget was adjusted or the method approved."""

    code: str
    unit: str
    year: int
    budget_project: str
    category: str
    method: str
    amount: Decimal
    excused: bool = False


@dataclass(frozen=True)
class Splitting:
    """Purchases of one kind that together look like splitting (化整为零)."""

    unit: str
    year: int
    budget_project: str
    category: str
    codes: tuple[str, ...]
    total: Decimal
    threshold: Decimal


def splitting(purchases: Iterable[Purchase], threshold: Decimal) -> tuple[Splitting, ...]:
    """Groups bought more than once without open tender whose sum exceeds the open-tender threshold (B-19).

    条例第二十八条: one fiscal year, one budget project, one category; strictly above the threshold.
    """
    return tuple(group for group in _repeated(purchases, threshold) if group.total > threshold)


def near_splitting(
    purchases: Iterable[Purchase], threshold: Decimal, share: Decimal
) -> tuple[Splitting, ...]:
    """Groups whose sum has reached ``share`` per cent of the threshold without passing it: a warning only."""
    least = threshold * share / 100
    return tuple(group for group in _repeated(purchases, threshold) if least <= group.total <= threshold)


def _repeated(purchases: Iterable[Purchase], threshold: Decimal) -> list[Splitting]:
    """Groups bought more than once without open tender, excused purchases left out."""
    groups: dict[tuple[str, int, str, str], list[Purchase]] = defaultdict(list)
    for purchase in purchases:
        if purchase.method != "OPEN_TENDER" and not purchase.excused:
            kind = (purchase.unit, purchase.year, purchase.budget_project, purchase.category)
            groups[kind].append(purchase)
    return [
        Splitting(
            *kind,
            codes=tuple(member.code for member in members),
            total=sum((member.amount for member in members), Decimal(0)),
            threshold=threshold,
        )
        for kind, members in groups.items()
        if len(members) > 1
    ]


NOT_RESERVED_REASONS = {
    "DESIGNATED_SUPPLIERS": "法律法规和国家有关政策明确优先或者应当面向事业单位、社会组织等非企业主体采购",
    "ONLY_OTHERS": "因不可替代的专利、专有技术、基础设施限制或者提供特定公共服务，只能从中小企业之外的供应商处采购",
    "NO_COMPETITION": "预留份额无法确保充分供应、充分竞争，或者可能影响采购目标实现",
    "FRAMEWORK": "框架协议采购项目",
    "OTHER": "省级以上人民政府财政部门规定的其他情形",
}
"""Why a suited project may stay open to all (E-47, 财库〔2020〕46号第六条): code → sentence."""

NOT_RESERVED_REASONS_EN = {
    "DESIGNATED_SUPPLIERS": "Law or national policy says to buy first from public institutions, social organisations "
    "or other bodies that are not enterprises",
    "ONLY_OTHERS": "Only suppliers other than small and medium enterprises can supply it: irreplaceable patents or "
    "know-how, limits of infrastructure, or a particular public service",
    "NO_COMPETITION": "Reserving a share would not leave enough supply or competition, or would endanger the aim",
    "FRAMEWORK": "Framework agreement",
    "OTHER": "Another case set by a finance department at provincial level or above",
}


@dataclass(frozen=True)
class Reserve:
    """What to reserve for small and medium enterprises, in yuan; `reason` where nothing need be."""

    whole: bool
    reserved: Decimal
    small_micro: Decimal
    reason: str | None = None


def sme_reserve(
    budget: Decimal,
    *,
    on: date,
    not_reserved_reason: str | None = None,
    parameters: policy.Overrides | None = None,
) -> Reserve:
    """The reserve of a suited project above the procurement threshold (E-45): whole up to the limit, above a share.

    The shares are over all suited projects of the supervising budget unit (N-08): the amounts are this
    project's part. `not_reserved_reason` is a code of `NOT_RESERVED_REASONS` (E-47).
    """
    if not_reserved_reason is not None:
        if not_reserved_reason not in NOT_RESERVED_REASONS:
            raise RegulationError("not_reserved_reason", "E-47", f"there is no {not_reserved_reason!r}")
        return Reserve(False, Decimal("0.00"), Decimal("0.00"), not_reserved_reason)
    if budget <= policy.number("sme_reserve_amount", on, parameters):
        return Reserve(True, half_up(budget), Decimal("0.00"))
    reserved = half_up(budget * policy.number("sme_reserve_share", on, parameters) / 100)
    small = half_up(reserved * policy.number("small_micro_reserve_share", on, parameters) / 100)
    return Reserve(False, reserved, small)

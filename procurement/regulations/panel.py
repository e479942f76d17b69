"""Who may judge: the size and make-up of committees and groups (E-01, E-02, E-04)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from procurement.regulations import parameters as policy
from procurement.regulations.basis import Finding
from procurement.regulations.methods import COMPETITIVE_NEGOTIATION, FRAMEWORK, TENDERS
from procurement.regulations.thresholds import position


@dataclass(frozen=True)
class PanelNeed:
    """The least size of a committee or group, and the rule that sets it."""

    minimum: int
    rule: str

    def experts(self, size: int) -> int:
        """How many of so many members must be experts: two thirds, rounded up."""
        return -(-size * 2 // 3)


def panel_need(
    method: str,
    *,
    budget: Decimal,
    on: date,
    complex_or_large_impact: bool = False,
    parameters: policy.Overrides | None = None,
) -> PanelNeed:
    """The least size for a method (E-01 for tenders, E-02 for groups).

    Tenders, and the call of a closed framework (财政部令第110号第九条): 5, or 7 from the large budget on or if
    complex or of large social impact. Groups: 3, or 5 for a negotiation at or above the open-tender threshold
    (财政部令第74号第七条).
    """
    if method in (*TENDERS, FRAMEWORK):
        large = complex_or_large_impact or budget >= policy.number("committee_large_budget", on, parameters)
        key, rule = ("committee_size_large" if large else "committee_size_tender"), "E-01"
    else:
        due = position(budget, on=on, parameters=parameters).open_tender_due
        large = method == COMPETITIVE_NEGOTIATION and due
        key, rule = ("committee_size_group_large" if large else "committee_size_group"), "E-02"
    return PanelNeed(policy.whole(key, on, parameters), rule)


def check_panel(
    need: PanelNeed,
    *,
    size: int,
    experts: int,
    head_is_purchaser: bool = False,
    legal_expert_needed: bool = False,
    legal_experts: int = 0,
) -> tuple[Finding, ...]:
    """What is wrong with a panel of `size` members, `experts` of them experts; empty if nothing is."""
    found = _size_faults(need, size, experts)
    if head_is_purchaser:
        text = "采购人代表不得担任组长"
        found.append(Finding("E-04", text, "the purchaser's representative may not preside"))
    if legal_expert_needed and legal_experts < 1:
        text = "技术复杂的谈判、磋商应当包含一名法律专家"
        found.append(Finding("E-02", text, "a complex negotiation or consultation includes a legal expert"))
    return tuple(found)


def _size_faults(need: PanelNeed, size: int, experts: int) -> list[Finding]:
    least, wanted, found = need.minimum, need.experts(size), []
    if size < least:
        found.append((f"评审成员{size}人，不足{least}人", f"{size} members, {least} are needed"))
    if size % 2 == 0:
        found.append((f"评审成员{size}人，应为单数", f"{size} members, the number must be odd"))
    if experts < wanted:
        text = f"评审专家{experts}人，不足三分之二（{wanted}人）"
        found.append((text, f"{experts} experts, two thirds ({wanted}) are needed"))
    return [Finding(need.rule, zh, en) for zh, en in found]

"""A year's reserve for small and medium enterprises, over all projects of a supervising budget unit (N-08).

财库〔2020〕46号: which projects are suited (art. 6), what is reserved as a whole (art. 7), and of what is above the
limit the share of all together, a part of it for small and micro enterprises (art. 8). Amounts are Decimal yuan.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from procurement.regulations import parameters as policy
from procurement.regulations.money import half_up
from procurement.regulations.thresholds import NOT_RESERVED_REASONS, SPLIT_KEY

LIMIT_KEY, SHARE_KEY, SMALL_KEY = "sme_reserve_amount", "sme_reserve_share", "small_micro_reserve_share"
KEYS = (SPLIT_KEY, LIMIT_KEY, SHARE_KEY, SMALL_KEY)
ZERO = Decimal("0.00")

RESERVED, EXCUSED, UNEXPLAINED = "RESERVED", "EXCUSED", "UNEXPLAINED"
"""Something of it is reserved; nothing, with a reason of art. 6; nothing, and nobody said why."""


@dataclass(frozen=True)
class Project:
    """One project of the plan: what is reserved of it, and of that what for small and micro (None: nobody said).

    ``reason``: a code of ``NOT_RESERVED_REASONS`` where what is left open has one.
    """

    code: str
    amount: Decimal
    reserved: Decimal
    small: Decimal | None
    reason: str

    @property
    def standing(self) -> str:
        """RESERVED, EXCUSED or UNEXPLAINED."""
        if self.reserved:
            return RESERVED
        return EXCUSED if self.reason in NOT_RESERVED_REASONS else UNEXPLAINED

    @property
    def suited(self) -> Decimal:
        """What of it is suited to small and medium enterprises: all that art. 6 does not except."""
        return ZERO if self.standing == EXCUSED else self.amount


@dataclass(frozen=True)
class Sums:
    """Projects on one side of the limit together. ``unsaid``: codes that leave the small and micro part open."""

    suited: Decimal
    reserved: Decimal
    small: Decimal
    due: Decimal
    small_due: Decimal
    unsaid: tuple[str, ...]

    @property
    def missing(self) -> Decimal:
        """What is reserved too little, in yuan."""
        return max(ZERO, self.due - self.reserved)

    @property
    def small_missing(self) -> Decimal:
        """What is reserved too little for small and micro enterprises, in yuan."""
        return max(ZERO, self.small_due - self.small)

    @property
    def share(self) -> Decimal | None:
        """Reserved of suited, in per cent with two places; None of nothing."""
        return percent(self.reserved, self.suited)

    @property
    def small_share(self) -> Decimal | None:
        """For small and micro of what is reserved, in per cent; None of nothing."""
        return percent(self.small, self.reserved)


@dataclass(frozen=True)
class Year:
    """A unit's projects: ``above`` the limit, where shares count, and up to it, where the whole is due."""

    above: Sums
    up_to: Sums


def counts(amount: Decimal, *, on: date, parameters: policy.Overrides | None = None) -> bool:
    """Whether a project is at or above the procurement threshold: below it nothing is asked (art. 7)."""
    return amount >= policy.number(SPLIT_KEY, on, parameters)


def is_above(amount: Decimal, *, on: date, parameters: policy.Overrides | None = None) -> bool:
    """Whether a project is above the limit up to which the whole is reserved (art. 7, 8)."""
    return amount > policy.number(LIMIT_KEY, on, parameters)


def year_of(projects: Iterable[Project], *, on: date, parameters: policy.Overrides | None = None) -> Year:
    """Return the sums of one unit and year under the parameters in force on a day.

    The part for small and micro enterprises is of what is reserved, at the least of what must be (art. 8).
    """
    share, small = (policy.number(key, on, parameters) for key in (SHARE_KEY, SMALL_KEY))
    known = [one for one in projects if counts(one.amount, on=on, parameters=parameters)]
    above = [one for one in known if is_above(one.amount, on=on, parameters=parameters)]
    up_to = [one for one in known if one not in above]
    due = half_up(_suited(above) * share / 100)
    kept = sum((one.reserved for one in above), ZERO)
    return Year(
        _sums(above, due=due, small_due=half_up(max(kept, due) * small / 100)),
        _sums(up_to, due=sum((_whole(one) for one in up_to), ZERO), small_due=ZERO),
    )


def _whole(project: Project) -> Decimal:
    """Up to the limit all is due but what is left open beside a reserved part, with a reason."""
    open_with_reason = project.standing == RESERVED and project.reason in NOT_RESERVED_REASONS
    return project.reserved if open_with_reason else project.suited


def _suited(projects: Iterable[Project]) -> Decimal:
    return sum((one.suited for one in projects), ZERO)


def _sums(projects: list[Project], *, due: Decimal, small_due: Decimal) -> Sums:
    return Sums(
        suited=_suited(projects),
        reserved=sum((one.reserved for one in projects), ZERO),
        small=sum((one.small or ZERO for one in projects), ZERO),
        due=due,
        small_due=small_due,
        unsaid=tuple(one.code for one in projects if one.reserved and one.small is None),
    )


def percent(part: Decimal, whole: Decimal) -> Decimal | None:
    """Return ``part`` of ``whole`` in per cent, with two places; None where there is nothing to divide."""
    return half_up(part * 100 / whole) if whole else None

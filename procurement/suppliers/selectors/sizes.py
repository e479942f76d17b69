"""How large an enterprise is by what it says of itself, and why, in words (46 art. 2; RULES E-40, E-41)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from procurement.core.language import either
from procurement.regulations import enterprise_size as law
from procurement.regulations.errors import RegulationError

from ..enums import Scale


@dataclass(frozen=True, slots=True)
class Size:
    """The class, a sentence for each measure, and whether a text that was read stands behind the lines."""

    scale: str
    industry: str
    steps: tuple[str, ...]
    basis: str
    confirmed: bool

    @property
    def label(self) -> str:
        return str(Scale(self.scale).label)

    @property
    def sentence(self) -> str:
        """Return the result in one line."""
        return _("按“%(industry)s”的划型标准：%(size)s。") % {"industry": self.industry, "size": self.label}


def industry_choices() -> list[tuple[str, str]]:
    """Return the industries of the order, in its order."""
    return [(one.code, either(one.label_zh, one.label_en)) for one in law.industries().values()]


def measures_of(industry: str) -> tuple[str, ...]:
    """Return what is asked in an industry; nothing of one that does not exist."""
    found = law.industries().get(industry)
    return found.measures if found else ()


def size_of(industry: str, figures: Mapping[str, Decimal | None]) -> Size | None:
    """Return the size by ``figures`` (staff, revenue and assets in 万元); None where one is missing."""
    given = {name: value for name, value in figures.items() if value is not None}
    try:
        found = law.classify(industry, given)
    except RegulationError:
        return None
    return Size(
        scale=found.size,
        industry=either(found.industry.label_zh, found.industry.label_en),
        steps=tuple(_step(one) for one in found.reached),
        basis=f"E-40 {found.industry.article}",
        confirmed=found.industry.confirmed,
    )


def size_by_words(industry: str, figures: Mapping[str, Decimal | None]) -> Size | None:
    """Return the size in the industry that tender documents name in words; None where the order has none of it."""
    found = law.industry_named(industry)
    return size_of(found.code, figures) if found else None


def _step(one: law.Reached) -> str:
    figure = _in_unit(one.measure, one.figure)
    labels = {name: str(Scale(name).label) for name in (law.MICRO, law.SMALL, law.MEDIUM, law.LARGE)}
    above = {law.MICRO: law.SMALL, law.SMALL: law.MEDIUM, law.MEDIUM: law.LARGE}
    values = {"what": _name(one.measure), "figure": figure, "size": labels[one.size]}
    if one.missed is None:
        text = _("%(what)s%(figure)s：达到%(size)s的%(passed)s。")
        return text % {**values, "passed": _in_unit(one.measure, one.passed or Decimal(0))}
    missed = {"next": labels[above[one.size]], "missed": _in_unit(one.measure, one.missed)}
    if one.passed is None:
        return _("%(what)s%(figure)s：不到%(next)s的%(missed)s，属于%(size)s。") % {**values, **missed}
    text = _("%(what)s%(figure)s：达到%(size)s的%(passed)s，不到%(next)s的%(missed)s。")
    return text % {**values, **missed, "passed": _in_unit(one.measure, one.passed)}


def _name(measure: str) -> str:
    return {law.STAFF: _("从业人员"), law.REVENUE: _("营业收入"), law.ASSETS: _("资产总额")}[measure]


def _in_unit(measure: str, figure: Decimal) -> str:
    number = f"{figure:,f}".rstrip("0").rstrip(".") if "." in f"{figure:f}" else f"{figure:,f}"
    return _("%(n)s人") % {"n": number} if measure == law.STAFF else _("%(n)s万元") % {"n": number}

"""The one form of a plan item: basics, money, negative list, method, performance targets."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.accounts.models import Village
from procurement.budgeting.models import BudgetLine
from procurement.core.forms.finding import Row
from procurement.core.language import either
from procurement.regulations import planning, scope

from ..models import CatalogueItem, PlanItem
from ..selectors import EntryChoice
from ..services import ItemFields, Target
from . import taking
from .item_fields import PlanItemFields
from .tables import FUNDING_ROWS, MOST_ROWS, TARGET_ROWS, FundingForm, TargetForm, line_choices, targets_typed
from .taking import ANSWERS, FUNDINGS, NEGATIVE, TARGETS, VILLAGES, Conflict

_PLAIN = (
    *("title", "description", "beneficiaries", "people_served", "resident_facing", "priority", "quantity"),
    *("unit", "unit_price", "price_reason", "amount", "start_month", "term_months", "word_screen_reason"),
    *("method", "method_case", "method_reason", "organisation_form", "sme_reserved", "sme_share"),
    *("sme_measure", "sme_small_share", "sme_reason"),
    *("county_duty", "matching_amount", "delegated", "delegated_by", "continuation_reason"),
)
# What one may take over from a colleague who saved first, in the form's order.
TAKEABLE = (
    *("catalogue_item", *_PLAIN, "continues", "delegated_line", "term_conditions"),
    *(VILLAGES, FUNDINGS, ANSWERS, TARGETS),
)
# Of these one may be left out: the other is reckoned.
_RECKONED = ("unit_price", "amount")


@dataclass(frozen=True, slots=True)
class Offers:
    """What an item may name: years, entries of them, lines, earlier items, villages with their towns' names."""

    years: list[int]
    entries: EntryChoice
    lines: list[BudgetLine]
    earlier: list[PlanItem]
    villages: list[Village]
    towns: dict[str, str]


class PlanItemForm(PlanItemFields):
    """Everything about an item; ``fundings`` and ``targets`` are the rows of its two tables."""

    def __init__(
        self, *args: Any, offers: Offers, rows: dict[str, list[dict[str, Any]]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.entries = offers.entries
        self.lines = {line.code: line for line in offers.lines}
        self.earlier = {item.code: item for item in offers.earlier}
        self.offer_villages(offers.villages, offers.towns)
        self._choices(offers)
        self._questions()
        funding = forms.formset_factory(FundingForm, extra=0, max_num=FUNDING_ROWS, absolute_max=MOST_ROWS)
        target = forms.formset_factory(TargetForm, extra=0, max_num=TARGET_ROWS, absolute_max=MOST_ROWS)
        self._tables = (funding, target, {"lines": offers.lines})
        self.conflicts: list[Conflict] = []
        self.tables(rows)

    def tables(self, rows: dict[str, list[dict[str, Any]]]) -> None:
        """Read the two tables: from what was sent, or from ``rows`` where nothing was."""
        funding, target, lines = self._tables
        data = self.data if self.is_bound else None
        self.fundings = funding(data, prefix="fundings", initial=rows["fundings"], form_kwargs=lines)
        self.targets = target(data, prefix="targets", initial=rows["targets"])

    def _choices(self, offers: Offers) -> None:
        self.fields["year"].choices = [(year, year) for year in offers.years]
        months = [(month, gettext_lazy("%(month)s月") % {"month": month}) for month in range(1, 13)]
        self.fields["start_month"].choices = months
        self.fields["catalogue_item"].widget.rows = self._entries_found
        self.fields["continues"].choices = [
            ("", "—"),
            *((code, str(item)) for code, item in self.earlier.items()),
        ]
        self.fields["delegated_line"].choices = line_choices(offers.lines)

    def _entries_found(self, words: str, chosen: str, most: int) -> tuple[list[Row], list[Row]]:
        found, kept = self.entries.found(words, chosen, most)
        rows = [[(item.code, str(item), str(item.parent or "")) for item in some] for some in (found, kept)]
        return rows[0], rows[1]

    def _questions(self) -> None:
        for question in scope.NEGATIVE_QUESTIONS:
            self.fields[NEGATIVE + question.code] = forms.ChoiceField(
                label=either(question.text_zh, question.text_en),
                choices=[("no", gettext_lazy("否")), ("yes", gettext_lazy("是"))],
                required=False,
                widget=forms.RadioSelect,
            )

    @property
    def negative_fields(self) -> list[forms.BoundField]:
        """Return the six questions, in the order of the article."""
        return [self[NEGATIVE + question.code] for question in scope.NEGATIVE_QUESTIONS]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        year, code = data.get("year"), data.get("catalogue_item")
        if year and code and self.entries.get(year, code) is None:
            text = _("%(year)s年度计划适用的目录里没有这个条目，请重新选择条目或者年度。") % {"year": year}
            self.add_error("catalogue_item", text)
        earlier = self.earlier.get(data.get("continues", ""))
        if year and earlier is not None and earlier.year >= year:
            self.add_error("continues", _("只能延续以前年度的项目。"))
        if not self.errors and all(data.get(name) is None for name in _RECKONED):
            self.add_error("unit_price", _("请填写单价；预算金额由系统计算。"))
        for part, text in ((self.fundings, _("资金安排")), (self.targets, _("绩效指标"))):
            if not part.is_valid():
                self.add_error(None, _("%(part)s：请更正表格中标出的内容。") % {"part": text})
        return data

    def item_fields(self) -> ItemFields:
        """Return what the service takes."""
        data = self.cleaned_data
        fields: dict[str, Any] = {name: data[name] for name in _PLAIN}
        for name in _RECKONED:
            if fields[name] is None:
                del fields[name]
        fields["catalogue_item"] = self.entries.get(data["year"], data["catalogue_item"])
        fields["continues"] = self.earlier.get(data["continues"])
        fields["delegated_line"] = self.lines.get(data["delegated_line"])
        fields["term_conditions"] = dict.fromkeys(data["term_conditions"], True)
        answers = {q.code: data[NEGATIVE + q.code] for q in scope.NEGATIVE_QUESTIONS}
        fields["negative_answers"] = {code: answer == "yes" for code, answer in answers.items() if answer}
        return ItemFields(**fields)

    def slices(self) -> list[tuple[BudgetLine, Decimal]]:
        """Return the filled rows of the money table."""
        rows = [form.cleaned_data for form in self.fundings if form.cleaned_data.get("line")]
        return [(self.lines[row["line"]], row["amount"]) for row in rows]

    def target_rows(self) -> list[Target]:
        """Return the filled rows of the table of targets."""
        return targets_typed(self.targets)

    # What stands on the page, saved or not: read as far as it can be read.

    def readable(self, name: str) -> Any:
        """Return what a field says, None where that cannot be read; bound or not."""
        try:
            return self.fields[name].clean(self[name].value())
        except ValidationError:
            return None

    def sketch(self, item: PlanItem) -> PlanItem:
        """Write what can be read into an unsaved item, so that the plan's checks can speak about it."""
        for name in ("quantity", "unit", "unit_price", "amount", "term_months", "method", "method_case"):
            value = self.readable(name)
            if value not in (None, ""):
                setattr(item, name, value)
        for name in ("title", "description", "beneficiaries", "word_screen_reason", "organisation_form"):
            setattr(item, name, self.readable(name) or "")
        item.sme_reserved = bool(self.readable("sme_reserved"))
        item.sme_share = self.readable("sme_share") or Decimal(0)
        item.sme_small_share = self.readable("sme_small_share")
        item.catalogue_item = self.entry() or CatalogueItem()
        item.continues = self.earlier.get(self.readable("continues") or "")
        if item.quantity and self.readable("amount") is None:
            item.amount = planning.amount_of(item.quantity, item.unit_price)
        elif item.quantity and self.readable("unit_price") is None:
            item.unit_price = planning.unit_price_of(item.amount, item.quantity)
        return item

    def entry(self) -> CatalogueItem | None:
        """Return the entry chosen, of the year chosen; None while there is none."""
        return self.entries.get(self.readable("year"), self.readable("catalogue_item") or "")

    def typed_years(self) -> dict[int, Decimal]:
        """Return the sums of the money table by year, of the rows that can be read."""
        sums: dict[int, Decimal] = {}
        for row in self.fundings:
            line = self.lines.get(row["line"].value() or "")
            try:
                amount = row.fields["amount"].clean(row["amount"].value())
            except ValidationError:
                continue
            if line is not None and amount:
                sums[line.spending_year] = sums.get(line.spending_year, Decimal("0.00")) + amount
        return sums

    def take_over(self, item: PlanItem, before: dict[str, Any]) -> list[str]:
        """Show what a colleague saved in parts that were not touched here; return their labels.

        ``before``: what the parts that the colleague changed said when this form was opened. What both changed
        stays as it was typed, and is listed in ``conflicts`` with the colleague's beside it.
        """
        names = [name for name in TAKEABLE if name in before]
        mine, theirs = taking.stands(self, names), taking.saved(item, names)
        open_ = [name for name in names if not taking.same(name, mine[name], theirs[name])]
        left = [name for name in open_ if taking.same(name, mine[name], before[name])]
        self.conflicts = [
            Conflict(
                name,
                taking.label_of(self, name),
                taking.told(self, name, theirs[name]),
                taking.told(self, name, mine[name]),
            )
            for name in open_
            if name not in left
        ]
        return taking.put(self, item, left)

    def take(self, item: PlanItem, names: Iterable[str]) -> list[str]:
        """Put what a colleague saved in the place of what was typed here, for the parts that were ticked."""
        return taking.put(self, item, [name for name in TAKEABLE if name in set(names)])


def initial_of(item: PlanItem) -> dict[str, Any]:
    """Return an item's values as the form shows them."""
    return {
        **text_of(item),
        "revision": item.revision,
        "year": item.year,
        "continues": item.continues.code if item.continues else "",
        "continuation_reason": item.continuation_reason,
        "delegated_line": item.delegated_line.code if item.delegated_line else "",
        **{NEGATIVE + code: "yes" if answer else "no" for code, answer in item.negative_answers.items()},
    }


def text_of(item: PlanItem) -> dict[str, Any]:
    """Return what a new item can take over from an older one: all but declarations and this year's money."""
    return {
        **{name: getattr(item, name) for name in _PLAIN if name != "continuation_reason"},
        "catalogue_item": item.catalogue_item.code,
        "term_conditions": [code for code, holds in item.term_conditions.items() if holds],
        "villages": [village.code for village in item.villages.all()],
    }

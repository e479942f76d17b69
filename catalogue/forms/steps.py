"""Forms of single steps: agree, return, publish, intent."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.core.language import listed

from ..models import AnnualPlan, PlanItem
from .revision import RevisionField


def seen_text(items: list[PlanItem]) -> str:
    """Return what a page shows of items, to be sent back with the decision: code=revision, …"""
    return ",".join(f"{item.code}={item.revision}" for item in items)


def seen_revisions(text: str) -> dict[str, int]:
    """Return what ``seen_text`` wrote; anything else counts as not seen."""
    pairs = (part.partition("=") for part in text.split(","))
    return {code: int(revision) for code, _sign, revision in pairs if revision.isdecimal()}


class AgreeForm(forms.Form):
    """An opinion, if there is one."""

    remarks = forms.CharField(
        label=_("审核意见"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class RevisionForm(forms.Form):
    """The revision of an item that was looked at."""

    revision = RevisionField()


class ItemAgreeForm(RevisionForm, AgreeForm):
    """The opinion on one item, and the revision that was looked at."""


class ReturnForm(forms.Form):
    """What is to be mended."""

    remarks = forms.CharField(
        label=_("退回原因和修改要求"),
        max_length=2000,
        help_text=_("写明哪一项需要怎样修改，起草人会收到这段文字。"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class PublishForm(forms.Form):
    """Which agreed items go into this notice; ``seen`` is what of them was on the page."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    items = forms.MultipleChoiceField(label=_("本次公布的项目"), widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(
        label=_("调整理由"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, agreed: list[PlanItem], later: list[AnnualPlan], **kwargs: Any) -> None:
        """``later``: the plans that are public already, so that what is added to them needs a reason."""
        super().__init__(*args, **kwargs)
        self.agreed = {item.code: item for item in agreed}
        self.fields["items"].choices = [(item.code, item.title) for item in agreed]
        if later:
            self._ask_reason(later)
        else:
            del self.fields["reason"]

    def _ask_reason(self, later: list[AnnualPlan]) -> None:
        """Require the reason where something is ticked that comes to a public plan; say whose, and why."""
        plans = {(plan.organisation_id, plan.year) for plan in later}
        ticked = [self.agreed[code] for code in self["items"].value() or [] if code in self.agreed]
        reason = self.fields["reason"]
        reason.required = any((item.organisation_id, item.year) in plans for item in ticked)
        owners = listed(plan.organisation.short_name or plan.organisation.name for plan in later)
        text = _("%(owners)s的年度计划已经公布：再公布的项目是计划调整，要写明理由，理由随公告公开。")
        reason.help_text = text % {"owners": owners}
        reason.error_messages["required"] = _(
            "请写明调整的理由：勾选了%(owners)s的项目，那里的年度计划已经公布。不写理由就取消这些勾选。"
        ) % {"owners": owners}

    def revisions(self) -> dict[str, int]:
        """Return code → revision of the items as they were shown."""
        return seen_revisions(self.cleaned_data["seen"])

    def chosen(self) -> list[PlanItem]:
        """Return the items that were ticked."""
        return [self.agreed[code] for code in self.cleaned_data["items"]]


class IntentForm(forms.Form):
    """What is to be bought, and from which month."""

    summary = forms.CharField(
        label=_("采购需求概况"),
        max_length=4000,
        help_text=_("写明采购内容、数量、质量和时限要求。"),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    expected_month = forms.TypedChoiceField(label=_("预计采购时间"), coerce=date.fromisoformat)

    def __init__(self, *args: Any, months: list[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expected_month"].choices = [
            (month.isoformat(), _("%(year)s年%(month)s月") % {"year": month.year, "month": month.month})
            for month in months
        ]


class IntentBatchForm(forms.Form):
    """Several intents at once: for each item a tick, its text and its month."""

    def __init__(
        self, *args: Any, items: list[PlanItem], texts: dict[str, str], months: list[date], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items = {item.code: item for item in items}
        choices = [
            (month.isoformat(), _("%(year)s年%(month)s月") % {"year": month.year, "month": month.month})
            for month in months
        ]
        for code, item in self.items.items():
            planned = max(date(item.year, item.start_month, 1), months[0])
            self.fields[f"tick_{code}"] = forms.BooleanField(label=_("现在公开"), required=False)
            self.fields[f"summary_{code}"] = forms.CharField(
                label=_("采购需求概况"),
                max_length=4000,
                required=False,
                initial=texts[code],
                widget=forms.Textarea(attrs={"rows": 4}),
                help_text=_("勾选“现在公开”的必填：写明采购内容、数量、质量和时限要求。"),
            )
            self.fields[f"expected_month_{code}"] = forms.TypedChoiceField(
                label=_("预计采购时间"),
                choices=choices,
                coerce=date.fromisoformat,
                initial=planned.isoformat(),
            )

    def drafts(self) -> list[tuple[PlanItem, str, date]]:
        """Return the ticked items with what their intents say."""
        data = self.cleaned_data
        return [
            (item, data[f"summary_{code}"], data[f"expected_month_{code}"])
            for code, item in self.items.items()
            if data[f"tick_{code}"]
        ]

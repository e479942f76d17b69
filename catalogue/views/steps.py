"""Single steps: submit, withdraw, agree, return, publish the plan, make an intent public."""

from datetime import date
from typing import Any

from django.forms import Form
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.accounts.models import Organisation
from procurement.budgeting.selectors import lines_after
from procurement.core import clock
from procurement.core.actors import Actor
from procurement.core.errors import DomainError
from procurement.core.permissions import Verdict
from procurement.core.views import ActionView, TransitionView
from procurement.publications.models import Publication
from procurement.regulations.basis import cite

from .. import permissions, selectors
from ..forms import IntentForm, ItemAgreeForm, PublishForm, ReturnForm, RevisionForm, seen_text
from ..models import PlanItem, PurchaseIntent
from ..selectors import starts
from ..services import (
    StaleEdit,
    agree_item,
    confirm_item_words,
    publish_intent,
    publish_plan,
    return_item,
    submit_item,
    withdraw_item,
)
from .advice import words_of
from .items import HOME, PLAN, decorate
from .stale import KnowinglyMixin

MONTHS = 12


class _ItemStep(ActionView):
    """What is done to one item and leads back to it."""

    queryset = PlanItem.objects.select_related("organisation", "catalogue_item__version")
    context_object_name = "item"
    template_name = "catalogue/planitem_step.html"
    title: Any = ""
    danger = False

    def view_permission(self, actor: Actor, obj: PlanItem) -> Verdict:
        return permissions.view_item(actor, obj)

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        address = self.object.get_absolute_url()
        return super().get_context_data(
            title=self.title,
            danger=self.danger,
            cancel_url=address,
            breadcrumbs=[HOME, PLAN, {"label": self.object.title, "url": address}, {"label": self.title}],
            **kwargs,
        )


class _SeenStep(KnowinglyMixin, _ItemStep):
    """What is decided of an item as it stands on the page."""

    form_class: type[Form] = RevisionForm

    def get_initial(self) -> dict[str, Any]:
        return {"revision": self.object.revision}


class PlanItemAgree(_SeenStep):
    """The bureau agrees."""

    form_class = ItemAgreeForm
    transition = "agree"
    title = gettext_lazy("审核同意")
    success_message = gettext_lazy("已同意。公布计划时资金才会预留。")

    def run(self, form: ItemAgreeForm) -> PlanItem:
        return agree_item(item=self.object, actor=self.actor, at=self.at, **form.cleaned_data)

    def get_success_url(self) -> str:
        return reverse("catalogue:plan-review")


class PlanItemReturn(_ItemStep):
    """The bureau sends an item back."""

    form_class = ReturnForm
    transition = "return"
    title = gettext_lazy("退回修改")
    success_message = gettext_lazy("已退回，起草单位会在待办中看到修改要求。")
    danger = True

    def run(self, form: ReturnForm) -> PlanItem:
        return return_item(item=self.object, actor=self.actor, at=self.at, **form.cleaned_data)

    def get_success_url(self) -> str:
        return reverse("catalogue:plan-review")


class PlanItemWords(_SeenStep):
    """A second person agrees with the explanation of listed words (A-09, B-07)."""

    template_name = "catalogue/planitem_words.html"
    title = gettext_lazy("复核敏感词说明")
    success_message = gettext_lazy("已复核。改动文字后要重新复核。")

    def permission(self, actor: Actor, obj: PlanItem) -> Verdict:
        return permissions.confirm_item_words(actor, obj)

    def run(self, form: RevisionForm) -> PlanItem:
        return confirm_item_words(item=self.object, actor=self.actor, at=self.at, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            hits=words_of(self.object, clock.local_date(self.at)),
            screening=getattr(self.object, "screening", None),
            **kwargs,
        )


class PlanItemTransition(TransitionView):
    """Submitting and taking back."""

    queryset = PlanItem.objects.select_related("organisation", "catalogue_item__version")
    services = {"submit": submit_item, "withdraw": withdraw_item}
    argument = "item"
    reasons = {"withdraw": True}

    def view_permission(self, actor: Actor, obj: PlanItem) -> Verdict:
        return permissions.view_item(actor, obj)

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()


class PlanItemIntent(_ItemStep):
    """The purchaser makes an intent public."""

    form_class = IntentForm
    template_name = "catalogue/planitem_intent.html"
    title = gettext_lazy("公开采购意向")
    one_time = True

    def permission(self, actor: Actor, obj: PlanItem) -> Verdict:
        return permissions.publish_intent(actor, obj)

    @property
    def earliest(self) -> date:
        """Return the first day on which the procurement may start."""
        return selectors.earliest_start(self.object) or starts.start_after(clock.local_date(self.at))

    def get_form_kwargs(self) -> dict[str, Any]:
        first = self.earliest.replace(day=1)
        return {**super().get_form_kwargs(), "months": [month_after(first, n) for n in range(MONTHS)]}

    def get_initial(self) -> dict[str, Any]:
        return {"summary": starts.intent_text(self.object)}

    def run(self, form: IntentForm) -> PurchaseIntent:
        return publish_intent(item=self.object, actor=self.actor, at=self.at, **form.cleaned_data)

    def get_success_message(self) -> str:
        return _("采购意向%(code)s已公开。") % {"code": self.result.code}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            earliest=self.earliest,
            days=starts.lead_days(clock.local_date(self.at)),
            rule=cite("D-01"),
            **kwargs,
        )


class PlanPublish(ActionView):
    """The bureau makes agreed items public and reserves their money (N-11): what fits, and what does not.

    For the whole county, or for one organisation and year: what does not fit stays a wish.
    """

    form_class = PublishForm
    template_name = "catalogue/plan_publish.html"
    one_time = True

    def permission(self, actor: Actor, obj: Any) -> Verdict:
        return permissions.publish_plan(actor)

    def load(self) -> None:
        super().load()
        self.organisation = self.year = None
        if "organisation" in self.kwargs:
            self.organisation = get_object_or_404(Organisation, code=self.kwargs["organisation"])
            self.year = self.kwargs["year"]

    @cached_property
    def fits(self) -> list[selectors.Fit]:
        """Return the agreed wishes against the lines' free money."""
        home = self.organisation.pk if self.organisation else None
        return selectors.fitting(selectors.agreed_wishes(self.actor, home, self.year))

    def get_form_kwargs(self) -> dict[str, Any]:
        later = selectors.plans_already_public(fit.item for fit in self.fits if fit.fits)
        agreed = [fit.item for fit in self.fits]
        return {**super().get_form_kwargs(), "agreed": agreed, "later": later}

    def get_initial(self) -> dict[str, Any]:
        items, one = [fit.item for fit in self.fits], self.kwargs.get("code")
        ticked = [fit.item.code for fit in self.fits if fit.fits and one in (None, fit.item.code)]
        return {"items": ticked, "seen": seen_text(items)}

    def run(self, form: PublishForm) -> Publication:
        return publish_plan(
            items=form.chosen(),
            seen=form.revisions(),
            reason=form.cleaned_data.get("reason", ""),
            actor=self.actor,
            at=self.at,
        )

    def refuse(self, form: Any, error: DomainError) -> Any:
        """After a change the next attempt is made on what the page shows now."""
        if isinstance(error, StaleEdit):
            del self.fits
            form.data = form.data.copy()
            form.data["seen"] = seen_text([fit.item for fit in self.fits])
        return super().refuse(form, error)

    def get_success_url(self) -> str:
        return reverse("catalogue:plan")

    def get_success_message(self) -> str:
        return _("已公布：%(title)s。项目资金已预留。") % {"title": self.result.title}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form = context["form"]
        ticked = form["items"].value() or []
        rows = [
            {"item": decorate(fit.item), "checked": fit.item.code in ticked, "fit": fit} for fit in self.fits
        ]
        wanted = [(part.line_id, part.amount) for fit in self.fits if fit.fits for part in fit.slices]
        return {
            **context,
            "rows": rows,
            "fitting": [row for row in rows if row["fit"].fits],
            "missing": [row for row in rows if not row["fit"].fits],
            "effects": lines_after(wanted),
            "owner": self.organisation,
            "year": self.year,
            "breadcrumbs": [HOME, PLAN, {"label": _("预留资金并公布")}],
        }


def month_after(first: date, months: int) -> date:
    """Return the first day of the month that is ``months`` after ``first``."""
    count = first.month - 1 + months
    return date(first.year + count // 12, count % 12 + 1, 1)

"""The workspace of who runs a framework: plan it part by part, file it, publish it, sum it up."""

from datetime import datetime
from typing import Any

from django import forms
from django.db import models
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.models import CatalogueItem
from catalogue.selectors import entries_to_choose
from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.findings import sentence
from procurement.core.language import either
from procurement.core.permissions import Verdict
from procurement.core.views import ActionView, FilteredListView, ObjectView, TransitionView
from procurement.tendering.views.lent import reviews_of

from .. import permissions
from ..enums import EntryStatus, FrameworkStatus
from ..filters import FrameworkFilter
from ..forms.frameworks import CLOSED_PARTS, OPEN_PARTS, PlanForm
from ..models import Framework
from ..selectors.designs import missing_texts, problems, unconfirmed
from ..selectors.lists import items_to_call_off, visible_frameworks
from ..selectors.reviews import FRAMEWORKS, grounds, left_open
from ..services.planning import (
    approve_framework,
    cancel_framework,
    draft_framework,
    edit_framework,
    file_framework,
    publish_framework,
    return_framework,
    submit_framework,
    summarise_framework,
)
from ..services.reviews import submit_for_review, take_back
from .frame import TONES, crumbs
from .public import plan_facts
from .solicitations import solicitation_of, supplement_of

# Applications that wait stand first, then who is in, then who is gone.
_WAITING_FIRST = models.Case(
    models.When(status=EntryStatus.APPLIED, then=0),
    models.When(status__in=EntryStatus.live(), then=1),
    default=2,
)
_FRAMEWORKS = Framework.objects.select_related("organiser", "catalogue_item")


class FrameworkList(FilteredListView):
    sign_in_required = True
    template_name = "frameworks/framework_list.html"
    filterset_class = FrameworkFilter
    sorts = {"title": "title", "code": "code", "ends": "ends_on"}
    tones = TONES
    page_permission = staticmethod(permissions.works_here)

    def get_queryset(self) -> models.QuerySet:
        self.queryset = visible_frameworks(self.actor).order_by("-pk")
        return super().get_queryset()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        heads = (
            {"label": _("框架协议"), "field": "title"},
            {"label": _("征集人")},
            {"label": _("最高限制单价（元）"), "numeric": True},
            {"label": _("入围供应商"), "numeric": True},
            {"label": _("期满日期"), "field": "ends"},
            {"label": _("状态")},
        )
        return super().get_context_data(
            heads=heads,
            may_plan=bool(permissions.plan(self.actor)),
            waiting=items_to_call_off(self.actor)[:50],
            own=self.actor.organisation_id,
            **kwargs,
        )


def _entries(view: ActionView, kept: CatalogueItem | None = None) -> list[CatalogueItem]:
    """Return what a framework may be for; ``kept`` stays choosable when its catalogue has been replaced."""
    on = local_date(view.at)
    found = entries_to_choose(on, on.year, view.actor.organisation_id)
    return [*found, kept] if kept is not None and kept.code not in {one.code for one in found} else found


class FrameworkCreate(ActionView):
    form_class = PlanForm
    template_name = "frameworks/framework_form.html"
    one_time = True
    success_message = gettext_lazy("已建立。接着填写采购需求、价格和规则。")

    def permission(self, actor: Actor, obj: Any) -> Verdict:
        return permissions.plan(actor)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "entries": _entries(self)}

    def run(self, form: PlanForm) -> Framework:
        return draft_framework(actor=self.actor, at=self.at, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        home = reverse("frameworks:framework-list")
        return super().get_context_data(
            title=_("新建框架协议"),
            cancel_url=home,
            breadcrumbs=crumbs((_("框架协议"), home), (_("新建框架协议"), "")),
            **kwargs,
        )


class FrameworkEdit(ActionView):
    """One of the parts of a draft."""

    queryset = _FRAMEWORKS
    template_name = "frameworks/framework_form.html"
    success_message = gettext_lazy("已保存。")
    view_permission = staticmethod(permissions.view)
    permission = staticmethod(permissions.write)

    def load(self) -> None:
        super().load()
        if self.kwargs["part"] not in dict(parts_of(self.object)):
            raise Http404

    def get_form_class(self) -> type[forms.Form]:
        parts = OPEN_PARTS if self.object.is_open else CLOSED_PARTS
        return parts[self.kwargs["part"]]

    def get_form_kwargs(self) -> dict[str, Any]:
        given = super().get_form_kwargs()
        if self.kwargs["part"] == "plan":
            given |= {
                "entries": _entries(self, self.object.catalogue_item),
                "begun": True,
                "closed": not self.object.is_open,
            }
        if self.kwargs["part"] == "rules" and not self.object.is_open:
            given["pricing"] = self.object.pricing
        return given

    def get_initial(self) -> dict[str, Any]:
        names = [name for name in self.get_form_class().base_fields if name not in ("kind", "purchasers")]
        found: dict[str, Any] = {name: getattr(self.object, name) for name in names}
        if self.kwargs["part"] == "plan":
            found["purchasers"] = [one.code for one in self.object.purchasers.all()]
            found["catalogue_item"] = self.object.catalogue_item.code
        return found

    def run(self, form: forms.Form) -> Framework:
        return edit_framework(framework=self.object, actor=self.actor, at=self.at, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        home = reverse("frameworks:framework-list")
        return super().get_context_data(
            title=dict(parts_of(self.object))[self.kwargs["part"]],
            lead=self.object.title,
            cancel_url=self.object.get_absolute_url(),
            breadcrumbs=crumbs(
                (_("框架协议"), home), (self.object.title, self.object.get_absolute_url()), (_("修改"), "")
            ),
            **kwargs,
        )


def parts_of(framework: Framework) -> list[tuple[str, str]]:
    """Return the parts of a plan with their names; only a closed framework ranks and knocks out."""
    return [
        ("plan", _("情形和范围")),
        ("need", _("采购需求")),
        ("price", _("单价和期限")),
        *([] if framework.is_open else [("admission", _("评审和淘汰"))]),
        ("rules", _("规则")),
    ]


class FrameworkDetail(ObjectView):
    """What is planned, what stands against it, who is in."""

    sign_in_required = True
    queryset = _FRAMEWORKS
    view_permission = staticmethod(permissions.view)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        framework = self.object
        draft = framework.status == FrameworkStatus.DRAFT
        on = local_date(self.at)
        return super().get_context_data(
            tone=TONES[framework.status],
            facts=plan_facts(framework),
            parts=parts_of(framework) if permissions.write(self.actor, framework) else [],
            problems=[sentence(one) for one in problems(framework, on)] if draft else [],
            missing=missing_texts(framework, on) if draft else [],
            unconfirmed=[either(one.label_zh, one.label_en) for one in unconfirmed(on)],
            **_review(framework, self.actor, self.at),
            entries=framework.entries.select_related("supplier").order_by(_WAITING_FIRST, "pk"),
            tones=TONES,
            solicitation=solicitation_of(framework, self.actor),
            supplement=supplement_of(framework, self.actor, self.at),
            applied=framework.entries.filter(status=EntryStatus.APPLIED).count(),
            calls=framework.call_offs.select_related("purchaser", "entry__supplier")[:50],
            may_summarise=_may_summarise(self.actor, framework),
            public=framework.status in FrameworkStatus.public(),
            breadcrumbs=crumbs((_("框架协议"), reverse("frameworks:framework-list")), (framework.title, "")),
            **kwargs,
        )


def _review(framework: Framework, actor: Actor, at: datetime) -> dict[str, Any]:
    """Return what must pass before the call, and how far it is (RULES N-12)."""
    on, subject = local_date(framework.submitted_at or at), FRAMEWORKS.is_subject(framework)
    found = reviews_of(FRAMEWORKS, permissions.review, framework, actor)
    if framework.submitted_at is None:
        # Nothing is before the reviewers: what they said of earlier words stays readable.
        found["kinds"] = []
    # While it is reviewed the opinions stand first, afterwards below what is done now.
    found["open"] = framework.status in (FrameworkStatus.DRAFT, FrameworkStatus.IN_REVIEW)
    return {
        "reviews": found,
        "grounds": [sentence(one) for one in grounds(framework, on)] if subject else [],
        "left_open": left_open(framework, on),
    }


def _may_summarise(actor: Actor, framework: Framework) -> bool:
    ended = framework.status == FrameworkStatus.ENDED and not framework.summary_code
    return ended and bool(permissions.run_or_decide(actor, framework))


class FrameworkTransition(TransitionView):
    queryset = _FRAMEWORKS
    services = {
        "submit_for_review": submit_for_review,
        "take_back": take_back,
        "file": file_framework,
        "submit_plan": submit_framework,
        "approve_plan": approve_framework,
        "return_plan": return_framework,
        "publish": publish_framework,
        "cancel": cancel_framework,
    }
    argument = "framework"
    reasons = {"return_plan": True, "cancel": True, "take_back": False}

    def view_permission(self, actor: Actor, obj: Framework) -> Verdict:
        return permissions.view(actor, obj)


class FrameworkSummarise(ActionView):
    """The summary of what was bought, within ten working days of the end."""

    queryset = _FRAMEWORKS
    template_name = "frameworks/framework_summarise.html"
    success_message = gettext_lazy("汇总公告已发布。")
    view_permission = staticmethod(permissions.view)
    permission = staticmethod(permissions.run_or_decide)

    def run(self, form: forms.Form) -> Framework:
        return summarise_framework(framework=self.object, actor=self.actor, at=self.at)

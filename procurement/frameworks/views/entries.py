"""A supplier's way into a framework and out of it, and the organiser's side of it."""

from typing import Any

from django import forms
from django.db import models
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core import lifecycle
from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.documents import as_page
from procurement.core.permissions import ALLOWED, Verdict, allow_if
from procurement.core.views import (
    ActionView,
    DocumentView,
    FilteredListView,
    LoadedObjectMixin,
    ObjectView,
    TransitionView,
)
from procurement.suppliers.selectors import papers_in_force, supplier_of

from .. import permissions
from ..enums import AGREEMENT, EntryStatus, FrameworkStatus
from ..filters import EntryFilter
from ..forms.entries import AdmitForm, ApplyForm, LowerForm, RefuseForm, RemoveForm, SignForm
from ..models import Framework, FrameworkEntry
from ..selectors import notices
from ..selectors.dates import review_by, sign_by
from ..selectors.lists import open_to_enter, visible_entries
from ..services.entries import (
    admit_entry,
    apply_to_framework,
    leave_framework,
    lower_price,
    refuse_entry,
    remove_entry,
    sign_entry,
    withdraw_entry,
)
from .frame import NOT_GIVEN, TONES, crumbs, facts

_ENTRIES = FrameworkEntry.objects.select_related("framework__organiser", "supplier")


class EntryList(FilteredListView):
    """A supplier's frameworks, or the applications to an organiser's."""

    sign_in_required = True
    template_name = "frameworks/frameworkentry_list.html"
    filterset_class = EntryFilter
    sorts = {"applied": "applied_at"}
    tones = TONES

    def get_queryset(self) -> models.QuerySet:
        self.queryset = visible_entries(self.actor)
        return super().get_queryset()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        heads = (
            {"label": _("框架协议")},
            {"label": _("供应商")},
            {"label": _("协议单价（元）"), "numeric": True},
            {"label": _("申请时间"), "field": "applied"},
            {"label": _("状态")},
        )
        return super().get_context_data(
            heads=heads, waiting=open_to_enter(self.actor, local_date(self.at)), **kwargs
        )


class EntryApply(ActionView):
    """Read the conditions once more, say what one can do, ask to enter."""

    queryset = Framework.objects.select_related("organiser", "catalogue_item")
    form_class = ApplyForm
    template_name = "frameworks/frameworkentry_apply.html"
    one_time = True
    success_message = gettext_lazy("申请已提交，征集人在7个工作日内审核。")

    def view_permission(self, actor: Actor, obj: Framework) -> Verdict:
        return allow_if(obj.status in FrameworkStatus.public(), "")

    permission = staticmethod(permissions.apply)

    def run(self, form: ApplyForm) -> FrameworkEntry:
        return apply_to_framework(framework=self.object, actor=self.actor, at=self.at, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        framework = self.object
        public = reverse("frameworks:framework-public", args=[framework.code])
        return super().get_context_data(
            facts=facts(
                (_("征集人"), framework.organiser.name),
                (_("付费标准"), notices.price_of(framework)),
                (_("资格条件"), framework.qualification),
                (_("服务内容和标准"), framework.service),
                (_("资金支付"), framework.settlement),
                (_("清退和补充规则"), framework.exit_rules),
            ),
            public_url=public,
            breadcrumbs=crumbs((_("框架协议"), public), (_("申请加入"), "")),
            **kwargs,
        )


class EntryPage(LoadedObjectMixin):
    """The frame of an entry's pages."""

    queryset = _ENTRIES
    context_object_name = "entry"
    view_permission = staticmethod(permissions.view_entry)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entry = self.object
        return super().get_context_data(
            tone=TONES[entry.status],
            facts=_facts(entry),
            cancel_url=entry.get_absolute_url(),
            breadcrumbs=crumbs(
                (_("框架协议入围"), reverse("frameworks:entry-list")), (entry.framework.title, "")
            ),
            **kwargs,
        )


def _facts(entry: FrameworkEntry) -> list[dict[str, Any]]:
    price = _("%(price)s元／%(unit)s") % {"price": f"{entry.price:,.2f}", "unit": entry.framework.unit}
    ground = entry.get_removal_ground_display() if entry.removal_ground else ""
    return facts(
        (_("框架协议书编号"), entry.code),
        (_("征集人"), entry.framework.organiser.name),
        (_("供应商"), entry.supplier.name),
        (_("入围排序"), str(entry.rank or "")),
        (_("协议单价"), price),
        (_("能够服务的地域"), entry.area),
        (_("公布的联系电话"), entry.phone),
        (_("服务人员和能力"), entry.capacity),
        (_("符合资格条件的说明"), entry.statement),
        (_("信用查询记录"), entry.credit_record),
        (_("审核意见"), entry.decision),
        (_("清退情形"), ground),
        (_("退出或清退的原因"), entry.end_reason),
    )


class EntryDetail(EntryPage, ObjectView):
    sign_in_required = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entry = self.object
        supplier = supplier_of(entry.supplier)
        papers = papers_in_force(supplier, local_date(self.at)) if supplier else []
        waits = entry.status == EntryStatus.APPLIED
        return super().get_context_data(
            due=review_by(entry) if waits else None,
            sign_due=sign_by(entry) if entry.status == EntryStatus.OFFERED else None,
            papers=papers,
            supplier=supplier,
            calls=entry.call_offs.filter(confirmed_at__isnull=False).select_related("purchaser")[:50],
            tones=TONES,
            own=self.actor.organisation_id == entry.supplier_id,
            may_lower=bool(permissions.lower_price(self.actor, entry)),
            **kwargs,
        )


class EntryStep(EntryPage, ActionView):
    """A step of the organiser's with a form of its own."""

    template_name = "frameworks/frameworkentry_form.html"
    title: Any = ""
    submit: Any = ""
    danger = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        option = lifecycle.may(self.transition, self.object, actor=self.actor, at=self.at)
        return super().get_context_data(
            option=option, title=self.title, submit=self.submit, danger=self.danger, **kwargs
        )


class EntryAdmit(EntryStep):
    form_class = AdmitForm
    transition = "admit"
    title = gettext_lazy("审核通过")
    submit = gettext_lazy("通过并发布入围公告")
    success_message = gettext_lazy("已通过，入围结果公告已发布。")

    def run(self, form: AdmitForm) -> FrameworkEntry:
        return admit_entry(entry=self.object, actor=self.actor, at=self.at, **form.cleaned_data)


class EntryOffer(EntryAdmit):
    """The same where a written agreement follows."""

    transition = "offer"
    success_message = gettext_lazy("已通过，入围结果公告已发布，请供应商签订框架协议。")


class EntryRefuse(EntryStep):
    form_class = RefuseForm
    transition = "refuse"
    title = gettext_lazy("审核不通过")
    submit = gettext_lazy("告知供应商")
    success_message = gettext_lazy("已告知供应商。")

    def run(self, form: RefuseForm) -> FrameworkEntry:
        return refuse_entry(entry=self.object, actor=self.actor, at=self.at, **form.cleaned_data)


class EntryRemove(EntryStep):
    form_class = RemoveForm
    transition = "remove"
    title = gettext_lazy("清退供应商")
    submit = gettext_lazy("清退并公告")
    danger = True
    success_message = gettext_lazy("已清退，公告已发布。")

    def run(self, form: RemoveForm) -> FrameworkEntry:
        return remove_entry(entry=self.object, actor=self.actor, at=self.at, **form.cleaned_data)


class EntrySign(EntryStep):
    """The supplier signs its agreement."""

    form_class = SignForm
    transition = "sign"
    title = gettext_lazy("签订框架协议")
    submit = gettext_lazy("签订")
    success_message = gettext_lazy("框架协议已签订。")

    def get_initial(self) -> dict[str, Any]:
        phone = self.object.phone
        return {"phone": "" if phone == NOT_GIVEN else phone, "area": self.object.area}

    def run(self, form: SignForm) -> FrameworkEntry:
        return sign_entry(entry=self.object, actor=self.actor, at=self.at, **form.cleaned_data)


class EntryLower(EntryPage, ActionView):
    """Go below one's own agreed price."""

    form_class = LowerForm
    template_name = "frameworks/frameworkentry_form.html"
    permission = staticmethod(permissions.lower_price)
    one_time = True
    success_message = gettext_lazy("协议价格已降低，公开页面已更新，征集人已收到通知。")

    def run(self, form: LowerForm) -> FrameworkEntry:
        return lower_price(entry=self.object, actor=self.actor, at=self.at, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            option=ALLOWED, title=_("降低协议价格"), submit=_("降低"), danger=False, **kwargs
        )


class EntryAgreement(DocumentView):
    """The agreement as PDF for its parties and the overseers; before the signature it is a page to read."""

    queryset = _ENTRIES.filter(Q(signed_at__isnull=False) | Q(status=EntryStatus.OFFERED))
    sign_in_required = True
    document_kind = AGREEMENT
    view_permission = staticmethod(permissions.view_entry)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.object.signed_at is None:
            return HttpResponse(as_page(self.document_key()))
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.object.signed_at is None:
            raise Http404
        return super().post(request, *args, **kwargs)


class EntryTransition(TransitionView):
    """The supplier's own steps."""

    queryset = _ENTRIES
    services = {"withdraw": withdraw_entry, "leave": leave_framework}
    argument = "entry"
    reasons = {"leave": False}
    form_class: type[forms.BaseForm] = TransitionView.form_class
    view_permission = staticmethod(permissions.view_entry)

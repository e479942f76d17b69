"""Organisations and who works there: for the bureau, the auditors, and each organisation's own head."""

from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core.actors import Actor
from procurement.core.permissions import Verdict
from procurement.core.views import ActionView, Column, FilteredListView, ObjectView

from .. import permissions, selectors
from ..enums import OrganisationKind
from ..filters import OrganisationFilter
from ..forms import AppointForm, DismissForm, NewOrganisationForm, OrganisationForm
from ..models import Membership, Organisation
from ..services import appoint, change_organisation, create_organisation, dismiss, duties


def address_of(organisation: Organisation) -> str:
    return reverse("accounts:organisation-detail", kwargs={"code": organisation.code})


class OrganisationList(FilteredListView):
    """All organisations, for the bureau and the auditors."""

    sign_in_required = True
    template_name = "accounts/organisation_list.html"
    filterset_class = OrganisationFilter
    sorts = {"name": "name", "code": "code", "kind": "kind", "people": "people"}
    default_sort = "kind"
    columns = (
        Column(gettext_lazy("机构编号"), "code"),
        Column(gettext_lazy("名称"), "name"),
        Column(gettext_lazy("类别"), "get_kind_display"),
        Column(gettext_lazy("人数"), "people"),
    )
    export_name = "organisations"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self._turned_away() and not permissions.view_all(self.actor):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> models.QuerySet:
        self.queryset = selectors.organisation_directory()
        return super().get_queryset()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        heads = (
            {"label": _("名称"), "field": "name"},
            {"label": _("机构编号"), "field": "code"},
            {"label": _("类别"), "field": "kind"},
            {"label": _("人数"), "field": "people", "numeric": True},
        )
        return super().get_context_data(heads=heads, may_create=permissions.supervises(self.actor), **kwargs)


class OrganisationDetail(ObjectView):
    """One organisation with its people."""

    sign_in_required = True
    model = Organisation

    def view_permission(self, actor: Actor, obj: Organisation) -> Verdict:
        return permissions.view_people(actor, obj)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        organisation = self.object
        return super().get_context_data(
            people=selectors.people_of(organisation),
            facts=_facts(organisation),
            may_manage=(may_manage := bool(permissions.manage_people(self.actor, organisation))),
            bringing=permissions.bring_in(self.actor, organisation),
            invitations=selectors.open_invitations(organisation, self.at) if may_manage else [],
            may_change=bool(permissions.change_organisation(self.actor, organisation)),
            **kwargs,
        )


def _facts(organisation: Organisation) -> list[dict[str, Any]]:
    supervising = organisation.supervising
    rows = (
        (_("机构编号"), organisation.code),
        (_("类别"), organisation.get_kind_display()),
        (_("统一社会信用代码"), organisation.credit_code),
        (_("主管预算单位"), supervising.name if supervising else ""),
        (_("地址"), organisation.address),
        (_("联系人"), organisation.contact_name),
        (_("联系电话"), organisation.contact_phone),
    )
    return [{"label": label, "value": value} for label, value in rows if value]


class OrganisationCreate(ActionView):
    """The bureau brings in an organisation."""

    form_class = NewOrganisationForm
    template_name = "accounts/organisation_form.html"
    one_time = True
    success_message = gettext_lazy("机构已新增。请继续任命负责人。")

    def permission(self, actor: Actor, obj: Any) -> Verdict:
        return permissions.create_organisation(actor, OrganisationKind.TOWNSHIP)

    def run(self, form: NewOrganisationForm) -> Organisation:
        return create_organisation(actor=self.actor, at=self.at, **form.cleaned_data)

    def get_success_url(self) -> str:
        return address_of(self.result)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=_("新增机构"), submit=_("新增"), cancel_url=reverse("accounts:organisation-list"), **kwargs
        )


class OrganisationAction(ActionView):
    """What is done to one organisation and leads back to it."""

    model = Organisation
    template_name = "accounts/organisation_form.html"
    title: Any = ""
    submit: Any = gettext_lazy("保存")

    def view_permission(self, actor: Actor, obj: Organisation) -> Verdict:
        return permissions.view_people(actor, obj)

    def permission(self, actor: Actor, obj: Organisation) -> Verdict:
        return permissions.manage_people(actor, obj)

    def get_success_url(self) -> str:
        return address_of(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=self.title, submit=self.submit, cancel_url=address_of(self.object), **kwargs
        )


class OrganisationChange(OrganisationAction):
    """Change address and contact."""

    form_class = OrganisationForm
    title = gettext_lazy("修改机构资料")
    success_message = gettext_lazy("已保存。")

    def permission(self, actor: Actor, obj: Organisation) -> Verdict:
        return permissions.change_organisation(actor, obj)

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.object, name) for name in OrganisationForm.base_fields}

    def run(self, form: OrganisationForm) -> Organisation:
        return change_organisation(
            organisation=self.object, actor=self.actor, at=self.at, **form.cleaned_data
        )


class PersonAppoint(OrganisationAction):
    """Give a person offices here."""

    form_class = AppointForm
    title = gettext_lazy("任命人员")
    submit = gettext_lazy("任命")

    def permission(self, actor: Actor, obj: Organisation) -> Verdict:
        return permissions.bring_in(actor, obj)

    def get_form_kwargs(self) -> dict[str, Any]:
        heads_only = not permissions.heads(self.actor, self.object)
        return {**super().get_form_kwargs(), "organisation": self.object, "heads_only": heads_only}

    def run(self, form: AppointForm) -> Membership:
        return appoint(
            user=form.cleaned_data["person"],
            organisation=self.object,
            offices=form.cleaned_data["offices"],
            actor=self.actor,
            at=self.at,
        )

    def get_success_message(self) -> str:
        return _("已任命%(name)s。") % {"name": self.result.user.display_name}


class PersonDismiss(OrganisationAction):
    """End a person's offices here."""

    form_class = DismissForm
    template_name = "accounts/membership_dismiss.html"
    title = gettext_lazy("免去岗位")
    submit = gettext_lazy("确认免去")
    success_message = gettext_lazy("已免去岗位，立即生效。")

    @cached_property
    def membership(self) -> Membership:
        """Return the current membership of the person named in the address."""
        found = Membership.objects.filter(
            organisation=self.object, user__code=self.kwargs["person"], until__isnull=True
        )
        membership = found.select_related("user").first()
        if membership is None:
            raise Http404
        return membership

    def permission(self, actor: Actor, obj: Organisation) -> Verdict:
        return permissions.dismiss(actor, obj, self.membership.user.code)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "membership": self.membership}

    def run(self, form: DismissForm) -> None:
        dismiss(
            user=self.membership.user,
            organisation=self.object,
            offices=form.cleaned_data["offices"],
            reason=form.cleaned_data["reason"],
            actor=self.actor,
            at=self.at,
        )

    def get_success_url(self) -> str:
        """Lead back to the organisation, or home where one has just left it oneself."""
        left = self.membership.user_id == self.actor.user_id
        return reverse("accounts:profile") if left else super().get_success_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        left = duties(self.membership.user, self.object)
        return super().get_context_data(membership=self.membership, duties=left, **kwargs)

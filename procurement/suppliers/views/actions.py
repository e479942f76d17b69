"""What is done to one supplier's record: details, list entries."""

from typing import Any

from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.permissions import Verdict
from procurement.core.views import ActionView

from .. import permissions
from ..enums import ChangeStatus, SupplierStatus
from ..forms import DetailsForm, ExclusionForm, LiftForm
from ..models import Exclusion, Supplier
from ..services import change_details, exclude, lift_exclusion


class SupplierAction(ActionView):
    """What is done to one supplier and leads back to its record."""

    queryset = Supplier.objects.select_related("organisation")
    template_name = "suppliers/supplier_form.html"
    title: Any = ""
    submit: Any = gettext_lazy("保存")

    def view_permission(self, actor: Actor, obj: Supplier) -> Verdict:
        return permissions.view_record(actor, obj)

    def permission(self, actor: Actor, obj: Supplier) -> Verdict:
        return permissions.manage(actor, obj)

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = self.object.get_absolute_url()
        return super().get_context_data(title=self.title, submit=self.submit, cancel_url=back, **kwargs)


class SupplierChange(SupplierAction):
    """Keep the details up to date."""

    form_class = DetailsForm
    title = gettext_lazy("修改资料")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "supplier_kind": self.object.supplier_kind}

    def get_success_message(self) -> str:
        if self.object.detail_changes.filter(status=ChangeStatus.ASKED).exists():
            return _("已保存。名称和已核验的资料须经财政部门核验后变更，核验前原来的内容继续有效。")
        if self.before == SupplierStatus.VERIFICATION_REQUESTED != self.object.status:
            return _("已保存。正在核验的资料有变动，原来的核验申请已收回；改好以后请再申请核验。")
        return _("已保存。")

    def get_initial(self) -> dict[str, Any]:
        supplier = self.object
        names = set(DetailsForm.base_fields) - {"fields_of_service", "towns"}
        codes = supplier.fields_of_service.values_list("catalogue_code", flat=True)
        towns = supplier.towns.values_list("division_code", flat=True)
        details = {name: getattr(supplier, name) for name in names - {"name"}}
        details["name"] = supplier.organisation.name
        return {**details, "fields_of_service": list(codes), "towns": list(towns)}

    def run(self, form: DetailsForm) -> Supplier:
        self.before = self.object.status
        values = dict(form.cleaned_data)
        return change_details(
            supplier=self.object,
            fields=values.pop("fields_of_service", None),
            towns=values.pop("towns", None),
            actor=self.actor,
            at=self.at,
            **values,
        )


class ExclusionAdd(SupplierAction):
    """Record what a list says."""

    form_class = ExclusionForm
    title = gettext_lazy("记录限制参加")
    one_time = True
    success_message = gettext_lazy("已记录。")

    def permission(self, actor: Actor, obj: Supplier) -> Verdict:
        return permissions.exclude(actor, obj)

    def run(self, form: ExclusionForm) -> Exclusion:
        return exclude(supplier=self.object, actor=self.actor, at=self.at, **form.cleaned_data)


class ExclusionLift(SupplierAction):
    """End an entry before its time."""

    form_class = LiftForm
    title = gettext_lazy("解除限制参加")
    submit = gettext_lazy("解除")
    success_message = gettext_lazy("已解除。")

    @cached_property
    def entry(self) -> Exclusion:
        """Return the entry named in the address."""
        found = self.object.exclusions.filter(code=self.kwargs["entry"]).first()
        if found is None:
            raise Http404
        return found

    def permission(self, actor: Actor, obj: Supplier) -> Verdict:
        return permissions.exclude(actor, self.entry.supplier)

    def run(self, form: LiftForm) -> Exclusion:
        return lift_exclusion(
            entry=self.entry,
            reason=form.cleaned_data["reason"],
            actor=self.actor,
            at=self.at,
            on=local_date(self.at),
        )

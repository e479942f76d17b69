"""A package that has failed: the annulment, and what may lawfully follow."""

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core import lifecycle
from procurement.core.language import cited, in_language_of_record
from procurement.core.views import ActionView

from .. import permissions
from ..enums import ImplementationPlanStatus, PackageStatus
from ..forms.process import AnnulForm, TerminateForm
from ..models import Package, Tender
from ..selectors import custody
from ..selectors.parts import left_of
from ..selectors.steps import GROUNDS, UNOPENABLE, Step, ground_article, next_steps, tender_runs
from ..selectors.supply import progress_report
from ..services.ending import annul, terminate
from .frame import PackageAction, TenderAction, crumbs
from .papers import TabView


class PackageAnnul(PackageAction):
    """Declare that a package has failed, and see what may lawfully follow."""

    title = gettext_lazy("宣布废标")
    submit = gettext_lazy("宣布并公告")
    form_class = AnnulForm
    template_name = "tendering/package_annul.html"
    transition = "annul"
    permission = ActionView.permission
    one_time = True
    success_message = gettext_lazy("已公告，并告知所有投标（响应）供应商。")

    @cached_property
    def lost(self) -> int:
        """Return how many left the office so that nobody can open the bids any more; mostly 0."""
        return custody.lost_keepers(self.object)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "stuck": bool(self.lost), "early": self.early}

    @property
    def early(self) -> bool:
        """Whether bids may still come in: what nobody can know yet is no ground."""
        deadline = self.object.tender.deadline
        return self.object.status == PackageStatus.RECEIVING and (deadline is None or self.at < deadline)

    @in_language_of_record
    def get_initial(self) -> dict[str, Any]:
        if self.lost:
            # Whoever reads the notice learns how many left, not their names.
            text = _(
                "三位开标密钥保管人中有%(count)s位离任，在任的不足两位，密封文件不能开启，一份也没有开启。"
            )
            return {"ground": UNOPENABLE, "reason": text % {"count": self.lost}}
        if self.early:
            return {}
        return {"ground": next(iter(GROUNDS)), "reason": str(next(iter(GROUNDS.values()))[0])}

    def run(self, form: AnnulForm) -> Package:
        basis = ground_article(form.cleaned_data["ground"], self.object.tender.method)
        return annul(
            package=self.object, reason=form.cleaned_data["reason"], basis=basis, actor=self.actor, at=self.at
        )

    def get_success_url(self) -> str:
        return reverse("tendering:package-next", args=[self.object.code])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        option = lifecycle.may("annul", self.object, actor=self.actor, at=self.at)
        article = cited(self.object.tender.own_articles["few_conform"])
        return super().get_context_data(
            option=option, package=self.object, lost=self.lost, article=article, **kwargs
        )


class TenderTerminate(TenderAction):
    """End the whole activity, on one of two grounds; finance is told how far it had come (N-17)."""

    tab = "overview"
    title = gettext_lazy("终止采购活动")
    submit = gettext_lazy("终止，公告并报告财政部门")
    form_class = TerminateForm
    template_name = "tendering/tender_terminate.html"
    transition = "terminate"
    permission = ActionView.permission
    one_time = True
    success_message = gettext_lazy("采购活动已终止：已公告，已告知供应商，并报告本级财政部门。")

    def get_initial(self) -> dict[str, Any]:
        return {"report": progress_report(self.object, self.at)}

    def run(self, form: TerminateForm) -> Tender:
        return terminate(tender=self.object, actor=self.actor, at=self.at, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        option = lifecycle.may("terminate", self.object, actor=self.actor, at=self.at)
        article = cited(self.object.own_articles["called_off"])
        return super().get_context_data(option=option, article=article, **kwargs)


class PackageNext(TabView):
    """What may lawfully follow a failed package."""

    template_name = "tendering/package_next.html"
    queryset = Package.objects.select_related(
        "tender__plan__agreement", "tender__item__catalogue_item", "tender__purchaser", "tender__agency"
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        steps = [{"step": step, **self._doing(step)} for step in next_steps(self.object)]
        context = super().get_context_data(package=self.object, steps=steps, **kwargs)
        tender = self.tender
        trail = crumbs(
            (_("采购项目"), reverse("tendering:tender-list")), (tender.title, tender.get_absolute_url())
        )
        return {**context, "breadcrumbs": [*trail, {"label": _("下一步"), "url": ""}]}

    def _doing(self, step: Step) -> dict[str, str]:
        """Return where this person takes a step: new documents under the same plan, or another plan.

        A plan keeps its method for good, so every other way begins with its cancellation; then this page leads on to
        the plan of a negotiation with two.
        """
        plan = self.tender.plan
        if not step.possible or tender_runs(plan):
            return {}
        if step.name == "restart":
            if not permissions.operate_plan(self.actor, plan):
                return {}
            url = reverse("tendering:tender-create", args=[plan.code])
            return {"url": url, "go": _("重新编制采购文件")}
        if step.name == "negotiate-with-two" and plan.status == ImplementationPlanStatus.CANCELLED:
            if not permissions.plan_for(self.actor, plan.item) or not left_of(plan.item):
                return {}
            url = reverse("tendering:plan-create", args=[plan.item.code])
            return {"url": f"{url}?follows={self.object.code}", "go": _("编制谈判的采购实施计划")}
        if not lifecycle.may("cancel", plan, actor=self.actor, at=self.at).allowed:
            return {}
        url = reverse("tendering:plan-transition", args=[plan.code, "cancel"])
        return {"url": url, "go": _("撤销原采购实施计划")}

"""Signing up as a supplier, one question at a time. What was typed is kept, encrypted, until the end."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.accounts.adapters.requests import act_for
from procurement.accounts.enums import SupplierKind
from procurement.accounts.models import User
from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.errors import DomainError
from procurement.core.permissions import Verdict
from procurement.core.views import ActionView

from .. import permissions
from ..enums import Scale
from ..forms import CodeForm, ContactForm, DeclarationForm, KindForm, NameForm, OfferForm
from ..forms.sign_up import FOR_SIZE
from ..models import Supplier
from ..selectors import Size, may_bid, registration_draft
from ..services import check_identity, declaration_text, register_supplier, save_registration_step

STEPS: dict[str, tuple[Any, type[forms.Form]]] = {
    "kind": (gettext_lazy("类型"), KindForm),
    "code": (gettext_lazy("身份"), CodeForm),
    "name": (gettext_lazy("名称和负责人"), NameForm),
    "contact": (gettext_lazy("地址和账户"), ContactForm),
    "offer": (gettext_lazy("规模和服务"), OfferForm),
    "declaration": (gettext_lazy("声明"), DeclarationForm),
}
NAMES = list(STEPS)
LAST = NAMES[-1]
# Their questions are those that fit the kind of body.
BY_KIND = ("code", "name", "contact", "offer")


PAPERS = gettext_lazy("证明材料")


def address_of(step: str) -> str:
    return reverse("suppliers:supplier-register", kwargs={"step": step})


class RegistrationStep(ActionView):
    """One step; the last one registers."""

    template_name = "suppliers/supplier_register.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.step = kwargs["step"]
        self.one_time = self.step == LAST
        super().setup(request, *args, **kwargs)

    def load(self) -> None:
        super().load()
        kept = registration_draft(self.actor)
        self.draft, self.saved_at = kept.steps, kept.saved_at

    def permission(self, actor: Actor, obj: Any) -> Verdict:
        return permissions.register(actor, obj)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send whoever comes too early to the first step that is still open."""
        if self.actor.is_anonymous:
            return super().dispatch(request, *args, **kwargs)
        earlier = NAMES[: NAMES.index(self.step)]
        missing = next((name for name in earlier if not self.draft.get(name)), None)
        # A second click on the last button finds the draft gone: the form's own token answers it.
        repeated = self.step == LAST and request.method == "POST"
        if missing and not repeated:
            return self.leave_to(address_of(missing))
        return super().dispatch(request, *args, **kwargs)

    def get_form_class(self) -> type[forms.Form]:
        return STEPS[self.step][1]

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        return {**kwargs, "supplier_kind": self.kind} if self.step in BY_KIND else kwargs

    def get_initial(self) -> dict[str, Any]:
        kept = dict(self.draft.get(self.step, {}))
        if isinstance(kept.get("publicly_funded"), bool):
            kept["publicly_funded"] = "yes" if kept["publicly_funded"] else "no"
        return kept

    @property
    def kind(self) -> str:
        return self.draft.get("kind", {}).get("supplier_kind", "")

    def form_valid(self, form: Any) -> HttpResponse:
        """Show the size that was worked out, without going on."""
        if "calculate" in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form))
        return super().form_valid(form)

    def run(self, form: forms.Form) -> Any:
        values = dict(form.cleaned_data)
        if self.step == LAST:
            return self._register(values)
        if self.step == "kind":
            _refuse_kind(values["supplier_kind"])
            if values["supplier_kind"] != self.kind:
                # Another kind of body has another code, perhaps no head office and no size.
                self._keep("code", {})
                self._keep("name", {})
                self._keep("offer", {})
        if self.step == "code":
            check_identity(supplier_kind=self.kind, **values)
        self._keep(self.step, values)
        return None

    def _keep(self, step: str, values: dict[str, Any]) -> None:
        save_registration_step(step=step, answers=values, actor=self.actor, at=self.at)

    def _register(self, values: dict[str, Any]) -> Supplier:
        if any(not self.draft.get(name) for name in NAMES[:-1]):
            raise DomainError(_("填写的内容已过期。请从第一步重新开始。"))
        offer = {name: value for name, value in self.draft["offer"].items() if name not in FOR_SIZE}
        details = {**self.draft["name"], **self.draft["contact"], **offer}
        return register_supplier(
            user=User.objects.get(pk=self.request.user.pk),
            supplier_kind=self.kind,
            fields=details.pop("fields_of_service", ()),
            towns=details.pop("towns", ()),
            declared=values["declared"],
            actor=self.actor,
            at=self.at,
            **self.draft["code"],
            **details,
        )

    def get_success_url(self) -> str:
        if self.step != LAST:
            return address_of(NAMES[NAMES.index(self.step) + 1])
        act_for(self.request, self.result.code)
        return reverse("suppliers:paper-list", kwargs={"code": self.result.code})

    def get_success_message(self) -> str:
        if self.step != LAST:
            return ""
        if not may_bid(self.result.organisation, local_date(self.at)):
            text = _("注册成功，资料已经保存。但现在还不能参加采购，原因和办法写在下面。")
            messages.warning(self.request, text)
            return ""
        return _("注册成功。下面的材料可以现在交，也可以以后交：核验不是参加采购的条件，只是省去重复提交。")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        at = NAMES.index(self.step)
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "steps": [*(_entry(name, at) for name in NAMES), {"label": PAPERS, "state": "open", "url": ""}],
            "saved_at": self.saved_at,
            "step": self.step,
            "title": STEPS[self.step][0],
            "found": self._told_back(),
            "declaration": self._declaration(),
            "size": self._size(context.get("form")),
            "back_url": address_of(NAMES[at - 1]) if at else "",
            "submit": _("签署声明并注册") if self.step == LAST else _("下一步"),
        }

    def _told_back(self) -> list[dict[str, str]]:
        """Say what the code told, on the steps after it."""
        if self.step in ("kind", "code") or not self.draft.get("code"):
            return []
        try:
            identity = check_identity(supplier_kind=self.kind, **self.draft["code"])
        except DomainError:
            return []
        rows = [
            {
                "label": _("身份证号") if identity.personal else _("统一社会信用代码"),
                "value": identity.number,
            },
            {"label": _("类型"), "value": SupplierKind(self.kind).label},
            {"label": _("登记类别"), "value": identity.kind_label},
            {"label": _("登记管理部门"), "value": identity.registry},
        ]
        return rows + [{"label": _("提示"), "value": text} for text in identity.warnings]

    def _size(self, form: Any) -> dict[str, Any]:
        """Say which size the figures make and why: beside the question, and before it is signed."""
        if self.step == "offer":
            found = getattr(form, "size", None)
            chosen = form.cleaned_data.get("scale", "") if found and form.is_bound else ""
            return _size_facts(found, chosen)
        if self.step != LAST:
            return {}
        offer = self.draft["offer"]
        again = OfferForm(offer, supplier_kind=self.kind)
        again.is_valid()
        return _size_facts(again.size, offer["scale"])

    def _declaration(self) -> list[str]:
        if self.step != LAST:
            return []
        name, scale = self.draft["name"]["name"], self.draft["offer"]["scale"]
        return declaration_text(name, scale).split("\n")


def _entry(name: str, at: int) -> dict[str, Any]:
    place = NAMES.index(name)
    state = "current" if place == at else "done" if place < at else "open"
    return {"label": STEPS[name][0], "state": state, "url": address_of(name) if place < at else ""}


def _size_facts(found: Size | None, chosen: str) -> dict[str, Any]:
    if found is None:
        return {}
    return {
        "found": found,
        "differs": bool(chosen) and chosen != found.scale,
        "chosen": Scale(chosen).label if chosen else "",
    }


def _refuse_kind(supplier_kind: str) -> None:
    """Tell a body that may never supply so before it looks for its code."""
    if supplier_kind == SupplierKind.PUBLIC_INSTITUTION_I:
        check_identity(supplier_kind=supplier_kind)

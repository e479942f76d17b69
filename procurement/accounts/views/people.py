"""What a person sees and changes of themselves."""

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from procurement.core.actors import Actor
from procurement.core.permissions import Verdict, signed_in
from procurement.core.views import ActionView, ActorMixin

from ..adapters.requests import act_for
from ..forms import ProfileForm
from ..models import User
from ..services import change_person


class Profile(ActionView):
    """My details, my offices, my security."""

    form_class = ProfileForm
    template_name = "accounts/user_profile.html"
    success_url = reverse_lazy("accounts:profile")
    success_message = _("已保存。")

    def permission(self, actor: Actor, obj: Any) -> Verdict:
        return signed_in(actor, obj)

    def get_initial(self) -> dict[str, Any]:
        user = self.request.user
        return {"display_name": user.display_name, "phone": user.phone, "language": user.language}

    def run(self, form: ProfileForm) -> User:
        user = User.objects.get(pk=self.request.user.pk)
        return change_person(user=user, actor=self.actor, at=self.at, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            person=self.request.user,
            memberships=list(self.request.memberships),
            second_factor=is_mfa_enabled(self.request.user),
            **kwargs,
        )


class Welcome(ActorMixin, TemplateView):
    """Where somebody who has just signed up finds the two ways on."""

    sign_in_required = True
    template_name = "accounts/user_welcome.html"


class OfficeSwitch(ActorMixin, TemplateView):
    """Choose the organisation that one acts for in this session."""

    sign_in_required = True
    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        code = request.POST.get("office", "")
        if code not in {membership.organisation.code for membership in request.memberships}:
            raise Http404
        act_for(request, code)
        return HttpResponseRedirect(self._next())

    def _next(self) -> str:
        """Return the page asked for if it is ours; what another office saw may be a 404 for this one."""
        asked = self.request.POST.get("next", "")
        safe = url_has_allowed_host_and_scheme(
            asked, allowed_hosts={self.request.get_host()}, require_https=self.request.is_secure()
        )
        return asked if safe else reverse("accounts:profile")

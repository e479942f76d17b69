"""Inviting a colleague by mail, taking the invitation back, accepting it."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.core.actors import Actor
from procurement.core.permissions import ALLOWED, Verdict
from procurement.core.views import ActionView

from .. import permissions
from ..adapters.requests import act_for
from ..enums import Office
from ..forms import InviteForm
from ..models import Invitation, Membership, Organisation
from ..services import accept_invitation, invite, revoke_invitation
from .organisations import OrganisationAction


class PersonInvite(OrganisationAction):
    """Ask a colleague by mail."""

    form_class = InviteForm
    title = gettext_lazy("邮件邀请同事")
    submit = gettext_lazy("发出邀请")
    one_time = True

    def permission(self, actor: Actor, obj: Organisation) -> Verdict:
        return permissions.bring_in(actor, obj)

    def get_form_kwargs(self) -> dict[str, Any]:
        heads_only = not permissions.heads(self.actor, self.object)
        return {**super().get_form_kwargs(), "organisation": self.object, "heads_only": heads_only}

    def run(self, form: InviteForm) -> Invitation:
        return invite(organisation=self.object, actor=self.actor, at=self.at, **form.cleaned_data)

    def get_success_url(self) -> str:
        return reverse("accounts:organisation-detail", kwargs={"code": self.object.code})

    def get_success_message(self) -> str:
        return _("邀请已发到%(email)s，7天内有效。") % {"email": self.result.email}


class InvitationRevoke(OrganisationAction):
    """Take an invitation back."""

    title = gettext_lazy("收回邀请")
    submit = gettext_lazy("确认收回")
    success_message = gettext_lazy("已收回，邮件里的链接不再有效。")

    @cached_property
    def invitation(self) -> Invitation:
        """Return the open invitation named in the address."""
        found = self.object.invitations.filter(code=self.kwargs["invitation"]).first()
        if found is None:
            raise Http404
        return found

    def run(self, form: Any) -> Invitation:
        return revoke_invitation(invitation=self.invitation, actor=self.actor, at=self.at)

    def get_success_url(self) -> str:
        return reverse("accounts:organisation-detail", kwargs={"code": self.object.code})


class InvitationAccept(ActionView):
    """Whoever was invited reads who asks and for what, and accepts."""

    queryset = Invitation.objects.select_related("organisation", "invited_by")
    template_name = "accounts/invitation_accept.html"
    success_message = gettext_lazy("欢迎！岗位立即生效。")

    def view_permission(self, actor: Actor, obj: Invitation) -> Verdict:
        return ALLOWED

    def permission(self, actor: Actor, obj: Invitation) -> Verdict:
        return permissions.accept_invitation(actor, obj)

    def run(self, form: Any) -> Membership:
        return accept_invitation(invitation=self.object, actor=self.actor, at=self.at)

    def get_success_url(self) -> str:
        act_for(self.request, self.object.organisation.code)
        return reverse("workspace:home")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        labels = [Office(office).label for office in self.object.offices]
        return super().get_context_data(labels=labels, open=self.object.is_open(self.at), **kwargs)

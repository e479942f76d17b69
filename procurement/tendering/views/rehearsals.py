"""Practising an opening: who takes part, one's own pass phrase, what came out."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from procurement.core.actors import Actor
from procurement.core.permissions import Verdict, allow_if
from procurement.core.views import ActionView

from ..forms.ceremonies import RehearsalForm, UnlockForm
from ..models import Rehearsal
from ..selectors import custody
from ..services.rehearsing import act, start_rehearsal


class RehearsalList(ActionView):
    """My practices, and a new one."""

    template_name = "tendering/rehearsal_list.html"
    form_class = RehearsalForm

    def permission(self, actor: Actor, obj: Any) -> Verdict:
        mine = custody.key_in_office(actor.user_id)
        return allow_if(mine is not None, _("演练由在任的密钥保管人发起。请先登记密钥。"))

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user_id": self.actor.user_id}

    def run(self, form: RehearsalForm) -> Rehearsal:
        return start_rehearsal(colleagues=form.colleagues(), actor=self.actor, at=self.at)

    def get_success_url(self) -> str:
        return reverse("tendering:rehearsal-detail", args=[self.result.code])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(rehearsals=list(custody.rehearsals_of(self.actor)[:20]), **kwargs)


class RehearsalDetail(ActionView):
    """The practice itself."""

    template_name = "tendering/rehearsal_detail.html"
    form_class = UnlockForm
    model = Rehearsal

    def view_permission(self, actor: Actor, obj: Rehearsal) -> Verdict:
        mine = custody.rehearsals_of(actor).filter(pk=obj.pk)
        return allow_if(mine.exists(), _("您不在这次演练的席位上。"))

    permission = view_permission

    def run(self, form: UnlockForm) -> Rehearsal:
        return act(
            rehearsal=self.object, passphrase=form.cleaned_data["passphrase"], actor=self.actor, at=self.at
        )

    def get_success_url(self) -> str:
        return reverse("tendering:rehearsal-detail", args=[self.object.code])

    def get_success_message(self) -> str:
        if self.object.opened_at:
            return _("演练成功：口令正确，虚构的投标文件已经开启。")
        return _("您的口令正确。还需要另一位参加演练的人输入口令。")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        seats = list(self.object.seats.select_related("key__user", "key__organisation"))
        mine = next((seat for seat in seats if seat.key and seat.key.user_id == self.actor.user_id), None)
        return super().get_context_data(
            seats=seats,
            may_act=mine is not None and mine.acted_at is None and self.object.opened_at is None,
            **kwargs,
        )

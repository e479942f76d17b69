"""A custodian's screens: one's own key, the ceremonies one is called to, and the opening itself."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from procurement.accounts.models import Organisation
from procurement.core import lifecycle
from procurement.core.actors import Actor
from procurement.core.clock import local_date
from procurement.core.errors import DomainError, NotAllowed, NotVisible
from procurement.core.language import bracketed, listed
from procurement.core.permissions import Verdict, refused
from procurement.core.templatetags.formats import day_time
from procurement.core.views import ActionView, FilteredListView

from .. import permissions
from ..enums import RoundStatus
from ..forms.ceremonies import EnrolForm, ReplaceForm, UnlockForm
from ..models import BidRound, RoundCustodian
from ..selectors import attendance, custody, intact, rounds
from ..services.custody import enrol_custodian, grouped_secret
from ..services.opening import unlock
from ..services.replacing import begin_replacement, complete_replacement
from .bid_pages import round_facts
from .opening_pages import opening_page


class CustodyEnrol(ActionView):
    """Make one's own key; the recovery sheet is shown in the answer and never again."""

    template_name = "tendering/custody_form.html"
    form_class = EnrolForm

    def load(self) -> None:
        self.organisation = Organisation.objects.filter(pk=self.actor.organisation_id).first()

    def permission(self, actor: Actor, obj: Any) -> Verdict:
        if self.organisation is None:
            return refused(_("请先选择您担任密钥保管人的单位。"))
        return permissions.enrol(actor, self.organisation)

    def form_valid(self, form: EnrolForm) -> HttpResponse:
        try:
            key = enrol_custodian(
                user=self.request.user,
                organisation=self.organisation,
                passphrase=form.cleaned_data["passphrase"],
                actor=self.actor,
                at=self.at,
            )
        except (NotAllowed, NotVisible):
            raise
        except DomainError as error:
            return self.refuse(form, error)
        response = render(
            self.request,
            "tendering/custody_recovery.html",
            {"key": key, "actor": self.actor, "groups": grouped_secret(key.recovery)},
        )
        response["Cache-Control"] = "no-store"
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            key=custody.active_key(self.actor.user_id), organisation=self.organisation, **kwargs
        )


class CeremonyList(FilteredListView):
    """The rounds that I keep a key for."""

    model = BidRound
    template_name = "tendering/ceremony_list.html"
    sign_in_required = True

    def get_queryset(self) -> Any:
        return rounds.ceremonies_of(self.actor.user_id)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(key=custody.active_key(self.actor.user_id), **kwargs)


class CeremonyDetail(ActionView):
    """Who has acted, whether the receipts match, and the field for one's own pass phrase."""

    template_name = "tendering/ceremony_detail.html"
    form_class = UnlockForm
    queryset = BidRound.objects.select_related("package__tender__purchaser", "closing_entry")
    context_object_name = "round"

    def view_permission(self, actor: Actor, obj: BidRound) -> Verdict:
        return permissions.view_ceremony(actor, obj)

    def permission(self, actor: Actor, obj: BidRound) -> Verdict:
        if self.request.method != "POST":
            return permissions.view_ceremony(actor, obj)
        return permissions.is_custodian(actor, obj)

    def run(self, form: UnlockForm) -> BidRound:
        return unlock(
            round=self.object, passphrase=form.cleaned_data["passphrase"], actor=self.actor, at=self.at
        )

    def get_success_url(self) -> str:
        return reverse("tendering:ceremony-detail", args=[self.object.code])

    def get_success_message(self) -> str:
        if self.object.status == RoundStatus.OPENED:
            return _("两位保管人都已到场，全部文件已经开启。")
        return _("您已完成开启。还需要另一位保管人输入口令。")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        round = self.object
        round.refresh_from_db()
        places = list(rounds.custodians(round))
        mine = next((place for place in places if place.key.user_id == self.actor.user_id), None)
        missing = [place for place in places if not place.serving]
        stuck = custody.is_stuck(round, [place.part for place in missing])
        return {
            **super().get_context_data(**kwargs),
            "facts": round_facts(round),
            "places": places,
            "mine": mine,
            "closed": round.status != RoundStatus.RECEIVING,
            "receipts": list(rounds.receipts(round)),
            "breaks": _breaks(round),
            **(opening_page(round, self.actor, self.at) if attendance.is_public(round) else {}),
            "may_unlock": mine is not None
            and mine.acted_at is None
            and not stuck
            and _is_due(round, self.at),
            "old_key": mine is not None and mine.key.revoked_at is not None,
            "missing": missing,
            "stuck": stuck,
            "ended": rounds.ended_unopened(round),
            "gone": [
                bracketed(place.key.user.display_name, place.key.organisation.name) for place in missing
            ],
            "may_annul": stuck and self._may("annul", round.package),
            "may_terminate": stuck and self._may("terminate", round.package.tender),
            "replaceable": _is_replaceable(round) and not stuck,
            "replacement": (replacement := custody.open_replacement(round, self.at)),
            # Whoever began it has agreed already; the other one confirms.
            "may_confirm": mine is not None
            and replacement is not None
            and mine.part not in (replacement.part, replacement.first_part),
            "replaced": list(_replaced(round)),
            "reminders": self._reminders(),
        }

    def _reminders(self) -> str:
        """Return when the custodians will still be reminded, in one line."""
        if self.object.status != RoundStatus.RECEIVING:
            return ""
        mornings = custody.reminders(self.object, custody.reminder_days(local_date(self.at)))
        return listed([day_time(time) for time in mornings if time > self.at])

    def _may(self, step: str, obj: Any) -> bool:
        return lifecycle.may(step, obj, actor=self.actor, at=self.at).allowed


class CustodianReplace(ActionView):
    """Two of three name a successor for the third: the first begins, the second agrees within the hour."""

    template_name = "tendering/custodian_replace.html"
    queryset = BidRound.objects.select_related("package__tender__purchaser", "package__tender__agency")
    context_object_name = "round"

    def load(self) -> None:
        super().load()
        self.begun = custody.open_replacement(self.object, self.at)
        mine = rounds.custodians(self.object).filter(key__user_id=self.actor.user_id).first()
        self.agreeing = self.begun is not None and mine is not None and mine.part != self.begun.first_part

    def view_permission(self, actor: Actor, obj: BidRound) -> Verdict:
        return permissions.view_ceremony(actor, obj)

    def permission(self, actor: Actor, obj: BidRound) -> Verdict:
        return permissions.is_custodian(actor, obj)

    def get_form_class(self) -> type[UnlockForm] | type[ReplaceForm]:  # type: ignore[override]
        return UnlockForm if self.agreeing else ReplaceForm

    def get_form_kwargs(self) -> dict[str, Any]:
        if self.agreeing:
            return super().get_form_kwargs()
        return {**super().get_form_kwargs(), "round": self.object, "user_id": self.actor.user_id}

    def run(self, form: Any) -> Any:
        if self.agreeing and self.begun is not None:
            return complete_replacement(
                replacement=self.begun,
                passphrase=form.cleaned_data["passphrase"],
                actor=self.actor,
                at=self.at,
            )
        return begin_replacement(round=self.object, actor=self.actor, at=self.at, **form.given())

    def get_success_url(self) -> str:
        return reverse("tendering:ceremony-detail", args=[self.object.code])

    def get_success_message(self) -> str:
        if self.agreeing:
            return _("已更换。本轮密钥已按新的三位保管人重新加密，原保管人的密钥不再有用。")
        return _("您已同意更换。请另一位保管人在一小时内登录确认。")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            facts=round_facts(self.object),
            begun=self.begun,
            agreeing=self.agreeing,
            replaceable=_is_replaceable(self.object),
            **kwargs,
        )


def _is_replaceable(round: BidRound) -> bool:
    return round.status in (RoundStatus.RECEIVING, RoundStatus.CLOSED) and not round.peeled


def _replaced(round: BidRound) -> Any:
    done = round.replacements.filter(done_at__isnull=False)
    return done.select_related("old_key__user", "new_key__user")


def _breaks(round: BidRound) -> list[str]:
    """Return in words what is not as the audit chain says; nothing before the close, when nobody may count bids."""
    if round.status == RoundStatus.RECEIVING:
        return []
    return [_in_words(one) for one in intact.breaks(round)]


def _in_words(one: intact.Break) -> str:
    if one.kind == intact.BID:
        return _("回执%(receipt)s：%(problem)s。") % {"receipt": one.code, "problem": one.problem.label}
    what = listed([_field(name) for name in one.fields]) or one.code
    return _("本轮的%(what)s：%(problem)s。") % {"what": what, "problem": one.problem.label}


def _field(name: str) -> str:
    """Return what the page calls a field of the round; ``layer A|B`` is the layer of two custodians."""
    names = {
        "status": _("状态"),
        "public_key": _("公钥"),
        "deadline": _("截止时间"),
        "root": _("根指纹"),
        "receipts": _("回执清单（与根指纹不符）"),
        "closing_entry": _("截止记录"),
        "custodians": _("开启保管人"),
        "peeled": _("首位保管人开启后留下的密钥层"),
    }
    if name in names:
        return str(names[name])
    parts = dict(RoundCustodian.Part.choices)
    pair = [str(parts.get(part, part)) for part in name.removeprefix("layer ").split("|")]
    return _("密钥层（%(parts)s）") % {"parts": listed(pair)}


def _is_due(round: BidRound, at: datetime) -> bool:
    """Tell whether a pass phrase is wanted: closed, or overdue for closing, which the service then does first."""
    overdue = round.status == RoundStatus.RECEIVING and at >= round.deadline + rounds.GRACE
    return overdue or round.status == RoundStatus.CLOSED

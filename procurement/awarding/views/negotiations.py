"""Sessions, written changes and the call for final offers."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from procurement.core import lifecycle
from procurement.core.actors import Actor
from procurement.core.language import cited
from procurement.core.permissions import Verdict
from procurement.core.views import ActionView, ObjectView
from procurement.tendering import permissions as tendering

from .. import permissions, services
from ..forms import ChangeForm, FinalOffersForm, SessionForm
from ..selectors import examined_bids
from .panels import PACKAGES


class Negotiation(ObjectView):
    """The group's sessions with one supplier at a time, and what was changed in writing."""

    template_name = "awarding/negotiation_detail.html"
    queryset = PACKAGES
    sign_in_required = True
    view_permission = staticmethod(permissions.view_evaluation)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        package = self.object
        sessions = list(package.sessions.select_related("bid__supplier"))
        met = {session.bid_id for session in sessions}
        names = ("start_negotiation", "call_final_offers")
        options = {name: lifecycle.may(name, package, actor=self.actor, at=self.at) for name in names}
        is_member = permissions.is_member(self.actor, package)
        named = is_member or permissions.reads_as_overseer(self.actor, package)
        return super().get_context_data(
            sessions=sessions if named else [],
            changes=list(package.written_changes.all()),
            bids=[{"bid": bid, "met": bid.pk in met} for bid in examined_bids(package)] if is_member else [],
            options=options,
            is_member=is_member,
            names=bool(permissions.view_panel(self.actor, package)),
            represents=bool(permissions.represent(self.actor, package)),
            **kwargs,
        )


class Changes(ObjectView):
    """What was changed in writing, for those who are to offer by it."""

    template_name = "awarding/changes.html"
    queryset = PACKAGES
    sign_in_required = True
    context_object_name = "package"
    view_permission = staticmethod(permissions.read_changes)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            changes=list(self.object.written_changes.all()),
            bids=tendering.bidder(self.actor, self.object.tender),
            **kwargs,
        )


class NegotiationAction(ActionView):
    """One step of a negotiation; afterwards one is back on its page."""

    template_name = "awarding/negotiation_form.html"
    queryset = PACKAGES
    context_object_name = "package"
    title: Any = ""
    text: Any = ""
    topic = ""
    submit: Any = ""
    view_permission = staticmethod(permissions.view_evaluation)

    def permission(self, actor: Actor, obj: Any) -> Verdict:
        return permissions.evaluate(actor, obj)

    def get_success_url(self) -> str:
        return reverse("awarding:negotiation-detail", args=[self.object.code])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        article = cited(self.object.tender.own_articles[self.topic]) if self.topic else ""
        text = self.text % {"article": article} if article else self.text
        return super().get_context_data(title=self.title, text=text, submit=self.submit, **kwargs)


class NegotiationStart(NegotiationAction):
    """Begin."""

    title = _("开始磋商（谈判）")
    text = _("小组所有成员集中与单一供应商分别进行，并给予所有供应商平等的机会（%(article)s）。")
    topic = "group"
    submit = _("开始")

    def run(self, form: Any) -> None:
        services.start_negotiation(package=self.object, actor=self.actor, at=self.at)


class SessionAdd(NegotiationAction):
    """Keep the record of one session."""

    form_class = SessionForm
    one_time = True
    title = _("登记一次磋商（谈判）")
    submit = _("保存记录")
    success_message = _("记录已保存。")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "bids": examined_bids(self.object)}

    def run(self, form: SessionForm) -> None:
        services.hold_session(package=self.object, actor=self.actor, at=self.at, **form.cleaned_data)


class ChangeAdd(NegotiationAction):
    """A substantive change, by the purchaser's representative."""

    form_class = ChangeForm
    one_time = True
    title = _("作出实质性变动")
    text = _("变动须经采购人代表确认，提交后同时书面通知所有参加磋商（谈判）的供应商（%(article)s）。")
    topic = "change_confirmed"
    submit = _("确认并通知全部供应商")
    success_message = _("已同时通知全部供应商。")

    def permission(self, actor: Actor, obj: Any) -> Verdict:
        return permissions.represent(actor, obj)

    def run(self, form: ChangeForm) -> None:
        services.issue_change(package=self.object, actor=self.actor, at=self.at, **form.cleaned_data)


class FinalOffersCall(NegotiationAction):
    """Ask all at once for sealed final offers."""

    form_class = FinalOffersForm
    title = _("要求提交最后报价")
    text = _("所有继续参加的供应商在规定时间内密封提交最后报价；只有最后报价参加评审（%(article)s）。")
    topic = "final_offers"
    submit = _("发出最后报价通知")
    success_message = _("已通知全部供应商提交最后报价。")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "package": self.object}

    def run(self, form: FinalOffersForm) -> None:
        services.call_final_offers(
            package=self.object,
            deadline=form.cleaned_data["deadline"],
            custodians=form.custodians(),
            actor=self.actor,
            at=self.at,
        )

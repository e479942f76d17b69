"""Orders in turn, and second competitions: begun by the purchaser, answered by the admitted, decided by the price."""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.models import PlanItem
from procurement.core.actors import Actor
from procurement.core.clock import SHANGHAI, local_date
from procurement.core.permissions import Verdict
from procurement.core.templatetags import formats
from procurement.core.views import ActionView, LoadedObjectMixin, ObjectView, TransitionView
from procurement.tendering.permissions import see_item
from procurement.tendering.selectors.parts import left_of

from .. import permissions
from ..enums import CallOffWay, ContestStatus
from ..forms.contests import ContestForm, OfferForm, TurnForm
from ..models import CallOff, Contest, Framework
from ..selectors.contests import earliest_end, hours_are_confirmed, least_hours, own_place
from ..selectors.lists import frameworks_for
from ..selectors.turns import next_turn
from ..services.contests import cancel_contest, decide_contest, give_offer, open_contest, take_turn
from .frame import TONES, crumbs, facts

_CONTESTS = Contest.objects.select_related(
    "framework__organiser", "purchaser", "item__catalogue_item", "item__organisation", "call_off"
)


class WayPage(ActionView):
    """The form of one plan item under one framework whose documents say by which way its suppliers are found."""

    queryset = PlanItem.objects.select_related("organisation", "catalogue_item")
    form_class: type[forms.Form] = TurnForm
    template_name = "frameworks/way_form.html"
    one_time = True
    way = ""
    title: Any = ""
    submit: Any = ""

    def load(self) -> None:
        super().load()
        rows = frameworks_for(self.object, local_date(self.at)).filter(call_off_way=self.way)
        found: Framework | None = rows.filter(code=self.kwargs["framework"]).first()
        if found is None:
            raise Http404
        self.framework = found

    def view_permission(self, actor: Actor, obj: PlanItem) -> Verdict:
        return see_item(actor, obj)

    def permission(self, actor: Actor, obj: PlanItem) -> Verdict:
        return permissions.call_off(actor, obj)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "framework": self.framework}

    def get_initial(self) -> dict[str, Any]:
        return {"need": self.object.description}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        choose = reverse("frameworks:calloff-choose", args=[self.object.code])
        home = reverse("frameworks:calloff-list")
        return super().get_context_data(
            **{
                "item": self.object,
                "framework": self.framework,
                "left": left_of(self.object),
                "title": self.title,
                "submit": self.submit,
                "cancel_url": choose,
                "breadcrumbs": crumbs(
                    (_("框架协议成交"), home), (self.object.title, choose), (self.title, "")
                ),
                **kwargs,
            }
        )


class TurnCreate(WayPage):
    """Order from whoever is next."""

    way = CallOffWay.ROTATION
    title = gettext_lazy("按顺序授予")
    submit = gettext_lazy("提出")
    success_message = gettext_lazy("已提出，资金已冻结。请另一人确认。")

    def run(self, form: TurnForm) -> CallOff:
        return take_turn(
            framework=self.framework, item=self.object, actor=self.actor, at=self.at, **form.values()
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(next=next_turn(self.framework), **kwargs)


class ContestCreate(WayPage):
    """Ask all who are admitted."""

    way = CallOffWay.COMPETITION
    form_class = ContestForm
    title = gettext_lazy("发起二次竞价")
    submit = gettext_lazy("发起竞价")
    success_message = gettext_lazy("已发起，资金已冻结，入围供应商已收到通知。")

    def get_initial(self) -> dict[str, Any]:
        # The next whole hour after the least time.
        end = earliest_end(self.at).astimezone(SHANGHAI).replace(minute=0) + timedelta(hours=1)
        return {**super().get_initial(), "until_day": end.date(), "until_time": f"{end:%H:%M}"}

    def run(self, form: ContestForm) -> Contest:
        return open_contest(
            framework=self.framework, item=self.object, actor=self.actor, at=self.at, **form.values()
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            hours=least_hours(self.at), unconfirmed=not hours_are_confirmed(self.at), **kwargs
        )


class ContestPage(LoadedObjectMixin):
    """The frame of a competition's pages."""

    queryset = _CONTESTS
    context_object_name = "contest"
    view_permission = staticmethod(permissions.view_contest)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        contest: Contest = self.object
        unit = contest.framework.unit
        return super().get_context_data(
            tone=TONES[contest.status],
            facts=facts(
                (_("竞价编号"), contest.code),
                (_("框架协议"), f"{contest.framework.title} {contest.framework.code}"),
                (_("采购人"), contest.purchaser.name),
                (_("服务要求"), contest.need),
                (_("服务地点"), contest.place),
                (_("数量"), f"{contest.quantity.normalize():,f} {unit}"),
                (_("报价截止"), formats.day_time(contest.until)),
            ),
            cancel_url=contest.get_absolute_url(),
            breadcrumbs=crumbs((_("框架协议成交"), reverse("frameworks:calloff-list")), (contest.title, "")),
            **kwargs,
        )


class ContestDetail(ContestPage, ObjectView):
    """Before the end nobody reads a price, nor who has offered; afterwards the purchaser reads all."""

    sign_in_required = True
    template_name = "frameworks/contest_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        contest = self.object
        place = own_place(contest, self.actor)
        decided = contest.status == ContestStatus.DECIDED
        mine = place is not None
        rows = contest.offers.select_related("entry__supplier").order_by("price", "entry__rank", "pk")
        return super().get_context_data(
            place=place,
            kept_from=permissions.NEWCOMER
            if place is not None and permissions.came_too_late(self.actor, contest)
            else "",
            may_offer=contest.status == ContestStatus.OPEN
            and self.at <= contest.until
            and bool(permissions.offer(self.actor, contest)),
            invited=contest.offers.count(),
            rows=[row for row in rows if row.price] if decided and not mine else [],
            decided=decided,
            won=mine
            and decided
            and contest.call_off is not None
            and contest.call_off.entry_id == place.entry_id,
            **kwargs,
        )


class ContestOfferGive(ContestPage, ActionView):
    """Give or change one's own price."""

    form_class = OfferForm
    template_name = "frameworks/contest_offer.html"
    permission = staticmethod(permissions.offer)
    success_message = gettext_lazy("报价已加密保存，截止前可以修改，任何人看不到。")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "unit": self.object.framework.unit}

    def run(self, form: OfferForm) -> Any:
        return give_offer(contest=self.object, actor=self.actor, at=self.at, **form.cleaned_data)

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(place=own_place(self.object, self.actor), **kwargs)


class ContestTransition(TransitionView):
    queryset = _CONTESTS
    services = {"decide": decide_contest, "cancel": cancel_contest}
    argument = "contest"
    reasons = {"cancel": True}
    view_permission = staticmethod(permissions.view_contest)

"""Drafting and editing an item: one page with sections, saved as a whole."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.accounts.models import Organisation
from procurement.accounts.selectors import division_names, villages_served_by
from procurement.budgeting.selectors import plannable_lines
from procurement.core import clock, form_tokens, parameters
from procurement.core.actors import Actor
from procurement.core.errors import DomainError
from procurement.core.forms import FIND
from procurement.core.language import listed
from procurement.core.permissions import Verdict
from procurement.core.views import FindingView
from procurement.regulations import performance

from .. import permissions, selectors
from ..forms import PlanItemForm
from ..forms.item import Offers, initial_of, text_of
from ..forms.reckoning import TAKE, filled, money_rows, retyped, target_values
from ..forms.sections import SECTIONS, section_of, states
from ..forms.tables import TARGET_ROWS
from ..models import ItemDraft, PlanItem
from ..services import StaleEdit, default_targets, drop_draft, keep_draft, save_item
from .advice import reckoning_of
from .items import HOME, PLAN
from .stale import KnowinglyMixin

# Where a new item's unsaved content is kept.
NEW = "new"


class _ItemForm(KnowinglyMixin, FindingView):
    """What both pages share: the choices, the tables' rows, the one service."""

    form_class = PlanItemForm
    template_name = "catalogue/planitem_form.html"
    title: Any = ""
    # What a button other than “save” asked for: initial values and rows of the form to show.
    taken = False
    # The field that the service refused.
    failed = ""
    reckoned: tuple[dict[str, Any], dict[str, list[dict[str, Any]]]] | None = None

    @cached_property
    def year(self) -> int:
        """Return the first year that lines and catalogue are offered for."""
        return self.object.year if self.object else clock.local_date(self.at).year

    @cached_property
    def owner(self) -> Organisation:
        """Return the organisation that the item belongs to."""
        return (
            self.object.organisation
            if self.object
            else Organisation.objects.get(pk=self.actor.organisation_id)
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save; or, asked to reckon or find, show what was typed with what follows from it, and save nothing."""
        if getattr(request, "htmx", False):
            if self._saved_since():
                return HttpResponse(status=204)
            kept = self.keep()
            return render(request, "catalogue/planitem_kept.html", {"saved_at": kept.saved_at})
        if step := request.POST.get("step", ""):
            self.keep()
            return self.leave_to(f"{self.address(step)}#section-{section_of(step) or SECTIONS[0].name}")
        if "drop" in request.POST:
            drop_draft(place=self.place, actor=self.actor, at=self.at)
            return self.leave_to(self.address())
        if "reckon" not in request.POST and FIND not in request.POST:
            return super().post(request, *args, **kwargs)
        self.taken = request.POST.get("reckon") == TAKE
        self.reckoned = retyped(self.get_form(), request.POST.get("reckon", ""))
        return self.render_to_response(self.get_context_data())

    def get_form(self, form_class: Any = None) -> PlanItemForm:
        """Return the form; what was ticked of a colleague's stands in it before it is read."""
        form = super().get_form(form_class)
        ticked = self.request.POST.getlist("take")
        if self.object and ticked and form.is_bound:
            form.data = form.data.copy()
            form.take(self.object, ticked)
        return form

    @property
    def place(self) -> str:
        """Return where this form's unsaved content is kept."""
        return self.object.code if self.object else NEW

    @cached_property
    def draft(self) -> ItemDraft | None:
        """Return what was typed here before and not saved; a form that is sent goes on from what is sent."""
        opened = self.request.method == "GET" and not self._asked()
        return selectors.draft_of(self.actor.code, self.place) if opened else None

    def _saved_since(self) -> bool:
        """Tell whether the same person has saved this form while what the browser keeps was on its way.

        Kept after that it would stand in the next form as unsaved, with the state it had before.
        """
        if not self.object:
            token = self.request.POST.get(form_tokens.FIELD, "")
            return form_tokens.is_used(token, actor_code=self.actor.code, path=self.request.path)
        if self.request.POST.get("revision", "") in ("", str(self.object.revision)):
            return False
        last = selectors.last_changes([self.object.code]).get(self.object.code)
        return last is not None and last.actor_code == self.actor.code

    def keep(self) -> ItemDraft:
        """Keep what was typed, right or wrong."""
        values, rows = retyped(self.get_form(), TAKE)
        values.pop(form_tokens.FIELD, None)
        return keep_draft(
            place=self.place, content={"values": values, "rows": rows}, actor=self.actor, at=self.at
        )

    def address(self, section: str = "") -> str:
        """Return this page's address, with a section to open."""
        kept = {"from": self.request.GET.get("from"), "section": section}
        query = urlencode({name: value for name, value in kept.items() if value})
        return f"{self.request.path}?{query}" if query else self.request.path

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = {**super().get_form_kwargs(), "offers": self.offers()}
        if self.draft is not None:
            values = {**kwargs["initial"], **self.draft.content["values"]}
            return {**kwargs, "initial": values, "rows": self.draft.content["rows"]}
        if self.reckoned is None:
            return {**kwargs, "rows": {"fundings": self.funding_rows(), "targets": self.target_rows()}}
        initial, rows = self.reckoned
        return {**kwargs, "data": None, "files": None, "initial": initial, "rows": rows}

    def offers(self) -> Offers:
        """Return what may be chosen: of this year and the next, of the own organisation."""
        home, today = self.actor.organisation_id, clock.local_date(self.at)
        years = [self.year] if self.object else [self.year, self.year + 1]
        return Offers(
            years=years,
            entries=selectors.EntryChoice(today, years, home),
            lines=list(plannable_lines(home, from_year=self.year)),
            earlier=list(selectors.earlier_results(home, max(years))),
            villages=list(villages_served_by(self.owner)),
            towns=division_names(),
        )

    def funding_rows(self) -> list[dict[str, Any]]:
        """Return the money table's rows, with empty ones to fill."""
        return money_rows([])

    def target_rows(self) -> list[dict[str, Any]]:
        """Return the rows of targets, with empty ones to fill."""
        on = clock.local_date(self.at)
        weights = performance.self_evaluation_weights(
            on=on, resident_facing=True, parameters=parameters.changed(on)
        )
        return filled([target_values(target) for target in default_targets(weights=weights)], TARGET_ROWS)

    def run(self, form: PlanItemForm) -> PlanItem:
        place = self.place
        saved = save_item(
            item=self.object,
            organisation=self.owner,
            year=form.cleaned_data["year"],
            fields=form.item_fields(),
            slices=form.slices(),
            villages=form.served(),
            targets=form.target_rows(),
            revision=form.cleaned_data["revision"] if self.object else None,
            actor=self.actor,
            at=self.at,
        )
        drop_draft(place=place, actor=self.actor, at=self.at)
        return saved

    def refuse(self, form: PlanItemForm, error: DomainError) -> Any:
        """What a colleague changed and was left alone here is shown as the colleague saved it.

        What both changed is shown side by side.
        """
        self.failed = error.field or ""
        if self.object and isinstance(error, StaleEdit):
            before = selectors.values_before(self.object.code, form.cleaned_data["revision"])
            form.data = form.data.copy()
            self.object.refresh_from_db()
            if taken := form.take_over(self.object, before):
                text = _("对方改动而您没有动过的内容，已经换成对方保存的：%(fields)s。")
                form.add_error(None, text % {"fields": listed(taken)})
        return super().refuse(form, error)

    def _asked_section(self) -> str:
        return "catalogue_item" if FIND in self.request.POST else self.request.GET.get("section", "")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or self.get_form()
        return super().get_context_data(
            form=form,
            reckoned=self.reckoned is not None and FIND not in self.request.POST,
            taken=self.taken,
            sections=states(form, asked=self._asked_section(), failed=self.failed),
            addresses={one.name: f"{self.address(one.name)}#section-{one.name}" for one in SECTIONS},
            draft=self.draft,
            reckoning=reckoning_of(form, self.owner, clock.local_date(self.at)),
            title=self.title,
            cancel_url=self.object.get_absolute_url() if self.object else PLAN["url"],
            breadcrumbs=[HOME, PLAN, {"label": self.title}],
            **kwargs,
        )


class PlanItemCreate(_ItemForm):
    """Draft a new item for the own organisation."""

    one_time = True
    title = gettext_lazy("新建计划项目")
    success_message = gettext_lazy("草稿已保存。核对下面的提示后提交审核。")

    def load(self) -> None:
        """Find the finished item to begin from, where the address names one."""
        super().load()
        self.source: PlanItem | None = None
        if code := self.request.GET.get("from"):
            mine = selectors.earlier_results(self.actor.organisation_id, clock.local_date(self.at).year + 2)
            self.source = get_object_or_404(
                mine.select_related("catalogue_item", "delegated_line"), code=code
            )

    def permission(self, actor: Actor, obj: Any) -> Verdict:
        return permissions.may_draft(actor)

    @property
    def place(self) -> str:
        return f"from-{self.source.code}" if self.source else NEW

    def get_initial(self) -> dict[str, Any]:
        if self.source is None:
            return super().get_initial()
        year = max(self.source.year + 1, self.year)
        return {**text_of(self.source), "year": year, "continues": self.source.code}

    def funding_rows(self) -> list[dict[str, Any]]:
        """Reusing last year's, propose the lines of the same budget projects, one year on."""
        if self.source is None:
            return super().funding_rows()
        return money_rows(selectors.slices_carried_on(self.source))

    def target_rows(self) -> list[dict[str, Any]]:
        if self.source is None:
            return super().target_rows()
        return filled([target_values(row) for row in self.source.indicators.all()], TARGET_ROWS)


class PlanItemEdit(_ItemForm):
    """Go on with a draft, or mend what was returned."""

    queryset = PlanItem.objects.select_related(
        "organisation", "catalogue_item", "continues__result", "delegated_line"
    )
    context_object_name = "item"
    title = gettext_lazy("修改计划项目")
    success_message = gettext_lazy("已保存。")

    def view_permission(self, actor: Actor, obj: PlanItem) -> Verdict:
        return permissions.view_item(actor, obj)

    def permission(self, actor: Actor, obj: PlanItem) -> Verdict:
        return permissions.edit_item(actor, obj)

    def get_initial(self) -> dict[str, Any]:
        return initial_of(self.object)

    def funding_rows(self) -> list[dict[str, Any]]:
        slices = self.object.fundings.select_related("line").order_by("line__year", "line__code")
        return money_rows([{"line": part.line.code, "amount": part.amount} for part in slices])

    def target_rows(self) -> list[dict[str, Any]]:
        rows = [target_values(row) for row in self.object.indicators.all()]
        return filled(rows, TARGET_ROWS) if rows else super().target_rows()

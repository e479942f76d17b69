"""Amendments: what was changed, and the next one drafted table by table and published as a whole."""

from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from procurement.core import clock
from procurement.core.errors import DomainError
from procurement.core.language import cited
from procurement.regulations.errors import NoCalendar

from .. import permissions
from ..enums import AwardRule, Method
from ..forms.amending import AmendedTermsForm, AmendForm, CeilingForm
from ..forms.plans import CommercialForm
from ..forms.tables import AmendedFactorTable, AmendedLineTable, DocumentTable
from ..models import Amendment, AmendmentDraft
from ..selectors import amending as drafts
from ..selectors.changes import changes_between, changes_of, contract_lags, lines_move, touches_bids
from ..selectors.dates import amendment_limit
from ..selectors.medium import lawful_extension
from ..selectors.policy import article
from ..selectors.supply import ready_extension
from ..selectors.tables import coded_rows, field_rows, positioned_rows
from ..selectors.takeover import COMMERCIAL
from ..selectors.terms import is_scored
from ..services.amending import (
    CEILING,
    PLAIN_TERMS,
    discard_draft,
    draft_ceiling,
    draft_commercial,
    draft_factors,
    draft_lines,
    draft_payment,
    draft_terms,
)
from ..services.amendments import amend, deadline_after
from ..services.commercial import COMMERCIAL_FIELDS
from .frame import PackageAction, TenderAction
from .papers import TabView
from .seen import SeenMixin
from .tables import PackageTable, PaymentEdit, ScoringEdit, TableEdit


class Amendments(TabView):
    """Every amendment with its numbered difference."""

    tab = "amendments"
    template_name = "tendering/tender_amendments.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        amendments = self.object.amendments.order_by("-number")
        may_amend = bool(permissions.amend(self.actor, self.object))
        return super().get_context_data(
            amendments=[{"amendment": row, "changes": changes_of(row)} for row in amendments],
            may_amend=may_amend,
            over=self.object.deadline is not None and self.at >= self.object.deadline,
            draft=drafts.draft_of(self.object) if may_amend else None,
            **kwargs,
        )


class AmendingMixin:
    """The next amendment as it is drafted, over the documents in force."""

    tab = "amendments"
    permission = staticmethod(permissions.amend)

    @property
    def content(self) -> dict[str, Any]:
        draft = drafts.draft_of(self.tender)
        return draft.content if draft else {}

    @property
    def drafted(self) -> drafts.Drafted:
        return drafts.drafted(self.tender, self.content)


class AmendmentCreate(AmendingMixin, TenderAction):
    """What may change, what is drafted, and the notice that makes it so."""

    title = gettext_lazy("发布更正")
    submit = gettext_lazy("发布更正公告")
    form_class = AmendForm
    template_name = "tendering/amendment_form.html"
    one_time = True
    success_message = gettext_lazy(
        "更正公告已发布，采购文件已生成新版本，获取文件和已经投标（响应）的供应商都已通知。"
    )

    def load(self) -> None:
        super().load()
        self._compare()

    def _compare(self) -> None:
        self.after = self.drafted
        self.changes = changes_between(self.object, self.after)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            **super().get_form_kwargs(),
            "touches_bids": touches_bids(self.changes),
            "lines_move": lines_move(self.changes),
            # The call of a framework has no tables of its own: what changes is said in words.
            "has_tables": not self.object.is_call,
            "supply_article": cited(self.object.own_articles["supply"]),
        }

    def run(self, form: AmendForm) -> Amendment:
        return amend(
            tender=self.object,
            text=form.cleaned_data["text"],
            affects_bids=form.cleaned_data["affects_bids"],
            new_deadline=form.new_deadline(),
            documents_until=form.cleaned_data["documents_until"],
            seen=form.cleaned_data["seen"],
            actor=self.actor,
            at=self.at,
        )

    def get_initial(self) -> dict[str, Any]:
        """Begin with the lawful dates where the legal medium published late (T-07), or a longer supply (87 art. 18)."""
        given = {**super().get_initial(), "seen": self._seen()}
        if "prolong" in self.request.GET and (ready := ready_extension(self.object, self.at)):
            return given | ready
        return given | lawful_extension(self.object)

    def _seen(self) -> str:
        return drafts.fingerprint(self.content) if drafts.draft_of(self.object) else ""

    def refuse(self, form: AmendForm, error: DomainError) -> Any:
        if error.field == "new_deadline":
            error.field = "new_day"
        # The page shows the draft as it is now: sent again, it is this one that is published.
        self._compare()
        form.data = form.data.copy()
        form.data["seen"] = self._seen()
        return super().refuse(form, error)

    def get_success_url(self) -> str:
        return self._address("amendments")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tender = self.object
        problems = (
            [] if tender.is_call else drafts.drafted_problems(tender, self.after, self.changes, self.at)
        )
        form = kwargs.pop("form", None) or self.get_form()
        return super().get_context_data(
            form=form,
            draft=drafts.draft_of(tender),
            changes=self.changes,
            open_problems=problems,
            lines_move=lines_move(self.changes),
            contract_lags=contract_lags(self.after, self.changes),
            scored=tender.award_rule == AwardRule.COMPREHENSIVE_SCORING,
            packages=list(tender.packages.order_by("number")),
            fixed_article=article("D-14"),
            by_analogy=tender.method not in Method.tenders(),
            **self._dates(bool(form["affects_bids"].value())),
            **kwargs,
        )

    def _dates(self, affects_bids: bool) -> dict[str, Any]:
        """Return the earliest lawful deadline, and the one that the notice as it stands on the page leads to."""
        try:
            limit = amendment_limit(self.object, clock.local_date(self.at))
            moved = deadline_after(tender=self.object, affects_bids=affects_bids, at=self.at)
        except (NoCalendar, KeyError, DomainError):
            return {}
        return {"limit": limit, "article": article(limit.rule), "moved_to": moved}


class AmendingPage(AmendingMixin, TenderAction):
    """Something done to the drafted amendment."""

    permission = staticmethod(permissions.amend_tables)

    def get_success_url(self) -> str:
        return reverse("tendering:amendment-create", args=[self.tender.code])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "cancel_url": self.get_success_url()}


class AmendPart(SeenMixin, AmendingPage):
    """One part of the documents as the amendment will have it; kept until it is published."""

    permission = staticmethod(permissions.amend_tables)
    submit = gettext_lazy("保存改动")
    success_message = gettext_lazy("改动已保存，还没有发布。请核对前后对照。")


class AmendTable(AmendPart, TableEdit):
    """A table of the documents, to be changed by the amendment."""


class AmendLines(AmendTable, PackageTable):
    title = gettext_lazy("更正采购需求")
    hint = gettext_lazy(
        "可以改数量、单位、地点、标准和时间。采购标的不能变：原有各项的服务内容不能改；需要增减项目的，"
        "勾选“删去”或者写在空行里，发布时说明为什么采购标的没有改变。"
    )
    form_class = AmendedLineTable

    def initial_rows(self) -> list[dict[str, Any]]:
        return positioned_rows(self.object, drafts.package_in(self.drafted, self.object).lines)

    def run(self, form: DocumentTable) -> AmendmentDraft:
        return draft_lines(package=self.object, actor=self.actor, at=self.at, **form.given())


class AmendScoring(AmendTable, ScoringEdit):
    title = gettext_lazy("更正评分表")
    form_class = AmendedFactorTable
    tab = "amendments"

    def weight(self) -> Decimal:
        return self.drafted.tender.price_weight

    def initial_rows(self) -> list[dict[str, Any]]:
        return coded_rows(drafts.package_in(self.drafted, self.object).factors)

    def run(self, form: DocumentTable) -> AmendmentDraft:
        return draft_factors(package=self.object, actor=self.actor, at=self.at, **form.given())


class AmendPayment(AmendTable, PaymentEdit):
    title = gettext_lazy("更正付款安排")
    tab = "amendments"

    def initial_rows(self) -> list[dict[str, Any]]:
        return list(self.drafted.tender.payment_plan)

    def run(self, form: DocumentTable) -> AmendmentDraft:
        return draft_payment(tender=self.object, actor=self.actor, at=self.at, **form.given())


class AmendCommercial(AmendPart):
    title = gettext_lazy("更正商务条款")
    form_class = CommercialForm

    def get_initial(self) -> dict[str, Any]:
        tender, given = self.drafted.tender, super().get_initial()
        old = tender.commercial or {"other": tender.commercial_terms}
        return {**given, **dict.fromkeys(COMMERCIAL, ""), **old}

    def kept_rows(self) -> list[Any]:
        return field_rows(self.drafted.tender, COMMERCIAL_FIELDS)

    def run(self, form: CommercialForm) -> AmendmentDraft:
        seen, parts = form.cleaned_data["seen"], form.cleaned_data
        return draft_commercial(tender=self.object, parts=parts, seen=seen, actor=self.actor, at=self.at)


class AmendTerms(AmendPart):
    title = gettext_lazy("更正其他条款和合同草案")
    form_class = AmendedTermsForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "weighs": is_scored(self.object)}

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), **self.kept_rows()[0]}

    def kept_rows(self) -> list[Any]:
        return field_rows(self.drafted.tender, PLAIN_TERMS)

    def run(self, form: AmendedTermsForm) -> AmendmentDraft:
        seen, terms = form.cleaned_data["seen"], form.cleaned_data
        return draft_terms(tender=self.object, terms=terms, seen=seen, actor=self.actor, at=self.at)


class AmendCeiling(AmendPart, PackageAction):
    title = gettext_lazy("更正最高限价")
    form_class = CeilingForm

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), **self.kept_rows()[0]}

    def kept_rows(self) -> list[Any]:
        return field_rows(drafts.package_in(self.drafted, self.object).package, CEILING)

    def run(self, form: CeilingForm) -> AmendmentDraft:
        given = form.cleaned_data
        return draft_ceiling(package=self.object, actor=self.actor, at=self.at, **given)


class AmendDiscard(AmendingPage):
    """Throw the drafted changes away."""

    title = gettext_lazy("放弃改动")
    submit = gettext_lazy("放弃这些改动")
    template_name = "tendering/amendment_discard.html"
    success_message = gettext_lazy("改动已放弃，采购文件没有变。")

    def run(self, form: Any) -> None:
        discard_draft(tender=self.object, actor=self.actor, at=self.at)

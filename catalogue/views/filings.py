"""Off-catalogue filings: a purchaser asks, the bureau examines; and the word screen of a draft."""

from typing import Any

from django.db import models
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procurement.accounts.models import Organisation
from procurement.core import clock
from procurement.core.actors import Actor
from procurement.core.errors import DomainError
from procurement.core.forms import SeenForm
from procurement.core.language import either
from procurement.core.permissions import Verdict
from procurement.core.views import ActionView, FilteredListView, FindingView, ObjectView, TransitionView
from procurement.regulations import scope

from .. import permissions, selectors, services
from ..enums import FilingStatus, VersionStatus
from ..forms import FilingForm, TakeUpForm, WordsForm
from ..models import CatalogueItem, CatalogueVersion, EntryScreening, OffCatalogueFiling
from .items import HOME
from .making import CATALOGUES, VERSIONS, address_of

FILINGS = {"label": gettext_lazy("目录外备案"), "url": reverse_lazy("catalogue:filing-list")}
ROWS = OffCatalogueFiling.objects.select_related("organisation", "entry__version", "taken_into")
TONES = {
    FilingStatus.REQUESTED: "progress",
    FilingStatus.FILED: "done",
    FilingStatus.REFUSED: "warn",
    FilingStatus.WITHDRAWN: "neutral",
}


class FilingList(FilteredListView):
    """The own filings; all, and what is proposed for the next version, for the bureau."""

    sign_in_required = True
    page_permission = staticmethod(permissions.list_items)
    template_name = "catalogue/offcataloguefiling_list.html"
    sorts = {"code": "code", "status": "status", "amount": "amount"}
    default_sort = "-code"
    tones = TONES

    def get_queryset(self) -> models.QuerySet[OffCatalogueFiling]:
        self.queryset = selectors.visible_filings(self.actor)
        return super().get_queryset()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        heads = (
            {"label": _("服务"), "field": "code"},
            {"label": _("申请单位")},
            {"label": _("目录位置")},
            {"label": _("估算金额（元）"), "field": "amount", "numeric": True},
            {"label": _("状态"), "field": "status"},
        )
        officer = bool(permissions.make_catalogue(self.actor))
        return {
            **context,
            "heads": heads,
            "may_request": bool(permissions.request_filing(self.actor)),
            "proposed": list(selectors.proposals()) if officer else [],
            "breadcrumbs": [HOME, {"label": FILINGS["label"]}],
        }


class FilingCreate(FindingView):
    """Ask for a filing."""

    form_class = FilingForm
    template_name = "catalogue/offcataloguefiling_form.html"
    one_time = True
    success_message = gettext_lazy("申请已提交，等待财政部门审核。")

    def permission(self, actor: Actor, obj: Any) -> Verdict:
        return permissions.request_filing(actor)

    def get_form_kwargs(self) -> dict[str, Any]:
        today = clock.local_date(self.at)
        years = [today.year, today.year + 1]
        places = selectors.places_to_file(today, *years)
        return {**super().get_form_kwargs(), "years": years, "places": places}

    def run(self, form: FilingForm) -> OffCatalogueFiling:
        home = Organisation.objects.get(pk=self.actor.organisation_id)
        return services.request_filing(organisation=home, actor=self.actor, at=self.at, **form.facts())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        crumbs = [HOME, FILINGS, {"label": _("申请目录外备案")}]
        return super().get_context_data(breadcrumbs=crumbs, cancel_url=FILINGS["url"], **kwargs)


class FilingDetail(ObjectView):
    """One filing: what is asked, and what was decided."""

    sign_in_required = True
    context_object_name = "filing"
    queryset = ROWS
    view_permission = staticmethod(permissions.view_filing)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filing = self.object
        filing.tone = TONES[filing.status]
        return super().get_context_data(
            words=selectors.words_in(filing, clock.local_date(filing.requested_at)),
            answers=[
                (either(q.text_zh, q.text_en), filing.negative_answers.get(q.code))
                for q in scope.NEGATIVE_QUESTIONS
            ],
            may_take_up=bool(permissions.make_catalogue(self.actor)) and services.may_take_up(filing),
            breadcrumbs=[HOME, FILINGS, {"label": filing.title}],
            **kwargs,
        )


class FilingTransition(TransitionView):
    """File, refuse, withdraw."""

    queryset = ROWS
    argument = "filing"
    view_permission = staticmethod(permissions.view_filing)
    services = {
        "file": services.file_filing,
        "refuse": services.refuse_filing,
        "withdraw": services.withdraw_filing,
    }
    reasons = {"refuse": True}


class FilingTakeUp(ActionView):
    """Make a filed service an entry of a draft."""

    queryset = ROWS
    context_object_name = "filing"
    form_class = TakeUpForm
    template_name = "catalogue/offcataloguefiling_takeup.html"
    view_permission = staticmethod(permissions.view_filing)

    def permission(self, actor: Actor, obj: OffCatalogueFiling) -> Verdict:
        return permissions.make_catalogue(actor)

    def get_form_kwargs(self) -> dict[str, Any]:
        drafts = selectors.drafts().filter(status=VersionStatus.DRAFT)
        return {**super().get_form_kwargs(), "drafts": drafts}

    def run(self, form: TakeUpForm) -> CatalogueItem:
        return services.take_up_filing(filing=self.object, actor=self.actor, at=self.at, **form.cleaned_data)

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()

    def get_success_message(self) -> str:
        return _("已列入草案：%(entry)s") % {"entry": self.result}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        address = self.object.get_absolute_url()
        crumbs = [HOME, FILINGS, {"label": self.object.title, "url": address}, {"label": _("列入草案")}]
        return super().get_context_data(breadcrumbs=crumbs, cancel_url=address, **kwargs)


class VersionWords(ObjectView):
    """The entries of a version with words of the negative list."""

    sign_in_required = True
    template_name = "catalogue/catalogueversion_words.html"
    context_object_name = "version"
    queryset = VERSIONS

    def view_permission(self, actor: Actor, obj: CatalogueVersion) -> Verdict:
        return permissions.list_versions(actor)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.object
        hits = selectors.entry_hits(version, clock.local_date(self.at))
        return super().get_context_data(
            hits=[(hit, self._may_confirm(hit)) for hit in hits],
            may_explain=bool(permissions.edit_version(self.actor, version)),
            breadcrumbs=[
                HOME,
                CATALOGUES,
                {"label": version.title, "url": address_of(version)},
                {"label": _("负面清单词语")},
            ],
            **kwargs,
        )

    def _may_confirm(self, hit: Any) -> bool:
        waits = hit.explained and not hit.settled and self.object.status == VersionStatus.DRAFT
        return waits and bool(permissions.confirm_words(self.actor, hit.screening))


class _Words(ActionView):
    """What is done about the words of one entry and leads back to the list."""

    context_object_name = "subject"
    template_name = "catalogue/entryscreening_form.html"
    title: Any = ""

    @property
    def hit(self) -> selectors.EntryHit | None:
        """Return the entry with its words and their explanation as they stand now."""
        return selectors.hit_of(self.object.version, self.kwargs["code"], clock.local_date(self.at))

    def get_success_url(self) -> str:
        return reverse("catalogue:draft-words", args=[self.object.version.code])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = self.get_success_url()
        version = self.object.version
        crumbs = [
            HOME,
            CATALOGUES,
            {"label": version.title, "url": address_of(version)},
            {"label": _("负面清单词语"), "url": back},
            {"label": self.title},
        ]
        return super().get_context_data(
            title=self.title, hit=self.hit, cancel_url=back, breadcrumbs=crumbs, **kwargs
        )


class ExplainWords(_Words):
    """Write the reason."""

    form_class = WordsForm
    title = gettext_lazy("说明敏感词")
    success_message = gettext_lazy("已说明，等待另一人复核。")

    def load(self) -> None:
        rows = CatalogueItem.objects.select_related("version")
        self.queryset = rows.filter(version__code=self.kwargs["version"])
        super().load()

    def view_permission(self, actor: Actor, obj: CatalogueItem) -> Verdict:
        return permissions.list_versions(actor)

    def permission(self, actor: Actor, obj: CatalogueItem) -> Verdict:
        return permissions.edit_version(actor, obj.version)

    def run(self, form: WordsForm) -> EntryScreening:
        return services.explain_words(entry=self.object, actor=self.actor, at=self.at, **form.cleaned_data)


class ConfirmWords(_Words):
    """A second person agrees."""

    slug_field = "entry_code"
    form_class = SeenForm
    title = gettext_lazy("复核敏感词")
    success_message = gettext_lazy("已复核。")

    def load(self) -> None:
        rows = EntryScreening.objects.select_related("version")
        self.queryset = rows.filter(version__code=self.kwargs["version"])
        super().load()

    def view_permission(self, actor: Actor, obj: EntryScreening) -> Verdict:
        return permissions.list_versions(actor)

    def permission(self, actor: Actor, obj: EntryScreening) -> Verdict:
        return permissions.confirm_words(actor, obj)

    def get_initial(self) -> dict[str, Any]:
        return {"seen": self.hit.fingerprint if self.hit else ""}

    def run(self, form: SeenForm) -> EntryScreening:
        return services.confirm_words(
            screening=self.object, actor=self.actor, at=self.at, **form.cleaned_data
        )

    def refuse(self, form: Any, error: DomainError) -> Any:
        """The next attempt is made on what the page shows now."""
        form.data = form.data.copy()
        form.data.update(self.get_initial())
        return super().refuse(form, error)

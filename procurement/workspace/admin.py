"""Django's admin over what every room writes: the audit chain and the mails, without what the law still hides."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from procurement.core import clock
from procurement.core.admin import ReadOnlyAdmin
from procurement.core.models import AuditEntry, OutboxMessage

from .selectors.trail import trail

# A mail to a bidder is a name and a count: it shows nowhere, whatever became of it (RULES I-03, I-07, N-01).
SECRET_EVENTS = (
    *(
        "bid_sealed",
        "bid_withdrawn",
        "enquiry_asked",
        "enquiry_answered",
        "tender_amended",
        "tender_clarified",
        "tender_terminated",
        "tender_invited",
        "single_source_objection",
        "single_source_argued",
    ),
    *("round_opened", "round_unopened", "examination_failed", "written_change", "final_offers"),
    *("package_annulled", "challenge_received", "quote_asked"),
)


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """The audit chain, newest first, as far as overseers may read it on their own page."""

    list_display = ("recorded_at", "at", "subject_kind", "subject_code", "seq", "action", "actor_name")
    list_filter = ("subject_kind", "action")
    search_fields = ("subject_code", "actor_code", "actor_name")
    ordering = ("-id",)
    show_full_result_count = False
    address_field = "hash"

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        return trail(clock.now())


@admin.register(OutboxMessage)
class OutboxMessageAdmin(ReadOnlyAdmin):
    """Mails on their way, and those that were given up; none that tells who takes part in a procurement.

    Without pages of their own: a mail has nothing but its running number to be addressed by.
    """

    list_display = ("event", "email", "status", "attempts", "due_at", "sent_at", "error")
    list_display_links = None
    list_filter = ("status", "event")

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> None:
        return None

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutboxMessage]:
        return super().get_queryset(request).exclude(event__in=SECRET_EVENTS)

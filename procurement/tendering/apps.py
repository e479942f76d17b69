"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TenderingConfig(AppConfig):
    name = "procurement.tendering"
    verbose_name = _("采购活动")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models exist only once the registry is ready; the tables register themselves.
        from procurement.core import attachments, documents, sweeping, verification
        from procurement.publications.permissions import register_agency_gate
        from procurement.suppliers.lifecycle import SUPPLIER

        from . import lifecycle
        from .documents import (
            bid_copy_document,
            entrustment_document,
            opening_document,
            receipt_document,
        )
        from .enums import BID_COPY, BID_RECEIPT, ENTRUSTMENT_PAPER, OPENING_SHEET
        from .lifecycle import deals
        from .permissions.deals import read_record
        from .permissions.mediums import agency_records_medium
        from .permissions.openings import read_registered
        from .permissions.small import read_quote
        from .permissions.ways import read_approval
        from .receivers import closing, custody, entrusting
        from .selectors import intact
        from .selectors.medium import SUBJECTS
        from .selectors.sealed_files import FOLDER, named_files
        from .services.bid_copies import keep_copy

        closing.register()
        custody.register()
        entrusting.register()
        attachments.register_reader(lifecycle.IMPLEMENTATION_PLAN.subject_kind, read_approval)
        attachments.register_reader(deals.SINGLE_SOURCE_DEAL.subject_kind, read_record)
        attachments.register_reader(lifecycle.SMALL_PURCHASE.subject_kind, read_quote)
        attachments.register_reader(SUPPLIER.subject_kind, read_registered)
        for subject in SUBJECTS:
            register_agency_gate(subject, agency_records_medium)
        sweeping.register(FOLDER, named_files)
        verification.register(intact.findings)
        documents.register(BID_RECEIPT, receipt_document)
        documents.register(ENTRUSTMENT_PAPER, entrustment_document)
        documents.register(OPENING_SHEET, opening_document)
        documents.register(BID_COPY, bid_copy_document, keep_copy)

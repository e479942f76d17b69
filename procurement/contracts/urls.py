"""Addresses of contracts, acceptances and invoices below ``workspace/``, and the public ``/reserves/``."""

from django.urls import path

from . import views

app_name = "contracts"

urlpatterns = [
    path("reserves/", views.ReserveList.as_view(), name="reserve-list"),
    path("reserves/<int:year>/<slug:code>/", views.ReserveReport.as_view(), name="reserve-report"),
    path("workspace/reserves/", views.ReserveWork.as_view(), name="reserve-work"),
    path(
        "workspace/reserves/<int:year>/<slug:code>/explain/",
        views.ReserveExplain.as_view(),
        name="reserve-explain",
    ),
    path("workspace/contracts/", views.ContractList.as_view(), name="contract-list"),
    path(
        "workspace/contracts/new/award/<slug:source>/",
        views.ContractDraft.as_view(),
        {"origin": "award"},
        name="contract-draft-award",
    ),
    path(
        "workspace/contracts/new/small/<slug:source>/",
        views.ContractDraft.as_view(),
        {"origin": "small"},
        name="contract-draft-small",
    ),
    path(
        "workspace/contracts/new/call-off/<slug:source>/",
        views.ContractDraft.as_view(),
        {"origin": "call"},
        name="contract-draft-call",
    ),
    path(
        "workspace/contracts/new/single-source/<slug:source>/",
        views.ContractDraft.as_view(),
        {"origin": "single"},
        name="contract-draft-single",
    ),
    path("workspace/contracts/<slug:code>/", views.ContractDetail.as_view(), name="contract-detail"),
    path("workspace/contracts/<slug:code>/edit/", views.ContractEdit.as_view(), name="contract-edit"),
    path("workspace/contracts/<slug:code>/money/", views.ContractMoney.as_view(), name="contract-money"),
    path("workspace/contracts/<slug:code>/log/", views.ContractLog.as_view(), name="contract-log"),
    path("workspace/contracts/<slug:code>/log/new/", views.LogService.as_view(), name="contract-log-add"),
    path(
        "workspace/contracts/<slug:code>/log/answer/", views.AnswerLog.as_view(), name="contract-log-answer"
    ),
    path(
        "workspace/contracts/<slug:code>/acceptances/",
        views.ContractAcceptances.as_view(),
        name="contract-acceptances",
    ),
    path(
        "workspace/contracts/<slug:code>/acceptances/new/",
        views.AcceptanceOpen.as_view(),
        name="acceptance-open",
    ),
    path(
        "workspace/contracts/<slug:code>/invoices/",
        views.ContractInvoices.as_view(),
        name="contract-invoices",
    ),
    path(
        "workspace/contracts/<slug:code>/invoices/new/",
        views.InvoiceReceive.as_view(),
        name="invoice-receive",
    ),
    path("workspace/contracts/<slug:code>/refunds/new/", views.RefundEnter.as_view(), name="refund-enter"),
    path(
        "workspace/contracts/<slug:code>/document.pdf", views.ContractDocument.as_view(), name="contract-pdf"
    ),
    path(
        "workspace/contracts/<slug:code>/publish/", views.ContractPublish.as_view(), name="contract-publish"
    ),
    path(
        "workspace/contracts/<slug:code>/<slug:transition>/",
        views.ContractTransition.as_view(),
        name="contract-transition",
    ),
    path("workspace/acceptances/", views.AcceptanceList.as_view(), name="acceptance-list"),
    path("workspace/acceptances/<slug:code>/", views.AcceptanceDetail.as_view(), name="acceptance-detail"),
    path(
        "workspace/acceptances/<slug:code>/members/<int:number>/",
        views.AcceptanceSign.as_view(),
        name="acceptance-sign",
    ),
    path(
        "workspace/acceptances/<slug:code>/conclude/",
        views.AcceptanceConclude.as_view(),
        name="acceptance-conclude",
    ),
    path(
        "workspace/acceptances/<slug:code>/<slug:transition>/",
        views.AcceptanceTransition.as_view(),
        name="acceptance-transition",
    ),
    path("workspace/refunds/<slug:code>/", views.RefundDetail.as_view(), name="refund-detail"),
    path(
        "workspace/refunds/<slug:code>/<slug:transition>/",
        views.RefundTransition.as_view(),
        name="refund-transition",
    ),
    path("workspace/invoices/", views.InvoiceList.as_view(), name="invoice-list"),
    path("workspace/invoices/<slug:code>/", views.InvoiceDetail.as_view(), name="invoice-detail"),
    path("workspace/invoices/<slug:code>/pay/", views.InvoicePay.as_view(), name="invoice-pay"),
    path(
        "workspace/invoices/<slug:code>/<slug:transition>/",
        views.InvoiceTransition.as_view(),
        name="invoice-transition",
    ),
]

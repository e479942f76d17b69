"""Addresses of the room: papers (half A) and seals (half B)."""

from django.urls import URLPattern, path

from .views import (
    agents,
    bids,
    ceremonies,
    dates,
    failing,
    openings,
    papers,
    plans,
    process,
    quotes,
    small,
    tables,
    taking,
    tenders,
    ways,
)

app_name = "tendering"

_T = "workspace/tenders/<slug:code>/"
_P = "workspace/tenders/packages/<slug:code>/"
paper_urls: list[URLPattern] = [
    path("workspace/tenders/", tenders.TenderList.as_view(), name="tender-list"),
    path("workspace/tenders/plans/", plans.PlanList.as_view(), name="plan-list"),
    path("workspace/tenders/plans/new/<slug:code>/", plans.PlanCreate.as_view(), name="plan-create"),
    path("workspace/tenders/plans/<slug:code>/", plans.PlanDetail.as_view(), name="plan-detail"),
    path(
        "workspace/tenders/plans/<slug:code>/approval/", ways.ApprovalRecord.as_view(), name="plan-approval"
    ),
    path(
        "workspace/tenders/plans/<slug:code>/single-source/",
        ways.SingleSourcePublish.as_view(),
        name="plan-single-source",
    ),
    path("workspace/tenders/objections/<slug:code>/", ways.ObjectionArgue.as_view(), name="objection-argue"),
    path("single-source/<slug:code>/object/", ways.ObjectionCreate.as_view(), name="objection-create"),
    path(
        "workspace/tenders/plans/<slug:code>/<slug:transition>/",
        plans.PlanTransition.as_view(),
        name="plan-transition",
    ),
    path("workspace/tenders/new/<slug:code>/", tenders.TenderCreate.as_view(), name="tender-create"),
    path(f"{_P}edit/", papers.PackageEdit.as_view(), name="package-edit"),
    path(f"{_P}requirements/", tables.RequirementsEdit.as_view(), name="package-requirements"),
    path(f"{_P}conditions/", tables.ConditionsEdit.as_view(), name="package-conditions"),
    path(f"{_P}scoring/template/", tables.ScoringTemplate.as_view(), name="package-template"),
    path(f"{_P}scoring/", tables.ScoringEdit.as_view(), name="package-scoring"),
    path(f"{_P}annul/", failing.PackageAnnul.as_view(), name="package-annul"),
    path(f"{_P}next/", failing.PackageNext.as_view(), name="package-next"),
    path(
        "workspace/tenders/enquiries/<slug:code>/answer/",
        process.EnquiryAnswer.as_view(),
        name="enquiry-answer",
    ),
    path(_T, tenders.TenderDetail.as_view(), name="tender-detail"),
    path(f"{_T}documents/", papers.Documents.as_view(), name="tender-documents"),
    path(f"{_T}documents/terms/", papers.TermsEdit.as_view(), name="tender-terms"),
    path(f"{_T}documents/commercial/", papers.CommercialEdit.as_view(), name="tender-commercial"),
    path(f"{_T}documents/invitation/", ways.InvitationEdit.as_view(), name="tender-invitation"),
    path(f"{_T}documents/payment/", tables.PaymentEdit.as_view(), name="tender-payment"),
    path(f"{_T}documents/risks/", tables.RisksEdit.as_view(), name="tender-risks"),
    path(f"{_T}documents/contract/", papers.ContractEdit.as_view(), name="tender-contract"),
    path(f"{_T}documents/contract/build/", papers.ContractBuild.as_view(), name="tender-contract-build"),
    path(f"{_T}requirements/", papers.Requirements.as_view(), name="tender-requirements"),
    path(f"{_T}scoring/", papers.Scoring.as_view(), name="tender-scoring"),
    path(f"{_T}dates/", dates.Dates.as_view(), name="tender-dates"),
    path(f"{_T}reviews/", process.Reviews.as_view(), name="tender-reviews"),
    path(f"{_T}reviews/new/", process.ReviewRecord.as_view(), name="tender-review"),
    path(f"{_T}reviews/pass/", process.ReviewRecord.as_view(), name="tender-pass-reviews"),
    path(f"{_T}reviews/return/", process.ReviewRecord.as_view(), name="tender-return-for-changes"),
    path(f"{_T}release/", process.Release.as_view(), name="tender-release"),
    path(f"{_T}enquiries/", process.Enquiries.as_view(), name="tender-enquiries"),
    path(f"{_T}amendments/", process.Amendments.as_view(), name="tender-amendments"),
    path(f"{_T}amendments/new/", process.AmendmentCreate.as_view(), name="amendment-create"),
    path(f"{_T}terminate/", failing.TenderTerminate.as_view(), name="tender-terminate"),
    path(f"{_T}<slug:transition>/", tenders.TenderTransition.as_view(), name="tender-transition"),
    path("workspace/bids/tenders/<slug:code>/agents/", agents.AgentList.as_view(), name="agent-list"),
    path(
        "workspace/bids/tenders/<slug:code>/agents/<slug:agent>/end/",
        agents.AgentEnd.as_view(),
        name="agent-end",
    ),
    path("tenders/<slug:code>/may-i-bid/", taking.BidStanding.as_view(), name="bid-standing"),
    path("tenders/<slug:code>/documents/", taking.DocumentsTake.as_view(), name="documents-take"),
    path("tenders/<slug:code>/ask/", process.Ask.as_view(), name="tender-ask"),
    path("workspace/small/", small.SmallList.as_view(), name="small-list"),
    path("workspace/small/new/<slug:code>/", small.SmallCreate.as_view(), name="small-create"),
    path("workspace/small/<slug:code>/", small.SmallDetail.as_view(), name="small-detail"),
    path("workspace/small/<slug:code>/quotes/", quotes.QuoteAdd.as_view(), name="quote-create"),
    path("workspace/small/<slug:code>/ask/", quotes.QuoteAsk.as_view(), name="quote-ask"),
    path("workspace/quotes/<slug:code>/", quotes.QuoteGive.as_view(), name="quote-give"),
    path("workspace/small/<slug:code>/decide/", small.SmallDecide.as_view(), name="small-decide"),
    path(
        "workspace/small/<slug:code>/<slug:transition>/",
        small.SmallTransition.as_view(),
        name="small-transition",
    ),
]
seals: list[URLPattern] = [
    path("workspace/bids/", bids.BidList.as_view(), name="bid-list"),
    path("workspace/bids/receipts/<slug:receipt>/", bids.ReceiptDetail.as_view(), name="receipt-detail"),
    path("workspace/bids/receipts/<slug:receipt>/pdf/", bids.ReceiptPdf.as_view(), name="receipt-pdf"),
    path(
        "workspace/bids/receipts/<slug:receipt>/withdraw/",
        bids.ReceiptWithdraw.as_view(),
        name="receipt-withdraw",
    ),
    path("workspace/bids/<slug:code>/", bids.BidEdit.as_view(), name="bid-edit"),
    path("workspace/bids/<slug:code>/files/", bids.BidFileAdd.as_view(), name="bid-file-add"),
    path(
        "workspace/bids/<slug:code>/files/<slug:file>/remove/",
        bids.BidFileRemove.as_view(),
        name="bid-file-remove",
    ),
    path("workspace/bids/<slug:code>/discard/", bids.BidDiscard.as_view(), name="bid-discard"),
    path("workspace/bids/<slug:code>/seal/", bids.BidSeal.as_view(), name="bid-seal"),
    path("workspace/custody/", ceremonies.CustodyEnrol.as_view(), name="custody"),
    path("workspace/ceremonies/", ceremonies.CeremonyList.as_view(), name="ceremony-list"),
    path("workspace/ceremonies/<slug:code>/", ceremonies.CeremonyDetail.as_view(), name="ceremony-detail"),
    path("workspace/openings/<slug:code>/", openings.OpenedRound.as_view(), name="opened-round"),
    path(
        "workspace/openings/<slug:code>/<slug:letter>/",
        openings.OpenedBidDetail.as_view(),
        name="opened-bid",
    ),
    path(
        "workspace/openings/<slug:code>/<slug:letter>/files/<slug:file>/",
        openings.OpenedBidFile.as_view(),
        name="opened-file",
    ),
    path(
        "workspace/examinations/<slug:code>/finish/",
        openings.ExaminationFinish.as_view(),
        name="package-finish-examination",
    ),
    path("openings/<slug:code>/", openings.OpeningDetail.as_view(), name="opening-detail"),
    path("openings/<slug:code>/record.json", openings.OpeningRecord.as_view(), name="opening-record"),
    path("verify/receipt/", openings.ReceiptLookup.as_view(), name="receipt-lookup"),
    path("verify/receipt/<slug:receipt>/", openings.ReceiptVerify.as_view(), name="receipt-verify"),
]

urlpatterns = [*paper_urls, *seals]

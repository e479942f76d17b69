"""Addresses of the room: papers (half A) and seals (half B)."""

from django.urls import URLPattern, path

from .views import bids, ceremonies, openings

app_name = "tendering"

papers: list[URLPattern] = []
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

urlpatterns = [*papers, *seals]

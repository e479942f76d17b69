"""Addresses of frameworks: public pages at ``frameworks/``, work below ``workspace/``."""

from django.urls import path, re_path

from .views import calls, contests, entries, frameworks, public, quality, reviews, solicitations, vouchers

app_name = "frameworks"

_F = "workspace/frameworks/"
_E = "workspace/framework-entries/"
_C = "workspace/call-offs/"
_K = "workspace/contests/"
_V = "workspace/vouchers/"

urlpatterns = [
    path("frameworks/", public.FrameworkPublicList.as_view(), name="framework-public-list"),
    path("frameworks/feed.atom", public.FrameworkFeed.as_view(), name="framework-feed"),
    path("frameworks/<slug:code>/", public.FrameworkPublic.as_view(), name="framework-public"),
    path(
        "frameworks/<slug:code>/admission.json",
        solicitations.AdmissionBundle.as_view(),
        name="framework-admission",
    ),
    path("frameworks/<slug:code>/apply/", entries.EntryApply.as_view(), name="entry-apply"),
    path(_F, frameworks.FrameworkList.as_view(), name="framework-list"),
    path(f"{_F}new/", frameworks.FrameworkCreate.as_view(), name="framework-create"),
    path(f"{_F}<slug:code>/", frameworks.FrameworkDetail.as_view(), name="framework-detail"),
    path(f"{_F}<slug:code>/edit/<slug:part>/", frameworks.FrameworkEdit.as_view(), name="framework-edit"),
    path(f"{_F}<slug:code>/risks/", reviews.FrameworkRisks.as_view(), name="framework-risks"),
    path(f"{_F}<slug:code>/scoring/", quality.FrameworkScoring.as_view(), name="framework-scoring"),
    path(f"{_F}<slug:code>/review/", reviews.FrameworkReviewRecord.as_view(), name="framework-review"),
    path(f"{_F}<slug:code>/summary/", frameworks.FrameworkSummarise.as_view(), name="framework-summarise"),
    path(f"{_F}<slug:code>/solicit/", solicitations.FrameworkSolicit.as_view(), name="framework-solicit"),
    path(
        f"{_F}<slug:code>/supplement/",
        solicitations.FrameworkSupplement.as_view(),
        name="framework-supplement",
    ),
    path(f"{_F}<slug:code>/rank/", solicitations.FrameworkRank.as_view(), name="framework-rank"),
    path(f"{_F}<slug:code>/announce/", solicitations.FrameworkAnnounce.as_view(), name="framework-announce"),
    path(f"{_F}<slug:code>/begin/", solicitations.FrameworkBegin.as_view(), name="framework-begin"),
    path(
        f"{_F}<slug:code>/terminate/", solicitations.FrameworkTerminate.as_view(), name="framework-terminate"
    ),
    path(f"{_F}<slug:code>/fail/", solicitations.FrameworkFail.as_view(), name="framework-fail"),
    path(
        f"{_F}<slug:code>/<slug:transition>/",
        frameworks.FrameworkTransition.as_view(),
        name="framework-transition",
    ),
    path(_E, entries.EntryList.as_view(), name="entry-list"),
    path(f"{_E}<slug:code>/", entries.EntryDetail.as_view(), name="entry-detail"),
    path(f"{_E}<slug:code>/admit/", entries.EntryAdmit.as_view(), name="entry-admit"),
    path(f"{_E}<slug:code>/offer/", entries.EntryOffer.as_view(), name="entry-offer"),
    path(f"{_E}<slug:code>/refuse/", entries.EntryRefuse.as_view(), name="entry-refuse"),
    path(f"{_E}<slug:code>/remove/", entries.EntryRemove.as_view(), name="entry-remove"),
    path(f"{_E}<slug:code>/lower/", entries.EntryLower.as_view(), name="entry-lower"),
    path(f"{_E}<slug:code>/agreement/", entries.EntryAgreement.as_view(), name="entry-agreement"),
    path(f"{_E}<slug:code>/sign/", entries.EntrySign.as_view(), name="entry-sign"),
    path(f"{_E}<slug:code>/<slug:transition>/", entries.EntryTransition.as_view(), name="entry-transition"),
    path(_C, calls.CallOffList.as_view(), name="calloff-list"),
    path(f"{_C}new/<slug:code>/", calls.CallOffChoose.as_view(), name="calloff-choose"),
    path(f"{_C}new/<slug:code>/<slug:entry>/", calls.CallOffCreate.as_view(), name="calloff-create"),
    path(f"{_C}new/<slug:code>/<slug:framework>/turn/", contests.TurnCreate.as_view(), name="turn-create"),
    path(
        f"{_C}new/<slug:code>/<slug:framework>/contest/",
        contests.ContestCreate.as_view(),
        name="contest-create",
    ),
    path(f"{_K}<slug:code>/", contests.ContestDetail.as_view(), name="contest-detail"),
    path(f"{_K}<slug:code>/offer/", contests.ContestOfferGive.as_view(), name="contest-offer"),
    path(
        f"{_K}<slug:code>/<slug:transition>/", contests.ContestTransition.as_view(), name="contest-transition"
    ),
    path(_V, vouchers.VoucherList.as_view(), name="voucherbatch-list"),
    path(f"{_V}new/<slug:code>/<slug:framework>/", vouchers.VoucherAsk.as_view(), name="voucherbatch-create"),
    path(f"{_V}<slug:code>/", vouchers.VoucherDetail.as_view(), name="voucherbatch-detail"),
    path(f"{_V}<slug:code>/issue/", vouchers.VoucherIssue.as_view(), name="voucherbatch-issue"),
    path(f"{_V}<slug:code>/gather/", vouchers.VoucherGather.as_view(), name="voucherbatch-gather"),
    path(
        f"{_V}<slug:code>/<slug:transition>/",
        vouchers.VoucherTransition.as_view(),
        name="voucherbatch-transition",
    ),
    re_path(r"^v/(?P<token>[-\w]{8,64})/$", vouchers.VoucherChoose.as_view(), name="voucher-choose"),
    path(f"{_C}<slug:code>/rate/", calls.CallOffRate.as_view(), name="calloff-rate"),
    path(f"{_C}<slug:code>/", calls.CallOffDetail.as_view(), name="calloff-detail"),
    path(f"{_C}<slug:code>/<slug:transition>/", calls.CallOffTransition.as_view(), name="calloff-transition"),
]

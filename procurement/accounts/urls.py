"""Addresses of people and organisations, all below ``workspace/``."""

from django.urls import path

from . import views

app_name = "accounts"

urlpatterns = [
    path("workspace/welcome/", views.Welcome.as_view(), name="welcome"),
    path("workspace/profile/", views.Profile.as_view(), name="profile"),
    path("workspace/office/", views.OfficeSwitch.as_view(), name="office-switch"),
    path("workspace/organisations/", views.OrganisationList.as_view(), name="organisation-list"),
    path("workspace/organisations/new/", views.OrganisationCreate.as_view(), name="organisation-create"),
    path(
        "workspace/organisations/<slug:code>/", views.OrganisationDetail.as_view(), name="organisation-detail"
    ),
    path(
        "workspace/organisations/<slug:code>/change/",
        views.OrganisationChange.as_view(),
        name="organisation-change",
    ),
    path(
        "workspace/organisations/<slug:code>/appoint/", views.PersonAppoint.as_view(), name="person-appoint"
    ),
    path("workspace/organisations/<slug:code>/invite/", views.PersonInvite.as_view(), name="person-invite"),
    path(
        "workspace/organisations/<slug:code>/invitations/<slug:invitation>/revoke/",
        views.InvitationRevoke.as_view(),
        name="invitation-revoke",
    ),
    path("workspace/invitations/<slug:code>/", views.InvitationAccept.as_view(), name="invitation-accept"),
    path(
        "workspace/organisations/<slug:code>/people/<slug:person>/dismiss/",
        views.PersonDismiss.as_view(),
        name="person-dismiss",
    ),
]

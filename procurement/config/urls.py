"""Every address of the platform, Chinese at ``/`` and English at ``/en/``."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from procurement.core.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("admin/cms/", include(wagtailadmin_urls)),
    path("admin/", admin.site.urls),
]

handler500 = "procurement.core.views.server_error"

urlpatterns += i18n_patterns(
    path("", include("procurement.core.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("procurement.accounts.urls")),
    path("", include("procurement.publications.urls")),
    path("", include("procurement.budgeting.urls")),
    path("", include("catalogue.urls")),
    path("", include("procurement.suppliers.urls")),
    path("", include("procurement.tendering.urls")),
    path("", include("procurement.awarding.urls")),
    path("", include("procurement.frameworks.urls")),
    path("", include("procurement.contracts.urls")),
    path("", include("procurement.performance.urls")),
    path("", include("procurement.complaints.urls")),
    path("", include("procurement.workspace.urls")),
    path("", include("cms.urls")),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)

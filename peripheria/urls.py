"""All addresses, grouped by object."""

from importlib.util import find_spec

from django.urls import include, path
from django.views.i18n import set_language

from peripheria import health, offline_pages, public_pages, today, views

urlpatterns = [
    path("", public_pages.home, name="home"),
    path("pilots/<slug:pilot_slug>/", public_pages.pilot_public, name="pilot-public"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("sw.js", offline_pages.service_worker, name="service-worker"),
    path("offline/", offline_pages.offline, name="offline"),
    path("accessibility/", public_pages.accessibility, name="accessibility"),
    path("privacy/", public_pages.privacy, name="privacy"),
    path("today/", today.today, name="today"),
    path("programmes/<slug:programme_slug>/", today.choose_programme, name="programme"),
    path("components/", views.components_gallery, name="components-gallery"),
    path("account/", include("allauth.account.urls")),
    path("account/", include("allauth.mfa.urls")),
    path("language/", set_language, name="set_language"),
    path("api/", include("peripheria.api")),
    path("", include("foundation.audit.urls")),
    *(
        path("", include(f"{app}.urls"))
        for app in ("pilots", "stakeholders", "engagement", "surveys", "indicators", "reports")
        if find_spec(f"{app}.urls")
    ),
]

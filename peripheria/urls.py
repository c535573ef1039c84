"""All addresses, grouped by object."""

from importlib.util import find_spec

from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("account/", include("allauth.account.urls")),
    path("account/", include("allauth.mfa.urls")),
    path("language/", set_language, name="set_language"),
    path("api/", include("peripheria.api")),
    *(
        path("", include(f"{app}.urls"))
        for app in ("stakeholders", "engagement", "surveys", "indicators", "reports")
        if find_spec(f"{app}.urls")
    ),
]

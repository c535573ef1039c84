"""All addresses, grouped by object."""

from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("account/", include("allauth.account.urls")),
    path("account/", include("allauth.mfa.urls")),
    path("language/", set_language, name="set_language"),
]

"""The API's router: ``/api/v1/…``, its schema at ``/api/schema/``."""

from importlib.util import find_spec

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    *(
        path("v1/", include(f"{app}.api.urls"))
        for app in ("pilots", "engagement", "surveys", "indicators")
        if find_spec(f"{app}.api") and find_spec(f"{app}.api.urls")
    ),
]

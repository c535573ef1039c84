"""Addresses of the API of values and verdicts."""

from django.urls import path

from indicators.api import views

urlpatterns = [
    path("values/", views.ValueList.as_view(), name="api-value-list"),
    path("verdicts/", views.VerdictList.as_view(), name="api-verdict-list"),
]

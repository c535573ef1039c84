"""Addresses of reports."""

from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("programmes/<slug:programme_slug>/reports/", views.report_list, name="report-list"),
    path("reports/<int:report_id>/", views.report_detail, name="report-detail"),
    path("reports/<int:report_id>/verify/", views.report_verify, name="report-verify"),
    path("reports/<int:report_id>/methods/<str:method>/chart.svg", views.report_chart, name="report-chart"),
    path("reports/<int:report_id>/<str:format>/", views.document, name="document"),
]

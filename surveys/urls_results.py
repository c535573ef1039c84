"""Addresses of what comes of surveys; included in the surveys' own."""

from django.urls import path

from surveys import result_pages

urlpatterns = [
    path("surveys/<slug:wave_slug>/results/", result_pages.wave_results, name="wave-results"),
    path("surveys/<slug:wave_slug>/results.csv", result_pages.results_csv, name="wave-results-csv"),
    path("surveys/<slug:wave_slug>/results/<str:question_code>.svg", result_pages.result_picture,
         name="result-picture"),
    path("surveys/<slug:wave_slug>/results/<str:question_code>.csv", result_pages.result_csv,
         name="result-picture-csv"),
]

"""Addresses of what comes of surveys; included in the surveys' own."""

from django.urls import path

from surveys import coding_pages, crosstabs_pages, publication_pages, result_pages, waves_pages, webhooks_pages

urlpatterns = [
    path("surveys/<slug:wave_slug>/results/", result_pages.wave_results, name="wave-results"),
    path("surveys/<slug:wave_slug>/results.csv", result_pages.results_csv, name="wave-results-csv"),
    path("surveys/<slug:wave_slug>/results/<str:question_code>.svg", result_pages.result_picture,
         name="result-picture"),
    path("surveys/<slug:wave_slug>/results/<str:question_code>.csv", result_pages.result_csv,
         name="result-picture-csv"),
    path("surveys/<slug:wave_slug>/waves/", waves_pages.wave_comparison, name="wave-comparison"),
    path("surveys/<slug:wave_slug>/waves/<str:question_code>.svg", waves_pages.comparison_svg,
         name="wave-comparison-svg"),
    path("surveys/<slug:wave_slug>/waves/<str:question_code>.csv", waves_pages.comparison_csv,
         name="wave-comparison-csv"),
    path("surveys/<slug:wave_slug>/crosstab/", crosstabs_pages.cross_tab, name="cross-tab"),
    path("surveys/<slug:wave_slug>/crosstab.csv", crosstabs_pages.cross_tab_csv, name="cross-tab-csv"),
    path("surveys/<slug:wave_slug>/coding/", coding_pages.coding_list, name="coding-list"),
    path("surveys/<slug:wave_slug>/coding/<str:text_code>/", coding_pages.codebook, name="codebook"),
    path("survey-coding/<int:coding_id>/", coding_pages.coding, name="coding"),
    path("surveys/<slug:wave_slug>/publication/", publication_pages.publication, name="publication"),
    path("s/<slug:wave_slug>/results/", publication_pages.public_results, name="public-results"),
    path("s/<slug:wave_slug>/results/<str:question_code>.svg", publication_pages.public_picture,
         name="public-picture"),
    path("s/<slug:wave_slug>/results/<str:question_code>.csv", publication_pages.public_csv,
         name="public-picture-csv"),
    path("programmes/<slug:programme_slug>/webhooks/", webhooks_pages.webhook_list, name="webhook-list"),
    path("programmes/<slug:programme_slug>/webhooks/<int:webhook_id>/", webhooks_pages.webhook_log,
         name="webhook-log"),
    path("s/<slug:wave_slug>/done/code/", waves_pages.make_pairing_code, name="pairing-code"),
]

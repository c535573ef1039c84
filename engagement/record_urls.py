"""Addresses of outcomes, costs and files; part of ``engagement.urls``."""

from django.urls import path

from engagement.views import costs, files, outcomes_edit, trace

SESSION = "sessions/<int:session_id>/"
FILE = "files/<int:attachment_id>/"
OUTCOMES = ("contribution", "decision", "commitment")
urlpatterns = [
    *(path(f"{name}s/<int:{name}_id>/", getattr(outcomes_edit, f"{name}_edit"), name=f"{name}-edit")
      for name in OUTCOMES),
    *(path(f"{name}s/<int:{name}_id>/remove/", getattr(outcomes_edit, f"{name}_remove"), name=f"{name}-remove")
      for name in OUTCOMES),
    path("contributions/<int:contribution_id>/publish/", outcomes_edit.contribution_publish,
         name="contribution-publish"),
    path("commitments/<int:commitment_id>/publish/", outcomes_edit.commitment_publish, name="commitment-publish"),
    path("decisions/<int:decision_id>/review/", outcomes_edit.decision_review, name="decision-review"),
    path("decisions/<int:decision_id>/roles/add/", outcomes_edit.decision_party_add, name="decision-party-add"),
    path("decisions/<int:decision_id>/roles/<int:role_id>/remove/", outcomes_edit.decision_role_remove,
         name="decision-role-remove"),
    path("pilots/<slug:pilot_slug>/trace/", trace.trace, name="trace"),
    path("pilots/<slug:pilot_slug>/trace/<int:contribution_id>/", trace.trace_contribution,
         name="trace-contribution"),
    path(f"{SESSION}spending/add/", costs.session_spending_add, name="session-spending-add"),
    path("spending/<int:spending_id>/", costs.spending_edit, name="spending-edit"),
    path("spending/<int:spending_id>/remove/", costs.spending_remove, name="spending-remove"),
    path("pilots/<slug:pilot_slug>/costs/", costs.costs, name="costs"),
    path("pilots/<slug:pilot_slug>/costs.csv", costs.costs_csv, name="costs-csv"),
    path("pilots/<slug:pilot_slug>/costs/add/", costs.pilot_spending_add, name="pilot-spending-add"),
    path(f"{SESSION}files/add/", files.session_files_add, name="session-files-add"),
    path("pilots/<slug:pilot_slug>/files/", files.pilot_files, name="pilot-files"),
    path("pilots/<slug:pilot_slug>/files/add/", files.pilot_files_add, name="pilot-files-add"),
    path(FILE, files.file_download, name="file-download"),
    path(f"{FILE}small/", files.file_small, name="file-small"),
    path(f"{FILE}public/", files.file_public, name="file-public"),
    path(f"{FILE}public/small/", files.file_public_small, name="file-public-small"),
    path(f"{FILE}edit/", files.file_edit, name="file-edit"),
    path(f"{FILE}publish/", files.file_publish, name="file-publish"),
    path(f"{FILE}remove/", files.file_remove, name="file-remove"),
    path(f"{FILE}restore/", files.file_restore, name="file-restore"),
]

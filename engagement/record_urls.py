"""Addresses of outcomes, costs and files; part of ``engagement.urls``."""

from django.urls import path

from engagement.views import costs, outcomes_edit, trace

SESSION = "sessions/<int:session_id>/"
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
]

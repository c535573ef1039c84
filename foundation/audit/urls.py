"""Addresses of the history: one page per kind of record, and the undo of any change."""

from django.urls import path

from foundation.audit import views
from foundation.audit.kinds import kinds

app_name = "history"
urlpatterns = [
    path("history/changes/<uuid:change>/undo/", views.undo, name="undo"),
    *(
        path(kind.address or f"history/{kind.code}/<int:{kind.code}_id>/", views.record_history(kind), name=kind.code)
        for kind in kinds() if kind.has_page
    ),
]

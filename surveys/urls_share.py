"""Addresses of the page that helps to lead people to a survey."""

from django.urls import path

from surveys import views_paper, views_share

urlpatterns = [
    path("surveys/<slug:wave_slug>/share/", views_share.share, name="share"),
    path("surveys/<slug:wave_slug>/share/<slug:language>.pdf", views_share.share_poster, name="share-poster"),
    path("surveys/<slug:wave_slug>/paper/<slug:language>.pdf", views_paper.paper, name="paper"),
]

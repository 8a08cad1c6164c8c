"""Addresses of what the editor's picture dialog asks; they lie under the admin's and have no language editions."""

from django.urls import path

from publishing import picture_views

app_name = "pictures"

urlpatterns = [
    path("search/", picture_views.search, name="search"),
    path("labels/", picture_views.labels, name="labels"),
]

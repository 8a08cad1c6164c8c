"""Addresses of what the Cite dialog asks; they lie under the admin's and have no language editions."""

from django.urls import path

from sources import cite_checks, cite_views, fill_views

app_name = "cite"

urlpatterns = [
    path("sources/", cite_views.search, name="search"),
    path("sources/labels/", cite_views.labels, name="labels"),
    path("sources/check/", cite_checks.check, name="check"),
    path("sources/fill/", fill_views.fill, name="fill"),
    path("sources/new/", cite_views.create, name="create"),
]

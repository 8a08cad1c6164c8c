"""Addresses of what the editor asks about calls to action; they lie under the admin's and have no language editions."""

from django.urls import path

from campaigns import body_action_views

app_name = "body-actions"

urlpatterns = [
    path("search/", body_action_views.search, name="search"),
    path("labels/", body_action_views.labels, name="labels"),
]

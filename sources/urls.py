from django.urls import path

import publishing.converters  # noqa: F401
from sources import snapshot_views, views

app_name = "sources"

urlpatterns = [
    path("", views.source_list, name="source-list"),
    path("<uslug:slug>/", views.source_detail, name="source-detail"),
    path("<uslug:slug>/snapshots/<sha256:sha256>/", snapshot_views.snapshot_detail, name="snapshot-detail"),
    path("<uslug:slug>/snapshots/<sha256:sha256>/download/", snapshot_views.snapshot_download, name="snapshot-download"),
    path("<uslug:slug>.<slug:extension>", views.source_export, name="source-export"),
]

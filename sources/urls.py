from django.urls import path

import publishing.converters  # noqa: F401
from sources import export_views, snapshot_views, views

app_name = "sources"

urlpatterns = [
    path("", views.source_list, name="source-list"),
    path("all.<slug:extension>", export_views.library_export, name="library-export"),
    path("<uslug:slug>/", views.source_detail, name="source-detail"),
    path("<uslug:slug>/snapshots/<sha256:sha256>/", snapshot_views.snapshot_detail, name="snapshot-detail"),
    path(
        "<uslug:slug>/snapshots/<sha256:sha256>/download/", snapshot_views.snapshot_download, name="snapshot-download"
    ),
    path("<uslug:slug>/snapshots/<sha256:sha256>/warc/", snapshot_views.snapshot_warc, name="snapshot-warc"),
    path("<uslug:slug>/snapshots/<sha256:sha256>/stamp/", snapshot_views.snapshot_stamp, name="snapshot-stamp"),
    path("<uslug:slug>.<slug:extension>", export_views.source_export, name="source-export"),
]

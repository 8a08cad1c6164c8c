from django.urls import path

import publishing.converters  # noqa: F401
from sources import views

app_name = "sources"

urlpatterns = [
    path("", views.source_list, name="source-list"),
    path("<uslug:slug>/", views.source_detail, name="source-detail"),
    path("<uslug:slug>.<slug:extension>", views.source_export, name="source-export"),
]

from django.urls import path

import publishing.converters  # noqa: F401
from publishing import preview_views

app_name = "preview"

urlpatterns = [
    path("<token:token>/", preview_views.page, name="page"),
    path("<token:token>/media/<path:name>", preview_views.picture, name="picture"),
    path("<token:token>/attachments/<int:pk>/", preview_views.document, name="document"),
]

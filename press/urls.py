from django.urls import path

import publishing.converters  # noqa: F401
from press import history_views, views

app_name = "press"

urlpatterns = [
    path("", views.release_list, name="release-list"),
    path("<year:year>/", views.release_year, name="release-year"),
    path("<year:year>/<month:month>/", views.release_month, name="release-month"),
    path("<uslug:slug>/", views.release_detail, name="release-detail"),
    path("<uslug:slug>/sources.<slug:extension>", views.release_sources, name="release-sources"),
    path("<uslug:slug>/attachments/<int:pk>/", views.attachment, name="attachment"),
    path("<uslug:slug>/versions/", history_views.release_history, name="release-history"),
    path("<uslug:slug>/versions/<int:ordinal>/", history_views.release_version, name="release-version"),
    path("<uslug:slug>/versions/<int:old>-<int:new>/", history_views.release_comparison, name="release-comparison"),
]

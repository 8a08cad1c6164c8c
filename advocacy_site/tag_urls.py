from django.urls import path

import publishing.converters  # noqa: F401
from advocacy_site import feeds, tag_views

app_name = "tags"

urlpatterns = [
    path("", tag_views.tag_list, name="tag-list"),
    path("<uslug:slug>/", tag_views.tag_detail, name="tag-detail"),
    path("<uslug:slug>/sources.<slug:extension>", tag_views.tag_sources, name="tag-sources"),
    path("<uslug:slug>/feed.<slug:extension>", feeds.tag_feed, name="tag-feed"),
]

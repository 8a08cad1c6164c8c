from django.urls import path

from advocacy_site import feeds

app_name = "feeds"

urlpatterns = [
    path("", feeds.index, name="index"),
    path("<slug:name>.<slug:extension>", feeds.feed, name="feed"),
]

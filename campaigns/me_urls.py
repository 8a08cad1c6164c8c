from django.urls import path

from campaigns import me_views

app_name = "me"
urlpatterns = [
    path("", me_views.link_ask, name="link-ask"),
    path("sent/", me_views.link_sent, name="link-sent"),
    path("<str:token>/", me_views.own_page, name="own-page"),
    path("<str:token>/my-data.json", me_views.own_download, name="own-download"),
    path("<str:token>/erase/", me_views.own_erase, name="own-erase"),
    path("<str:token>/unsubscribe/<slug:purpose>/", me_views.subscription_end, name="subscription-end"),
    path("<str:token>/unsubscribe/<slug:purpose>/<slug:topic>/", me_views.subscription_end, name="subscription-end"),
]

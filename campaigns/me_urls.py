from django.urls import path

from campaigns import me_views

app_name = "me"
urlpatterns = [
    path("<str:token>/", me_views.own_page, name="own-page"),
    path("<str:token>/unsubscribe/<slug:purpose>/", me_views.subscription_end, name="subscription-end"),
    path("<str:token>/unsubscribe/<slug:purpose>/<slug:topic>/", me_views.subscription_end, name="subscription-end"),
]

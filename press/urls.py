from django.urls import path

import publishing.converters  # noqa: F401
from press import views

app_name = "press"

urlpatterns = [
    path("", views.release_list, name="release-list"),
    path("<year:year>/", views.release_year, name="release-year"),
    path("<year:year>/<month:month>/", views.release_month, name="release-month"),
    path("<uslug:slug>/", views.release_detail, name="release-detail"),
    path("<uslug:slug>/attachments/<int:pk>/", views.attachment, name="attachment"),
]

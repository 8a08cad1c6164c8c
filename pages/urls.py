from django.urls import path

import publishing.converters  # noqa: F401
from pages import views

app_name = "pages"

urlpatterns = [path("<uslug:slug>/", views.page_detail, name="page-detail")]

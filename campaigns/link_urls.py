from django.urls import path

from campaigns import link_views

app_name = "links"

urlpatterns = [
    path("<slug:code>/", link_views.link_go, name="link-go"),
    path("<slug:code>.svg", link_views.link_qr_svg, name="link-qr-svg"),
    path("<slug:code>.png", link_views.link_qr_png, name="link-qr-png"),
]

from django.urls import path

import publishing.converters  # noqa: F401
from campaigns import action_views, confirm_views, count_views, embed_views, views

app_name = "campaigns"

urlpatterns = [
    path("", views.campaign_list, name="campaign-list"),
    path("<uslug:slug>/", views.campaign_detail, name="campaign-detail"),
    path("<uslug:slug>/decision-makers/", views.decision_makers, name="decision-makers"),
    path("<uslug:slug>/sources.<slug:extension>", views.campaign_sources, name="campaign-sources"),
    path("<uslug:campaign_slug>/<uslug:slug>/", action_views.action_detail, name="action-detail"),
    path("<uslug:campaign_slug>/<uslug:slug>/thanks/", action_views.action_thanks, name="action-thanks"),
    path("<uslug:campaign_slug>/<uslug:slug>/event.ics", action_views.action_calendar, name="action-calendar"),
    path("<uslug:campaign_slug>/<uslug:slug>/go/", action_views.action_go, name="action-go"),
    path("<uslug:campaign_slug>/<uslug:slug>/count.json", count_views.action_count, name="action-count"),
    path("<uslug:campaign_slug>/<uslug:slug>/badge.svg", count_views.action_badge, name="action-badge"),
    path("<uslug:campaign_slug>/<uslug:slug>/embed/", embed_views.action_embed, name="action-embed"),
    path(
        "<uslug:campaign_slug>/<uslug:slug>/embed/thanks/", embed_views.action_embed_thanks, name="action-embed-thanks"
    ),
    path(
        "<uslug:campaign_slug>/<uslug:slug>/confirm/<str:token>/",
        confirm_views.participation_confirm,
        name="participation-confirm",
    ),
]

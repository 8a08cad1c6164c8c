"""Addresses of the whole site. Those of readers come in every language edition; the default one has no prefix."""

from allauth.account.decorators import secure_admin_login
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from advocacy_site import errors, link_search, machines, mail_hooks, oembed_views, views
from pages import theme
from publishing import media

# Must come before admin.site.urls is evaluated, or it is silently ignored.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("admin/cite/", include("sources.cite_urls")),
    path("admin/pictures/", include("publishing.picture_urls")),
    path("admin/calls/", include("campaigns.body_action_urls")),
    path("admin/links/", link_search.search, name="editor-links"),
    path("admin/", admin.site.urls),
    path("accounts/", include("advocacy_site.account_urls")),
    path("health/", machines.health, name="health"),
    path("hooks/mail/", mail_hooks.mail, name="mail-hook"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path("news-sitemap.xml", machines.news_sitemap, name="news-sitemap"),
    path(".well-known/security.txt", machines.security_txt, name="security-txt"),
    path("oembed/", oembed_views.oembed, name="oembed"),
    path("theme.css", theme.theme, name="theme"),
    path("media/<path:name>", media.serve, name="media"),
    path("preview/", include("publishing.preview_urls")),
    path("go/", include("campaigns.link_urls")),
]

urlpatterns += i18n_patterns(
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("feeds/", include("advocacy_site.feed_urls")),
    path("tags/", include("advocacy_site.tag_urls")),
    path("press/", include("press.urls")),
    path("campaigns/", include("campaigns.urls")),
    path("me/", include("campaigns.me_urls")),
    path("sources/", include("sources.urls")),
    path("", include("pages.urls")),
    prefix_default_language=False,
)

handler400 = errors.bad_request
handler403 = errors.permission_denied
# Asked for by allauth where somebody tries to sign in too often.
handler429 = "advocacy_site.accounts.too_many_requests"
handler404 = errors.page_not_found
handler500 = errors.server_error

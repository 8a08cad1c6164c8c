"""The settings as mypy's Django plugin wants them: it knows the user model only beside the app's plain name."""

import os

os.environ.setdefault("SECRET_KEY", "only-to-read-the-settings-" + "x" * 50)

from advocacy_site.settings import *  # noqa: F403
from advocacy_site.settings import INSTALLED_APPS

INSTALLED_APPS = [
    "django.contrib.auth" if name == "advocacy_site.apps.StaffConfig" else name for name in INSTALLED_APPS
]

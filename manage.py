#!/usr/bin/env python3
"""Django's command line for this project."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "advocacy_site.settings")
    try:
        from django.conf import settings
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Django is not installed here. Type `make run` once: it makes the environment.")
    try:
        _ = settings.DEBUG  # reads the environment: a wrong variable is one line, not a traceback
    except ImproperlyConfigured as error:
        sys.exit(f"The settings are wrong: {error}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

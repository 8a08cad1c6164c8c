"""Create the first admin user with a random password, kept in a file of its own."""

import os
import secrets
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

USERNAME = "admin"


class Command(BaseCommand):
    """Creates `admin` where nobody can administer the site yet, and prints how to sign in."""

    help = (
        "Create the user `admin` where there is no superuser yet, with a random password kept in "
        "<VAR_DIR>/admin_password, and print how to sign in. Changes nothing where there is a superuser; "
        "--reset gives `admin` a new random password."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the command's options."""
        parser.add_argument("--reset", action="store_true", help="give `admin` a new random password")

    def handle(self, *args: Any, reset: bool, **options: Any) -> None:
        """Create or reset the user and print the login."""
        file = Path(settings.VAR_DIR) / "admin_password"
        if reset:
            reset_admin(file)
        elif not get_user_model()._default_manager.filter(is_superuser=True).exists():
            create_admin(file)
        self.stdout.write(describe_login(file))


def create_admin(file: Path) -> None:
    """Create the superuser with the password in the file, which is written first if it is not there.

    A start that is cut short between the two finds the same password again.
    """
    users = get_user_model()._default_manager
    if users.filter(username=USERNAME).exists():
        raise CommandError("There is a user `admin` who is no superuser. Create one: manage.py createsuperuser")
    if not file.exists():
        write_password(file)
    users.create_superuser(USERNAME, password=file.read_text(encoding="utf-8").strip())


def reset_admin(file: Path) -> None:
    """Give the existing user `admin` a new password; raises CommandError where there is none."""
    user = get_user_model()._default_manager.filter(username=USERNAME).first()
    if user is None:
        raise CommandError("There is no user `admin`. Create it: manage.py ensure_admin")
    user.set_password(write_password(file))
    user.save(update_fields=["password"])


def write_password(file: Path) -> str:
    """Write a new random password into the file, readable by its owner only, and return it."""
    password = secrets.token_urlsafe(12)
    new = file.with_name(f".{file.name}-{os.getpid()}")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
        stream.write(password + "\n")
    new.rename(file)
    return password


def describe_login(file: Path) -> str:
    """Return the login in words, with the password only where it is still the one in the file."""
    user = get_user_model()._default_manager.filter(username=USERNAME, is_active=True).first()
    if user is None:
        return "with the user you created"
    password = file.read_text(encoding="utf-8").strip() if file.exists() else ""
    if password and user.check_password(password):
        return f"user {USERNAME}, password {password}"
    return f"user {USERNAME}, with the password you chose (forgotten: manage.py ensure_admin --reset)"

"""Write the roles of the newsroom into the database."""

from typing import Any

from django.core.management.base import BaseCommand

from advocacy_site.roles import ADMINISTRATOR, ROLES, ensure_roles


class Command(BaseCommand):
    """Calls `advocacy_site.roles.ensure_roles`."""

    help = (
        "Create the groups Author, Editor, Researcher, Campaigner, Data officer and Administrator, and give each the "
        "permissions of its role. Repeatable: what administrators added to a group stays."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the groups and say which are new."""
        created = ensure_roles()
        self.stdout.write(
            f"New groups: {', '.join(created)}"
            if created
            else f"All groups are there: {', '.join([*ROLES, ADMINISTRATOR])}"
        )

"""Django's makemessages, which leaves new strings empty instead of guessing."""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """Gathers strings to translate; run it by `make messages`.

    Gettext's guesses (“Latest” for “Dates”) are wrong more often than right here, and look like translations.
    """

    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]

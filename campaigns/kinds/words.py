"""What pages and mail say of an action: each kind has words of its own where the common ones do not fit."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

type Said = str | Promise


class Words:
    """The sentences that differ between kinds. Those for mail name the action and our host: %(title)s, %(host)s.

    `ask…` stands on the page behind the link in the mail, `done…` on the one after its button, `mail…` in the message
    that asks, `counts…` in the one about an action that needs no confirmation, `already…` in the one to somebody who has
    confirmed before.
    """

    button: Said = _("Take part")
    invitation: Said = _("Take part")
    form_label: Said = _("Take part")
    text_label: Said = _("What this is about")
    back: Said = _("Back to the call to action")
    upcoming: Said = _("This has not begun yet.")
    closed: Said = _("This is over. Thank you to everybody who took part.")
    ask_others: Said = _("Ask others to take part")

    one_step: Said = _(
        "We have sent a message to the address you gave. Open the link in it and press the button: only then does it"
        " count."
    )
    mistaken: Said = _(
        "It can take some minutes. Please look among unwanted mail too. If the address had a mistake in it, fill in the"
        " form again with the right one."
    )
    at_once: Said = _("You take part. We have sent you a message that says so, and how to take it back.")
    small_print: Said = _(
        "It counts once you open the link in our e-mail. We keep what you type for this call only, and no network address."
    )
    small_print_at_once: Said = _(
        "We send you one message that says how to take it back. We keep what you type for this call only, and no network"
        " address."
    )

    ask_title: Said = _("Confirm that you take part")
    ask_lead: Said = _("Press the button, and it counts.")
    ask_button: Said = _("Yes, I take part")
    ask_otherwise: Said = _("It was not you? Then just close this page: nothing counts without the button.")
    done_title: Said = _("Thank you. You take part")
    done_repeated: Said = _("This is already confirmed")

    mail_subject: Said = _("Please confirm: %(title)s")
    mail_did: Said = _("someone, we hope you, took part in “%(title)s” on %(host)s with this e-mail address.")
    mail_counts_once: Said = _("It counts once you open this link and press the button there:")
    mail_link: Said = _("Confirm that I take part")
    counts_subject: Said = _("You take part: %(title)s")
    counts: Said = _("It counts. There is nothing else to do.")
    already_subject: Said = _("You already take part: %(title)s")
    already_did: Said = _(
        "someone, we hope you, took part in “%(title)s” on %(host)s with this e-mail address. You had done so already, and"
        " it counts."
    )
    already_nothing: Said = _(
        "There is nothing else to do. It is not counted twice, and what you wrote the first time stays."
    )

    @classmethod
    def filled_in(cls, **values: str) -> dict[str, str]:
        """Return all of it as text in the active language, with `values` in their places."""
        return {name: str(getattr(cls, name)) % values for name in Words.__annotations__}


class PetitionWords(Words):
    button = _("Sign the petition")
    invitation = _("Read and sign")
    form_label = _("Sign")
    text_label = _("Text of the petition")
    back = _("Back to the petition")
    upcoming = _("Signing has not begun yet.")
    closed = _("This petition is closed. Thank you to everybody who signed.")
    ask_others = _("Ask others to sign")
    one_step = _(
        "We have sent a message to the address you gave. Open the link in it and press the button: only then does your"
        " signature count."
    )
    mistaken = _(
        "It can take some minutes. Please look among unwanted mail too. If the address had a mistake in it, sign again"
        " with the right one."
    )
    small_print = _(
        "Your signature counts once you open the link in our e-mail. We keep what you type for this petition only, and no"
        " network address."
    )
    ask_title = _("Confirm your signature")
    ask_lead = _("Press the button, and your signature counts.")
    ask_button = _("Yes, I sign")
    ask_otherwise = _("You did not sign? Then just close this page: nothing counts without the button.")
    done_title = _("Thank you. Your signature counts")
    done_repeated = _("Your signature is already confirmed")
    mail_subject = _("Please confirm your signature: %(title)s")
    mail_did = _("someone, we hope you, signed “%(title)s” on %(host)s with this e-mail address.")
    mail_counts_once = _("Your signature counts once you open this link and press the button there:")
    mail_link = _("Confirm my signature")
    already_subject = _("You have already signed: %(title)s")
    already_did = _(
        "someone, we hope you, signed “%(title)s” on %(host)s with this e-mail address. You have signed already, and your"
        " signature counts."
    )
    already_nothing = _(
        "There is nothing else to do. A second signature is not counted, and what you wrote the first time stays."
    )

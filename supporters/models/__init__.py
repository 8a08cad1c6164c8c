"""People who act, what they agreed to, and the mail they get. Everything personal is here and in participations."""

from supporters.models.mail import OutboxMail, Suppression
from supporters.models.people import AccessLog, Consent, Subscription, Supporter
from supporters.models.switches import Switch

__all__ = ["AccessLog", "Consent", "OutboxMail", "Subscription", "Supporter", "Suppression", "Switch"]

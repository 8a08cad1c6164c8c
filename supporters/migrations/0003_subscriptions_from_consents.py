"""Give everybody who has agreed to news the subscription that says so, and each consent the version of its words."""

from hashlib import sha256

from django.db import migrations


def subscribe(apps, schema_editor):
    Consent = apps.get_model("supporters", "Consent")
    Subscription = apps.get_model("supporters", "Subscription")
    for consent in Consent.objects.filter(version="").iterator():
        consent.version = sha256(consent.words.encode()).hexdigest()[:12]
        consent.save(update_fields=["version"])
    agreed = Consent.objects.filter(purpose="news", withdrawn_at__isnull=True).order_by("-given_at")
    first = {consent.supporter_id: consent.given_at for consent in agreed.iterator()}
    Subscription.objects.bulk_create(
        (Subscription(supporter_id=key, purpose="news", began_at=at) for key, at in first.items()), batch_size=1000
    )


class Migration(migrations.Migration):
    dependencies = [("supporters", "0002_consent_mail_and_switches")]

    operations = [migrations.RunPython(subscribe, migrations.RunPython.noop, elidable=True)]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("supporters", "0003_subscriptions_from_consents")]

    operations = [
        migrations.AddField(
            model_name="consent",
            name="topic",
            field=models.CharField(
                blank=True,
                help_text="The campaign's key; empty where it is about all of them.",
                max_length=40,
                verbose_name="about",
            ),
        ),
    ]

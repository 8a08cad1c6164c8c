from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0002_all_actions_and_counting")]

    operations = [
        migrations.AddField(
            model_name="participation",
            name="unproven",
            field=models.BooleanField(default=False, editable=False, verbose_name="counts without its mailbox"),
        ),
    ]

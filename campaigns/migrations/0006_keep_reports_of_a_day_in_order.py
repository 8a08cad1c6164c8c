from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0005_find_comments")]

    operations = [
        migrations.AlterModelOptions(
            name="campaigncoverage",
            options={
                "ordering": ["-published_on", "pk"],
                "verbose_name": "report in the media",
                "verbose_name_plural": "in the media",
            },
        ),
        migrations.AlterModelOptions(
            name="timelineentry",
            options={
                "ordering": ["-on", "-pk"],
                "verbose_name": "entry of the timeline",
                "verbose_name_plural": "entries of the timeline",
            },
        ),
    ]

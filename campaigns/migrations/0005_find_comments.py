from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0004_look_up_networks_and_mail_domains'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='participation',
            index=models.Index(fields=['action', 'comment_state', 'comment'], name='campaigns_with_comment'),
        ),
    ]

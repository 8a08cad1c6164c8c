from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0003_know_what_no_mailbox_confirmed'),
    ]

    operations = [
        migrations.AlterField(
            model_name='participation',
            name='excluded_why',
            field=models.CharField(blank=True, choices=[('burst', 'very many from one network in a short time'), ('sustained', 'very many from one network in a day'), ('domain', 'very many from one mail domain in a short time'), ('pattern', 'names or addresses that a program made up'), ('condition', 'staff left it out by a condition'), ('withdrawn', 'the person withdrew it')], max_length=10, verbose_name='why it is left out'),
        ),
        migrations.AddIndex(
            model_name='participation',
            index=models.Index(fields=['network'], name='campaigns_by_network'),
        ),
        migrations.AddIndex(
            model_name='participation',
            index=models.Index(fields=['mail_domain', 'created_at'], name='campaigns_by_domain'),
        ),
    ]

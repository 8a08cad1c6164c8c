import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import publishing.models.records
import taggit.managers
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('publishing', '0002_search_index'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SiteSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(default='Our group', max_length=100, verbose_name='name of the group')),
                ('tagline', models.CharField(blank=True, max_length=200, verbose_name='tagline')),
                ('logo', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='logo_of', to='publishing.image', verbose_name='logo')),
                ('accent_colour', models.CharField(default='#1a5e63', help_text='Links and buttons. Where its contrast is too low for reading, the site darkens or lightens it by itself.', max_length=7, validators=[django.core.validators.RegexValidator('^#[0-9a-fA-F]{6}\\Z', 'Write a colour as # and six digits, for example #1a5e63.')], verbose_name='accent colour')),
                ('boilerplate', models.TextField(blank=True, help_text='“About us”, at the end of each release without its own.', verbose_name='boilerplate')),
                ('contact_name', models.CharField(blank=True, max_length=200, verbose_name='press contact')),
                ('contact_email', models.EmailField(blank=True, max_length=254, verbose_name='contact e-mail')),
                ('contact_phone', models.CharField(blank=True, max_length=50, verbose_name='contact telephone')),
                ('address', models.TextField(blank=True, verbose_name='postal address')),
                ('footer', models.TextField(blank=True, help_text='A line or two at the bottom of each page.', verbose_name='footer')),
            ],
            options={
                'verbose_name': 'site settings',
                'verbose_name_plural': 'site settings',
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='pages_settings_has_one_row')],
            },
        ),
        migrations.CreateModel(
            name='SocialLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('settings', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='social_links', to='pages.sitesettings')),
                ('name', models.CharField(help_text='As readers see it, for example Mastodon.', max_length=50, verbose_name='name')),
                ('url', models.URLField(max_length=500, verbose_name='web address')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
            ],
            options={
                'verbose_name': 'social link',
                'verbose_name_plural': 'social links',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='StandingPage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, verbose_name='headline')),
                ('slug', models.SlugField(allow_unicode=True, help_text="Last part of the page's address. Made from the headline.", max_length=120, verbose_name='address')),
                ('language', models.CharField(choices=[('en', 'English'), ('hy', 'Armenian'), ('ar', 'Arabic')], default='en', max_length=10, verbose_name='language')),
                ('translation_group', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False, verbose_name='translation group')),
                ('summary', models.TextField(blank=True, help_text='One or two sentences for lists, search engines and shared links.', validators=[django.core.validators.MaxLengthValidator(400)], verbose_name='summary')),
                ('body', models.TextField(blank=True, verbose_name='text')),
                ('body_html', models.TextField(blank=True, editable=False)),
                ('lead_image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(app_label)s_%(class)ss', to='publishing.image', verbose_name='lead picture')),
                ('status', models.CharField(choices=[('draft', 'draft'), ('in_review', 'in review'), ('approved', 'approved'), ('published', 'published'), ('withdrawn', 'withdrawn')], default='draft', editable=False, max_length=10, verbose_name='status')),
                ('publish_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='publish at')),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('working_copy_of', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='working_copy', to='pages.standingpage', verbose_name='working copy of')),
                ('apply_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='to be applied at')),
                ('apply_details', models.JSONField(blank=True, default=dict, editable=False)),
                ('translated_from', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='translations', to='pages.standingpage', verbose_name='translated from')),
                ('translated_version', models.PositiveIntegerField(blank=True, editable=False, null=True)),
                ('created_at', models.DateTimeField(editable=False, verbose_name='created')),
                ('updated_at', models.DateTimeField(editable=False, verbose_name='last change')),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('updated_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'standing page',
                'verbose_name_plural': 'standing pages',
                'abstract': False,
                'default_permissions': ('add', 'change', 'delete', 'view', 'publish'),
                'indexes': [models.Index(fields=['status', '-publish_at', '-id'], name='pages_standingpage_recent'), models.Index(condition=models.Q(('apply_at__isnull', False)), fields=['apply_at'], name='pages_standingpage_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='pages_standingpage_has_title'), models.CheckConstraint(condition=models.Q(('slug', ''), _negated=True), name='pages_standingpage_has_slug'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'published'), _negated=True), ('publish_at__isnull', False), _connector='OR'), name='pages_standingpage_published_has_time'), models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'in_review', 'approved', 'published', 'withdrawn'])), name='pages_standingpage_status_known'), models.UniqueConstraint(condition=models.Q(('working_copy_of__isnull', True)), fields=('language', 'slug'), name='pages_standingpage_slug_unique', violation_error_message='Another item already has this address. Change the last part of the address.'), models.UniqueConstraint(condition=models.Q(('working_copy_of__isnull', True)), fields=('translation_group', 'language'), name='pages_standingpage_translation_unique', violation_error_message='There is already a translation into this language.'), models.CheckConstraint(condition=models.Q(('working_copy_of__isnull', True), ('status__in', ['draft', 'in_review', 'approved']), _connector='OR'), name='pages_standingpage_copy_not_public'), models.CheckConstraint(condition=models.Q(('apply_at__isnull', True), models.Q(('status', 'approved'), ('working_copy_of__isnull', False)), _connector='OR'), name='pages_standingpage_apply_at_of_copy'), models.CheckConstraint(condition=models.Q(('working_copy_of__isnull', True), models.Q(('working_copy_of', models.F('id')), _negated=True), _connector='OR'), name='pages_standingpage_copy_of_other')],
            },
        ),
        migrations.CreateModel(
            name='TaggedPage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tag', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(app_label)s_%(class)s_items', to='publishing.tag')),
                ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tagged_items', to='pages.standingpage')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('tag', 'content_object'), name='pages_tag_once')],
            },
        ),
        migrations.CreateModel(
            name='PageTransition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(choices=[('submit', 'submitted'), ('send_back', 'sent back'), ('approve', 'approved'), ('lapse', 'approval lapsed: text changed'), ('publish', 'published'), ('schedule', 'scheduled'), ('unschedule', 'taken off the schedule'), ('withdraw', 'withdrawn'), ('apply', 'changes applied'), ('discard', 'changes discarded'), ('restore', 'older version restored')], max_length=20, verbose_name='step')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('from_status', models.CharField(choices=[('draft', 'draft'), ('in_review', 'in review'), ('approved', 'approved'), ('published', 'published'), ('withdrawn', 'withdrawn')], max_length=10, verbose_name='from')),
                ('to_status', models.CharField(choices=[('draft', 'draft'), ('in_review', 'in review'), ('approved', 'approved'), ('published', 'published'), ('withdrawn', 'withdrawn')], max_length=10, verbose_name='to')),
                ('is_of_copy', models.BooleanField(default=False, verbose_name='of the working copy')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('warnings', models.JSONField(blank=True, default=list, verbose_name='confirmed warnings')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='transitions', to='pages.standingpage')),
            ],
            options={
                'ordering': ['-at', '-pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PageVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('at', models.DateTimeField(verbose_name='saved')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('is_of_copy', models.BooleanField(default=False, verbose_name='of the working copy')),
                ('content', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('digest', models.CharField(editable=False, max_length=64)),
                ('public_from', models.DateTimeField(blank=True, null=True, verbose_name='public from')),
                ('public_until', models.DateTimeField(blank=True, null=True, verbose_name='public until')),
                ('is_withheld', models.BooleanField(default=False, verbose_name='kept from readers')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='pages.standingpage')),
            ],
            options={
                'ordering': ['-number'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('item', 'number'), name='pages_pageversion_number_unique'), models.CheckConstraint(condition=models.Q(('public_until__isnull', True), ('public_from__isnull', False), _connector='OR'), name='pages_pageversion_public_until_after_from')],
            },
        ),
        migrations.CreateModel(
            name='PageComment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', models.CharField(max_length=60, verbose_name='field')),
                ('quoted', models.CharField(blank=True, max_length=300, verbose_name='words commented on')),
                ('text', models.TextField(verbose_name='comment')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('resolved_at', models.DateTimeField(blank=True, null=True, verbose_name='resolved')),
                ('resolved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='resolved by')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='pages.standingpage')),
            ],
            options={
                'ordering': ['at', 'pk'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='pages_pagecomment_has_text')],
            },
        ),
        migrations.CreateModel(
            name='PagePreviewLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(default=publishing.models.records.new_token, editable=False, max_length=43, unique=True)),
                ('recipient', models.CharField(max_length=200, verbose_name='for')),
                ('created_at', models.DateTimeField(verbose_name='made')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('expires_at', models.DateTimeField(verbose_name='expires')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='revoked')),
                ('revoked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='revoked by')),
                ('ended_as', models.CharField(blank=True, choices=[('applied', 'changes applied'), ('discarded', 'changes discarded'), ('withdrawn', 'withdrawn')], editable=False, max_length=10, verbose_name='ended')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='preview_links', to='pages.standingpage')),
            ],
            options={
                'ordering': ['-created_at', '-pk'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('recipient', ''), _negated=True), name='pages_pagepreviewlink_has_recipient'), models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='pages_pagepreviewlink_expires_later')],
            },
        ),
        migrations.CreateModel(
            name='PagePreviewVisit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visits', to='pages.pagepreviewlink')),
            ],
            options={
                'ordering': ['-at', '-pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PageEditingSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('base_revision', models.PositiveIntegerField(default=0)),
                ('opened_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField(db_index=True)),
                ('typed_at', models.DateTimeField(blank=True, null=True)),
                ('typed', models.JSONField(blank=True, default=dict)),
                ('item', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='editing_sessions', to='pages.standingpage')),
            ],
            options={
                'ordering': ['-seen_at', '-pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PagePicture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('image', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(app_label)s_%(class)ss', to='publishing.image', verbose_name='picture')),
                ('position', models.PositiveIntegerField()),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='body_pictures', to='pages.standingpage')),
            ],
            options={
                'ordering': ['position'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('owner', 'position'), name='pages_pagepicture_position_unique')],
            },
        ),
        migrations.CreateModel(
            name='MenuItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('menu', models.CharField(choices=[('main', 'main menu'), ('footer', 'footer')], default='main', max_length=10, verbose_name='menu')),
                ('label', models.CharField(max_length=60, verbose_name='label')),
                ('page', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='menu_items', to='pages.standingpage', verbose_name='standing page')),
                ('address', models.CharField(blank=True, help_text='A path of this site such as /press/, or a full web address.', max_length=500, verbose_name='or address')),
                ('language', models.CharField(blank=True, help_text='Leave empty for all editions.', max_length=10, verbose_name='only in language')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
            ],
            options={
                'verbose_name': 'menu entry',
                'verbose_name_plural': 'menus',
                'ordering': ['menu', 'position', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('address', ''), ('page__isnull', False)), models.Q(('page__isnull', True), models.Q(('address', ''), _negated=True)), _connector='OR'), name='pages_menu_item_leads_somewhere', violation_error_message='Choose a standing page or write an address, one of the two.')],
            },
        ),
        migrations.AddField(
            model_name='standingpage',
            name='tags',
            field=taggit.managers.TaggableManager(blank=True, help_text='A comma-separated list of tags.', through='pages.TaggedPage', to='publishing.Tag', verbose_name='tags'),
        ),
    ]


import django.core.validators
import django.db.models.deletion
import taggit.managers
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
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('type', models.CharField(choices=[('report', 'report'), ('webpage', 'web page'), ('article-newspaper', 'news article'), ('article-magazine', 'magazine article'), ('article-journal', 'journal article'), ('book', 'book'), ('chapter', 'chapter of a book'), ('legislation', 'law or resolution'), ('bill', 'bill before a parliament'), ('legal_case', 'court case'), ('treaty', 'treaty'), ('speech', 'speech or statement'), ('interview', 'interview'), ('motion_picture', 'film or video'), ('broadcast', 'broadcast'), ('post', 'social media post'), ('dataset', 'data set'), ('document', 'document'), ('thesis', 'thesis'), ('personal_communication', 'letter or message')], default='report', max_length=30, verbose_name='type')),
                ('title', models.CharField(max_length=500, verbose_name='title')),
                ('slug', models.SlugField(allow_unicode=True, max_length=120, unique=True, verbose_name='address')),
                ('authors', models.JSONField(blank=True, default=list, verbose_name='authors')),
                ('author_line', models.CharField(blank=True, editable=False, max_length=1000)),
                ('publisher', models.CharField(blank=True, max_length=300, verbose_name='publisher')),
                ('publisher_place', models.CharField(blank=True, max_length=200, verbose_name='place of publication')),
                ('container_title', models.CharField(blank=True, help_text='Newspaper, journal, site or book that contains it.', max_length=300, verbose_name='published in')),
                ('volume', models.CharField(blank=True, max_length=50, verbose_name='volume')),
                ('issue', models.CharField(blank=True, max_length=50, verbose_name='issue')),
                ('number', models.CharField(blank=True, max_length=100, verbose_name='document number')),
                ('pages', models.CharField(blank=True, max_length=50, verbose_name='pages')),
                ('issued_as_typed', models.CharField(blank=True, help_text='As printed: “2024”, “5 June 2024”, “June 5”, “2020–2023”, “c. 2019”. A missing year is never invented.', max_length=100, verbose_name='date')),
                ('issued', models.CharField(blank=True, editable=False, max_length=60)),
                ('issued_sort', models.DateField(editable=False, null=True)),
                ('accessed_on', models.DateField(blank=True, null=True, verbose_name='accessed on')),
                ('url', models.URLField(blank=True, max_length=1000, verbose_name='web address')),
                ('canonical_url', models.CharField(editable=False, max_length=1000, null=True)),
                ('doi', models.CharField(blank=True, max_length=200, verbose_name='DOI')),
                ('isbn', models.CharField(blank=True, max_length=20, verbose_name='ISBN')),
                ('language', models.CharField(blank=True, help_text='Such as en, hy, fr.', max_length=10, verbose_name='language of the document')),
                ('summary', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(600)], verbose_name='note for readers')),
                ('note', models.TextField(blank=True, verbose_name='note for staff')),
                ('reliability_note', models.TextField(blank=True, help_text='For staff: what is known of how it was made.', verbose_name='reliability')),
                ('visibility', models.CharField(choices=[('public', 'public'), ('excerpt', 'excerpt only'), ('on_file', 'on file: named to readers, never shown')], default='public', max_length=10, verbose_name='visibility')),
                ('is_listed', models.BooleanField(default=False, help_text='Even while nothing public cites it. Sources that are cited are listed anyway.', verbose_name='list in the library')),
                ('created_at', models.DateTimeField(editable=False, verbose_name='created')),
                ('updated_at', models.DateTimeField(editable=False, verbose_name='last change')),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('updated_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'source',
                'verbose_name_plural': 'sources',
                'ordering': ['-updated_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='TaggedSource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tagged_items', to='sources.source')),
                ('tag', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(app_label)s_%(class)s_items', to='publishing.tag')),
            ],
        ),
        migrations.AddField(
            model_name='source',
            name='tags',
            field=taggit.managers.TaggableManager(blank=True, help_text='A comma-separated list of tags.', through='sources.TaggedSource', to='publishing.Tag', verbose_name='tags'),
        ),
        migrations.AddConstraint(
            model_name='taggedsource',
            constraint=models.UniqueConstraint(fields=('tag', 'content_object'), name='sources_tag_once'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='sources_source_has_title'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(('visibility__in', ['public', 'excerpt', 'on_file'])), name='sources_source_visibility_known'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.UniqueConstraint(fields=('canonical_url',), name='sources_source_address_unique', violation_error_message='There is already a source with this web address.'),
        ),
    ]

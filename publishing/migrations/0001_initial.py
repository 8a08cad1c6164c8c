import django.core.validators
import django.db.models.deletion
import publishing.models.documents
import publishing.models.images
import publishing.models.pending
import taggit.managers
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ContentClock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveBigIntegerField(default=1)),
                ('next_change_at', models.DateTimeField(null=True)),
                ('changed_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='publishing_clock_has_one_row')],
            },
        ),
        migrations.CreateModel(
            name='Tag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, unique=True, verbose_name='name')),
                ('slug', models.SlugField(allow_unicode=True, max_length=100, unique=True, verbose_name='slug')),
                ('description', models.TextField(blank=True, help_text="Shown on the tag's page. One or two sentences.", verbose_name='description')),
            ],
            options={
                'verbose_name': 'tag',
                'verbose_name_plural': 'tags',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(help_text='As readers see it.', max_length=200, verbose_name='title')),
                ('file', models.FileField(upload_to=publishing.models.documents.document_path, verbose_name='file')),
                ('media_type', models.CharField(editable=False, max_length=100)),
                ('size', models.PositiveIntegerField(editable=False, help_text='In bytes.', verbose_name='size')),
                ('sha256', models.CharField(db_index=True, editable=False, max_length=64)),
                ('description', models.CharField(blank=True, max_length=500, verbose_name='description')),
                ('credit', models.CharField(blank=True, max_length=200, verbose_name='credit')),
                ('licence', models.CharField(blank=True, max_length=100, verbose_name='licence')),
                ('created_at', models.DateTimeField(editable=False, verbose_name='created')),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'document',
                'verbose_name_plural': 'documents',
                'ordering': ['-created_at', '-pk'],
                'indexes': [models.Index(fields=['-created_at', '-id'], name='publishing_document_recent')],
                'constraints': [models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='publishing_document_has_title')],
            },
        ),
        migrations.CreateModel(
            name='TaggedDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tag', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(app_label)s_%(class)s_items', to='publishing.tag')),
                ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tagged_items', to='publishing.document')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('tag', 'content_object'), name='publishing_document_tag_once')],
            },
        ),
        migrations.CreateModel(
            name='Image',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(help_text='For finding it in the library; readers do not see it.', max_length=200, verbose_name='title')),
                ('file', models.FileField(upload_to=publishing.models.images.original_path, verbose_name='file')),
                ('media_type', models.CharField(editable=False, max_length=30)),
                ('size', models.PositiveIntegerField(editable=False, help_text='In bytes.', verbose_name='size')),
                ('width', models.PositiveIntegerField(editable=False, help_text='In pixels, as it is to be seen: turned upright.', verbose_name='width')),
                ('height', models.PositiveIntegerField(editable=False, verbose_name='height')),
                ('sha256', models.CharField(db_index=True, editable=False, max_length=64)),
                ('alt_text', models.CharField(blank=True, help_text='What the picture shows, for those who do not see it.', max_length=300, verbose_name='alternative text')),
                ('is_decorative', models.BooleanField(default=False, help_text='Tick only if the picture says nothing that the text does not.', verbose_name='decorative')),
                ('caption', models.CharField(blank=True, max_length=500, verbose_name='caption')),
                ('credit', models.CharField(help_text='Who made it, as readers will see it.', max_length=200, verbose_name='credit')),
                ('licence', models.CharField(blank=True, max_length=100, verbose_name='licence')),
                ('focal_x', models.FloatField(default=0.5, validators=[django.core.validators.MinValueValidator(0.0), django.core.validators.MaxValueValidator(1.0)], verbose_name='focal point, from the left')),
                ('focal_y', models.FloatField(default=0.5, validators=[django.core.validators.MinValueValidator(0.0), django.core.validators.MaxValueValidator(1.0)], verbose_name='focal point, from the top')),
                ('renditions_due_at', models.DateTimeField(editable=False, null=True)),
                ('renditions_failures', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('renditions_problem', models.CharField(blank=True, editable=False, max_length=300)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'picture',
                'verbose_name_plural': 'pictures',
                'ordering': ['-created_at', '-pk'],
                'indexes': [models.Index(fields=['-created_at', '-id'], name='publishing_image_recent'), models.Index(condition=models.Q(('renditions_due_at__isnull', False)), fields=['renditions_due_at'], name='publishing_image_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(('is_decorative', True), models.Q(('alt_text', ''), _negated=True), _connector='OR'), name='publishing_image_has_alternative_text', violation_error_message='Describe the picture in the alternative text, or mark it as decorative.'), models.CheckConstraint(condition=models.Q(('credit', ''), _negated=True), name='publishing_image_has_credit', violation_error_message='Say who made the picture.'), models.CheckConstraint(condition=models.Q(('focal_x__range', (0, 1)), ('focal_y__range', (0, 1))), name='publishing_image_focal_point_inside', violation_error_message='The focal point lies outside the picture.'), models.CheckConstraint(condition=models.Q(('height__gt', 0), ('width__gt', 0)), name='publishing_image_has_pixels')],
            },
        ),
        migrations.CreateModel(
            name='TaggedImage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tag', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(app_label)s_%(class)s_items', to='publishing.tag')),
                ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tagged_items', to='publishing.image')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('tag', 'content_object'), name='publishing_image_tag_once')],
            },
        ),
        migrations.CreateModel(
            name='Rendition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('image', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='renditions', to='publishing.image')),
                ('crop', models.CharField(choices=[('whole', 'whole picture'), ('social', '1200 × 630 around the focal point, for link previews')], max_length=10)),
                ('format', models.CharField(choices=[('avif', 'AVIF'), ('webp', 'WebP'), ('jpeg', 'JPEG')], max_length=10)),
                ('width', models.PositiveIntegerField()),
                ('height', models.PositiveIntegerField()),
                ('file', models.FileField(unique=True, upload_to=publishing.models.images.rendition_path)),
                ('size', models.PositiveIntegerField()),
                ('made_from', models.CharField(max_length=150)),
                ('made_at', models.DateTimeField()),
                ('superseded_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('superseded_at__isnull', True)), fields=('image', 'crop', 'format', 'width'), name='publishing_rendition_unique')],
            },
        ),
        migrations.CreateModel(
            name='PendingUpload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_picture', models.BooleanField(editable=False)),
                ('file', models.FileField(editable=False, upload_to=publishing.models.pending.pending_path)),
                ('media_type', models.CharField(editable=False, max_length=100)),
                ('size', models.PositiveIntegerField(editable=False)),
                ('sha256', models.CharField(editable=False, max_length=64)),
                ('width', models.PositiveIntegerField(default=0, editable=False)),
                ('height', models.PositiveIntegerField(default=0, editable=False)),
                ('first', models.FileField(blank=True, editable=False, upload_to=publishing.models.pending.first_path)),
                ('first_width', models.PositiveIntegerField(default=0, editable=False)),
                ('first_height', models.PositiveIntegerField(default=0, editable=False)),
                ('first_size', models.PositiveIntegerField(default=0, editable=False)),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('alt_text', models.CharField(blank=True, max_length=300, verbose_name='alternative text')),
                ('is_decorative', models.BooleanField(default=False, verbose_name='decorative')),
                ('caption', models.CharField(blank=True, max_length=500, verbose_name='caption')),
                ('credit', models.CharField(blank=True, max_length=200, verbose_name='credit')),
                ('licence', models.CharField(blank=True, max_length=100, verbose_name='licence')),
                ('tag_words', models.CharField(blank=True, max_length=1000, verbose_name='tags')),
                ('created_at', models.DateTimeField(db_index=True, verbose_name='uploaded')),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['created_at', 'pk'],
                'default_permissions': (),
                'constraints': [models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='publishing_pending_has_title'), models.CheckConstraint(condition=models.Q(('is_picture', False), models.Q(('first_width__gt', 0), ('height__gt', 0), ('width__gt', 0)), _connector='OR'), name='publishing_pending_picture_has_pixels')],
            },
        ),
        migrations.CreateModel(
            name='Redirect',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_path', models.CharField(max_length=500, unique=True, verbose_name='from')),
                ('to_path', models.CharField(db_index=True, max_length=500, verbose_name='to')),
                ('reason', models.CharField(choices=[('moved', 'address changed'), ('merged', 'merged'), ('by_hand', 'made by hand')], default='by_hand', max_length=10, verbose_name='reason')),
                ('created_at', models.DateTimeField(verbose_name='made')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'redirect',
                'verbose_name_plural': 'redirects',
                'ordering': ['from_path'],
                'constraints': [models.CheckConstraint(condition=models.Q(('from_path', models.F('to_path')), _negated=True), name='publishing_redirect_leads_elsewhere', violation_error_message='This address would lead to itself.'), models.CheckConstraint(condition=models.Q(('from_path__startswith', '/'), ('to_path__startswith', '/')), name='publishing_redirect_paths_of_this_site', violation_error_message='An address begins with a slash, such as /press/old-headline/.')],
            },
        ),
        migrations.CreateModel(
            name='TagMerge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_name', models.CharField(max_length=100, verbose_name='tag')),
                ('from_slug', models.CharField(max_length=100, verbose_name='address')),
                ('from_description', models.TextField(blank=True, verbose_name='description')),
                ('into', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='merges', to='publishing.tag', verbose_name='merged into')),
                ('into_name', models.CharField(max_length=100, verbose_name='merged into')),
                ('moved', models.JSONField(default=dict, verbose_name='what moved')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'merge of tags',
                'verbose_name_plural': 'merges of tags',
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='SearchDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('object_id', models.PositiveBigIntegerField()),
                ('language', models.CharField(max_length=10)),
                ('title', models.TextField()),
                ('summary', models.TextField(blank=True)),
                ('text', models.TextField(blank=True)),
                ('path', models.CharField(max_length=500)),
                ('dated', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'object_id'), name='publishing_search_document_unique')],
            },
        ),
        migrations.AddField(
            model_name='document',
            name='tags',
            field=taggit.managers.TaggableManager(blank=True, help_text='A comma-separated list of tags.', through='publishing.TaggedDocument', to='publishing.Tag', verbose_name='tags'),
        ),
        migrations.AddField(
            model_name='image',
            name='tags',
            field=taggit.managers.TaggableManager(blank=True, help_text='A comma-separated list of tags.', through='publishing.TaggedImage', to='publishing.Tag', verbose_name='tags'),
        ),
    ]

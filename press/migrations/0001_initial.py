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
        ("publishing", "0002_search_index"),
        ("sources", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MediaContact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("role", models.CharField(blank=True, max_length=200, verbose_name="role")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("phone", models.CharField(blank=True, max_length=50, verbose_name="telephone")),
            ],
            options={
                "verbose_name": "media contact",
                "verbose_name_plural": "media contacts",
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("email", ""), _negated=True),
                            models.Q(("phone", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="press_contact_can_be_reached",
                        violation_error_message="Give an e-mail address or a telephone number.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PressRelease",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200, verbose_name="headline")),
                (
                    "slug",
                    models.SlugField(
                        allow_unicode=True,
                        help_text="Last part of the page's address. Made from the headline.",
                        max_length=120,
                        verbose_name="address",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("hy", "Armenian"), ("ar", "Arabic")],
                        default="en",
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                (
                    "translation_group",
                    models.UUIDField(
                        db_index=True, default=uuid.uuid4, editable=False, verbose_name="translation group"
                    ),
                ),
                (
                    "summary",
                    models.TextField(
                        blank=True,
                        help_text="One or two sentences for lists, search engines and shared links.",
                        validators=[django.core.validators.MaxLengthValidator(400)],
                        verbose_name="summary",
                    ),
                ),
                ("body", models.TextField(blank=True, verbose_name="text")),
                ("body_html", models.TextField(blank=True, editable=False)),
                (
                    "lead_image",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(app_label)s_%(class)ss",
                        to="publishing.image",
                        verbose_name="lead picture",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("in_review", "in review"),
                            ("approved", "approved"),
                            ("published", "published"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("publish_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="publish at")),
                ("revision", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "working_copy_of",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="working_copy",
                        to="press.pressrelease",
                        verbose_name="working copy of",
                    ),
                ),
                (
                    "apply_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="to be applied at"),
                ),
                ("apply_details", models.JSONField(blank=True, default=dict, editable=False)),
                (
                    "translated_from",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="translations",
                        to="press.pressrelease",
                        verbose_name="translated from",
                    ),
                ),
                ("translated_version", models.PositiveIntegerField(blank=True, editable=False, null=True)),
                ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                ("updated_at", models.DateTimeField(editable=False, verbose_name="last change")),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("notes_html", models.TextField(blank=True, editable=False)),
                ("notes_style", models.CharField(blank=True, editable=False, max_length=10)),
                ("cited_works", models.JSONField(default=list, editable=False)),
                ("quotations_total", models.PositiveIntegerField(default=0, editable=False)),
                ("quotations_cited", models.PositiveIntegerField(default=0, editable=False)),
                ("quotations_verified", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("release", "press release"),
                            ("statement", "statement"),
                            ("open_letter", "open letter"),
                            ("memo", "memo"),
                            ("action_alert", "action alert"),
                        ],
                        default="release",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("subhead", models.CharField(blank=True, max_length=300, verbose_name="subhead")),
                (
                    "dateline_place",
                    models.CharField(
                        blank=True,
                        help_text="As it is to be read, for example WASHINGTON, DC. The date follows by itself.",
                        max_length=100,
                        verbose_name="dateline place",
                    ),
                ),
                ("credit_line", models.CharField(blank=True, max_length=200, verbose_name="publisher credit line")),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releases",
                        to="press.mediacontact",
                        verbose_name="media contact",
                    ),
                ),
                (
                    "boilerplate",
                    models.TextField(
                        blank=True,
                        help_text="“About us” at the end. Leave empty for the site's own.",
                        verbose_name="boilerplate",
                    ),
                ),
            ],
            options={
                "verbose_name": "press release",
                "verbose_name_plural": "press releases",
                "abstract": False,
                "default_permissions": ("add", "change", "delete", "view", "publish"),
                "indexes": [
                    models.Index(fields=["status", "-publish_at", "-id"], name="press_pressrelease_recent"),
                    models.Index(
                        condition=models.Q(("apply_at__isnull", False)),
                        fields=["apply_at"],
                        name="press_pressrelease_due",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="press_pressrelease_has_title"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("slug", ""), _negated=True), name="press_pressrelease_has_slug"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "published"), _negated=True),
                            ("publish_at__isnull", False),
                            _connector="OR",
                        ),
                        name="press_pressrelease_published_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["draft", "in_review", "approved", "published", "withdrawn"])
                        ),
                        name="press_pressrelease_status_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("working_copy_of__isnull", True)),
                        fields=("language", "slug"),
                        name="press_pressrelease_slug_unique",
                        violation_error_message="Another item already has this address. Change the last part of the address.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("working_copy_of__isnull", True)),
                        fields=("translation_group", "language"),
                        name="press_pressrelease_translation_unique",
                        violation_error_message="There is already a translation into this language.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("working_copy_of__isnull", True),
                            ("status__in", ["draft", "in_review", "approved"]),
                            _connector="OR",
                        ),
                        name="press_pressrelease_copy_not_public",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("apply_at__isnull", True),
                            models.Q(("status", "approved"), ("working_copy_of__isnull", False)),
                            _connector="OR",
                        ),
                        name="press_pressrelease_apply_at_of_copy",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("working_copy_of__isnull", True),
                            models.Q(("working_copy_of", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="press_pressrelease_copy_of_other",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["release", "statement", "open_letter", "memo", "action_alert"])
                        ),
                        name="press_release_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TaggedRelease",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(app_label)s_%(class)s_items",
                        to="publishing.tag",
                    ),
                ),
                (
                    "content_object",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tagged_items",
                        to="press.pressrelease",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("tag", "content_object"), name="press_tag_once")],
            },
        ),
        migrations.CreateModel(
            name="ReleaseCitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(app_label)s_%(class)ss",
                        to="sources.source",
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("locator", models.CharField(blank=True, max_length=100, verbose_name="locator")),
                ("label", models.CharField(blank=True, max_length=20, verbose_name="kind of locator")),
                ("passage", models.TextField(blank=True, verbose_name="quoted passage")),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("verbatim", "word for word"),
                            ("paraphrase", "in our own words"),
                            ("mention", "mentioned"),
                        ],
                        default="verbatim",
                        max_length=10,
                        verbose_name="how it is used",
                    ),
                ),
                (
                    "seen_in",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(app_label)s_%(class)ss_seen",
                        to="sources.source",
                    ),
                ),
                ("via_locator", models.CharField(blank=True, max_length=100)),
                ("via_label", models.CharField(blank=True, max_length=20)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="citations", to="press.pressrelease"
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "position"), name="press_releasecitation_position_unique"),
                    models.CheckConstraint(
                        condition=models.Q(("mode__in", ["verbatim", "paraphrase", "mention"])),
                        name="press_releasecitation_mode_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReleaseCitationVia",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(app_label)s_%(class)ss",
                        to="sources.source",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "citation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="vias", to="press.releasecitation"
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("citation", "position"), name="press_releasecitationvia_position_unique"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReleaseTransition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("submit", "submitted"),
                            ("send_back", "sent back"),
                            ("approve", "approved"),
                            ("lapse", "approval lapsed: text changed"),
                            ("publish", "published"),
                            ("schedule", "scheduled"),
                            ("unschedule", "taken off the schedule"),
                            ("withdraw", "withdrawn"),
                            ("apply", "changes applied"),
                            ("discard", "changes discarded"),
                            ("restore", "older version restored"),
                        ],
                        max_length=20,
                        verbose_name="step",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "from_status",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("in_review", "in review"),
                            ("approved", "approved"),
                            ("published", "published"),
                            ("withdrawn", "withdrawn"),
                        ],
                        max_length=10,
                        verbose_name="from",
                    ),
                ),
                (
                    "to_status",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("in_review", "in review"),
                            ("approved", "approved"),
                            ("published", "published"),
                            ("withdrawn", "withdrawn"),
                        ],
                        max_length=10,
                        verbose_name="to",
                    ),
                ),
                ("is_of_copy", models.BooleanField(default=False, verbose_name="of the working copy")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("warnings", models.JSONField(blank=True, default=list, verbose_name="confirmed warnings")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="transitions", to="press.pressrelease"
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ReleaseVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("at", models.DateTimeField(verbose_name="saved")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                ("is_of_copy", models.BooleanField(default=False, verbose_name="of the working copy")),
                ("content", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("digest", models.CharField(editable=False, max_length=64)),
                ("public_from", models.DateTimeField(blank=True, null=True, verbose_name="public from")),
                ("public_until", models.DateTimeField(blank=True, null=True, verbose_name="public until")),
                ("is_withheld", models.BooleanField(default=False, verbose_name="kept from readers")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="press.pressrelease"
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("item", "number"), name="press_releaseversion_number_unique"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("public_until__isnull", True), ("public_from__isnull", False), _connector="OR"
                        ),
                        name="press_releaseversion_public_until_after_from",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReleaseComment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("field", models.CharField(max_length=60, verbose_name="field")),
                ("quoted", models.CharField(blank=True, max_length=300, verbose_name="words commented on")),
                ("text", models.TextField(verbose_name="comment")),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                ("resolved_at", models.DateTimeField(blank=True, null=True, verbose_name="resolved")),
                (
                    "resolved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="resolved by",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="comments", to="press.pressrelease"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="press_releasecomment_has_text"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReleasePreviewLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "token",
                    models.CharField(
                        default=publishing.models.records.new_token, editable=False, max_length=43, unique=True
                    ),
                ),
                ("recipient", models.CharField(max_length=200, verbose_name="for")),
                ("created_at", models.DateTimeField(verbose_name="made")),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                ("expires_at", models.DateTimeField(verbose_name="expires")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked")),
                (
                    "revoked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="revoked by",
                    ),
                ),
                (
                    "ended_as",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("applied", "changes applied"),
                            ("discarded", "changes discarded"),
                            ("withdrawn", "withdrawn"),
                        ],
                        editable=False,
                        max_length=10,
                        verbose_name="ended",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="preview_links",
                        to="press.pressrelease",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("recipient", ""), _negated=True),
                        name="press_releasepreviewlink_has_recipient",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("created_at"))),
                        name="press_releasepreviewlink_expires_later",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReleasePreviewVisit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="visits",
                        to="press.releasepreviewlink",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ReleaseEditingSession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("base_revision", models.PositiveIntegerField(default=0)),
                ("opened_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(db_index=True)),
                ("typed_at", models.DateTimeField(blank=True, null=True)),
                ("typed", models.JSONField(blank=True, default=dict)),
                (
                    "item",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="editing_sessions",
                        to="press.pressrelease",
                    ),
                ),
            ],
            options={
                "ordering": ["-seen_at", "-pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ReleasePicture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "image",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(app_label)s_%(class)ss",
                        to="publishing.image",
                        verbose_name="picture",
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="body_pictures",
                        to="press.pressrelease",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "position"), name="press_releasepicture_position_unique")
                ],
            },
        ),
        migrations.CreateModel(
            name="ReleaseCorrection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("correction", "correction"),
                            ("clarification", "clarification"),
                            ("update", "update"),
                            ("retraction", "retraction"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("text", models.TextField(verbose_name="what was changed, for readers")),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                ("version", models.PositiveIntegerField(blank=True, null=True, verbose_name="version")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="corrections", to="press.pressrelease"
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="press_releasecorrection_has_text"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["correction", "clarification", "update", "retraction"])),
                        name="press_releasecorrection_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RelatedRelease",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="read_also", to="press.pressrelease"
                    ),
                ),
                (
                    "related",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="read_from",
                        to="press.pressrelease",
                        verbose_name="release",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
            ],
            options={
                "verbose_name": "“Read also” entry",
                "verbose_name_plural": "Read also",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("release", "related"),
                        name="press_read_also_once",
                        violation_error_message="This release is in “Read also” already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("release", models.F("related")), _negated=True),
                        name="press_read_also_not_itself",
                        violation_error_message="A release cannot refer to itself in “Read also”.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="attachments", to="press.pressrelease"
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="publishing.document",
                        verbose_name="document",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
            ],
            options={
                "verbose_name": "attachment",
                "verbose_name_plural": "attachments",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("release", "document"),
                        name="press_attachment_once",
                        violation_error_message="This document is attached already.",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="pressrelease",
            name="related",
            field=models.ManyToManyField(
                blank=True, related_name="related_from", through="press.RelatedRelease", to="press.pressrelease"
            ),
        ),
        migrations.AddField(
            model_name="pressrelease",
            name="tags",
            field=taggit.managers.TaggableManager(
                blank=True,
                help_text="A comma-separated list of tags.",
                through="press.TaggedRelease",
                to="publishing.Tag",
                verbose_name="tags",
            ),
        ),
    ]

import campaigns.models
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
        ("press", "0001_initial"),
        ("publishing", "0002_search_index"),
        ("sources", "0001_initial"),
        ("supporters", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Campaign",
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
                        to="campaigns.campaign",
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
                        to="campaigns.campaign",
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
                    "outcome",
                    models.CharField(
                        choices=[
                            ("upcoming", "upcoming"),
                            ("active", "active"),
                            ("won", "won"),
                            ("lost", "lost"),
                            ("closed", "closed"),
                        ],
                        default="active",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
            ],
            options={
                "verbose_name": "campaign",
                "verbose_name_plural": "campaigns",
                "abstract": False,
                "default_permissions": ("add", "change", "delete", "view", "publish"),
                "indexes": [
                    models.Index(fields=["status", "-publish_at", "-id"], name="campaigns_campaign_recent"),
                    models.Index(
                        condition=models.Q(("apply_at__isnull", False)),
                        fields=["apply_at"],
                        name="campaigns_campaign_due",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="campaigns_campaign_has_title"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("slug", ""), _negated=True), name="campaigns_campaign_has_slug"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "published"), _negated=True),
                            ("publish_at__isnull", False),
                            _connector="OR",
                        ),
                        name="campaigns_campaign_published_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["draft", "in_review", "approved", "published", "withdrawn"])
                        ),
                        name="campaigns_campaign_status_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("working_copy_of__isnull", True)),
                        fields=("language", "slug"),
                        name="campaigns_campaign_slug_unique",
                        violation_error_message="Another item already has this address. Change the last part of the address.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("working_copy_of__isnull", True)),
                        fields=("translation_group", "language"),
                        name="campaigns_campaign_translation_unique",
                        violation_error_message="There is already a translation into this language.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("working_copy_of__isnull", True),
                            ("status__in", ["draft", "in_review", "approved"]),
                            _connector="OR",
                        ),
                        name="campaigns_campaign_copy_not_public",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("apply_at__isnull", True),
                            models.Q(("status", "approved"), ("working_copy_of__isnull", False)),
                            _connector="OR",
                        ),
                        name="campaigns_campaign_apply_at_of_copy",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("working_copy_of__isnull", True),
                            models.Q(("working_copy_of", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="campaigns_campaign_copy_of_other",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["upcoming", "active", "won", "lost", "closed"])),
                        name="campaigns_outcome_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TaggedCampaign",
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
                        to="campaigns.campaign",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("tag", "content_object"), name="campaigns_tag_once")],
            },
        ),
        migrations.CreateModel(
            name="CampaignCitation",
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="citations", to="campaigns.campaign"
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("owner", "position"), name="campaigns_campaigncitation_position_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mode__in", ["verbatim", "paraphrase", "mention"])),
                        name="campaigns_campaigncitation_mode_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CampaignCitationVia",
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="vias",
                        to="campaigns.campaigncitation",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("citation", "position"), name="campaigns_campaigncitationvia_position_unique"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CampaignTransition",
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="transitions", to="campaigns.campaign"
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CampaignVersion",
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="campaigns.campaign"
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("item", "number"), name="campaigns_campaignversion_number_unique"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("public_until__isnull", True), ("public_from__isnull", False), _connector="OR"
                        ),
                        name="campaigns_campaignversion_public_until_after_from",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CampaignComment",
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="comments", to="campaigns.campaign"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="campaigns_campaigncomment_has_text"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CampaignPreviewLink",
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
                        to="campaigns.campaign",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("recipient", ""), _negated=True),
                        name="campaigns_campaignpreviewlink_has_recipient",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("created_at"))),
                        name="campaigns_campaignpreviewlink_expires_later",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CampaignPreviewVisit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="visits",
                        to="campaigns.campaignpreviewlink",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CampaignEditingSession",
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
                        to="campaigns.campaign",
                    ),
                ),
            ],
            options={
                "ordering": ["-seen_at", "-pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CampaignPicture",
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
                        to="campaigns.campaign",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("owner", "position"), name="campaigns_campaignpicture_position_unique"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CampaignRelease",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="release_links",
                        to="campaigns.campaign",
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="campaign_links",
                        to="press.pressrelease",
                        verbose_name="release",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
            ],
            options={
                "verbose_name": "related release",
                "verbose_name_plural": "related releases",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "release"),
                        name="campaigns_release_once",
                        violation_error_message="This release is in the list already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Demand",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="demands", to="campaigns.campaign"
                    ),
                ),
                ("text", models.CharField(max_length=500, verbose_name="demand")),
                (
                    "legal_basis",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="demands",
                        to="sources.source",
                        verbose_name="legal basis",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "open"), ("met", "met"), ("refused", "refused")],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("state_since", models.DateField(blank=True, null=True, verbose_name="since")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
            ],
            options={
                "verbose_name": "demand",
                "verbose_name_plural": "demands",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "met", "refused"])),
                        name="campaigns_demand_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "open"), ("state_since__isnull", False), _connector="OR"),
                        name="campaigns_demand_decided_on",
                        violation_error_message="Say since when the demand is met or refused.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Action",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="actions", to="campaigns.campaign"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("petition", "petition")], default="petition", max_length=20, verbose_name="kind"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("slug", models.SlugField(allow_unicode=True, max_length=120, verbose_name="address")),
                ("text", models.TextField(help_text="What the supporter signs, word for word.", verbose_name="text")),
                ("addressee", models.CharField(blank=True, max_length=200, verbose_name="addressed to")),
                (
                    "goal",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Signatures aimed at. Leave empty to show no progress bar.",
                        null=True,
                        verbose_name="goal",
                    ),
                ),
                ("opens_at", models.DateTimeField(blank=True, null=True, verbose_name="opens")),
                ("closes_at", models.DateTimeField(blank=True, null=True, verbose_name="closes")),
                (
                    "thanks",
                    models.TextField(
                        blank=True,
                        help_text="Shown after signing. Leave empty for our own words.",
                        verbose_name="words of thanks",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
            ],
            options={
                "verbose_name": "call to action",
                "verbose_name_plural": "calls to action",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "slug"),
                        name="campaigns_action_slug_unique",
                        violation_error_message="Another action of this campaign has this address.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["petition"])), name="campaigns_action_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closes_at__isnull", True),
                            ("opens_at__isnull", True),
                            ("closes_at__gt", models.F("opens_at")),
                            _connector="OR",
                        ),
                        name="campaigns_action_closes_after_opening",
                        violation_error_message="The action closes before it opens.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("goal__isnull", True), ("goal__gt", 0), _connector="OR"),
                        name="campaigns_action_goal_positive",
                        violation_error_message="A goal is at least 1.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CampaignLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=campaigns.models.new_code,
                        help_text="The last part of the short address. Letters, digits and hyphens.",
                        max_length=40,
                        unique=True,
                        verbose_name="code",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links", to="campaigns.campaign"
                    ),
                ),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        help_text="Leave empty to lead to the campaign's page.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="campaigns.action",
                        verbose_name="call to action",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        help_text="Where the link is used: newsletter, poster, a partner's name.",
                        max_length=100,
                        verbose_name="channel",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
            ],
            options={
                "verbose_name": "campaign link",
                "verbose_name_plural": "campaign links",
                "ordering": ["-created_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^[a-z0-9-]+$")),
                        name="campaigns_link_code_plain",
                        violation_error_message="A code has small letters a to z, digits and hyphens only.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LinkDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="days", to="campaigns.campaignlink"
                    ),
                ),
                ("day", models.DateField()),
                ("visits", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("link", "day"), name="campaigns_link_day_unique")],
            },
        ),
        migrations.CreateModel(
            name="Participation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="participations",
                        to="campaigns.action",
                    ),
                ),
                (
                    "supporter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="participations",
                        to="supporters.supporter",
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="participations",
                        to="campaigns.campaignlink",
                    ),
                ),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                ("country", models.CharField(blank=True, max_length=2, verbose_name="country")),
                ("postcode", models.CharField(blank=True, max_length=20, verbose_name="postcode")),
                ("ticked", models.JSONField(default=dict, editable=False)),
                ("comment", models.CharField(blank=True, max_length=500, verbose_name="comment")),
                ("show_name", models.BooleanField(default=False, verbose_name="name shown in public")),
                ("created_at", models.DateTimeField(verbose_name="signed")),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="confirmed")),
                ("mailed_at", models.DateTimeField(blank=True, null=True, verbose_name="last mailed")),
            ],
            options={
                "verbose_name": "signature",
                "verbose_name_plural": "signatures",
                "ordering": ["-created_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("confirmed_at__isnull", False)),
                        fields=["action", "confirmed_at"],
                        name="campaigns_confirmed",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("action", "supporter"), name="campaigns_participation_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="campaign",
            name="releases",
            field=models.ManyToManyField(
                blank=True, related_name="campaigns", through="campaigns.CampaignRelease", to="press.pressrelease"
            ),
        ),
        migrations.AddField(
            model_name="campaign",
            name="tags",
            field=taggit.managers.TaggableManager(
                blank=True,
                help_text="A comma-separated list of tags.",
                through="campaigns.TaggedCampaign",
                to="publishing.Tag",
                verbose_name="tags",
            ),
        ),
    ]

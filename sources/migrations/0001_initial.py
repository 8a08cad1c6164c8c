import django.core.validators
import django.db.models.deletion
import sources.models.snapshots
import taggit.managers
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("publishing", "0002_search_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("report", "report"),
                            ("webpage", "web page"),
                            ("article-newspaper", "news article"),
                            ("article-magazine", "magazine article"),
                            ("article-journal", "journal article"),
                            ("book", "book"),
                            ("chapter", "chapter of a book"),
                            ("legislation", "law or resolution"),
                            ("bill", "bill before a parliament"),
                            ("legal_case", "court case"),
                            ("treaty", "treaty"),
                            ("speech", "speech or statement"),
                            ("interview", "interview"),
                            ("motion_picture", "film or video"),
                            ("broadcast", "broadcast"),
                            ("post", "social media post"),
                            ("dataset", "data set"),
                            ("document", "document"),
                            ("thesis", "thesis"),
                            ("personal_communication", "letter or message"),
                        ],
                        default="report",
                        max_length=30,
                        verbose_name="type",
                    ),
                ),
                ("title", models.CharField(max_length=500, verbose_name="title")),
                ("slug", models.SlugField(allow_unicode=True, max_length=120, unique=True, verbose_name="address")),
                ("authors", models.JSONField(blank=True, default=list, verbose_name="authors")),
                ("author_line", models.CharField(blank=True, editable=False, max_length=1000)),
                ("editors", models.JSONField(blank=True, default=list, verbose_name="editors")),
                ("translators", models.JSONField(blank=True, default=list, verbose_name="translators")),
                (
                    "title_short",
                    models.CharField(
                        blank=True,
                        help_text="For notes that name the source a second time.",
                        max_length=200,
                        verbose_name="short title",
                    ),
                ),
                ("publisher", models.CharField(blank=True, max_length=300, verbose_name="publisher")),
                ("publisher_place", models.CharField(blank=True, max_length=200, verbose_name="place of publication")),
                (
                    "container_title",
                    models.CharField(
                        blank=True,
                        help_text="Newspaper, journal, site or book that contains it.",
                        max_length=300,
                        verbose_name="published in",
                    ),
                ),
                ("collection_title", models.CharField(blank=True, max_length=300, verbose_name="series")),
                ("edition", models.CharField(blank=True, max_length=50, verbose_name="edition")),
                ("volume", models.CharField(blank=True, max_length=50, verbose_name="volume")),
                ("issue", models.CharField(blank=True, max_length=50, verbose_name="issue")),
                ("number", models.CharField(blank=True, max_length=100, verbose_name="document number")),
                ("section", models.CharField(blank=True, max_length=100, verbose_name="section")),
                (
                    "genre",
                    models.CharField(
                        blank=True,
                        help_text="Such as “press release” or “PhD thesis”.",
                        max_length=100,
                        verbose_name="kind in words",
                    ),
                ),
                (
                    "authority",
                    models.CharField(
                        blank=True,
                        help_text="Court, parliament or body that decided it.",
                        max_length=200,
                        verbose_name="authority",
                    ),
                ),
                ("event_title", models.CharField(blank=True, max_length=300, verbose_name="event")),
                ("event_place", models.CharField(blank=True, max_length=200, verbose_name="place of the event")),
                (
                    "archive",
                    models.CharField(blank=True, max_length=200, verbose_name="archive or collection that holds it"),
                ),
                ("pages", models.CharField(blank=True, max_length=50, verbose_name="pages")),
                (
                    "issued_as_typed",
                    models.CharField(
                        blank=True,
                        help_text="As printed: “2024”, “5 June 2024”, “June 5”, “2020–2023”, “c. 2019”. A missing year is never invented.",
                        max_length=100,
                        verbose_name="date",
                    ),
                ),
                ("issued", models.CharField(blank=True, editable=False, max_length=60)),
                ("issued_sort", models.DateField(editable=False, null=True)),
                ("accessed_on", models.DateField(blank=True, null=True, verbose_name="accessed on")),
                ("url", models.URLField(blank=True, max_length=1000, verbose_name="web address")),
                ("canonical_url", models.CharField(editable=False, max_length=1000, null=True)),
                ("doi", models.CharField(blank=True, max_length=200, verbose_name="DOI")),
                ("isbn", models.CharField(blank=True, max_length=20, verbose_name="ISBN")),
                ("issn", models.CharField(blank=True, max_length=20, verbose_name="ISSN")),
                ("doi_key", models.CharField(blank=True, db_index=True, editable=False, max_length=200)),
                ("isbn_key", models.CharField(blank=True, db_index=True, editable=False, max_length=200)),
                ("title_key", models.CharField(blank=True, db_index=True, editable=False, max_length=200)),
                ("address_key", models.CharField(blank=True, db_index=True, editable=False, max_length=200)),
                ("csl_extra", models.JSONField(blank=True, default=dict, editable=False)),
                ("provenance", models.JSONField(blank=True, default=dict, editable=False)),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        help_text="Such as en, hy, fr.",
                        max_length=10,
                        verbose_name="language of the document",
                    ),
                ),
                (
                    "summary",
                    models.TextField(
                        blank=True,
                        validators=[django.core.validators.MaxLengthValidator(600)],
                        verbose_name="note for readers",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="note for staff")),
                (
                    "reliability_note",
                    models.TextField(
                        blank=True, help_text="For staff: what is known of how it was made.", verbose_name="reliability"
                    ),
                ),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("public", "public"),
                            ("excerpt", "excerpt only"),
                            ("on_file", "on file: named to readers, never shown"),
                        ],
                        default="public",
                        max_length=10,
                        verbose_name="visibility",
                    ),
                ),
                (
                    "is_listed",
                    models.BooleanField(
                        default=False,
                        help_text="Even while nothing public cites it. Sources that are cited are listed anyway.",
                        verbose_name="list in the library",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="sources.source",
                        verbose_name="merged into",
                    ),
                ),
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
            ],
            options={
                "verbose_name": "source",
                "verbose_name_plural": "sources",
                "ordering": ["-updated_at", "-pk"],
                "permissions": [("merge_source", "Can merge sources, and part them again")],
                "indexes": [models.Index(fields=["canonical_url"], name="sources_source_canonical_url")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="sources_source_has_title"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("visibility__in", ["public", "excerpt", "on_file"])),
                        name="sources_source_visibility_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("merged_into__isnull", True),
                            models.Q(("merged_into", models.F("pk")), _negated=True),
                            _connector="OR",
                        ),
                        name="sources_source_not_into_itself",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("merged_into__isnull", True)),
                        fields=("canonical_url",),
                        name="sources_source_address_unique",
                        violation_error_message="There is already a source with this web address.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TaggedSource",
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="tagged_items", to="sources.source"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("tag", "content_object"), name="sources_tag_once")],
            },
        ),
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="snapshots", to="sources.source"
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[("captured", "captured from the web"), ("uploaded", "uploaded by hand")],
                        max_length=10,
                        verbose_name="origin",
                    ),
                ),
                ("taken_at", models.DateTimeField(verbose_name="taken")),
                (
                    "taken_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                ("seen_again_at", models.DateTimeField(null=True, verbose_name="seen unchanged")),
                ("requested_url", models.CharField(blank=True, max_length=2000, verbose_name="address asked for")),
                ("final_url", models.CharField(blank=True, max_length=2000, verbose_name="address that answered")),
                ("redirects", models.JSONField(blank=True, default=list)),
                ("status_code", models.PositiveSmallIntegerField(null=True)),
                ("headers", models.JSONField(blank=True, default=list)),
                ("media_type", models.CharField(max_length=100, verbose_name="type")),
                ("charset", models.CharField(blank=True, max_length=40)),
                ("size", models.PositiveBigIntegerField(verbose_name="size")),
                ("sha256", models.CharField(db_index=True, max_length=64, verbose_name="SHA-256")),
                (
                    "warc",
                    models.FileField(
                        max_length=200,
                        storage=sources.models.snapshots.evidence_storage,
                        upload_to=sources.models.snapshots.warc_path,
                    ),
                ),
                ("warc_sha256", models.CharField(max_length=64)),
                ("warc_size", models.PositiveBigIntegerField()),
                (
                    "program",
                    models.CharField(help_text="The program and its version.", max_length=100, verbose_name="made by"),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                ("text", models.TextField(blank=True)),
                ("text_sha256", models.CharField(blank=True, max_length=64)),
                ("text_title", models.CharField(blank=True, max_length=500)),
                ("page_starts", models.JSONField(blank=True, default=list)),
                ("extractor", models.CharField(blank=True, max_length=100)),
                ("extracted_at", models.DateTimeField(null=True)),
                ("text_problem", models.CharField(blank=True, max_length=20)),
                ("timestamp_token", models.BinaryField(null=True)),
                ("timestamped_at", models.DateTimeField(null=True, verbose_name="time stamp")),
                ("timestamped_by", models.CharField(blank=True, max_length=300)),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="withdrawn")),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="withdrawn by",
                    ),
                ),
                ("withdrawn_reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("verified_at", models.DateTimeField(null=True, verbose_name="last verified")),
                ("damage", models.CharField(blank=True, max_length=300, verbose_name="damage")),
            ],
            options={
                "verbose_name": "archived copy",
                "verbose_name_plural": "archived copies",
                "ordering": ["-taken_at", "-pk"],
                "permissions": [
                    ("capture_source", "Can have copies of sources archived"),
                    ("withdraw_snapshot", "Can withdraw archived copies"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("source", "sha256"), name="sources_snapshot_once"),
                    models.CheckConstraint(
                        condition=models.Q(("origin__in", ["captured", "uploaded"])),
                        name="sources_snapshot_origin_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("origin", "uploaded"), ("status_code__isnull", False), _connector="OR"),
                        name="sources_snapshot_captured_has_status",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at__isnull", True), ("withdrawn_reason", "")),
                            models.Q(
                                ("withdrawn_at__isnull", False), models.Q(("withdrawn_reason", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="sources_snapshot_withdrawn_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("timestamp_token__isnull", True), ("timestamped_at__isnull", True)),
                            models.Q(("timestamp_token__isnull", False), ("timestamped_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="sources_snapshot_stamp_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Capture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="captures", to="sources.source"
                    ),
                ),
                ("url", models.CharField(max_length=2000, verbose_name="web address")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "waiting"),
                            ("running", "under way"),
                            ("done", "done"),
                            ("unchanged", "done: nothing has changed"),
                            ("failed", "failed"),
                        ],
                        default="asked",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="asked")),
                (
                    "asked_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                ("started_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended")),
                ("problem", models.CharField(blank=True, max_length=40)),
                ("message", models.CharField(blank=True, max_length=500, verbose_name="message")),
                (
                    "snapshot",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="captures",
                        to="sources.snapshot",
                    ),
                ),
            ],
            options={
                "verbose_name": "capture",
                "verbose_name_plural": "captures",
                "ordering": ["-asked_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["asked", "running"])),
                        fields=("source",),
                        name="sources_capture_one_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OutsideCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="outside_copies", to="sources.source"
                    ),
                ),
                ("url", models.URLField(max_length=1000, verbose_name="address of the copy")),
                ("copied_on", models.DateField(blank=True, null=True, verbose_name="date of the copy")),
                ("noted_at", models.DateTimeField(verbose_name="noted")),
                (
                    "noted_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "copy elsewhere",
                "verbose_name_plural": "copies elsewhere",
                "ordering": ["-copied_on", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "url"),
                        name="sources_outside_copy_once",
                        violation_error_message="This copy is noted already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Passage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="passages", to="sources.source"
                    ),
                ),
                ("words", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("exact", "word for word"),
                            ("normalised", "word for word, apart from typography"),
                            ("near", "nearly"),
                            ("absent", "not found"),
                            ("no_copy", "no copy to look in"),
                        ],
                        default="no_copy",
                        max_length=10,
                        verbose_name="found",
                    ),
                ),
                ("ratio", models.FloatField(default=0.0)),
                ("start", models.PositiveIntegerField(null=True)),
                ("end", models.PositiveIntegerField(null=True)),
                (
                    "snapshot",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="passages",
                        to="sources.snapshot",
                    ),
                ),
                ("checked_at", models.DateTimeField(verbose_name="checked")),
                (
                    "live",
                    models.CharField(
                        choices=[
                            ("unknown", "not looked for"),
                            ("found", "on the live page"),
                            ("missing", "no longer on the live page"),
                        ],
                        default="unknown",
                        max_length=10,
                    ),
                ),
                ("live_checked_at", models.DateTimeField(null=True)),
                ("missing_since", models.DateTimeField(null=True)),
                ("missing_told_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "passage",
                "verbose_name_plural": "passages",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("source", "digest"), name="sources_passage_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("snapshot__isnull", True), ("status", "no_copy")),
                            models.Q(models.Q(("status", "no_copy"), _negated=True), ("snapshot__isnull", False)),
                            _connector="OR",
                        ),
                        name="sources_passage_looked_for_in_a_copy",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["exact", "normalised", "near"]), _negated=True),
                            models.Q(("end__gt", models.F("start")), ("start__isnull", False)),
                            _connector="OR",
                        ),
                        name="sources_passage_found_somewhere",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                (
                    "source",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="link",
                        serialize=False,
                        to="sources.source",
                    ),
                ),
                ("url", models.CharField(max_length=1000, verbose_name="web address")),
                ("host", models.CharField(db_index=True, max_length=253)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "not checked yet"),
                            ("alive", "alive"),
                            ("moved", "moved"),
                            ("blocked", "blocked to our check"),
                            ("suspect", "failing"),
                            ("dead", "dead"),
                        ],
                        default="new",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("state_since", models.DateTimeField(verbose_name="since")),
                ("failures", models.PositiveSmallIntegerField(default=0, verbose_name="failures in a row")),
                ("first_failure_at", models.DateTimeField(null=True)),
                ("last_failure_at", models.DateTimeField(null=True)),
                ("last_checked_at", models.DateTimeField(null=True, verbose_name="last check")),
                ("next_check_at", models.DateTimeField(verbose_name="next check")),
                ("last_status_code", models.PositiveSmallIntegerField(null=True)),
                ("problem", models.CharField(blank=True, max_length=40)),
                ("moved_to", models.CharField(blank=True, max_length=2000, verbose_name="now at")),
                ("ignored_at", models.DateTimeField(null=True)),
                ("told_state", models.CharField(blank=True, max_length=10)),
                ("told_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "link",
                "verbose_name_plural": "links",
                "ordering": ["-state_since", "-pk"],
                "indexes": [models.Index(fields=["next_check_at"], name="sources_link_due")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["new", "alive", "moved", "blocked", "suspect", "dead"])),
                        name="sources_link_state_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LinkCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="checks", to="sources.link"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                ("method", models.CharField(max_length=4)),
                ("status_code", models.PositiveSmallIntegerField(null=True)),
                ("outcome", models.CharField(max_length=20, verbose_name="outcome")),
                ("detail", models.CharField(blank=True, max_length=500, verbose_name="detail")),
                ("duration_ms", models.PositiveIntegerField(null=True)),
            ],
            options={
                "verbose_name": "link check",
                "verbose_name_plural": "link checks",
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["at"], name="sources_link_check_at")],
            },
        ),
        migrations.CreateModel(
            name="LinkHost",
            fields=[
                ("host", models.CharField(max_length=253, primary_key=True, serialize=False)),
                ("free_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "host of links",
                "verbose_name_plural": "hosts of links",
            },
        ),
        migrations.CreateModel(
            name="EvidenceSettings",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "note_style",
                    models.CharField(
                        choices=[
                            ("chicago", "Chicago notes (Chicago Manual of Style, 18th edition)"),
                            ("apa", "APA (7th edition)"),
                            ("mla", "MLA (9th edition)"),
                        ],
                        default="chicago",
                        max_length=10,
                        verbose_name="note style",
                    ),
                ),
            ],
            options={
                "verbose_name": "evidence settings",
                "verbose_name_plural": "evidence settings",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("pk", 1)), name="sources_settings_one_row"),
                    models.CheckConstraint(
                        condition=models.Q(("note_style__in", ["chicago", "apa", "mla"])),
                        name="sources_settings_style_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SourceImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="file")),
                (
                    "format",
                    models.CharField(
                        choices=[("bib", "BibTeX"), ("ris", "RIS"), ("json", "CSL-JSON")],
                        max_length=5,
                        verbose_name="format",
                    ),
                ),
                ("content", models.TextField(editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("read", "read, not imported yet"),
                            ("running", "being imported"),
                            ("done", "imported"),
                            ("failed", "failed"),
                        ],
                        default="read",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("total", models.PositiveIntegerField(default=0, verbose_name="records")),
                ("done", models.PositiveIntegerField(default=0, verbose_name="done")),
                ("told", models.JSONField(default=list, editable=False)),
                ("options", models.JSONField(default=dict, editable=False)),
                ("report", models.JSONField(default=list, editable=False)),
                ("created_at", models.DateTimeField(verbose_name="uploaded")),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended")),
            ],
            options={
                "verbose_name": "import of sources",
                "verbose_name_plural": "imports of sources",
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="SourceMerge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merges",
                        to="sources.source",
                        verbose_name="kept",
                    ),
                ),
                (
                    "merged",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mergings",
                        to="sources.source",
                        verbose_name="merged",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                ("moved", models.JSONField(default=dict)),
                ("undone_at", models.DateTimeField(null=True, verbose_name="undone")),
                (
                    "undone_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="undone by",
                    ),
                ),
            ],
            options={
                "verbose_name": "merge",
                "verbose_name_plural": "merges",
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at__isnull", True)),
                        fields=("merged",),
                        name="sources_merge_standing_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SourceRelation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="relations",
                        to="sources.source",
                        verbose_name="source",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="relations_to",
                        to="sources.source",
                        verbose_name="other source",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("cites", "cites"), ("related", "related, not the same")],
                        default="cites",
                        max_length=10,
                        verbose_name="relation",
                    ),
                ),
                (
                    "locator",
                    models.CharField(
                        blank=True,
                        help_text="Where the first names the second, such as “p. 14”.",
                        max_length=100,
                        verbose_name="place",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note for staff")),
                ("created_at", models.DateTimeField(editable=False, verbose_name="created")),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "relation",
                "verbose_name_plural": "relations",
                "ordering": ["kind", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "other", "kind"),
                        name="sources_relation_once",
                        violation_error_message="These two sources have this relation already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", models.F("other")), _negated=True),
                        name="sources_relation_of_two",
                        violation_error_message="A source has no relation to itself.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "related"), _negated=True),
                            ("source__lt", models.F("other")),
                            _connector="OR",
                        ),
                        name="sources_related_lower_first",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="source",
            name="tags",
            field=taggit.managers.TaggableManager(
                blank=True,
                help_text="A comma-separated list of tags.",
                through="sources.TaggedSource",
                to="publishing.Tag",
                verbose_name="tags",
            ),
        ),
    ]
